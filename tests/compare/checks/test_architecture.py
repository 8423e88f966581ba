"""What differs in an architecture is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support.models import (
    NOTHING,
    keras,
    layers,
    reference,
    sequential,
)
from support.recording import decoded, payload, record

from autograder.key import (
    Architecture,
    Fresh,
)


def chain(*steps: Any, shape: tuple[int, ...] = (8,)) -> Callable[[], Any]:
    """Makes a Sequential anew: (units, activation) is a Dense layer."""

    def make() -> Any:
        return sequential(*(layers.Dense(*s) if isinstance(s, tuple) else s() for s in steps), shape=shape)

    return make


DIFFERENT: list[tuple[Callable[[], Any], str, str]] = [
    (chain((5, "relu")), "layers", "1 layer (Dense(5, relu))"),
    (chain((5, "relu"), (4, "relu"), (3, "softmax")), "layers", "3 layers"),
    (chain((5, "relu"), lambda: layers.Dropout(0.2), (3, "softmax")), "layers", "3 layers"),
    (chain((5, "relu", False), (3, "softmax")), "layers", "Layer 1 is without a bias"),
    (chain((5, "relu"), layers.BatchNormalization), "layers", "Layer 2 is BatchNormalization"),
    (chain((5, "relu"), (9, "softmax")), "units", "Layer 2: it has 9 units"),
    (chain((5, "relu"), (1, "softmax")), "units", "Layer 2: it has 1 unit,"),
    (chain((5, "relu"), (3, "sigmoid")), "activations", "Layer 2: the activation is sigmoid, which is not"),
    (chain((5,), (3, "softmax")), "activations", "Layer 1: it has no activation"),
    (chain((5, "relu"), (3, "softmax"), shape=(9,)), "input", "shape (9,)"),
    (
        lambda: keras.Sequential([layers.Dense(5, "relu"), layers.Dense(3, "softmax")]),
        "input",
        "begin it with keras.Input",
    ),
]


@pytest.mark.parametrize(("make", "part", "says"), DIFFERENT, ids=lambda x: x if isinstance(x, str) else "")
def test_what_differs_in_an_architecture_is_named(make, part, says):
    mine, right = record("model", make()), record("model", reference())
    finding = Architecture("network").compare(mine, right, NOTHING)
    assert finding.earned == 0
    assert says in finding.message
    assert "Asked for" not in finding.message
    assert Architecture("network", parts=(part,)).compare(mine, right, NOTHING).earned == 0
    spared = {"layers": ("input",), "input": ("layers", "units", "activations")}.get(part)
    spared = spared or ("layers", "input", "activations" if part == "units" else "units")
    assert Architecture("network", parts=spared).compare(mine, right, NOTHING).earned == 1
    told = Architecture("network", reveal=True).compare(mine, right, NOTHING).message
    assert told.endswith("Asked for: input (8,), Dense(5, relu) → Dense(3, softmax).")


def test_kinds_of_layers_may_be_free():
    mine = sequential(layers.Dense(5, "relu"), layers.Dropout(0.2), layers.Dense(3, "softmax"))
    right = record("model", reference())
    assert (
        Architecture("network", ignore=("Dropout",)).compare(record("model", mine), right, NOTHING).earned
        == 1
    )


def test_the_settings_of_a_layer_count():
    right = record("model", sequential(layers.Dropout(0.2), layers.Dense(3)))
    check = Architecture("network")
    assert (
        check.compare(
            record("model", sequential(layers.Dropout(0.2), layers.Dense(3))), right, NOTHING
        ).earned
        == 1
    )
    finding = check.compare(record("model", sequential(layers.Dropout(0.5), layers.Dense(3))), right, NOTHING)
    assert "rate is 0.5" in finding.message


UNASKED = [
    ({"trainable": False}, "it is frozen"),
    ({"kernel_regularizer": "l2"}, "it has a kernel regularizer (L2)"),
    ({"bias_constraint": "non_neg"}, "it has a bias constraint"),
    ({"kernel_initializer": "zeros"}, "its weights begin otherwise (kernel initializer Zeros)"),
]


@pytest.mark.parametrize(("setting", "says"), UNASKED, ids=lambda x: x if isinstance(x, str) else "")
def test_what_nobody_asked_for_costs_half_of_the_layers(setting: dict, says: str) -> None:
    mine = sequential(layers.Dense(5, "relu", **setting), layers.Dense(3, "softmax"))
    right = record("model", reference())
    finding = Architecture("network", parts=("layers",)).compare(record("model", mine), right, NOTHING)
    assert finding.earned == 0.5 and says in finding.message
    # Where the reference has it, it is what is asked for.
    asked = Architecture("network", parts=("layers",))
    assert asked.compare(record("model", mine), record("model", mine), NOTHING).earned == 1


def test_a_builder_gives_a_new_network_each_time() -> None:
    check, shared, one = Fresh("network"), layers.Dense(5, "relu"), reference()

    def told(build: Callable[[], Any]) -> str:
        right = payload("model", reference, again=True)
        mine = payload("model", build, again=True)
        return check.compare(decoded(mine), decoded(right), NOTHING).message

    def compiled() -> Any:
        model = reference()
        model.compile(loss="mse")
        return model

    assert told(reference) == ""
    assert "same network each time" in told(lambda: one)
    assert "share layers" in told(lambda: sequential(shared, layers.Dense(3, "softmax")))
    assert "compiled already" in told(compiled)
    assert check.compare(3, decoded(payload("model", reference, again=True)), NOTHING).earned == 0
