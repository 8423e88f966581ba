"""Records facts in a notebook's kernel while it is being graded; does nothing anywhere else.

A hidden test says what is to be recorded, under which name::

    import _record
    _record.value("count", lambda: parameters)
    _record.model("network", lambda: model)
    _record.function("loss", lambda: my_loss)
    _record.figure("curves", lambda: fig)

Each call evaluates its expression once, turns the result into plain data (the wire format is
described in `autograder/compare/wire.py`) and publishes it once, in the metadata of an output that shows
nothing. An exception is a fact like any other: it is recorded, and the next call runs.

The kernel belongs to the person who wrote the notebook. Nothing here knows an expected value, a
tolerance or a point, and whoever reads a record must treat it as a claim.

Environment:
    AUTOGRADER_RECORD   "1" while grading. Without it no expression is even evaluated.
    AUTOGRADER_PROBES   path of a JSON file {record name: [encoded tuple of arguments, ...]}.

Limits: one record is at most 32 MiB of JSON, 1,000,000 items, 32 levels deep. Python's and
NumPy's global random states are put back after each call. TensorFlow offers no public way to read
its own without creating or advancing them, so an expression should not draw from them.

Only the standard library is imported. NumPy, TensorFlow, Keras and matplotlib are used if the
notebook has imported them.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import json
import math
import os
import sys
import types
import warnings

KEY = "training_lab_record"
MAX_BYTES = 32 * 2**20
MAX_ITEMS = 1_000_000
MAX_DEPTH = 32
MAX_MESSAGE = 2_000
MAX_INT_BITS = 13_000  # below the 4,300 digits that Python reads back from text

_DTYPES = {"b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"}


def value(name, get):
    """Record a plain value: None, bool, text, list, tuple, dict, array, tensor, or whatever acts as a number."""
    _record("value", name, lambda: _Encoder().encode(get()))


def model(name, get, again=False):
    """Record a Keras model: its architecture, its weights and what it was compiled with.

    With `again`, `get` is asked twice, and recorded is whether that gives two networks.
    """
    _record("model", name, lambda: _Encoder().encode(_built_twice(get) if again else _model_facts(get())))


def function(name, get, entered=False):
    """Record what a function returns, or raises, for each of this record's probes.

    With `entered` also the names of the functions of installed packages that it enters meanwhile.
    """
    more = {}
    _record("function", name, lambda: _calls(name, get(), entered, more), more)


def figure(name, get):
    """Record what a matplotlib figure shows: lines, bars, points, labels, scales, legends."""
    _record("figure", name, lambda: _Encoder().encode(_figure_facts(get())))


# ---------------------------------------------------------------- evaluating and publishing


def _record(kind, name, evaluate, more=None):
    if os.environ.get("AUTOGRADER_RECORD") != "1":
        return
    payload = {"name": str(name), "kind": kind}
    with _random_states_kept(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            encoded = evaluate()
            size = len(json.dumps(encoded, allow_nan=False))
            if size > MAX_BYTES:
                raise ValueError(f"too large to be recorded: {size:,} bytes of JSON, at most {MAX_BYTES:,}")
            payload["value"] = encoded
        except (Exception, SystemExit) as error:
            payload["raised"] = _described(error)
        payload.update(more or {})
    from IPython.display import publish_display_data

    publish_display_data(data={}, metadata={KEY: payload})


def _described(error):
    """[type, message] of an exception, whatever its `__str__` does."""
    try:
        message = str(error)
    except Exception:
        message = ""
    return [type(error).__name__[:200], _clean_text(message)[:MAX_MESSAGE]]


@contextlib.contextmanager
def _random_states_kept():
    """Put Python's and NumPy's global random states back, so that grading differs in nothing from home."""
    python = sys.modules.get("random")
    numpy_random = sys.modules.get("numpy.random")
    python_state = python.getstate() if python else None
    numpy_state = numpy_random.get_state() if numpy_random else None
    try:
        yield
    finally:
        if python:
            python.setstate(python_state)
        if numpy_random:
            numpy_random.set_state(numpy_state)


# ---------------------------------------------------------------- plain data


def _clean_text(text):
    """`text` as UTF-8 can carry it; a lone surrogate becomes a question mark."""
    return str.encode(text, "utf-8", "replace").decode("utf-8")


class _Encoder:
    """Turns values into the wire format. Counts items over its whole life, one record."""

    def __init__(self):
        self.items = 0
        self.bytes = 0

    def encode(self, thing, depth=0):
        self.items += 1
        if self.items > MAX_ITEMS:
            raise ValueError(f"too large to be recorded: more than {MAX_ITEMS:,} items")
        if depth > MAX_DEPTH:
            raise ValueError(f"nested too deeply to be recorded: more than {MAX_DEPTH} levels")
        if thing is None or thing is True or thing is False:
            return thing
        if isinstance(thing, int):
            return self._int(int.__index__(thing))
        if isinstance(thing, float):
            return self._float(float.__float__(thing))
        if isinstance(thing, str):
            return _clean_text(thing)
        if isinstance(thing, list):
            return {"list": [self.encode(item, depth + 1) for item in list.__iter__(thing)]}
        if isinstance(thing, tuple):
            return {"tuple": [self.encode(item, depth + 1) for item in tuple.__iter__(thing)]}
        if type(thing) in (range, type({}.keys()), type({}.values())):
            return {"list": [self.encode(item, depth + 1) for item in self._no_longer_than_allowed(thing)]}
        if isinstance(thing, dict):
            return {"dict": [[self._key(k), self.encode(v, depth + 1)] for k, v in dict.items(thing)]}
        return self._numeric(thing, depth)

    @staticmethod
    def _no_longer_than_allowed(things):
        if len(things) > MAX_ITEMS:
            raise ValueError(f"too large to be recorded: more than {MAX_ITEMS:,} items")
        return things

    @staticmethod
    def _int(number):
        if number.bit_length() > MAX_INT_BITS:
            raise ValueError("too large to be recorded: an integer of thousands of digits")
        return number

    @staticmethod
    def _float(number):
        if math.isfinite(number):
            return number
        return {"float": "nan" if math.isnan(number) else "inf" if number > 0 else "-inf"}

    @staticmethod
    def _key(key):
        np = sys.modules.get("numpy")
        if np is not None and isinstance(key, np.integer):
            key = key.item()
        if isinstance(key, bool) or not isinstance(key, (int, str)):
            raise TypeError(f"a dictionary with keys of type {type(key).__name__} cannot be recorded")
        return int.__index__(key) if isinstance(key, int) else _clean_text(key)

    def _numeric(self, thing, depth):
        """Encode what acts as a number or an array; everything else is refused by its type."""
        np, tf = sys.modules.get("numpy"), sys.modules.get("tensorflow")
        if tf is not None and isinstance(thing, tf.TensorShape):
            return self.encode(tuple(thing.as_list()), depth)
        if _is_fraction(thing):
            return self._float(_as_float(thing))
        array = _as_array(thing)
        if array is None:
            raise _refusal(thing)
        if isinstance(thing, np.generic):
            # One number or text, in Python's own form where that is plain: bfloat16 is a float in none.
            scalar = thing.item()
            if isinstance(scalar, (bool, int, float, str)):
                return self.encode(scalar, depth)
            return self.encode(self._plain_array(np, array).item(), depth)
        return self._array(np, array, depth)

    def _array(self, np, array, depth):
        if array.dtype.kind == "U":
            if array.size > MAX_ITEMS:
                raise ValueError(f"too large to be recorded: more than {MAX_ITEMS:,} items")
            return self.encode(array.tolist(), depth)
        array = self._plain_array(np, array)
        self.bytes += array.nbytes
        if self.bytes * 4 / 3 > MAX_BYTES:
            raise ValueError(f"too large to be recorded: more than {MAX_BYTES * 3 // 4:,} bytes of numbers")
        little = array.astype(array.dtype.newbyteorder("<"), copy=False)
        data = base64.b64encode(np.ascontiguousarray(little).tobytes()).decode("ascii")
        return {"array": {"dtype": little.dtype.str, "shape": list(array.shape), "data": data}}

    @staticmethod
    def _plain_array(np, array):
        """An array of numbers in one of the types that the wire carries."""
        if array.dtype.name == "bfloat16":
            return array.astype(np.float32)
        if array.dtype.kind == "O" and array.size <= MAX_ITEMS and all(map(_is_real, array.flat)):
            return np.array([_as_float(item) for item in array.flat], np.float64).reshape(array.shape)
        if array.dtype.kind == "f" and array.dtype.itemsize > 8:
            return array.astype(np.float64)
        if array.dtype.kind + str(array.dtype.itemsize) not in _DTYPES:
            raise TypeError(f"an array of {array.dtype.name} cannot be recorded")
        return array


class NotRecorded(TypeError):
    """A value cannot be recorded. The message names what it is, and what to do."""


def _refusal(thing):
    """The exception that says why a value cannot be recorded."""
    keras = sys.modules.get("keras")
    if isinstance(
        thing, (types.FunctionType, types.MethodType, types.BuiltinFunctionType, functools.partial)
    ):
        return NotRecorded("a function that was not called: put () behind its name")
    if isinstance(thing, type):
        return NotRecorded("a class that was not called: put () behind its name")
    if isinstance(thing, (types.GeneratorType, map, zip, filter, enumerate)):
        return NotRecorded(
            f"a value of type {type(thing).__name__}, which gives its values only once: put list(…) around it"
        )
    if isinstance(thing, (set, frozenset)):
        return NotRecorded("a set, whose values are in no order: put sorted(…) around it")
    if keras is not None and isinstance(thing, keras.metrics.Metric):
        return NotRecorded("a metric, and not its value: call its result()")
    return TypeError(f"a value of type {type(thing).__name__} cannot be recorded")


def _is_fraction(thing):
    """Whether it is a number of the standard library's that is neither int nor float."""
    fractions, decimal = sys.modules.get("fractions"), sys.modules.get("decimal")
    return (fractions is not None and isinstance(thing, fractions.Fraction)) or (
        decimal is not None and isinstance(thing, decimal.Decimal)
    )


