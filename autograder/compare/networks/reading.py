"""A model's record read as a plain network.

A record's model is a claim: its configuration and its weights are data from somebody else's
process. `read_network` takes what it knows from them, exactly, and refuses the rest.

One network has one form, however it was written: nested models are laid flat, Input and
`input_shape` are the same, an activation given as a layer, as an argument, or as a function is the
same, and a layer that does nothing is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np

from autograder.compare.networks.computing import cost, predict
from autograder.compare.networks.network import (
    MAX_FEATURES,
    Layer,
    Network,
    NetworkError,
    shape_setting,
)

MAX_LAYERS = 200
MAX_NESTING = 4


def read_network(record: Any) -> Network:
    """The network that a decoded model record describes. Raises NetworkError."""
    if not isinstance(record, dict):
        raise NetworkError("What was recorded is not a model.")
    raw = list(islice(_chain(record, depth=0), MAX_LAYERS + 1))
    if len(raw) > MAX_LAYERS:
        raise NetworkError(f"The network has more than {MAX_LAYERS} layers.")
    input_shape: tuple[int | None, ...] | None = None
    layers: list[Layer] = []
    for class_name, config, arrays in raw:
        if class_name == "InputLayer":
            if input_shape is None and not layers:
                input_shape = _input_shape(config)
            continue
        layers.append(_layer(class_name, config, arrays))
    if input_shape is None and layers and layers[0].kind == "Dense" and layers[0].weights:
        input_shape = (layers[0].weights[0].shape[0],)
    if isinstance(tried := (record.get("config") or {}).get("tried"), dict):
        return _as_tried(input_shape, layers, tried)
    network = Network(input_shape, tuple(_merged(layers, input_shape)))
    if input_shape is not None and None not in input_shape and network.has_weights:
        cost(network, input_shape)  # refuses weights that do not fit one another
    return network


_NO_WAY = (
    "The way through this model could not be followed. Build it with keras.Sequential; or call it once on data, and "
    "use nothing but Keras layers and keras.ops inside it."
)


def _as_tried(
    input_shape: tuple[int | None, ...] | None, layers: list[Layer], tried: dict[str, Any]
) -> Network:
    """The layers as one chain, if such a chain makes of the inputs what the model made of them."""
    inputs, outputs = tried.get("inputs"), tried.get("outputs")
    if not isinstance(inputs, np.ndarray) or not isinstance(outputs, np.ndarray) or input_shape is None:
        raise NetworkError(_NO_WAY)
    # The model itself may lay its inputs flat, by a function that is no layer.
    flat = Layer("Flatten", settings={"data_format": "channels_last"})
    for chain in (layers, [flat, *layers]):
        network = Network(input_shape, tuple(_merged(chain, input_shape)))
        try:
            made = predict(network, inputs)
        except (NetworkError, ValueError):
            continue
        if made.shape == outputs.shape and np.allclose(made, outputs, rtol=1e-3, atol=1e-5):
            return network
    raise NetworkError(_NO_WAY)


def _chain(model: dict, depth: int) -> Iterator[tuple[str, dict, list[np.ndarray]]]:
    """(class, configuration, arrays) of every layer in the order of computation, nested models laid flat."""
    if depth > MAX_NESTING:
        raise NetworkError("The model's models are nested too deeply.")
    config = model.get("config")
    entries = config.get("layers") if isinstance(config, dict) else None
    if not isinstance(entries, list) or not all(_is_entry(entry) for entry in entries):
        raise NetworkError(_NO_WAY)
    if len(entries) > MAX_LAYERS:
        raise NetworkError(f"The network has more than {MAX_LAYERS} layers.")
    held = _by_name(model)
    names = {_entry_name(entry) for entry in entries}
    # The configuration of a class of one's own has no name in it: these stand in the models' order.
    nameless = iter([layer for name, layer in held.items() if name not in names])
    for entry in _in_order(config, entries) if "input_layers" in config else entries:
        name = _entry_name(entry)
        layer = held.get(name, {}) if name else next(nameless, {})
        if "layers" in layer:
            yield from _chain(layer, depth + 1)
            continue
        arrays = layer.get("weights", [])
        if not isinstance(arrays, list) or not all(isinstance(array, np.ndarray) for array in arrays):
            raise NetworkError("The model's weights could not be read.")
        yield entry["class_name"], _with_operand(entry), arrays


def _by_name(model: dict) -> dict[str, dict]:
    """{layer name: what was recorded of the layer}."""
    layers = model.get("layers")
    if not isinstance(layers, list) or len(layers) > MAX_LAYERS:
        raise NetworkError("The model's layers could not be read.")
    held: dict[str, dict] = {}
    for layer in layers:
        if not isinstance(layer, dict) or not isinstance(layer.get("name"), str):
            raise NetworkError("The model's layers could not be read.")
        if layer["name"] in held:
            raise NetworkError("Two layers of the model have the same name.")
        held[layer["name"]] = layer
    return held


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict):
        return False
    return isinstance(entry.get("class_name"), str) and isinstance(entry.get("config"), dict)


def _entry_name(entry: dict) -> str:
    return _name(entry.get("name")) or _name(entry["config"].get("name"))


def _in_order(config: dict, entries: list[dict]) -> list[dict]:
    """A functional model's layers from its input to its output; only one chain has such an order."""
    branched = NetworkError("The network is not one chain of layers from one input to one output.")
    names = {_entry_name(entry): entry for entry in entries}
    start, end = _end(config["input_layers"]), _end(config.get("output_layers"))
    if start is None or end is None or start not in names:
        raise branched
    after: dict[str, str] = {}
    for name, entry in names.items():
        nodes = entry.get("inbound_nodes")
        if name == start:
            continue
        tensors = list(_tensors(nodes)) if isinstance(nodes, list) and len(nodes) == 1 else []
        if len(tensors) != 1 or tensors[0] in after:
            raise branched
        after[tensors[0]] = name
    order = [start]
    while order[-1] in after and len(order) <= len(names):
        order.append(after[order[-1]])
    if len(order) != len(names) or order[-1] != end:
        raise branched
    return [names[name] for name in order]


