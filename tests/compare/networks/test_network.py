"""A network's values: what it says of itself, and settings that are no numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from autograder.compare.networks.network import Layer, Network, NetworkError, real_setting, shape_setting

BUILT = Layer("Dense", 3, "softmax", weights=(np.zeros((2, 3)), np.zeros(3)))


def test_a_network_tells_its_output_and_whether_it_was_built() -> None:
    network = Network((2,), (Layer("Dense", 4, "relu"), BUILT, Layer("Dropout")))
    assert (network.output_units, network.output_activation, network.has_weights) == (3, "linear", False)
    assert Network((2,), (BUILT,)).has_weights
    nothing = Network(None, ())
    assert (nothing.output_units, nothing.output_activation) == (None, "linear")


def test_layers_are_named_as_a_lesson_writes_them() -> None:
    layers = (BUILT, Layer("Dense", 1), Layer("Activation", activation="relu"), Layer("Flatten"))
    assert [str(layer) for layer in layers] == ["Dense(3, softmax)", "Dense(1)", "relu", "Flatten"]


@pytest.mark.parametrize("value", ["1", None, True, math.nan, math.inf, [1.0]])
def test_a_setting_that_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(NetworkError, match="Dropout layer's rate"):
        real_setting(Layer("Dropout", settings={"rate": value}), "rate", 0.5)
    assert real_setting(Layer("Dropout"), "rate", 0.5) == 0.5


@pytest.mark.parametrize("shape", [None, 4, "28", (2.0,), (-2,), (True, 2), (10**9,)])
def test_a_shape_that_is_none_is_refused(shape: object) -> None:
    with pytest.raises(NetworkError, match="shape"):
        shape_setting(Layer("Reshape", settings={"target_shape": shape}))
    assert shape_setting(Layer("Reshape", settings={"target_shape": [-1, 4]})) == (-1, 4)