def _is_real(thing):
    """Whether it acts as one number. A boolean does not: no lesson asks for a number by that name."""
    if isinstance(thing, bool):
        return False
    if isinstance(thing, (int, float)) or _is_fraction(thing):
        return True
    array = _as_array(thing)
    return array is not None and array.ndim == 0 and array.dtype.kind in "iuf"


def _as_float(thing):
    try:
        return float(thing)
    except OverflowError:
        raise ValueError("too large to be recorded: a number beyond a float's") from None


def _as_array(thing):
    """The NumPy array of an array, a TensorFlow tensor or variable, a Keras variable; else None."""
    np = sys.modules.get("numpy")
    if np is None:
        return None
    if isinstance(thing, np.ma.MaskedArray) and thing.dtype.kind in "biuf" and np.ma.is_masked(thing):
        return thing.astype(np.float64).filled(np.nan)
    if isinstance(thing, (np.ndarray, np.generic)):
        return np.asarray(thing)
    tf, keras = sys.modules.get("tensorflow"), sys.modules.get("keras")
    if tf is not None:
        if isinstance(thing, tf.IndexedSlices):
            thing = tf.convert_to_tensor(thing)
        if isinstance(thing, (tf.Tensor, tf.Variable)):
            return np.asarray(thing.numpy())
    if keras is not None and isinstance(thing, keras.Variable):
        return np.asarray(keras.ops.convert_to_numpy(thing))
    return None


