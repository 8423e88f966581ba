"""Keras models that the tests of checks record. Skips who imports it where Keras is missing."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest

from autograder.key import Context

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras")
import tensorflow as tf  # noqa: E402 - for those who import it from here

layers = keras.layers
#: A context in which no other record is.
NOTHING = Context({}, {})
RNG = np.random.default_rng(0)


def sequential(*chain: Any, shape: tuple[int, ...] = (8,)) -> Any:
    """These layers behind an Input of that shape."""
    return keras.Sequential([keras.Input(shape), *chain])


def functional(*chain: Any, shape: tuple[int, ...] = (8,)) -> Any:
    """The same, written as a functional model; a step may be a function of tensors."""
    first = last = keras.Input(shape)
    for step in chain:
        last = step(last)
    return keras.Model(first, last)


class Subclassed(keras.Model):
    """Its attributes are in another order than its call, so that only the call says the way."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = layers.Dense(3)
        self.drop = layers.Dropout(0.5)
        self.inner = layers.Dense(5, activation="relu")

    def call(self, x: Any, training: bool = False) -> Any:
        return keras.ops.softmax(self.outer(self.inner(x)))


class WithBlock(keras.Model):
    """Holds another model."""

    def __init__(self) -> None:
        super().__init__()
        self.block = keras.Sequential([layers.Dense(5), layers.ReLU()])
        self.outer = layers.Dense(3)

    def call(self, x: Any) -> Any:
        return keras.activations.softmax(self.outer(self.block(x)))


class Torn(keras.Model):
    """Its call leaves Keras, so nobody can follow it."""

    def __init__(self) -> None:
        super().__init__()
        self.dense = layers.Dense(3)

    def call(self, x: Any) -> Any:
        return tf.nn.softmax(self.dense(x))


def built(model: Any, shape: tuple[int, ...] = (8,)) -> Any:
    """The model after its first call, which makes its weights."""
    model(np.zeros((1, *shape), "float32"))
    return model


def wild(model: Any) -> Any:
    """The model with weights that make every mistake visible: no zeros, no ones."""
    model.set_weights([RNG.uniform(0.3, 1.2, w.shape) * RNG.choice([-1, 1], w.shape) if w.ndim else w
                       for w in model.get_weights()])  # fmt: skip
    return model


def reference() -> Any:
    """The network that others are compared with."""
    return sequential(layers.Dense(5, activation="relu"), layers.Dense(3, activation="softmax"))


def compiled(*args: Any, outputs: int = 3, activation: str = "softmax", **settings: Any) -> Any:
    """One Dense layer, compiled with what is given."""
    model = sequential(layers.Dense(outputs, activation=activation))
    model.compile(*args, **settings)
    return model
