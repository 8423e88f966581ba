"""Losses and accuracies in NumPy are those that Keras computes."""

from __future__ import annotations

import numpy as np
import pytest
from support.models import RNG, keras, layers, sequential, wild
from support.recording import record

from autograder.compare.checks.compiled import canonical
from autograder.compare.networks.computing import predict
from autograder.compare.networks.losses import accuracy_of, loss_of
from autograder.compare.networks.reading import read_network

L, M = keras.losses, keras.metrics


LOSS_CASES = [
    ("binary_crossentropy", 1, "sigmoid", False, lambda n: RNG.integers(0, 2, n)),
    ("binary_crossentropy", 1, "linear", True, lambda n: RNG.integers(0, 2, (n, 1))),
    ("binary_crossentropy", 3, "sigmoid", False, lambda n: np.eye(3)[RNG.integers(0, 3, n)]),
    ("categorical_crossentropy", 3, "softmax", False, lambda n: np.eye(3)[RNG.integers(0, 3, n)]),
    ("categorical_crossentropy", 3, "linear", True, lambda n: np.eye(3)[RNG.integers(0, 3, n)]),
    ("sparse_categorical_crossentropy", 3, "linear", True, lambda n: RNG.integers(0, 3, n)),
    ("sparse_categorical_crossentropy", 3, "softmax", False, lambda n: RNG.integers(0, 3, (n, 1))),
    ("mean_squared_error", 1, "linear", False, lambda n: RNG.normal(size=n)),
    ("mean_absolute_error", 2, "tanh", False, lambda n: RNG.normal(size=(n, 2))),
]


@pytest.mark.parametrize(("name", "outputs", "activation", "logits", "labels"), LOSS_CASES)
def test_losses_and_accuracies_are_what_keras_computes(name, outputs, activation, logits, labels):
    model = wild(sequential(layers.Dense(outputs, activation=activation)))
    loss = L.get(canonical(name)) if not logits else getattr(
        L, {"binary_crossentropy": "BinaryCrossentropy", "categorical_crossentropy": "CategoricalCrossentropy"}.get(
            name, "SparseCategoricalCrossentropy"))(from_logits=True)  # fmt: skip
    accuracy = (
        [M.BinaryAccuracy(threshold=0.0 if logits else 0.5, name="a")] if outputs == 1 else ["accuracy"]
    )
    model.compile("sgd", loss, metrics=accuracy)
    x, y = RNG.normal(size=(40, 8)).astype("float32"), labels(40)
    keras_loss, keras_accuracy = model.evaluate(x, y, verbose=0)
    out = predict(read_network(record("model", model)), x)
    assert loss_of(name, out, y, logits) == pytest.approx(keras_loss, rel=1e-4)
    if "crossentropy" in name:
        assert accuracy_of(out, y, logits) == pytest.approx(keras_accuracy, abs=1e-6)


def test_one_output_is_never_right_about_a_class_above_one():
    yes, digits = np.ones((10, 1)), np.arange(10)
    assert accuracy_of(yes, digits) == pytest.approx(0.1)  # as keras.metrics.BinaryAccuracy
    assert accuracy_of(1 - yes, digits) == pytest.approx(0.1)
    assert float(M.BinaryAccuracy()(digits.reshape(-1, 1), yes)) == pytest.approx(0.1)


def test_the_worst_binary_crossentropy_is_keras_bound():
    assert loss_of("binary_crossentropy", np.array([[0.0]]), np.array([1])) == pytest.approx(16.118, abs=1e-3)