def _decode(wire):
    """A probe's value out of the wire format. Probes come from the grader, so this is not strict."""
    if isinstance(wire, list):
        raise ValueError("not the wire format")
    if not isinstance(wire, dict):
        return wire
    ((tag, content),) = wire.items()
    if tag == "float":
        return float(content)
    if tag == "list":
        return [_decode(item) for item in content]
    if tag == "tuple":
        return tuple(_decode(item) for item in content)
    if tag == "dict":
        return {key: _decode(item) for key, item in content}
    import numpy as np

    array = np.frombuffer(base64.b64decode(content["data"]), dtype=content["dtype"])
    return array.reshape(content["shape"]).copy()


# ---------------------------------------------------------------- functions


def _calls(name, called, entered, more):
    """The function's result for each probe, or what it raised. Every call gets arguments of its own.

    `more` is told what else was seen: which arguments the function changed, and what it entered.
    """
    if not callable(called):
        raise TypeError(f"a value of type {type(called).__name__} is not a function")
    with open(os.environ["AUTOGRADER_PROBES"], encoding="utf-8") as file:
        probes = json.load(file)[name]
    watch = _Entered() if entered else contextlib.nullcontext()
    encoder = _Encoder()
    results = []
    changed = set()
    with open(os.devnull, "w") as nowhere:
        for probe in probes:
            try:
                arguments = _decode(probe)
                before = [_wire(argument) for argument in arguments]
                with contextlib.redirect_stdout(nowhere), watch:
                    returned = called(*arguments)
                result = {"returned": encoder.encode(returned)}
                after = [_wire(argument) for argument in arguments]
                changed.update(n for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b)
                json.dumps(result, allow_nan=False)
            except (Exception, SystemExit) as error:
                result = {"raised": {"list": _described(error)}}
            results.append({"dict": list(map(list, result.items()))})
    if entered:
        more["entered"] = watch.names()
    if changed:
        more["changed"] = sorted(changed)
    return {"list": results}


