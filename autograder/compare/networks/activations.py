"""Activations in NumPy, by the names and with the settings that Keras gives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.compare.networks.network import Layer, NetworkError, real_setting


def sigmoid(x: np.ndarray) -> np.ndarray:
    """1 / (1 + e^−x), by the form that does not overflow: ½ (1 + tanh(x/2))."""
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def softmax(x: np.ndarray) -> np.ndarray:
    """e^xᵢ / Σ e^xⱼ over the last axis, shifted by the maximum.

    Goodfellow, Bengio and Courville, "Deep Learning" (2016), equations 4.1 and 6.33.
    """
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def softplus(x: np.ndarray) -> np.ndarray:
    """log(1 + e^x); "Deep Learning", equation 3.31."""
    return np.logaddexp(0.0, x)


def gelu(x: np.ndarray) -> np.ndarray:
    """x Φ(x), Φ the normal distribution function: the exact form, which is Keras's default.

    Hendrycks and Gimpel, "Gaussian Error Linear Units" (2016), section 2.
    """
    from scipy.special import ndtr

    return x * ndtr(x)


def elu(x: np.ndarray, alpha: float = 1.0) -> np.ndarray:
    """x for x > 0, else α (e^x − 1); Clevert, Unterthiner and Hochreiter (2015), equation 15."""
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


def selu(x: np.ndarray) -> np.ndarray:
    """λ elu(x, α); Klambauer and others, "Self-Normalizing Neural Networks" (2017), equations 2 and 14."""
    return 1.0507009873554805 * elu(x, 1.6732632423543772)


def relu(x: np.ndarray, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0):
    """max(x, 0) and its variants, as keras.layers.ReLU defines them.

    x from the threshold on (at most `max_value`), below it negative_slope · (x − threshold).
    """
    out = np.where(x >= threshold, x, negative_slope * (x - threshold))
    return out if max_value is None else np.minimum(out, max_value)


#: Name → function of an array over its last axis. The formulas are those of keras.activations.
_ACTIVATIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "linear": lambda x: x,
    "relu": relu,
    "relu6": lambda x: relu(x, max_value=6.0),
    "leaky_relu": lambda x: relu(x, negative_slope=0.2),
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "softmax": softmax,
    "log_softmax": lambda x: x - x.max(-1, keepdims=True) - np.log(
        np.exp(x - x.max(-1, keepdims=True)).sum(-1, keepdims=True)
    ),
    "softplus": softplus,
    "softsign": lambda x: x / (1.0 + np.abs(x)),
    "elu": elu,
    "selu": selu,
    "gelu": gelu,
    "silu": lambda x: x * sigmoid(x),
    "mish": lambda x: x * np.tanh(softplus(x)),
    "exponential": np.exp,
    "log_sigmoid": lambda x: -softplus(-x),
    "hard_sigmoid": lambda x: np.clip(x / 6.0 + 0.5, 0.0, 1.0),
    "hard_silu": lambda x: x * np.clip(x / 6.0 + 0.5, 0.0, 1.0),
}  # fmt: skip


def activate(name: str, x: np.ndarray, settings: dict[str, Any] | None = None) -> np.ndarray:
    """The activation `name` of x. Raises NetworkError for one that is not known here."""
    if name not in _ACTIVATIONS:
        raise NetworkError(f"The activation {name[:60]} is not one of this course's.")
    # The only axis that gets here is the last one: see computing.cost.
    own = {key: value for key, value in (settings or {}).items() if value is not None and key != "axis"}
    real = {key: real_setting(Layer(name, settings=own), key, 0.0) for key in own}
    if not real:
        return _ACTIVATIONS[name](x)
    if name in ("relu", "leaky_relu") and set(real) <= {"negative_slope", "max_value", "threshold"}:
        if name == "leaky_relu":
            real.setdefault("negative_slope", 0.2)
        return relu(x, **real)
    if name == "elu" and set(real) <= {"alpha"}:
        return elu(x, **real)
    raise NetworkError(f"The activation {name} has settings that are not known here.")
