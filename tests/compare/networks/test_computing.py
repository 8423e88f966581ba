"""What a network computes in NumPy is what Keras computes."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
from support.models import (
    RNG,
    functional,
    layers,
    sequential,
    wild,
)
from support.recording import record

from autograder.compare.networks.computing import predict
from autograder.compare.networks.network import NetworkError
from autograder.compare.networks.reading import read_network

CHAINS: dict[str, tuple] = {
    "no bias": (layers.Dense(4, use_bias=False),),
    "batch normalization": (layers.Dense(4), layers.BatchNormalization(), layers.Activation("relu")),
    "batch normalization, bare": (layers.BatchNormalization(center=False, scale=False, epsilon=0.1, axis=1),),
    "layer normalization": (layers.LayerNormalization(), layers.Dense(2)),
    "layer normalization, bare": (layers.LayerNormalization(center=False, axis=1),),
    "rescaling": (layers.Rescaling(1 / 16, offset=-0.5), layers.Dense(3)),
    "reshape and flatten": (
        layers.Reshape((2, -1)),
        layers.Dense(3, "tanh"),
        layers.Flatten(),
        layers.Dense(2),
    ),
    "idle ones": (
        layers.Dropout(0.5),
        layers.GaussianNoise(1.0),
        layers.ActivityRegularization(0.1),
        layers.Dense(2),
    ),
    "relu of other kinds": (
        layers.ReLU(max_value=2.0, negative_slope=0.1, threshold=0.5),
        layers.LeakyReLU(),
        layers.ELU(),
    ),
    "leaky relu of one's own": (layers.LeakyReLU(negative_slope=0.05), layers.ELU(alpha=0.3)),
    "normalization": (layers.Normalization(mean=[0.5] * 8, variance=[2.0] * 8),),
}


@pytest.mark.parametrize("name", [name for name in CHAINS if name != "normalization"])
def test_every_layer_is_what_keras_computes(name):
    model = sequential(*(type(layer).from_config(layer.get_config()) for layer in CHAINS[name]))
    model.set_weights([np.abs(w) for w in wild(model).get_weights()])
    inputs = RNG.normal(size=(20, 8)).astype("float32")
    np.testing.assert_allclose(
        predict(read_network(record("model", model)), inputs),
        model.predict(inputs, verbose=0),
        rtol=1e-5,
        atol=1e-5,
    )


def test_an_adapted_normalization_is_what_keras_computes():
    inputs = RNG.normal(3, 2, size=(50, 8)).astype("float32")
    layer = layers.Normalization()
    layer.adapt(inputs)
    model = sequential(layer, layers.Dense(2))
    np.testing.assert_allclose(
        predict(read_network(record("model", model)), inputs),
        model.predict(inputs, verbose=0),
        rtol=1e-5,
        atol=1e-5,
    )


def test_arithmetic_in_a_functional_model_is_what_keras_computes():
    for step in (lambda x: x / 16.0, lambda x: x * 0.5, lambda x: x + 1.0, lambda x: x - 0.25):
        model = wild(functional(step, layers.Dense(3)))
        inputs = RNG.normal(size=(5, 8)).astype("float32")
        outputs = predict(read_network(record("model", model)), inputs)
        np.testing.assert_allclose(outputs, model.predict(inputs, verbose=0), atol=1e-5)


def _entry(class_name: str, **config: Any) -> dict:
    return {"class_name": class_name, "config": {"name": class_name, **config}}


def test_a_network_that_would_fill_the_memory_is_refused_before_it_is_computed():
    wide = _entry("Dense", units=4_000, use_bias=False)
    forged = {
        "config": {"layers": [_entry("Reshape", target_shape=[8, 1]), wide, _entry("Flatten"), wide | {
            "config": {"name": "second", "units": 100, "use_bias": False}}]},
        "layers": [{"name": "Dense", "weights": [np.ones((1, 4_000), "f4")]},
                   {"name": "second", "weights": [np.ones((32_000, 100), "f4")]}],
    }  # fmt: skip
    network = read_network(forged)
    began = time.perf_counter()
    with pytest.raises(NetworkError, match="too large"):
        predict(network, np.ones((10_000, 8)))
    assert time.perf_counter() - began < 0.5
    assert predict(network, np.ones((2, 8))).shape == (2, 100)


def test_a_network_too_wide_for_one_example_is_refused():
    forged = {
        "config": {
            "layers": [_entry("Reshape", target_shape=[8, 1]), _entry("Dense", units=300_000, use_bias=False)]
        },
        "layers": [{"name": "Dense", "weights": [np.ones((1, 300_000), "f4")]}],
    }
    with pytest.raises(NetworkError, match="too large"):
        predict(read_network(forged), np.ones((1, 8)))