def _wire(argument):
    """An argument in the wire format; None where it has become something that has none."""
    try:
        return _Encoder().encode(argument)
    except Exception:
        return None


class _Entered:
    """Notes which functions of installed packages are entered, by their own names, whatever they are called by."""

    def __init__(self):
        self.codes = set()

    def __enter__(self):
        self.before = sys.getprofile()
        sys.setprofile(self._note)

    def __exit__(self, *_):
        sys.setprofile(self.before)

    def _note(self, frame, event, argument):
        if event == "call":
            self.codes.add(frame.f_code)

    def names(self):
        """The parts of the names: "MeanSquaredError" and "__init__" of MeanSquaredError.__init__."""
        found = set()
        for code in self.codes:
            if f"-packages{os.sep}" in code.co_filename:
                found.update(part for part in code.co_qualname.split(".") if not part.startswith("<"))
        return sorted(found)


# ---------------------------------------------------------------- models


def _model_facts(model):
    """Architecture, weights and compile settings of a Keras model, by its public methods."""
    keras = sys.modules.get("keras")
    if keras is None or not isinstance(model, keras.Model):
        raise TypeError(f"a value of type {type(model).__name__} is not a Keras model")
    facts = _layers_facts(keras, model)
    facts["compile"] = _compile_facts(keras, model)
    return facts


def _built_twice(build):
    first, second = build(), build()
    facts = _model_facts(first)
    if first is second:
        facts["again"] = "same"
    else:
        own = {id(weight) for weight in first.weights}
        facts["again"] = "shares" if any(id(weight) in own for weight in second.weights) else "new"
    return facts


def _layers_facts(keras, model):
    return {
        "class": type(model).__name__,
        "config": _config(keras, model),
        "layers": [_layer_facts(keras, layer) for layer in model.layers],
    }


