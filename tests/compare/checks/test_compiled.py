"""What a network was compiled with: one form for strings, objects and functions, as Keras resolves them."""

from __future__ import annotations

import copy
import re

import numpy as np
import pytest
from support.models import NOTHING, Torn, built, compiled, keras, reference, tf
from support.recording import record

from autograder.compare.checks.compiled import canonical, read_settings
from autograder.compare.result import Finding, Outcome
from autograder.key import Compiled

L, M, OPT = keras.losses, keras.metrics, keras.optimizers


ASKED = {"optimizer": "adam", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}
SETTINGS_RIGHT = [
    ASKED,
    {**ASKED, "optimizer": "Adam"},
    {**ASKED, "optimizer": OPT.Adam()},
    {**ASKED, "optimizer": OPT.Adam(1e-3)},
    {**ASKED, "optimizer": tf.keras.optimizers.Adam(learning_rate=0.001, name="mine")},
    {**ASKED, "loss": "SparseCategoricalCrossentropy"},
    {**ASKED, "loss": L.SparseCategoricalCrossentropy()},
    {**ASKED, "loss": L.SparseCategoricalCrossentropy(from_logits=False, name="mine")},
    {**ASKED, "loss": tf.keras.losses.SparseCategoricalCrossentropy()},
    {**ASKED, "loss": L.sparse_categorical_crossentropy},
    {**ASKED, "loss": ["sparse_categorical_crossentropy"]},
    {**ASKED, "loss": "crossentropy"},
    {**ASKED, "metrics": ["acc"]},
    {**ASKED, "metrics": [["accuracy"]]},
    {**ASKED, "metrics": ["sparse_categorical_accuracy"]},
    {**ASKED, "metrics": [M.SparseCategoricalAccuracy()]},
    {**ASKED, "metrics": [M.SparseCategoricalAccuracy(name="accuracy")]},
    {**ASKED, "metrics": [M.sparse_categorical_accuracy]},
    {**ASKED, "metrics": None, "weighted_metrics": ["accuracy"]},
    {**ASKED, "metrics": ["accuracy", "mse"]},
]


def stable(value: object) -> str:
    """A parameter's name without addresses, which differ between the processes that share out the tests."""
    return re.sub(r" at 0x[0-9a-f]+", "", str(value))


@pytest.mark.parametrize("settings", SETTINGS_RIGHT, ids=stable)
def test_strings_objects_and_functions_of_a_setting_are_one(settings):
    mine, right = record("model", compiled(**settings)), record("model", compiled(**ASKED))
    assert Compiled("settings").compare(mine, right, NOTHING) == Finding.right()
    if settings.get("metrics") != ["accuracy", "mse"]:
        assert Compiled("settings", extra_metrics=False).compare(mine, right, NOTHING) == Finding.right()
    if settings["loss"] != "crossentropy" and settings.get("metrics") != ["accuracy", "mse"]:
        assert Compiled("settings").compare(right, mine, NOTHING) == Finding.right()


def own_loss(y, p):
    return keras.ops.mean((y - p) ** 2)


class SparseCategoricalCrossentropy(L.Loss):
    def call(self, y, p):
        return keras.ops.mean(p, axis=-1)


