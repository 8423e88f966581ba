"""What a network gives, computed here in NumPy, whatever the model's own methods would have said."""

from __future__ import annotations

import math

import numpy as np

from autograder.compare.networks.activations import activate
from autograder.compare.networks.network import (
    MAX_FEATURES,
    Layer,
    Network,
    NetworkError,
    real_setting,
    shape_setting,
)

#: Numbers that a batch may become on its way, and multiplications for all the examples.
MAX_BATCH_NUMBERS = 4_000_000
MAX_PRODUCTS = 2 * 10**10

NO_WEIGHTS = (
    "The network has no weights yet, because it does not know the shape of its input. "
    "Begin it with keras.Input(shape=…)."
)

#: Layers that change nothing once training is over.
_IDLE = {
    "Dropout", "GaussianNoise", "GaussianDropout", "AlphaDropout", "SpatialDropout1D",
    "ActivityRegularization",
}  # fmt: skip


def parameters(network: Network) -> int:
    """The number of weights, as `count_params` counts them. Raises NetworkError where there are none yet."""
    if not network.has_weights:
        raise NetworkError(NO_WEIGHTS)
    return sum(array.size for layer in network.layers for array in layer.weights)


def predict(network: Network, inputs: np.ndarray) -> np.ndarray:
    """The network's outputs for `inputs` of shape (examples, *input_shape), in float64.

    Dropout and its like do nothing here, as in Keras's own `predict`. Raises NetworkError for
    weights that do not fit, for a network too large to compute, and for outputs that are not finite.
    """
    if not network.has_weights:
        raise NetworkError(NO_WEIGHTS)
    inputs = np.asarray(inputs)
    if inputs.ndim == 0 or not len(inputs):
        raise ValueError("predict needs at least one example")
    widest, products = cost(network, inputs.shape[1:])
    if products * len(inputs) > MAX_PRODUCTS:
        raise NetworkError("The network is too large to be computed here.")
    step = max(1, MAX_BATCH_NUMBERS // widest)
    parts = []
    with np.errstate(all="ignore"):
        for start in range(0, len(inputs), step):
            batch = inputs[start : start + step].astype(np.float64)
            for layer in network.layers:
                batch = _computed(layer, batch)
            parts.append(batch)
    outputs = np.concatenate(parts)
    if not np.isfinite(outputs).all():
        raise NetworkError("The network gives outputs that are not finite numbers (NaN or infinity).")
    return outputs


def cost(network: Network, shape: tuple[int, ...]) -> tuple[int, int]:
    """(the most numbers that one example becomes, multiplications for one example).

    Refuses what does not fit. Asked before anything is computed: weights from somebody else must not
    fill this process's memory.
    """
    widest, products = max(1, math.prod(shape)), 0
    for layer in network.layers:
        shape = _shape_after(layer, shape)
        if layer.kind == "Dense":
            products += math.prod(shape) * layer.weights[0].shape[0]
        widest = max(widest, math.prod(shape))
        products += math.prod(shape)
        if widest > MAX_FEATURES:
            raise NetworkError("The network is too large to be computed here.")
    return widest, products


def _shape_after(layer: Layer, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of one example behind a layer. Raises NetworkError where it does not fit."""
    misfit = NetworkError("The network does not take inputs of this shape: its weights do not fit the data.")
    if layer.kind == "Dense":
        kernel = layer.weights[0]
        if not shape or shape[-1] != kernel.shape[0]:
            raise misfit
        return (*shape[:-1], kernel.shape[1])
    if layer.kind == "Flatten":
        return (math.prod(shape),)
    if layer.kind == "Reshape":
        return _reshaped(shape_setting(layer), math.prod(shape))
    axis = layer.settings.get("axis", -1)
    if layer.kind == "Activation" and (axis not in (-1, len(shape)) or not shape):
        raise NetworkError("A softmax along another axis than the last is not used in this course.")
    if layer.kind in ("BatchNormalization", "LayerNormalization", "Normalization"):
        if axis not in (-1, [-1], len(shape), [len(shape)]):
            raise NetworkError(f"A {layer.kind} layer along another axis than the last is not known here.")
        if not shape or any(array.ndim and array.shape != shape[-1:] for array in layer.weights):
            raise misfit
    return shape


def _reshaped(target: tuple[int, ...], size: int) -> tuple[int, ...]:
    known = math.prod(n for n in target if n != -1)
    if target.count(-1) > 1 or known == 0 or (size % known if -1 in target else known != size):
        raise NetworkError("A Reshape layer does not fit what comes into it.")
    return tuple(size // known if n == -1 else n for n in target)


def _computed(layer: Layer, x: np.ndarray) -> np.ndarray:
    if layer.kind == "Dense":
        out = x @ layer.weights[0].astype(np.float64)
        if layer.settings["use_bias"]:
            out = out + layer.weights[1].astype(np.float64)
        return activate(layer.activation, out)
    if layer.kind == "Activation":
        return activate(layer.activation, x, layer.settings)
    if layer.kind == "Flatten":
        return x.reshape(len(x), -1)
    if layer.kind == "Reshape":
        return x.reshape(len(x), *shape_setting(layer))
    if layer.kind == "Rescaling":
        return x * real_setting(layer, "scale", 1.0) + real_setting(layer, "offset", 0.0)
    if layer.kind == "BatchNormalization":
        return batch_normalization(layer, x)
    if layer.kind == "LayerNormalization":
        return layer_normalization(layer, x)
    if layer.kind == "Normalization":
        return normalization(layer, x)
    if layer.kind in _IDLE:
        return x
    raise NetworkError(f"A layer of the kind {layer.kind} cannot be computed here.")


def batch_normalization(layer: Layer, x: np.ndarray) -> np.ndarray:
    """γ (x − moving mean) / √(moving variance + ε) + β over the last axis, as at inference.

    Ioffe and Szegedy, "Batch Normalization" (2015), algorithm 2; the order of the weights is that
    of keras.layers.BatchNormalization: gamma, beta, moving mean, moving variance.
    """
    *affine, mean, variance = _normalizing(layer, 2)
    out = (x - mean) / np.sqrt(variance + real_setting(layer, "epsilon", 1e-3))
    return _affine(layer, affine, out)


def layer_normalization(layer: Layer, x: np.ndarray) -> np.ndarray:
    """γ (x − mean) / √(variance + ε) + β, mean and variance of each example over the last axis.

    Ba, Kiros and Hinton, "Layer Normalization" (2016), equation 3; keras.layers.LayerNormalization.
    """
    affine = _normalizing(layer, 0)
    mean, variance = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
    return _affine(layer, affine, (x - mean) / np.sqrt(variance + real_setting(layer, "epsilon", 1e-3)))


def normalization(layer: Layer, x: np.ndarray) -> np.ndarray:
    """(x − mean) / max(√variance, 10⁻⁷) over the last axis.

    The form of keras.layers.Normalization, whose weights are mean, variance and a count.
    """
    if layer.settings.get("invert") is True or len(layer.weights) != 3:
        raise NetworkError("A Normalization layer must be adapted to data, and not be inverted.")
    mean, variance = (array.astype(np.float64) for array in layer.weights[:2])
    return (x - mean) / np.maximum(np.sqrt(variance), 1e-7)


def _normalizing(layer: Layer, statistics: int) -> list[np.ndarray]:
    affine = sum(layer.settings.get(key, True) is True for key in ("scale", "center"))
    if len(layer.weights) != affine + statistics:
        raise NetworkError(f"A {layer.kind} layer could not be read.")
    return [array.astype(np.float64) for array in layer.weights]


def _affine(layer: Layer, weights: list[np.ndarray], out: np.ndarray) -> np.ndarray:
    weights = list(weights)
    if layer.settings.get("scale", True) is True:
        out = out * weights.pop(0)
    if layer.settings.get("center", True) is True:
        out = out + weights.pop(0)
    return out
