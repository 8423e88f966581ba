"""What a network was compiled with: strings, objects and functions of the same thing are one."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.compare.checks.base import CheckOfParts, Context
from autograder.compare.checks.by_value import known_by_value
from autograder.compare.networks.network import NetworkError
from autograder.compare.networks.reading import plain_setting, read_network
from autograder.compare.result import Finding, Outcome

PARTS = ("optimizer", "learning_rate", "loss", "metrics")

#: The short names that Keras resolves, for losses and metrics alike.
_SHORT = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    "log_cosh_error": "log_cosh",
    "acc": "accuracy",
    "ce": "crossentropy",
    "bin_accuracy": "binary_accuracy",
}
#: What the settings of Keras's losses and metrics are by themselves: saying it changes nothing.
_DEFAULTS: dict[str, tuple] = {
    "reduction": ("sum_over_batch_size", "mean", "mean_with_sample_weight"),
    "from_logits": (False,),
    "label_smoothing": (0.0,),
    "axis": (-1,),
    "ignore_class": (None,),
    "threshold": (0.5,),
    "thresholds": (None,),
    "top_k": (None,),
    "class_id": (None,),
    "delta": (1.0,),
}
#: Learning rates by themselves, where they are not Keras's common 0.001.
_USUAL_RATES = {"SGD": 0.01}
#: Parts of a configuration that say how a thing is called, not what it does.
_LABELS = ("name", "dtype", "fn")


@dataclass(frozen=True)
class Setting:
    """An optimizer, a loss or a metric in its one form: a name, and the settings that are not the default."""

    name: str
    config: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """A compile configuration in its one form. `learning_rate` is a number, or a schedule."""

    optimizer: Setting
    learning_rate: float | Setting | None
    loss: Setting | None
    metrics: tuple[Setting, ...]
    outputs: int | None = None


@dataclass(frozen=True, kw_only=True)
class Compiled(CheckOfParts):
    """A model was compiled with the reference's settings, in whichever form.

    `parts` are what is compared: "optimizer" (its kind and settings), "learning_rate" (to
    `rtol`), "loss", "metrics". Several checks of one record can give each part a share of its own.
    Metrics may come in any order; more than asked for do no harm unless `extra_metrics` is False.
    A loss or a metric of the student's own is known by the values that it gives (see by_value).
    `known` says of a wrong optimizer, loss or metric what is to be said of it, by its name.
    With `reveal`, a wrong answer is told what is asked for.
    """

    parts: tuple[str, ...] = PARTS
    rtol: float = 1e-4
    extra_metrics: bool = True
    known: Mapping[str, str] = field(default_factory=dict)
    reveal: bool = False

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        if not isinstance(answer, dict) or "compile" not in answer:
            return Finding(Outcome.TYPE, "What was recorded is not a model.")
        if answer["compile"] is None:
            return Finding(Outcome.MISSING, "The network is not compiled yet: call its compile().")
        right = read_settings(reference)
        try:
            mine = read_settings(answer, right)
        except NetworkError as error:
            return Finding(Outcome.TYPE, str(error))
        compare: dict[str, Callable[[Settings, Settings], tuple[str, str] | None]] = {
            "optimizer": _optimizer,
            "learning_rate": self._learning_rate,
            "loss": _loss,
            "metrics": self._metrics,
        }
        for part in PARTS:
            if part in self.parts and (found := compare[part](mine, right)):
                message, asked = found
                message = self._known(part, mine) or message
                return Finding(Outcome.VALUE, f"{message} Asked for: {asked}." if self.reveal else message)
        return Finding.right()

    def _learning_rate(self, mine: Settings, right: Settings) -> tuple[str, str] | None:
        ours, theirs = mine.learning_rate, right.learning_rate
        if isinstance(ours, float) and isinstance(theirs, float):
            # Keras keeps the rate as float32: 0.001 comes back as 0.0010000000474974513.
            if math.isclose(ours, theirs, rel_tol=self.rtol):
                return None
            # Another optimizer is one fault, and its own default is none on top of it.
            if self._is_default(mine) and self._is_default(right):
                return None
            return f"The learning rate is {ours:.4g}, which is not the one asked for.", f"{theirs:.4g}"
        if ours == theirs:
            return None
        what = f"a schedule ({ours.name})" if isinstance(ours, Setting) else "a constant"
        return f"The learning rate is {what}, which is not what is asked for.", _words(theirs)

    def _is_default(self, settings: Settings) -> bool:
        usual = _USUAL_RATES.get(settings.optimizer.name, 0.001)
        return math.isclose(settings.learning_rate, usual, rel_tol=self.rtol)

    def _metrics(self, mine: Settings, right: Settings) -> tuple[str, str] | None:
        missing = [metric for metric in right.metrics if metric not in mine.metrics]
        extra = [metric for metric in mine.metrics if metric not in right.metrics]
        asked = ", ".join(map(_words, right.metrics))
        if not mine.metrics and missing:
            return "No metric is given, so training shows nothing but the loss.", asked
        if missing:
            has = ", ".join(map(_words, mine.metrics))
            return f"The metrics are {has}: not all that are asked for.", asked
        if extra and not self.extra_metrics:
            return f"Not asked for among the metrics: {', '.join(map(_words, extra))}.", asked
        return None

    def _known(self, part: str, mine: Settings) -> str:
        names = {
            "optimizer": (canonical(mine.optimizer.name),),
            "loss": (mine.loss.name,) if mine.loss else (),
            "metrics": tuple(metric.name for metric in mine.metrics),
        }.get(part, ())
        for name, says in self.known.items():
            if canonical(name) in names:
                return says
        return ""


def _optimizer(mine: Settings, right: Settings) -> tuple[str, str] | None:
    asked = right.optimizer.name
    if mine.optimizer.name != right.optimizer.name:
        return f"The optimizer is {mine.optimizer.name}, which is not the one asked for.", asked
    for key, theirs in right.optimizer.config.items():
        if not _close(mine.optimizer.config.get(key), theirs):
            ours = mine.optimizer.config.get(key)
            message = f"The optimizer is {mine.optimizer.name}, as asked, but another {key} than {ours!r}"
            return f"{message} is asked for.", f"{key} = {theirs!r}"
    return None


def _loss(mine: Settings, right: Settings) -> tuple[str, str] | None:
    asked = _words(right.loss)
    if mine.loss is None:
        return "No loss is given, so there is nothing to train towards.", asked
    if mine.loss.name.endswith("(your own)"):
        return f"The loss is {mine.loss.name}: it gives other values than the one asked for.", asked
    if right.loss is None or mine.loss.name != right.loss.name:
        return f"The loss is {mine.loss.name}, which is not the one asked for.", asked
    for key in sorted(set(mine.loss.config) | set(right.loss.config)):
        if not _close(mine.loss.config.get(key), right.loss.config.get(key)):
            if key == "from_logits":
                takes = "logits (from_logits=True)" if mine.loss.config.get(key) else "probabilities"
                return f"The loss is {mine.loss.name}, as asked, but it expects {takes}.", asked
            return f"The loss is {mine.loss.name}, as asked, but its {key} is not the one asked for.", asked
    return None


def _close(mine: Any, right: Any) -> bool:
    """Whether two plain settings are the same; Keras keeps some numbers as float32."""
    if all(isinstance(x, (int, float)) and not isinstance(x, bool) for x in (mine, right)):
        return math.isclose(mine, right, rel_tol=1e-5, abs_tol=1e-12)
    return type(mine) is type(right) and mine == right


def _words(setting: Any) -> str:
    if not isinstance(setting, Setting):
        return str(setting)
    if setting.name == "accuracy":
        return "Accuracy() (which counts outputs exactly equal to the labels)"
    config = ", ".join(f"{key}={value!r}" for key, value in setting.config.items())
    return f"{setting.name}({config})" if config else setting.name


# ---------------------------------------------------------------- one form


def canonical(name: str) -> str:
    """The one name of a loss, metric or optimizer: "MSE", "MeanSquaredError" → "mean_squared_error"."""
    if name.isupper() and name.lower() in _SHORT:
        name = name.lower()
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", re.sub(r"(?<=[A-Z])(?=[A-Z][a-z])", "_", name)).lower()
    return _SHORT.get(snake, snake)


def read_settings(record: Any, like: Settings | None = None) -> Settings:
    """The compile settings of a decoded model record in their one form. Raises NetworkError.

    `like` are settings that fit the labels, where the record's own need not: their loss decides which
    accuracy "accuracy" is.
    """
    config = record.get("compile") if isinstance(record, dict) else None
    if not isinstance(config, dict):
        raise NetworkError("What the network was compiled with could not be read.")
    optimizer = config.get("optimizer")
    if not isinstance(optimizer, dict) or not isinstance(optimizer.get("class_name"), str):
        raise NetworkError("The optimizer could not be read.")
    inner = optimizer.get("config")
    inner = plain_setting(inner) if isinstance(inner, dict) else {}
    rate = inner.pop("learning_rate", None)
    inner.pop("name", None)
    loss = _single(config.get("loss"))
    outputs = _output_units(record) or (like.outputs if like else None)
    loss_setting = None if loss is None else _setting(loss)
    labels_for = like.loss if like and like.loss else loss_setting
    if loss_setting is not None:
        loss_setting = _resolved(loss_setting, labels_for, outputs)
    metrics = []
    for metric in _flat([config.get("metrics"), config.get("weighted_metrics")]):
        setting = _setting(metric)
        if isinstance(metric, str):  # the class Accuracy is no shorthand: it counts exact equality
            setting = _resolved(setting, labels_for, outputs)
        if setting not in metrics:
            metrics.append(setting)
    return Settings(
        Setting(optimizer["class_name"][:60], inner), _rate(rate), loss_setting, tuple(metrics), outputs
    )


def _rate(rate: Any) -> float | Setting | None:
    if isinstance(rate, (int, float)) and not isinstance(rate, bool):
        return float(rate)
    return _setting(rate) if isinstance(rate, dict) else None


def _single(loss: Any) -> Any:
    """A loss as it is, or the only one of a list or of a dictionary by output."""
    while isinstance(loss, (list, tuple)) and len(loss) == 1:
        loss = loss[0]
    if isinstance(loss, dict) and "class_name" not in loss and len(loss) == 1:
        (loss,) = loss.values()
    return loss


def _flat(metrics: Any, depth: int = 0) -> list[Any]:
    """["accuracy"], [["accuracy"]], {"output": "accuracy"} → one list."""
    if metrics is None or depth > 4:
        return []
    if isinstance(metrics, dict) and "class_name" not in metrics:
        metrics = list(metrics.values())
    if isinstance(metrics, (list, tuple)):
        if len(metrics) > 100:
            raise NetworkError("There are more than 100 metrics.")
        return [metric for item in metrics for metric in _flat(item, depth + 1)]
    return [metrics]


def _setting(raw: Any) -> Setting:
    """A string, a function's name, or an object with its configuration."""
    if isinstance(raw, str):
        return Setting(canonical(raw[:60]))
    if isinstance(raw, dict) and isinstance(raw.get("class_name"), str) and "values" in raw:
        # The student's own: what it does counts, not what it is called.
        if found := known_by_value(raw["values"], raw.get("units")):
            name, from_logits = found
            return Setting(name, {"from_logits": True} if from_logits else {})
        name = "a lambda" if raw["class_name"] == "<lambda>" else raw["class_name"][:60]
        return Setting(f"{name} (your own)")
    if isinstance(raw, dict) and isinstance(raw.get("class_name"), str):
        inner = raw.get("config")
        if raw["class_name"] == "function" and isinstance(inner, str):
            return Setting(canonical(inner[:60]))
        config = plain_setting(inner) if isinstance(inner, dict) else {}
        own = {
            key: value
            for key, value in config.items()
            if key not in _LABELS and not any(_close(value, usual) for usual in _DEFAULTS.get(key, ()))
        }
        name = canonical(raw["class_name"][:60])
        # A class of one's own may have the name of one of Keras's.
        module = raw.get("module", "keras")
        return Setting(
            name if isinstance(module, str) and module.startswith("keras") else f"{name} (your own)", own
        )
    raise NetworkError(
        "A loss or a metric could not be read: name one of Keras's, or make one of its objects."
    )


def _resolved(setting: Setting, loss: Setting | None, outputs: int | None) -> Setting:
    """ "accuracy" and "crossentropy" as Keras resolves them, by the shapes of outputs and labels.

    One output → binary; else labels without a dimension of their own → sparse; else categorical
    (keras.Model.compile, "metrics"). Labels are not in a record, but the loss says their form.
    """
    if setting.name not in ("accuracy", "crossentropy") or outputs is None:
        return setting
    if setting == loss:  # "crossentropy" alone does not say what the labels are
        return setting
    sparse = loss is not None and loss.name.startswith("sparse_")
    prefix = "binary" if outputs == 1 else "sparse_categorical" if sparse else "categorical"
    return Setting(f"{prefix}_{setting.name}", setting.config)


def _output_units(record: Any) -> int | None:
    try:
        return read_network(record).output_units
    except NetworkError:
        return None