def _end(ends: Any) -> str | None:
    """The one input or output's layer name: Keras writes [name, 0, 0] or [[name, 0, 0]]."""
    if isinstance(ends, list) and len(ends) == 1:
        ends = ends[0]
    if isinstance(ends, list) and len(ends) == 3 and isinstance(ends[0], str):
        return ends[0]
    return None


def _tensors(node: Any, depth: int = 0) -> Iterator[str]:
    """The names of the layers whose outputs go into this node."""
    if depth > 8:
        return
    if isinstance(node, list):
        for item in node:
            yield from _tensors(item, depth + 1)
    elif isinstance(node, dict):
        if node.get("class_name") == "__keras_tensor__":
            inner = node.get("config")
            history = inner.get("keras_history") if isinstance(inner, dict) else None
            yield _name(history[0]) if isinstance(history, list) and history else ""
        else:
            for item in node.values():
                yield from _tensors(item, depth + 1)


def _with_operand(entry: dict) -> dict:
    """The configuration; for an arithmetic operation with the constant that it was given."""
    if entry["class_name"] not in ("TrueDivide", "Divide", "Multiply", "Add", "Subtract"):
        return entry["config"]
    try:
        first, second = entry["inbound_nodes"][0]["args"]
        if isinstance(first, dict) and isinstance(second, (int, float)) and not isinstance(second, bool):
            return {**entry["config"], "constant": float(second)}
    except (KeyError, IndexError, TypeError, ValueError, OverflowError):
        pass
    return entry["config"]