def _layer_facts(keras, layer):
    facts = {
        "name": str(layer.name),
        "class": type(layer).__name__,
        "weights": [],
    }
    if isinstance(layer, keras.Model):
        facts.update(_layers_facts(keras, layer))
    else:
        facts["weights"] = [_as_array(weight) for weight in layer.get_weights()]
    return facts


def _config(keras, model):
    """The model's configuration. A class of the student's own is followed through its `call`.

    What `call` does is not in a subclass's configuration. Run on a symbolic input it gives a
    functional model, whose configuration says it all. Where it leaves Keras on its way (`tf.reshape`), its
    layers are told in their order, with what the model makes of some inputs: whether that is their order
    is for the grader to see. A model that does not know its input yet stays as it is.
    """
    if not isinstance(model, keras.Sequential) and type(model).__name__ != "Functional":
        for follow in (_traced, _listed):
            try:
                found = follow(keras, model)
            except Exception:
                continue
            if found is not None:
                return found
    try:
        return _plain(model.get_config())
    except NotImplementedError:
        return {}


def _input_shape(model):
    """The shape of one example, as the model knows it; None where it does not."""
    try:
        return tuple(model.inputs[0].shape)[1:]
    except Exception:
        shape = (model.get_build_config() or {}).get("input_shape")
        return tuple(shape)[1:] if model.built and shape else None


def _traced(keras, model):
    if getattr(model, "inputs", None) and getattr(model, "outputs", None):
        return _plain(keras.Model(model.inputs, model.outputs, name="record_traced").get_config())
    shape = _input_shape(model)
    if shape is None:
        return None
    # What tf.function wraps cannot take a symbolic input; what it wraps can.
    call = getattr(model.call, "python_function", model.call)
    symbolic = keras.Input(shape, name="record_input")
    return _plain(keras.Model(symbolic, call(symbolic), name="record_traced").get_config())


def _listed(keras, model):
    import numpy as np

    shape = _input_shape(model)
    if shape is None or None in shape or not all(layer.built for layer in model.layers):
        return None
    inputs = np.sin(np.arange(4 * math.prod(shape), dtype=np.float32)).reshape((4, *shape))
    entries = [
        {"class_name": "InputLayer", "config": {"batch_shape": (None, *shape), "name": "record_input"}}
    ]
    entries += [
        {
            "class_name": type(layer).__name__,
            "config": {**_plain(layer.get_config()), "name": str(layer.name)},
        }
        for layer in model.layers
    ]
    outputs = np.asarray(keras.ops.convert_to_numpy(model(inputs, training=False)), dtype=np.float32)
    return {"layers": entries, "tried": {"inputs": inputs, "outputs": outputs}}


def _compile_facts(keras, model):
    if not model.compiled:
        return None
    try:
        facts = _plain(model.get_compile_config())
    except Exception:
        # Something in it has no configuration (a functools.partial as loss): say what can be said.
        facts = {"optimizer": _plain(keras.optimizers.serialize(model.optimizer)), "loss": _plain(model.loss)}
    # What is the student's own has no configuration that says what it does: it is tried.
    units = _output_units(model)
    metrics = getattr(getattr(model, "_compile_metrics", None), "_user_metrics", None)
    facts["loss"] = _tried(keras, model.loss, facts.get("loss"), units, as_loss=True)
    if metrics is not None:
        facts["metrics"] = _tried(keras, metrics, facts.get("metrics"), units, as_loss=False)
    return facts


def _output_units(model):
    try:
        return int(model.output_shape[-1])
    except Exception:
        return None


def _tried(keras, given, facts, units, as_loss):
    """`facts` of a loss or of metrics, with the values that those of the student's own give in their place."""
    if isinstance(given, (list, tuple)):
        known = facts if isinstance(facts, list) and len(facts) == len(given) else [_plain(g) for g in given]
        return [_tried(keras, g, f, units, as_loss) for g, f in zip(given, known, strict=False)]
    if isinstance(given, dict):
        known = facts if isinstance(facts, dict) else {}
        return {
            str(key): _tried(keras, item, known.get(key, _plain(item)), units, as_loss)
            for key, item in given.items()
        }
    if given is None or isinstance(given, str) or not _is_own(given):
        return facts
    name = getattr(given, "__name__", type(given).__name__)
    return {"class_name": str(name)[:60], "values": _values(keras, given, units, as_loss), "units": units}