SETTINGS_WRONG = [
    ("optimizer", {"optimizer": "sgd"}, "The optimizer is SGD, which is not the one asked for."),
    ("optimizer", {"optimizer": OPT.AdamW()}, "The optimizer is AdamW"),
    ("optimizer", {"optimizer": OPT.Adam(beta_1=0.5)}, "another beta_1 than 0.5"),
    ("optimizer", {"optimizer": OPT.Adam(clipnorm=1.0)}, "another clipnorm than 1.0"),
    (
        "learning_rate",
        {"optimizer": OPT.Adam(0.01)},
        "The learning rate is 0.01, which is not the one asked for.",
    ),
    ("learning_rate", {"optimizer": OPT.Adam(OPT.schedules.ExponentialDecay(0.001, 10, 0.9))}, "a schedule"),
    ("loss", {"loss": "categorical_crossentropy"}, "The loss is categorical_crossentropy, which is not"),
    ("loss", {"loss": L.MeanSquaredError()}, "The loss is mean_squared_error"),
    ("loss", {"loss": own_loss}, "The loss is mean_squared_error"),
    ("loss", {"loss": SparseCategoricalCrossentropy()}, "(your own)"),
    ("loss", {"loss": L.SparseCategoricalCrossentropy(from_logits=True)}, "it expects logits"),
    ("loss", {"loss": L.SparseCategoricalCrossentropy(reduction="sum")}, "its reduction"),
    ("loss", {"loss": None}, "No loss is given"),
    ("loss", {"loss": __import__("functools").partial(own_loss)}, "The loss is mean_squared_error"),
    ("metrics", {"metrics": None}, "No metric is given"),
    ("metrics", {"metrics": []}, "No metric is given"),
    ("metrics", {"metrics": ["mse"]}, "The metrics are mean_squared_error: not all"),
    ("metrics", {"metrics": [M.Accuracy()]}, "exactly equal"),
    ("metrics", {"metrics": [M.CategoricalAccuracy()]}, "The metrics are categorical_accuracy"),
    ("metrics", {"metrics": [M.SparseTopKCategoricalAccuracy()]}, "sparse_top_k"),
]


@pytest.mark.parametrize(("part", "change", "says"), SETTINGS_WRONG, ids=stable)
def test_what_differs_in_a_setting_is_named_and_costs_its_part_only(part, change, says):
    mine, right = record("model", compiled(**{**ASKED, **change})), record("model", compiled(**ASKED))
    for parts in ((part,), ("optimizer", "learning_rate", "loss", "metrics")):
        finding = Compiled("settings", parts=parts).compare(mine, right, NOTHING)
        assert finding.earned == 0
        assert says in finding.message
        assert "sparse_categorical_crossentropy" not in finding.message.replace(says, "") or part == "loss"
    if "partial" in says:
        return  # Keras gives no configuration of it, so its metrics are not known either
    for other in {"optimizer", "learning_rate", "loss", "metrics"} - {part}:
        assert Compiled("settings", parts=(other,)).compare(mine, right, NOTHING).earned == 1


def test_a_wrong_setting_may_be_a_known_mistake_and_be_told():
    right = record("model", compiled(**ASKED))
    mine = record("model", compiled(**{**ASKED, "loss": L.CategoricalCrossentropy()}))
    known = {"categorical_crossentropy": "That loss wants one-hot labels."}
    assert Compiled("settings", known=known).compare(mine, right, NOTHING).message in known.values()
    told = Compiled("settings", reveal=True).compare(mine, right, NOTHING).message
    assert told.endswith("Asked for: sparse_categorical_crossentropy.")


def test_the_class_accuracy_is_a_mistake_that_can_be_known():
    right, mine = (
        record("model", compiled(**ASKED)),
        record("model", compiled(**{**ASKED, "metrics": [M.Accuracy()]})),
    )
    known = {"Accuracy": "Accuracy() asks for equality."}
    assert Compiled("settings", known=known).compare(mine, right, NOTHING).message in known.values()


@pytest.mark.parametrize("optimizer", [OPT.SGD(), OPT.RMSprop(), OPT.AdamW()])
def test_another_optimizer_is_a_mistake_that_can_be_known(optimizer):
    right, mine = (record("model", compiled(**{**ASKED, "optimizer": each})) for each in ("adam", optimizer))
    known = {type(optimizer).__name__: "Adam was asked for."}
    assert Compiled("settings", known=known).compare(mine, right, NOTHING).message in known.values()


def test_settings_of_a_network_that_cannot_be_read_count_all_the_same():
    torn = built(Torn())
    torn.compile(**ASKED)
    assert (
        Compiled("settings")
        .compare(record("model", torn), record("model", compiled(**ASKED)), NOTHING)
        .earned
        == 1
    )