def _name(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _input_shape(config: dict) -> tuple[int | None, ...] | None:
    shape = config.get("batch_shape")
    if not isinstance(shape, (list, tuple)) or not shape:
        return None
    if not all(n is None or (type(n) is int and 0 <= n <= MAX_FEATURES) for n in shape):
        raise NetworkError("The model's input shape could not be read.")
    return tuple(shape[1:])


# ---------------------------------------------------------------- layers

#: Class name of an activation's layer or operation → the activation's name.
_ACTIVATION_LAYERS = {
    "Softmax": "softmax", "ReLU": "relu", "Relu": "relu", "Relu6": "relu6", "Sigmoid": "sigmoid",
    "Tanh": "tanh", "Softplus": "softplus", "Softsign": "softsign", "ELU": "elu", "Elu": "elu",
    "Selu": "selu", "SELU": "selu", "Gelu": "gelu", "GELU": "gelu", "Silu": "silu", "Mish": "mish",
    "LogSoftmax": "log_softmax", "LogSigmoid": "log_sigmoid", "Exp": "exponential",
    "HardSigmoid": "hard_sigmoid", "HardSilu": "hard_silu", "LeakyReLU": "leaky_relu",
    "LeakyRelu": "leaky_relu", "Identity": "linear",
}  # fmt: skip
#: Settings with which an activation's layer is the plain activation of that name.
_PLAIN_ACTIVATION = {
    "axis": -1, "max_value": None, "threshold": 0.0, "negative_slope": 0.0, "alpha": 1.0,
    "approximate": False,
}  # fmt: skip
#: Other names, TensorFlow's own functions among them: tf.nn.softmax is called softmax_v2.
_ACTIVATION_ALIASES = {"swish": "silu", "hard_swish": "hard_silu", "softmax_v2": "softmax"}

_SETTINGS = {
    "Dense": ("use_bias",),
    "Flatten": ("data_format",),
    "Reshape": ("target_shape",),
    "Rescaling": ("scale", "offset"),
    "BatchNormalization": ("axis", "epsilon", "center", "scale", "momentum"),
    "LayerNormalization": ("axis", "epsilon", "center", "scale"),
    "Normalization": ("axis", "invert", "mean", "variance"),
    "Dropout": ("rate",),
    "GaussianNoise": ("stddev",),
    "GaussianDropout": ("rate",),
    "AlphaDropout": ("rate",),
    "SpatialDropout1D": ("rate",),
    "ActivityRegularization": ("l1", "l2"),
}


def activation_name(setting: Any) -> str:
    """The name of an activation as a configuration writes it: text, function, layer. Raises NetworkError."""
    if setting is None:
        return "linear"
    if isinstance(setting, dict):
        name = setting.get("class_name")
        inner = setting.get("config")
        if name == "function" and isinstance(inner, str):
            setting = inner
        elif isinstance(name, str) and name in _ACTIVATION_LAYERS:
            return _plain_activation(name, inner if isinstance(inner, dict) else {})[0]
        elif name == "Activation" and isinstance(inner, dict):
            setting = inner.get("activation")
        else:
            raise NetworkError("An activation is a function of your own, which cannot be compared: name one.")
    if not isinstance(setting, str):
        raise NetworkError("An activation could not be read.")
    return _ACTIVATION_ALIASES.get(setting, setting)


def _plain_activation(class_name: str, config: dict) -> tuple[str, dict[str, Any]]:
    """(name, settings that are not that activation's own) of an activation's layer."""
    name = _ACTIVATION_LAYERS[class_name]
    # The function "leaky_relu" has slope 0.2; its layer is made with 0.3.
    plain = {**_PLAIN_ACTIVATION, "negative_slope": 0.2 if name == "leaky_relu" else 0.0}
    own = {key: plain_setting(config[key]) for key in plain if key in config}
    own = {key: value for key, value in own.items() if value != plain[key]}
    if name == "softmax" and own.get("axis") == [-1]:
        del own["axis"]
    return name, own


#: What a layer may have besides, which Keras does not give it by itself.
_BESIDES = (
    "kernel_regularizer",
    "bias_regularizer",
    "activity_regularizer",
    "kernel_constraint",
    "bias_constraint",
)


def _unasked(config: dict) -> dict[str, str]:
    """What was set in a Dense layer that Keras leaves alone, in words; initializers by their class."""
    found = {}
    if config.get("trainable") is False:
        found["trainable"] = "it is frozen: training cannot change it"
    for key in _BESIDES:
        if isinstance(setting := config.get(key), dict):
            found[key] = f"it has a {key.replace('_', ' ')} ({str(setting.get('class_name'))[:40]})"
    for key, usual in (("kernel_initializer", "GlorotUniform"), ("bias_initializer", "Zeros")):
        setting = config.get(key)
        name = setting.get("class_name") if isinstance(setting, dict) else None
        if isinstance(name, str) and name != usual:
            found[key] = f"its weights begin otherwise ({key.replace('_', ' ')} {name[:40]})"
    return found


def _layer(class_name: str, config: dict, arrays: list[np.ndarray]) -> Layer:
    for array in arrays:
        if (array.dtype.kind not in "f" and array.ndim) or not np.isfinite(array).all():
            raise NetworkError(
                "The network's weights are not all finite: there is NaN or infinity among them."
            )
    weights = tuple(arrays)
    if class_name == "Dense":
        units = config.get("units")
        if type(units) is not int or not 0 < units <= MAX_FEATURES:
            raise NetworkError("A Dense layer's number of units could not be read.")
        settings = {"use_bias": config.get("use_bias", True) is not False}
        if weights:
            _check_dense(units, settings["use_bias"], weights)
        activation = activation_name(config.get("activation"))
        return Layer("Dense", units, activation, settings, weights, _unasked(config))
    if class_name == "Activation":
        return Layer("Activation", activation=activation_name(config.get("activation")))
    if class_name in _ACTIVATION_LAYERS:
        name, own = _plain_activation(class_name, config)
        return Layer("Activation", activation=name, settings=own)
    if "constant" in config:
        return _arithmetic(class_name, config["constant"])
    if class_name not in _SETTINGS:
        raise NetworkError(
            f"The network has a layer of a kind that this course does not use: {class_name[:60]}."
        )
    settings = {key: plain_setting(config[key]) for key in _SETTINGS[class_name] if key in config}
    return Layer(class_name, settings=settings, weights=weights)


def plain_setting(value: Any, depth: int = 0) -> Any:
    """A configuration's value, if it is a finite number, text, None, or lists and dictionaries of these.

    Tuples become lists. Raises NetworkError: an array, for one, cannot be compared as a setting.
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float)) and abs(value) < 1e300:
        return value
    if depth < 8 and isinstance(value, (list, tuple)):
        return [plain_setting(item, depth + 1) for item in value]
    if depth < 8 and isinstance(value, dict):
        return {key: plain_setting(item, depth + 1) for key, item in value.items()}
    raise NetworkError("A setting could not be read: it is neither a finite number nor text.")


def _check_dense(units: int, use_bias: bool, weights: tuple[np.ndarray, ...]) -> None:
    shapes = [array.shape for array in weights]
    kernel = shapes[0]
    expected = [kernel, (units,)] if use_bias else [kernel]
    if len(kernel) != 2 or kernel[1] != units or kernel[0] == 0 or shapes != expected:
        raise NetworkError("A Dense layer's weights do not fit its number of units.")


def _arithmetic(class_name: str, constant: float) -> Layer:
    """`x / 16.0` and the like inside a functional model, as the Rescaling layer that does the same."""
    if (class_name in ("TrueDivide", "Divide") and constant == 0) or not math.isfinite(constant):
        raise NetworkError("The network divides by zero.")
    scale, offset = {
        "TrueDivide": (1 / constant if constant else 1.0, 0.0),
        "Divide": (1 / constant if constant else 1.0, 0.0),
        "Multiply": (constant, 0.0),
        "Add": (1.0, constant),
        "Subtract": (1.0, -constant),
    }[class_name]
    return Layer("Rescaling", settings={"scale": scale, "offset": offset})


def _merged(layers: list[Layer], input_shape: tuple[int | None, ...] | None) -> Iterator[Layer]:
    """The layers with each activation in the Dense layer before it, and without those that do nothing."""
    flat = input_shape is not None and len(input_shape) == 1
    waiting: Layer | None = None
    for layer in layers:
        if layer.kind == "Activation" and layer.activation == "linear":
            continue
        if layer.kind == "Flatten" and flat:
            continue
        if layer.kind == "Flatten":
            flat = True
        elif layer.kind == "Reshape":
            flat = len(shape_setting(layer)) == 1
        absorbs = waiting is not None and waiting.kind == "Dense" and waiting.activation == "linear"
        if layer.kind == "Activation" and not layer.settings and absorbs:
            waiting = replace(waiting, activation=layer.activation)
            continue
        if waiting is not None:
            yield waiting
        waiting = layer
    if waiting is not None:
        yield waiting