def _is_own(given):
    """Whether a loss or a metric is not Keras's: a function, or an object of a class, from elsewhere."""
    if type(given).__name__ in ("LossFunctionWrapper", "MeanMetricWrapper"):
        return True
    where = given if hasattr(given, "__qualname__") else type(given)
    return not str(getattr(where, "__module__", "")).startswith("keras.")


def _values(keras, own, units, as_loss):
    """What Keras makes of it, by the form of the labels; None where it raises."""
    values = {}
    for form, (labels, outputs) in _forms(units).items() if units else ():
        passed_on = keras.Sequential([keras.Input((units,)), keras.layers.Activation("linear")])
        try:
            if as_loss:
                passed_on.compile(loss=own, run_eagerly=True)
                value = passed_on.test_on_batch(outputs, labels, return_dict=True)["loss"]
            else:
                passed_on.compile(loss=_no_loss, metrics=[own], run_eagerly=True)
                found = passed_on.test_on_batch(outputs, labels, return_dict=True)
                (value,) = [found[key] for key in found if key != "loss"]
            values[form] = float(value)
        except Exception:
            values[form] = None
        if hasattr(own, "reset_state"):
            own.reset_state()
    return values


def _no_loss(labels, outputs):
    """A network must have some loss to be asked for a metric."""
    return outputs[:, 0] * 0


def _forms(units):
    """Form of the labels → labels and outputs. As in the grader's compare/checks/by_value.py."""
    import numpy as np

    i, j = np.arange(12)[:, None], np.arange(units)[None, :]
    raw = (2.5 * np.sin(1.7 * i + 2.3 * j + 0.5 * i * j)).astype(np.float32)
    classes = (i[:, 0] * i[:, 0] + 3 * i[:, 0]) // 2 % max(units, 2)
    powers = np.exp(raw)
    shares, yes_shares = powers / powers.sum(axis=1, keepdims=True), 1 / (1 + np.exp(-raw))
    if units == 1:
        yes = (classes[:, None] % 2).astype(np.float32)
        return {
            "yes or no": (yes, yes_shares),
            "yes or no, logits": (yes, raw),
            "numbers": (yes_shares[::-1], yes_shares),
        }
    one_hot = np.eye(units, dtype=np.float32)[classes]
    return {
        "classes": (classes, shares),
        "classes, logits": (classes, raw),
        "one-hot": (one_hot, shares),
        "one-hot, logits": (one_hot, raw),
        "numbers": (shares[::-1], shares),
    }


def _plain(config):
    """A configuration as lists and dictionaries; what is neither text nor number becomes its class's name."""
    if isinstance(config, dict):
        return {str(key): _plain(item) for key, item in config.items()}
    if isinstance(config, (list, tuple)):
        return [_plain(item) for item in config]
    if config is None or isinstance(config, (bool, int, float, str)):
        return config
    array = _as_array(config)
    if array is not None:
        return array
    if isinstance(config, type) or (callable(config) and hasattr(config, "__name__")):
        return {"class_name": str(config.__name__)}
    return {"class_name": type(config).__name__}


# ---------------------------------------------------------------- figures