def test_extra_metrics_may_be_refused():
    right = record("model", compiled(**ASKED))
    mine = record("model", compiled(**{**ASKED, "metrics": ["accuracy", "mae"]}))
    finding = Compiled("settings", extra_metrics=False).compare(mine, right, NOTHING)
    assert "Not asked for among the metrics: mean_absolute_error" in finding.message


def test_a_network_that_is_not_compiled_is_said_not_to_be():
    finding = Compiled("settings").compare(
        record("model", reference()), record("model", compiled(**ASKED)), NOTHING
    )
    assert (finding.outcome, finding.earned) == (Outcome.MISSING, 0)


@pytest.mark.parametrize(
    ("outputs", "activation", "loss", "labels"),
    [(1, "sigmoid", "binary_crossentropy", (4, 1)), (1, "sigmoid", "mse", (4,)),
     (3, "softmax", "sparse_categorical_crossentropy", (4,)), (3, "softmax", "categorical_crossentropy", (4, 3)),
     (3, "sigmoid", "binary_crossentropy", (4, 3))],
)  # fmt: skip
def test_accuracy_is_read_as_keras_resolves_it(outputs, activation, loss, labels):
    model = compiled("sgd", loss, metrics=["accuracy"], outputs=outputs, activation=activation)
    model.evaluate(np.zeros((4, 8)), np.zeros(labels), verbose=0)
    (chosen,) = [
        type(m).__name__ for group in model.metrics if hasattr(group, "metrics") for m in group.metrics
    ]
    (metric,) = read_settings(record("model", model)).metrics
    assert metric.name == canonical(chosen)


def test_every_name_that_keras_resolves_has_one_form():
    names = ["mse", "MSE", "mae", "MAE", "mape", "MAPE", "msle", "MSLE", "bce", "BCE", "kld", "KLD"]
    # The last of these has no string in Keras 3.15.
    names += sorted({n for n in dir(L) if n[0].isupper()} - {"Loss", "CategoricalGeneralizedCrossEntropy"})
    for name in names:
        function = L.get(name)
        resolved = function.__name__ if callable(function) and hasattr(function, "__name__") else None
        resolved = resolved or type(function).__name__
        assert canonical(name) == canonical(resolved)
    for short, cls in (
        ("mse", "MeanSquaredError"),
        ("log_cosh", "LogCosh"),
        ("ctc", "CTC"),
        ("huber", "Huber"),
    ):
        assert canonical(short) == canonical(cls)
        assert L.get(cls) is not None
    for cls in ("AUC", "F1Score", "R2Score"):
        assert canonical(cls) == canonical(M.get(cls).name)


def test_forged_settings_earn_nothing_and_break_nothing():
    right = record("model", compiled(**ASKED))
    for path, to in [
        (("optimizer",), np.zeros(3)),
        (("optimizer", "class_name"), 7),
        (("optimizer", "config"), {"learning_rate": np.zeros(3)}),
        (("optimizer", "config", "beta_1"), np.zeros(2)),
        (("optimizer", "config", "learning_rate"), float("nan")),
        (("optimizer", "config", "learning_rate"), True),
        (("loss",), np.zeros(2)),
        (("loss",), {"class_name": "SparseCategoricalCrossentropy", "config": {"axis": np.zeros(2)}}),
        (("loss",), {"class_name": "function", "config": ["sparse_categorical_crossentropy"]}),
        (("loss",), "sparse_categorical_crossentropy" + "x" * 10**6),
        (("metrics",), [np.zeros(2)]),
        (("metrics",), "accurate"),
        (("metrics",), [["accuracy"] * 200]),
        (("metrics",), [[[[[[["accuracy"]]]]]]]),
    ]:
        forged = copy.deepcopy(right)
        place = forged["compile"]
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = to
        finding = Compiled("settings").compare(forged, right, NOTHING)
        assert finding.earned == 0, path
        assert 0 < len(finding.message) < 500
