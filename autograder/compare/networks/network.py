"""A network as plain values: a chain of known layers with their settings and weights.

One network has one form, however it was written; `reading` makes it of a record, `computing` runs it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

#: No layer may be wider, whether it is built or only written down.
MAX_FEATURES = 2_000_000


class NetworkError(ValueError):
    """The record is no network that can be read. The message says why, in a learner's words."""


@dataclass(frozen=True)
class Layer:
    """One layer. `settings` are the values of its configuration that change what it computes.

    `weights` are the arrays in Keras's order. `unasked` is what was set that Keras leaves alone and that does not
    change what the layer computes (frozen, a regularizer, another initializer): key → in words.
    """

    kind: str
    units: int | None = None
    activation: str = "linear"
    settings: dict[str, Any] = field(default_factory=dict)
    weights: tuple[np.ndarray, ...] = ()
    unasked: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        if self.kind == "Dense":
            return f"Dense({self.units}{'' if self.activation == 'linear' else f', {self.activation}'})"
        if self.kind == "Activation":
            return self.activation
        return self.kind


@dataclass(frozen=True)
class Network:
    """A chain of layers. `input_shape` is without the batch dimension; None if the model has none."""

    input_shape: tuple[int | None, ...] | None
    layers: tuple[Layer, ...]

    @property
    def output_units(self) -> int | None:
        """The number of outputs, if the last layer with units says it."""
        return next((layer.units for layer in reversed(self.layers) if layer.kind == "Dense"), None)

    @property
    def output_activation(self) -> str:
        """The activation of the output."""
        return self.layers[-1].activation if self.layers else "linear"

    @property
    def has_weights(self) -> bool:
        """Whether every Dense layer has its weights: a model that was never built has none."""
        return all(layer.weights for layer in self.layers if layer.kind == "Dense")


def real_setting(layer: Layer, key: str, default: float) -> float:
    """A setting that is a finite number. Raises NetworkError."""
    value = layer.settings.get(key, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise NetworkError(f"A {layer.kind} layer's {key} could not be read.")
    return float(value)


def shape_setting(layer: Layer) -> tuple[int, ...]:
    """A Reshape layer's shape, at most one of its numbers −1. Raises NetworkError."""
    shape = layer.settings.get("target_shape")
    if not isinstance(shape, (list, tuple)) or not all(
        type(n) is int and -1 <= n <= MAX_FEATURES for n in shape
    ):
        raise NetworkError("A Reshape layer's shape could not be read.")
    return tuple(shape)