def _figure_facts(shown):
    """What a figure, or `pyplot` (its current figure), shows. What cannot be seen is not in it."""
    plt, figure_module = sys.modules.get("matplotlib.pyplot"), sys.modules.get("matplotlib.figure")
    if plt is None or figure_module is None:
        raise TypeError(f"a value of type {type(shown).__name__} is not a figure")
    if shown is plt:
        if not plt.get_fignums():
            raise ValueError("no figure is open")
        shown = plt.gcf()
    if isinstance(shown, plt.Axes):
        raise TypeError("these are the axes of a figure, not the figure itself")
    if not isinstance(shown, figure_module.Figure):
        raise TypeError(f"a value of type {type(shown).__name__} is not a figure")
    return {
        "suptitle": shown.get_suptitle(),
        "supxlabel": shown.get_supxlabel(),
        "supylabel": shown.get_supylabel(),
        "legend": [text for legend in shown.legends for text in _legend_texts(legend)],
        "axes": [_axes_facts(axes) for axes in shown.axes if axes.get_visible()],
    }


def _axes_facts(axes):
    return {
        "title": " ".join(filter(None, (axes.get_title(loc) for loc in ("left", "center", "right")))),
        "xlabel": axes.get_xlabel() if axes.axison and axes.xaxis.label.get_visible() else "",
        "ylabel": axes.get_ylabel() if axes.axison and axes.yaxis.label.get_visible() else "",
        "xscale": axes.get_xscale(),
        "yscale": axes.get_yscale(),
        "legend": _legend_texts(axes.get_legend()),
        "lines": [
            {
                "x": _numbers(line.get_xdata(orig=False)),
                "y": _numbers(line.get_ydata(orig=False)),
                "label": _label(line),
                "style": _style(line),
                "marker": str(line.get_marker()),
                "linewidth": float(line.get_linewidth()),
            }
            for line in axes.get_lines()
            if _seen(axes, line, line.get_color()) and (_stroked(line) or line.get_marker() not in _NONE)
        ],
        "bars": [
            _bars(container)
            for container in axes.containers
            if hasattr(container, "patches") and any(patch.get_visible() for patch in container.patches)
        ],
        "points": [
            _points(found)
            for found in axes.collections
            if type(found).__name__ == "PathCollection" and _seen(axes, found)
        ],
        "images": sum(image.get_visible() for image in axes.get_images()),
    }


#: How matplotlib writes "no line" and "no marker".
_NONE = ("None", "none", " ", "", None)


def _seen(axes, artist, color=None):
    """Whether an artist can be seen: it is not hidden, not transparent, not of the background's colour."""
    from matplotlib.colors import to_rgba

    if not artist.get_visible() or artist.get_alpha() == 0:
        return False
    return color is None or (to_rgba(color)[3] > 0 and to_rgba(color) != to_rgba(axes.get_facecolor()))


def _stroked(line):
    return line.get_linestyle() not in _NONE and line.get_linewidth() > 0


def _style(line):
    """The line's style; dashes of one's own by their pattern."""
    pattern = getattr(line, "_unscaled_dash_pattern", None)
    return f"{line.get_linestyle()} {pattern}" if line.get_linestyle() == "--" else str(line.get_linestyle())


def _legend_texts(legend):
    if legend is None or not legend.get_visible():
        return []
    return [text.get_text() for text in legend.get_texts()]


def _bars(container):
    """Bars by their centres and lengths, standing ones and lying ones."""
    patches = container.patches
    return {
        "x": _numbers([patch.get_x() + patch.get_width() / 2 for patch in patches]),
        "y": _numbers([patch.get_y() + patch.get_height() / 2 for patch in patches]),
        "width": _numbers([patch.get_width() for patch in patches]),
        "height": _numbers([patch.get_height() for patch in patches]),
        "label": _label(container),
    }


def _points(collection):
    offsets = _numbers(collection.get_offsets())
    return {"x": offsets[:, 0], "y": offsets[:, 1], "label": _label(collection)}


def _numbers(data):
    """Numbers as float64; a masked one becomes NaN."""
    import numpy as np

    return np.ma.asarray(data, dtype=np.float64).filled(np.nan)


def _label(artist):
    """The label that a legend would show: matplotlib's own begin with an underscore."""
    label = str(artist.get_label())
    return "" if label.startswith("_") else label
