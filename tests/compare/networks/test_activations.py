"""Activations are those of Keras."""

from __future__ import annotations

import numpy as np
import pytest
from support.models import (
    RNG,
    layers,
    sequential,
    wild,
)
from support.recording import record

from autograder.compare.networks.computing import predict
from autograder.compare.networks.reading import read_network


@pytest.mark.parametrize(
    "name",
    ["linear", "relu", "relu6", "leaky_relu", "sigmoid", "tanh", "softmax", "log_softmax", "softplus", "softsign",
     "elu", "selu", "gelu", "silu", "swish", "mish", "exponential", "log_sigmoid", "hard_sigmoid", "hard_silu"],
)  # fmt: skip
def test_every_activation_is_what_keras_computes(name):
    model = wild(sequential(layers.Dense(6, activation=name), layers.Activation(name)))
    inputs = RNG.normal(size=(20, 8)).astype("float32") * (0.3 if name == "exponential" else 3)
    np.testing.assert_allclose(
        predict(read_network(record("model", model)), inputs),
        model.predict(inputs, verbose=0),
        rtol=1e-5,
        atol=1e-5,
    )
