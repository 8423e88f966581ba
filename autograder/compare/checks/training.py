"""Training: what trained weights are worth, worked out here from the weights alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.compare.checks.base import Check, Context
from autograder.compare.checks.compiled import Setting, read_settings
from autograder.compare.checks.values import is_array, kind_of, normal
from autograder.compare.networks.computing import parameters, predict
from autograder.compare.networks.losses import LOSSES, accuracy_of, loss_of
from autograder.compare.networks.network import Network, NetworkError
from autograder.compare.networks.reading import read_network
from autograder.compare.records import Raised
from autograder.compare.result import Finding, Margin, Outcome
from autograder.errors import CourseError


@dataclass(frozen=True, kw_only=True)
class Trained(Check):
    """A network's weights solve the task: rebuilt in NumPy, measured on the reference's data.

    `data` names two records, (exercise, record) for inputs and for labels; the reference's are
    used, best those that nobody trained on. At least one goal is needed: `accuracy` (at least, 0 to
    1), `loss` (at most). `loss_name` and whether outputs are logits come from what the reference's
    model was compiled with, unless given. `moved_from` names a model record of the student's own,
    made before training, whose weights must be others. `max_parameters` is a budget.
    What the student's process says about accuracy or loss is not looked at.
    """

    data: tuple[tuple[str, str], tuple[str, str]]
    accuracy: float | None = None
    loss: float | None = None
    loss_name: str = ""
    from_logits: bool | None = None
    moved_from: tuple[str, str] | None = None
    max_parameters: int | None = None

    @property
    def reads(self) -> tuple[tuple[str, str], ...]:
        return (*self.data, *((self.moved_from,) if self.moved_from else ()))

    def __post_init__(self) -> None:
        if self.accuracy is None and self.loss is None:
            raise ValueError("Trained needs a goal: accuracy=… (at least) or loss=… (at most).")

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        inputs, labels = (self._reference_data(place, context) for place in self.data)
        name, logits = self._task(reference)
        try:
            network = read_network(answer)
            if refusal := self._refused(network, context):
                return refusal
            accuracy = loss = None
            if self.accuracy is not None:
                accuracy = accuracy_of(predict(network, inputs), labels, logits)
            if self.loss is not None:
                loss = loss_of_network(name, network, inputs, labels, logits)
        except NetworkError as error:
            return Finding(Outcome.SHAPE, str(error))
        return self._judged(network, accuracy, loss)

    def _judged(self, network: Network, accuracy: float | None, loss: float | None) -> Finding:
        measured, margins = [], []
        if accuracy is not None:
            measured.append(f"an accuracy of {accuracy:.3f}")
            margins.append(Margin("accuracy", accuracy, self.accuracy))
        if loss is not None:
            measured.append(f"a loss of {loss:.4g}")
            margins.append(Margin("loss", loss, self.loss, at_least=False))
        says = " and ".join(measured)
        # Not "room < 0": a measured NaN is short, too.
        if all(margin.room >= 0 for margin in margins):
            return Finding.right(f"On the test data its weights reach {says}.", tuple(margins))
        if never_trained(network):
            says = "The network was never trained: its biases are all still zero. Call fit()."
        else:
            says = f"On the test data these weights reach {says}: not enough."
        return Finding(Outcome.VALUE, says, margins=tuple(margins))

    def _refused(self, network: Network, context: Context) -> Finding | None:
        size = parameters(network)
        if size == 0:
            return Finding(Outcome.VALUE, "The network has no weights that could be trained.")
        if self.max_parameters is not None and size > self.max_parameters:
            has, allowed = f"{size:,} parameters", f"{self.max_parameters:,}"
            return Finding(Outcome.VALUE, f"The network has {has}; at most {allowed} are allowed.")
        if self.moved_from is None:
            return None
        before = context.answers.get(self.moved_from)
        if before is None or isinstance(before.value, Raised):
            return Finding(Outcome.MISSING, "The network as it was before training is missing.")
        if movement(read_network(before.value), network) == 0.0:
            return Finding(Outcome.VALUE, "The weights are the same as before training. Was fit() called?")
        return None

    def _reference_data(self, place: tuple[str, str], context: Context) -> np.ndarray:
        record = context.reference.get(tuple(place))
        array = normal(record.value) if record is not None else None
        if not is_array(array) or array.ndim == 0 or not np.isfinite(array).all() or not len(array):
            raise CourseError(
                f"The check of {self.name!r} needs the reference's record {place[1]!r} of exercise "
                f"{place[0]!r}, which is missing or holds no numbers.",
                "Record it in that exercise's hidden tests, or correct data=… in the grading key.",
            )
        return array

    def _task(self, reference: Any) -> tuple[str, bool]:
        """(loss name, whether the outputs are logits), as given or as the reference was compiled."""
        compiled: Setting | None = None
        if isinstance(reference, dict) and reference.get("compile"):
            compiled = read_settings(reference).loss
        name = self.loss_name or (compiled.name if compiled else "")
        logits = self.from_logits
        if logits is None:
            logits = bool(compiled and compiled.config.get("from_logits"))
        if self.loss is not None and name not in LOSSES:
            raise CourseError(
                f"The check of {self.name!r} cannot compute the loss {name!r}.",
                f"Set loss_name to one of {', '.join(LOSSES)}.",
            )
        return name, logits


@dataclass(frozen=True, kw_only=True)
class TrainedOnOwnScale(Trained):
    """`Trained`, measured on the inputs in whichever scale the network was trained on.

    Each of `scales` makes other inputs of the reference's: what was scaled wrongly has lost its points already.
    The first scale comes first, and its finding is told where none is right.
    """

    scales: tuple[Callable[[np.ndarray], np.ndarray], ...]

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        record = context.reference[self.data[0]]
        findings = []
        for scaled in self.scales:
            inputs = replace(record, value=scaled(np.asarray(record.value)))
            on_these = replace(context, reference={**context.reference, self.data[0]: inputs})
            findings.append(super().examine(answer, reference, on_these))
            if findings[-1].outcome is Outcome.RIGHT:
                return findings[-1]
        return findings[0]


@dataclass(frozen=True, kw_only=True)
class History(Check):
    """A training history (a dictionary of curves) has the reference's keys and number of epochs.

    `curves` names the curves to look at, of those that the reference has; all, unless given. How the accuracy
    is called, for one, depends on how the metric was written. Every number must be finite. `falls` names curves
    that must end lower than they began, `rises` higher. A history is what the student's process says of itself:
    let a `Trained` check carry the points for the training, and this one few.
    """

    curves: tuple[str, ...] = ()
    falls: tuple[str, ...] = ()
    rises: tuple[str, ...] = ()

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        if not isinstance(answer, dict):
            return Finding(
                Outcome.TYPE,
                f"This is {kind_of(normal(answer))}; a dictionary of curves is asked for (history.history).",
            )
        if self.curves:
            reference = {key: reference[key] for key in self.curves}
        missing = [key for key in reference if key not in answer]
        if missing:
            return Finding(
                Outcome.SHAPE, f"{len(missing)} of the {len(reference)} curves asked for are missing."
            )
        curves = {key: normal(answer[key]) for key in reference}
        wrong = (self._wrong(key, curve, len(reference[key])) for key, curve in curves.items())
        return next(filter(None, wrong), None) or Finding.right(margins=tuple(self._margins(curves)))

    def _wrong(self, key: str, curve: Any, length: int) -> Finding | None:
        """What is wrong with one curve, if anything is."""
        if not is_array(curve) or curve.ndim != 1:
            return Finding(Outcome.TYPE, f"{key}: this is {kind_of(curve)}; a list of numbers is asked for.")
        if len(curve) != length:
            epochs = f"{len(curve)} epoch{'' if len(curve) == 1 else 's'}"
            return Finding(Outcome.SHAPE, f"{key}: there are {epochs}, which is not the number asked for.")
        if not length or not np.isfinite(curve).all():
            return Finding(Outcome.VALUE, f"{key}: not every number is finite.")
        if key in self.falls and not curve[-1] < curve[0]:
            return Finding(Outcome.VALUE, f"{key}: it ends no lower than it began.")
        if key in self.rises and not curve[-1] > curve[0]:
            return Finding(Outcome.VALUE, f"{key}: it ends no higher than it began.")
        return None

    def _margins(self, curves: Mapping[str, np.ndarray]) -> Iterator[Margin]:
        for key, curve in curves.items():
            # As a share of where it began: curves of any size can be compared.
            first, last = float(curve[0]), float(curve[-1])
            change = (last - first) / (abs(first) or 1.0)
            if key in self.falls:
                yield Margin(f"{key} falls by", -change, 0.0)
            if key in self.rises:
                yield Margin(f"{key} rises by", change, 0.0)


# ---------------------------------------------------------------- what weights say


def never_trained(network: Network) -> bool:
    """Whether all biases are zero, as Keras begins them: one step of training moves the last layer's."""
    biases = [
        layer.weights[1] for layer in network.layers if layer.kind == "Dense" and len(layer.weights) == 2
    ]
    return bool(biases) and not any(bias.any() for bias in biases)


def movement(before: Network, after: Network) -> float:
    """The Euclidean distance between the weights of two networks; ∞ where these differ in shape."""
    mine = [array for layer in before.layers for array in layer.weights]
    theirs = [array for layer in after.layers for array in layer.weights]
    if [array.shape for array in mine] != [array.shape for array in theirs]:
        return math.inf
    squares = (np.square(a.astype(np.float64) - b).sum() for a, b in zip(mine, theirs, strict=True))
    return math.sqrt(sum(squares))


def loss_of_network(
    name: str, network: Network, inputs: np.ndarray, labels: np.ndarray, from_logits: bool = False
) -> float:
    """The mean loss of a network as Keras's `fit` and `evaluate` work it out. Raises NetworkError.

    Keras's cross-entropies look behind a sigmoid or softmax output and take its logits; so ten
    sigmoids with a categorical cross-entropy are treated as if they were a softmax.
    """
    if name.endswith("crossentropy") and network.output_activation in ("sigmoid", "softmax"):
        *before, last = network.layers
        if last.kind == "Dense":
            network = replace(network, layers=(*before, replace(last, activation="linear")))
            from_logits = True
    return loss_of(name, predict(network, inputs), labels, from_logits)
