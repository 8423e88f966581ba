"""Networks out of records: one form for every way to write one, NumPy's outputs equal to Keras's, forgeries refused."""

from __future__ import annotations

import copy
import os
import re
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from recording import context, decoded, payload, record

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras")
import tensorflow as tf  # noqa: E402

from autograder.checks import Architecture, Compiled, Context, History, Mistake, Raised, Trained  # noqa: E402
from autograder.checks.compiled import canonical, read_settings  # noqa: E402
from autograder.checks.inference import parameters, predict  # noqa: E402
from autograder.checks.model_record import read_network  # noqa: E402
from autograder.checks.networks import NetworkError  # noqa: E402
from autograder.checks.training import accuracy_of, loss_of, loss_of_network, movement  # noqa: E402
from autograder.result import Finding, Outcome  # noqa: E402

layers = keras.layers
NOTHING = Context({}, {})
RNG = np.random.default_rng(0)


def sequential(*chain: Any, shape: tuple[int, ...] = (8,)) -> Any:
    return keras.Sequential([keras.Input(shape), *chain])


def functional(*chain: Any, shape: tuple[int, ...] = (8,)) -> Any:
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
    def __init__(self) -> None:
        super().__init__()
        self.block = keras.Sequential([layers.Dense(5), layers.ReLU()])
        self.outer = layers.Dense(3)

    def call(self, x: Any) -> Any:
        return keras.activations.softmax(self.outer(self.block(x)))


def built(model: Any, shape: tuple[int, ...] = (8,)) -> Any:
    model(np.zeros((1, *shape), "float32"))
    return model


def wild(model: Any) -> Any:
    """The model with weights that make every mistake visible: no zeros, no ones."""
    model.set_weights([RNG.uniform(0.3, 1.2, w.shape) * RNG.choice([-1, 1], w.shape) if w.ndim else w
                       for w in model.get_weights()])  # fmt: skip
    return model


def reference() -> Any:
    return sequential(layers.Dense(5, activation="relu"), layers.Dense(3, activation="softmax"))


SAME: dict[str, Callable[[], Any]] = {
    "sequential": reference,
    "added one by one": lambda: _added(),
    "activation layers": lambda: sequential(
        layers.Dense(5), layers.Activation("relu"), layers.Dense(3), layers.Activation("softmax")
    ),
    "layers of activations": lambda: sequential(
        layers.Dense(5), layers.ReLU(), layers.Dense(3), layers.Softmax()
    ),
    "functions of Keras": lambda: sequential(
        layers.Dense(5, activation=keras.activations.relu),
        layers.Dense(3, activation=keras.activations.softmax),
    ),
    "functions of TensorFlow": lambda: sequential(
        layers.Dense(5, activation=tf.nn.relu), layers.Dense(3, activation=tf.nn.softmax)
    ),
    "layers as activations": lambda: sequential(
        layers.Dense(5, activation=layers.ReLU()), layers.Dense(3, activation=layers.Softmax())
    ),
    "linear said": lambda: sequential(
        layers.Dense(5, activation="linear"),
        layers.Activation("linear"),
        layers.ReLU(),
        layers.Dense(3, "softmax"),
    ),
    "input_shape": lambda: keras.Sequential(
        [layers.Dense(5, "relu", input_shape=(8,)), layers.Dense(3, activation="softmax")]
    ),
    "input_dim": lambda: keras.Sequential([layers.Dense(5, "relu", input_dim=8), layers.Dense(3, "softmax")]),
    "InputLayer": lambda: keras.Sequential(
        [keras.layers.InputLayer(shape=(8,)), layers.Dense(5, "relu"), layers.Dense(3, "softmax")]
    ),
    "built later": lambda: built(keras.Sequential([layers.Dense(5, "relu"), layers.Dense(3, "softmax")])),
    "functional": lambda: functional(layers.Dense(5, "relu"), layers.Dense(3, "softmax")),
    "functional with functions": lambda: functional(
        layers.Dense(5), keras.activations.relu, layers.Dense(3), keras.ops.softmax
    ),
    "functional with other functions": lambda: functional(
        layers.Dense(5), keras.ops.relu, layers.Dense(3), keras.activations.softmax
    ),
    "flattened though flat": lambda: sequential(
        layers.Flatten(), layers.Dense(5, "relu"), layers.Dense(3, "softmax")
    ),
    "nested": lambda: sequential(
        sequential(layers.Dense(5, "relu")), functional(layers.Dense(3, "softmax"), shape=(5,))
    ),
    "nested in functional": lambda: functional(
        sequential(layers.Dense(5), layers.ReLU()), layers.Dense(3, "softmax")
    ),
    "subclassed with a block": lambda: built(WithBlock()),
    "a subclass nested": lambda: keras.Sequential([keras.Input((8,)), built(WithBlock())]),
    "a subclass of Sequential": lambda: _own_sequential(),
}


def _added() -> Any:
    model = keras.Sequential()
    model.add(keras.Input((8,)))
    model.add(layers.Dense(5, activation="relu"))
    model.add(layers.Dense(3, activation="softmax"))
    return model


def _own_sequential() -> Any:
    class Mine(keras.Sequential):
        pass

    return Mine([keras.Input((8,)), layers.Dense(5, "relu"), layers.Dense(3, "softmax")])


@pytest.mark.parametrize("name", SAME)
def test_one_network_in_every_form_is_one(name):
    model = wild(SAME[name]())
    mine = record("model", model)
    finding = Architecture("network").compare(mine, record("model", reference()), NOTHING)
    assert finding == Finding.right()
    network = read_network(mine)
    assert network.input_shape == (8,)
    assert parameters(network) == model.count_params() == 63
    inputs = RNG.normal(size=(6, 8)).astype("float32")
    np.testing.assert_allclose(predict(network, inputs), model.predict(inputs, verbose=0), atol=1e-5)


def test_a_subclassed_model_is_followed_through_its_call():
    model = wild(built(Subclassed()))
    network = read_network(record("model", model))
    assert [str(layer) for layer in network.layers] == ["Dense(5, relu)", "Dense(3, softmax)"]
    inputs = RNG.normal(size=(4, 8)).astype("float32")
    np.testing.assert_allclose(predict(network, inputs), model.predict(inputs, verbose=0), atol=1e-5)


def test_recording_a_model_leaves_it_as_it_was():
    keras.utils.set_random_seed(1)
    model = built(Subclassed())
    model.compile("adam", "mse")
    unbuilt = Subclassed()
    weights = copy.deepcopy(model.get_weights())
    expected = float(keras.random.uniform(()))
    keras.utils.set_random_seed(1)
    model = built(Subclassed())
    model.compile("adam", "mse")
    assert record("model", unbuilt)["config"].get("layers") is None
    record("model", model)
    assert not unbuilt.built
    assert unbuilt.get_weights() == []
    for before, after in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)
    Subclassed()
    assert float(keras.random.uniform(())) == expected


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


# ---------------------------------------------------------------- architecture


def chain(*steps: Any, shape: tuple[int, ...] = (8,)) -> Callable[[], Any]:
    """Makes a Sequential anew: (units, activation) is a Dense layer."""

    def make() -> Any:
        return sequential(*(layers.Dense(*s) if isinstance(s, tuple) else s() for s in steps), shape=shape)

    return make


DIFFERENT: list[tuple[Callable[[], Any], str, str]] = [
    (chain((5, "relu")), "layers", "1 layer (Dense(5, relu))"),
    (chain((5, "relu"), (4, "relu"), (3, "softmax")), "layers", "3 layers"),
    (chain((5, "relu"), lambda: layers.Dropout(0.2), (3, "softmax")), "layers", "3 layers"),
    (chain((5, "relu", False), (3, "softmax")), "layers", "Layer 1 is without a bias"),
    (chain((5, "relu"), layers.BatchNormalization), "layers", "Layer 2 is BatchNormalization"),
    (chain((5, "relu"), (9, "softmax")), "units", "Layer 2: it has 9 units"),
    (chain((5, "relu"), (1, "softmax")), "units", "Layer 2: it has 1 unit,"),
    (chain((5, "relu"), (3, "sigmoid")), "activations", "Layer 2: the activation is sigmoid, which is not"),
    (chain((5,), (3, "softmax")), "activations", "Layer 1: it has no activation"),
    (chain((5, "relu"), (3, "softmax"), shape=(9,)), "input", "shape (9,)"),
    (
        lambda: keras.Sequential([layers.Dense(5, "relu"), layers.Dense(3, "softmax")]),
        "input",
        "begin it with keras.Input",
    ),
]


@pytest.mark.parametrize(("make", "part", "says"), DIFFERENT, ids=lambda x: x if isinstance(x, str) else "")
def test_what_differs_in_an_architecture_is_named(make, part, says):
    mine, right = record("model", make()), record("model", reference())
    finding = Architecture("network").compare(mine, right, NOTHING)
    assert finding.earned == 0
    assert says in finding.message
    assert "Asked for" not in finding.message
    assert Architecture("network", parts=(part,)).compare(mine, right, NOTHING).earned == 0
    spared = {"layers": ("input",), "input": ("layers", "units", "activations")}.get(part)
    spared = spared or ("layers", "input", "activations" if part == "units" else "units")
    assert Architecture("network", parts=spared).compare(mine, right, NOTHING).earned == 1
    told = Architecture("network", reveal=True).compare(mine, right, NOTHING).message
    assert told.endswith("Asked for: input (8,), Dense(5, relu) → Dense(3, softmax).")


def test_kinds_of_layers_may_be_free():
    mine = sequential(layers.Dense(5, "relu"), layers.Dropout(0.2), layers.Dense(3, "softmax"))
    right = record("model", reference())
    assert (
        Architecture("network", ignore=("Dropout",)).compare(record("model", mine), right, NOTHING).earned
        == 1
    )


def test_the_settings_of_a_layer_count():
    right = record("model", sequential(layers.Dropout(0.2), layers.Dense(3)))
    check = Architecture("network")
    assert (
        check.compare(
            record("model", sequential(layers.Dropout(0.2), layers.Dense(3))), right, NOTHING
        ).earned
        == 1
    )
    finding = check.compare(record("model", sequential(layers.Dropout(0.5), layers.Dense(3))), right, NOTHING)
    assert "rate is 0.5" in finding.message


def branched() -> Any:
    first = keras.Input((8,))
    return keras.Model(first, layers.Add()([layers.Dense(3)(first), layers.Dense(3)(first)]))


def shared() -> Any:
    first, twice = keras.Input((8,)), layers.Dense(8)
    return keras.Model(first, twice(twice(first)))


class Torn(keras.Model):
    """Its call leaves Keras, so nobody can follow it."""

    def __init__(self) -> None:
        super().__init__()
        self.dense = layers.Dense(3)

    def call(self, x: Any) -> Any:
        return tf.nn.softmax(self.dense(x))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (branched, "not one chain"),
        (shared, "not one chain"),
        (lambda: built(Torn()), "could not be followed"),
        (Torn, "could not be followed"),
        (lambda: sequential(layers.Dense(3, activation=lambda x: x * 2)), "function of your own"),
        (lambda: sequential(layers.Reshape((8, 1)), layers.Conv1D(2, 3)), "does not use: Conv1D"),
        (lambda: sequential(layers.Lambda(lambda x: x * 2)), "does not use: Lambda"),
    ],
)
def test_what_cannot_be_read_is_said_so(make, says):
    finding = Architecture("network").compare(record("model", make()), record("model", reference()), NOTHING)
    assert (finding.outcome, finding.earned) == (Outcome.TYPE, 0)
    assert says in finding.message


@pytest.mark.parametrize("thing", [7, None, [1], layers.Dense(3), reference])
def test_what_is_no_model_is_said_to_be_none(thing):
    raised = record("model", thing)
    assert isinstance(raised, Raised)
    assert "is not a Keras model" in raised.message


# ---------------------------------------------------------------- forgeries


class Lookalike:
    """Has fitting layers, and claims to be perfect."""

    def __init__(self) -> None:
        self.layers = reference().layers
        self.compiled = True

    def evaluate(self, *_: Any, **__: Any) -> list[float]:
        return [0.0, 1.0]

    def get_weights(self) -> list:
        return reference().get_weights()

    get_config = get_compile_config = lambda self: reference().get_config()


def test_a_lookalike_with_an_evaluate_of_its_own_is_no_model():
    assert "Lookalike is not a Keras model" in record("model", Lookalike()).message


def spoil(change: Callable[[dict], Any]) -> dict:
    """The reference's own record with one thing changed, as a forger in the kernel could send it."""
    forged = copy.deepcopy(record("model", reference()))
    change(forged)
    return forged


def _set(*path: Any, to: Any) -> Callable[[dict], None]:
    def change(record: dict) -> None:
        for key in path[:-1]:
            record = record[key]
        record[path[-1]] = to

    return change


def _chain(*entries: dict) -> Callable[[dict], None]:
    return lambda record: record["config"].update(layers=list(entries))


def _entry(class_name: str, **config: Any) -> dict:
    return {"class_name": class_name, "config": {"name": class_name, **config}}


KERNEL = ("layers", 0, "weights", 0)
UNITS = ("config", "layers", 1, "config", "units")
FORGED: dict[str, Callable[[dict], Any]] = {
    "not finite": _set(*KERNEL, to=np.full((8, 5), np.nan, "f4")),
    "infinite": _set(*KERNEL, to=np.full((8, 5), np.inf, "f4")),
    "empty": _set(*KERNEL, to=np.zeros((0, 5), "f4")),
    "other shape": _set(*KERNEL, to=np.zeros((9, 5), "f4")),
    "transposed": _set(*KERNEL, to=np.zeros((5, 8), "f4")),
    "whole numbers": _set(*KERNEL, to=np.ones((8, 5), "i4")),
    "booleans": _set(*KERNEL, to=np.ones((8, 5), bool)),
    "a number": _set(*KERNEL, to=1.0),
    "a list": _set(*KERNEL, to=[[0.0] * 5] * 8),
    "no weights": _set("layers", 0, "weights", to=[]),
    "too many weights": _set("layers", 0, "weights", to=[np.zeros((8, 5), "f4"), np.zeros(5, "f4")] * 2),
    "weights are no list": _set("layers", 0, "weights", to=np.zeros((8, 5), "f4")),
    "units a boolean": _set(*UNITS, to=True),
    "units a text": _set(*UNITS, to="5"),
    "units negative": _set(*UNITS, to=-5),
    "units huge": _set(*UNITS, to=10**12),
    "units an array": _set(*UNITS, to=np.array(5)),
    "activation an array": _set("config", "layers", 1, "config", "activation", to=np.zeros(3)),
    "activation unknown": _set("config", "layers", 1, "config", "activation", to="perfect"),
    "no configuration": _set("config", to=None),
    "configuration a list": _set("config", to=[1]),
    "layers a dictionary": _set("config", "layers", to={"a": 1}),
    "layers of numbers": _set("config", "layers", to=[1, 2]),
    "a thousand layers": _chain(*[_entry("Dropout")] * 1000),
    "two of one name": _set("layers", to=[{"name": "a", "weights": []}] * 2),
    "nameless": _set("layers", to=[{"weights": []}]),
    "functional without end": _set("config", "input_layers", to=["a", 0, 0]),
    "reshape to nothing": _chain(_entry("Reshape", target_shape=[0])),
    "reshape to too much": _chain(_entry("Reshape", target_shape=[10**9])),
    "reshape to a text": _chain(_entry("Reshape", target_shape="all")),
    "rescaling by a text": _chain(_entry("Rescaling", scale="1")),
    "rescaling by an array": _chain(_entry("Rescaling", scale=np.ones(8))),
    "rescaling by NaN": _chain(_entry("Rescaling", scale=float("nan"))),
    "rescaling beyond": _chain(_entry("Rescaling", scale=1e299), _entry("Rescaling", scale=1e299)),
    "batch normalization without weights": _chain(_entry("BatchNormalization", axis=-1)),
    "division by zero": _chain(
        {**_entry("TrueDivide"), "inbound_nodes": [{"args": [{"class_name": "x"}, 0]}]}
    ),
    "softmax of an axis": _chain(_entry("Softmax", axis=0)),
    "input shape of texts": _chain(_entry("InputLayer", batch_shape=[None, "8"])),
    "classes are numbers": _set("config", "layers", 1, "class_name", to=7),
}
DATA = {("scale", "X"): RNG.normal(size=(6, 8)), ("scale", "y"): np.array([0, 1, 2, 0, 1, 2])}
TRAINED = Trained("network", accuracy=0.0, data=(("scale", "X"), ("scale", "y")))


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_record_is_refused_in_words(name):
    forged = spoil(FORGED[name])
    right = record("model", reference())
    with pytest.raises(NetworkError):
        predict(read_network(forged), DATA["scale", "X"])
    for check in (Architecture("network"), Trained("network", accuracy=1.0, data=TRAINED.data)):
        finding = check.compare(forged, right, context(DATA))
        if finding.earned:
            assert name == "no weights", "an architecture is right before it has weights"
        assert isinstance(finding.message, str)
    assert TRAINED.compare(forged, right, context(DATA)).earned == 0


@pytest.mark.parametrize(
    "forged", [None, 1, "model", [], {}, {"config": {}}, {"layers": [], "config": {"layers": []}}]
)
def test_what_is_no_record_of_a_model_earns_nothing(forged):
    right = record("model", compiled("adam", "mse"))
    for check in (Architecture("network"), Compiled("network"), TRAINED):
        finding = check.compare(forged, right, context(DATA))
        assert finding.earned == 0
        assert finding.message


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


# ---------------------------------------------------------------- compile


def compiled(*args: Any, outputs: int = 3, activation: str = "softmax", **settings: Any) -> Any:
    model = sequential(layers.Dense(outputs, activation=activation))
    model.compile(*args, **settings)
    return model


def settings_of(*args: Any, **settings: Any) -> Any:
    return read_settings(record("model", compiled(*args, **settings)))


L, M, OPT = keras.losses, keras.metrics, keras.optimizers
ASKED = {"optimizer": "adam", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}
SETTINGS_RIGHT = [
    ASKED,
    {**ASKED, "optimizer": "Adam"},
    {**ASKED, "optimizer": OPT.Adam()},
    {**ASKED, "optimizer": OPT.Adam(1e-3)},
    {**ASKED, "optimizer": tf.keras.optimizers.Adam(learning_rate=0.001, name="mine")},
    {**ASKED, "loss": "SparseCategoricalCrossentropy"},
    {**ASKED, "loss": L.SparseCategoricalCrossentropy()},
    {**ASKED, "loss": L.SparseCategoricalCrossentropy(from_logits=False, name="mine")},
    {**ASKED, "loss": tf.keras.losses.SparseCategoricalCrossentropy()},
    {**ASKED, "loss": L.sparse_categorical_crossentropy},
    {**ASKED, "loss": ["sparse_categorical_crossentropy"]},
    {**ASKED, "loss": "crossentropy"},
    {**ASKED, "metrics": ["acc"]},
    {**ASKED, "metrics": [["accuracy"]]},
    {**ASKED, "metrics": ["sparse_categorical_accuracy"]},
    {**ASKED, "metrics": [M.SparseCategoricalAccuracy()]},
    {**ASKED, "metrics": [M.SparseCategoricalAccuracy(name="accuracy")]},
    {**ASKED, "metrics": [M.sparse_categorical_accuracy]},
    {**ASKED, "metrics": None, "weighted_metrics": ["accuracy"]},
    {**ASKED, "metrics": ["accuracy", "mse"]},
]


def stable(value: object) -> str:
    """A parameter's name without addresses, which differ between the processes that share out the tests."""
    return re.sub(r" at 0x[0-9a-f]+", "", str(value))


@pytest.mark.parametrize("settings", SETTINGS_RIGHT, ids=stable)
def test_strings_objects_and_functions_of_a_setting_are_one(settings):
    mine, right = record("model", compiled(**settings)), record("model", compiled(**ASKED))
    assert Compiled("settings").compare(mine, right, NOTHING) == Finding.right()
    if settings.get("metrics") != ["accuracy", "mse"]:
        assert Compiled("settings", extra_metrics=False).compare(mine, right, NOTHING) == Finding.right()
    if settings["loss"] != "crossentropy" and settings.get("metrics") != ["accuracy", "mse"]:
        assert Compiled("settings").compare(right, mine, NOTHING) == Finding.right()


def own_loss(y, p):
    return keras.ops.mean((y - p) ** 2)


class SparseCategoricalCrossentropy(L.Loss):
    def call(self, y, p):
        return keras.ops.mean(p, axis=-1)


SETTINGS_WRONG = [
    ("optimizer", {"optimizer": "sgd"}, "The optimizer is SGD, which is not the one asked for."),
    ("optimizer", {"optimizer": OPT.AdamW()}, "The optimizer is AdamW"),
    ("optimizer", {"optimizer": OPT.Adam(beta_1=0.5)}, "another beta_1 than 0.5"),
    ("optimizer", {"optimizer": OPT.Adam(clipnorm=1.0)}, "another clipnorm than 1.0"),
    (
        "learning_rate",
        {"optimizer": OPT.Adam(0.01)},
        "The learning rate is 0.01, which is not the one asked for.",
    ),
    ("learning_rate", {"optimizer": OPT.Adam(OPT.schedules.ExponentialDecay(0.001, 10, 0.9))}, "a schedule"),
    ("loss", {"loss": "categorical_crossentropy"}, "The loss is categorical_crossentropy, which is not"),
    ("loss", {"loss": L.MeanSquaredError()}, "The loss is mean_squared_error"),
    ("loss", {"loss": own_loss}, "The loss is own_loss"),
    ("loss", {"loss": SparseCategoricalCrossentropy()}, "(your own)"),
    ("loss", {"loss": L.SparseCategoricalCrossentropy(from_logits=True)}, "it expects logits"),
    ("loss", {"loss": L.SparseCategoricalCrossentropy(reduction="sum")}, "its reduction"),
    ("loss", {"loss": None}, "No loss is given"),
    ("loss", {"loss": __import__("functools").partial(own_loss)}, "The loss is partial"),
    ("metrics", {"metrics": None}, "No metric is given"),
    ("metrics", {"metrics": []}, "No metric is given"),
    ("metrics", {"metrics": ["mse"]}, "The metrics are mean_squared_error: not all"),
    ("metrics", {"metrics": [M.Accuracy()]}, "exactly equal"),
    ("metrics", {"metrics": [M.CategoricalAccuracy()]}, "The metrics are categorical_accuracy"),
    ("metrics", {"metrics": [M.SparseTopKCategoricalAccuracy()]}, "sparse_top_k"),
]


@pytest.mark.parametrize(("part", "change", "says"), SETTINGS_WRONG, ids=stable)
def test_what_differs_in_a_setting_is_named_and_costs_its_part_only(part, change, says):
    mine, right = record("model", compiled(**{**ASKED, **change})), record("model", compiled(**ASKED))
    for parts in ((part,), ("optimizer", "learning_rate", "loss", "metrics")):
        finding = Compiled("settings", parts=parts).compare(mine, right, NOTHING)
        assert finding.earned == 0
        assert says in finding.message
        assert "sparse_categorical_crossentropy" not in finding.message.replace(says, "") or part == "loss"
    if "partial" in says:
        return  # Keras gives no configuration of it, so its metrics are not known either
    for other in {"optimizer", "learning_rate", "loss", "metrics"} - {part}:
        assert Compiled("settings", parts=(other,)).compare(mine, right, NOTHING).earned == 1


def test_a_wrong_setting_may_be_a_known_mistake_and_be_told():
    right = record("model", compiled(**ASKED))
    mine = record("model", compiled(**{**ASKED, "loss": L.CategoricalCrossentropy()}))
    known = Mistake("That loss wants one-hot labels.", looks_like=lambda ref: "categorical_crossentropy")
    assert Compiled("settings", mistakes=[known]).compare(mine, right, NOTHING).message == known.says
    told = Compiled("settings", reveal=True).compare(mine, right, NOTHING).message
    assert told.endswith("Asked for: sparse_categorical_crossentropy.")


def test_the_class_accuracy_is_a_mistake_that_can_be_known():
    right, mine = (
        record("model", compiled(**ASKED)),
        record("model", compiled(**{**ASKED, "metrics": [M.Accuracy()]})),
    )
    known = Mistake("Accuracy() asks for equality.", looks_like=lambda ref: "Accuracy")
    assert Compiled("settings", mistakes=[known]).compare(mine, right, NOTHING).message == known.says


@pytest.mark.parametrize("optimizer", [OPT.SGD(), OPT.RMSprop(), OPT.AdamW()])
def test_another_optimizer_is_a_mistake_that_can_be_known(optimizer):
    right, mine = (record("model", compiled(**{**ASKED, "optimizer": each})) for each in ("adam", optimizer))
    known = Mistake("Adam was asked for.", looks_like=lambda ref: type(optimizer).__name__)
    assert Compiled("settings", mistakes=[known]).compare(mine, right, NOTHING).message == known.says


def test_settings_of_a_network_that_cannot_be_read_count_all_the_same():
    torn = built(Torn())
    torn.compile(**ASKED)
    assert (
        Compiled("settings")
        .compare(record("model", torn), record("model", compiled(**ASKED)), NOTHING)
        .earned
        == 1
    )


def test_extra_metrics_may_be_refused():
    right = record("model", compiled(**ASKED))
    mine = record("model", compiled(**{**ASKED, "metrics": ["accuracy", "mae"]}))
    finding = Compiled("settings", extra_metrics=False).compare(mine, right, NOTHING)
    assert "Not asked for among the metrics: mean_absolute_error" in finding.message


def test_a_network_that_is_not_compiled_is_said_not_to_be():
    finding = Compiled("settings").compare(
        record("model", reference()), record("model", compiled(**ASKED)), NOTHING
    )
    assert (finding.outcome, finding.earned) == (Outcome.MISSING, 0)


@pytest.mark.parametrize(
    ("outputs", "activation", "loss", "labels"),
    [(1, "sigmoid", "binary_crossentropy", (4, 1)), (1, "sigmoid", "mse", (4,)),
     (3, "softmax", "sparse_categorical_crossentropy", (4,)), (3, "softmax", "categorical_crossentropy", (4, 3)),
     (3, "sigmoid", "binary_crossentropy", (4, 3))],
)  # fmt: skip
def test_accuracy_is_read_as_keras_resolves_it(outputs, activation, loss, labels):
    model = compiled("sgd", loss, metrics=["accuracy"], outputs=outputs, activation=activation)
    model.evaluate(np.zeros((4, 8)), np.zeros(labels), verbose=0)
    (chosen,) = [
        type(m).__name__ for group in model.metrics if hasattr(group, "metrics") for m in group.metrics
    ]
    (metric,) = read_settings(record("model", model)).metrics
    assert metric.name == canonical(chosen)


def test_every_name_that_keras_resolves_has_one_form():
    names = ["mse", "MSE", "mae", "MAE", "mape", "MAPE", "msle", "MSLE", "bce", "BCE", "kld", "KLD"]
    # The last of these has no string in Keras 3.15.
    names += sorted({n for n in dir(L) if n[0].isupper()} - {"Loss", "CategoricalGeneralizedCrossEntropy"})
    for name in names:
        function = L.get(name)
        resolved = function.__name__ if callable(function) and hasattr(function, "__name__") else None
        resolved = resolved or type(function).__name__
        assert canonical(name) == canonical(resolved)
    for short, cls in (
        ("mse", "MeanSquaredError"),
        ("log_cosh", "LogCosh"),
        ("ctc", "CTC"),
        ("huber", "Huber"),
    ):
        assert canonical(short) == canonical(cls)
        assert L.get(cls) is not None
    for cls in ("AUC", "F1Score", "R2Score"):
        assert canonical(cls) == canonical(M.get(cls).name)


def test_forged_settings_earn_nothing_and_break_nothing():
    right = record("model", compiled(**ASKED))
    for path, to in [
        (("optimizer",), np.zeros(3)),
        (("optimizer", "class_name"), 7),
        (("optimizer", "config"), {"learning_rate": np.zeros(3)}),
        (("optimizer", "config", "beta_1"), np.zeros(2)),
        (("optimizer", "config", "learning_rate"), float("nan")),
        (("optimizer", "config", "learning_rate"), True),
        (("loss",), np.zeros(2)),
        (("loss",), {"class_name": "SparseCategoricalCrossentropy", "config": {"axis": np.zeros(2)}}),
        (("loss",), {"class_name": "function", "config": ["sparse_categorical_crossentropy"]}),
        (("loss",), "sparse_categorical_crossentropy" + "x" * 10**6),
        (("metrics",), [np.zeros(2)]),
        (("metrics",), "accurate"),
        (("metrics",), [["accuracy"] * 200]),
        (("metrics",), [[[[[[["accuracy"]]]]]]]),
    ]:
        forged = copy.deepcopy(right)
        place = forged["compile"]
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = to
        finding = Compiled("settings").compare(forged, right, NOTHING)
        assert finding.earned == 0, path
        assert 0 < len(finding.message) < 500


# ---------------------------------------------------------------- training


def digits() -> tuple[np.ndarray, ...]:
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    x = (x / 16).astype("float32")
    return x[:1400], y[:1400], x[1400:], y[1400:]


@pytest.fixture(scope="module")
def trained() -> dict[str, Any]:
    """A network on Digits before and after training, recorded, with what Keras says of it."""
    keras.utils.set_random_seed(3)
    x, y, x_test, y_test = digits()
    model = sequential(layers.Dense(64, "relu"), layers.Dense(10, "softmax"), shape=(64,))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    before = record("model", model)
    history = model.fit(x, y, epochs=5, verbose=0).history
    keras_says = model.evaluate(x_test, y_test, verbose=0, return_dict=True)
    context_ = context(
        {("scale", "X_test"): x_test, ("scale", "y_test"): y_test}, {("build", "network"): before}
    )  # fmt: skip
    return {"before": before, "after": record("model", model), "says": keras_says, "history": history,
            "context": context_}  # fmt: skip


WHERE = (("scale", "X_test"), ("scale", "y_test"))


def test_accuracy_and_loss_of_weights_are_what_keras_says(trained):
    reached = trained["says"]
    assert reached["accuracy"] > 0.8
    network = read_network(trained["after"])
    x_test, y_test = (trained["context"].reference[place].value for place in WHERE)
    outputs = predict(network, x_test)
    assert accuracy_of(outputs, y_test) == pytest.approx(reached["accuracy"], abs=1e-6)
    assert loss_of("sparse_categorical_crossentropy", outputs, y_test) == pytest.approx(
        reached["loss"], rel=1e-4
    )
    assert movement(read_network(trained["before"]), network) > 1


def test_trained_weights_reach_their_goal_and_no_other(trained):
    after, known = trained["after"], trained["context"]
    reached = trained["says"]
    goal = {"data": WHERE, "moved_from": ("build", "network"), "max_parameters": 5_000}
    good = Trained("network", accuracy=reached["accuracy"] - 0.01, loss=reached["loss"] + 0.01, **goal)
    finding = good.compare(after, after, known)
    assert finding.earned == 1
    assert f"accuracy of {reached['accuracy']:.3f}" in finding.message
    assert [m.what for m in finding.margins] == ["accuracy", "loss"]
    assert [m.room for m in finding.margins] == pytest.approx([0.01, 0.01], abs=1e-4)
    for better in ({"accuracy": reached["accuracy"] + 0.01}, {"loss": reached["loss"] - 0.01}):
        finding = Trained("network", **better, **goal).compare(after, after, known)
        assert (finding.outcome, finding.earned) == (Outcome.VALUE, 0)
        assert "not enough" in finding.message
        assert finding.margins[0].room < 0
    finding = Trained("network", accuracy=0.5, data=WHERE, max_parameters=4_809).compare(after, after, known)
    assert "4,810 parameters; at most 4,809" in finding.message


def test_an_untrained_network_is_known_as_such(trained):
    before, after, known = trained["before"], trained["after"], trained["context"]
    finding = Trained("network", accuracy=0.8, data=WHERE).compare(before, after, known)
    assert finding.earned == 0
    assert "never trained" in finding.message
    finding = Trained("network", accuracy=0.0, data=WHERE, moved_from=("build", "network")).compare(
        before, after, known
    )
    assert "same as before training" in finding.message
    missing = Trained("network", accuracy=0.0, data=WHERE, moved_from=("build", "nothing"))
    assert missing.compare(after, after, known).outcome is Outcome.MISSING


def test_the_students_own_data_and_words_are_not_looked_at(trained):
    """A forger's kernel hands in constant weights, labels of its own, and a perfect evaluation."""
    forged = copy.deepcopy(trained["before"])
    forged |= {"evaluate": [0.0, 1.0], "accuracy": 1.0}
    known = context({place: trained["context"].reference[place].value for place in WHERE},
                    {WHERE[1]: np.zeros(397, int), WHERE[0]: np.zeros((397, 64))})  # fmt: skip
    assert Trained("network", accuracy=0.8, data=WHERE).compare(forged, trained["after"], known).earned == 0


def test_a_network_for_other_data_is_told_that_it_does_not_fit(trained):
    other = record("model", sequential(layers.Dense(10, "softmax"), shape=(63,)))
    finding = Trained("network", accuracy=0.1, data=WHERE).compare(
        other, trained["after"], trained["context"]
    )
    assert (finding.outcome, finding.earned) == (Outcome.SHAPE, 0)
    few = record("model", sequential(layers.Dense(4, "softmax"), shape=(64,)))
    finding = Trained("network", loss=99.0, data=WHERE).compare(few, trained["after"], trained["context"])
    assert "fewer outputs" in finding.message


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


@pytest.mark.parametrize("activation", ["sigmoid", "softmax", "linear"])
@pytest.mark.parametrize(
    "name", ["sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy"]
)
def test_the_loss_of_a_network_is_what_evaluate_reports_whatever_its_output_is(name, activation):
    model = wild(sequential(layers.Dense(4, activation=activation)))
    logits = activation == "linear"
    classes = {
        "sparse_categorical_crossentropy": L.SparseCategoricalCrossentropy,
        "categorical_crossentropy": L.CategoricalCrossentropy,
        "binary_crossentropy": L.BinaryCrossentropy,
    }
    model.compile("sgd", classes[name](from_logits=logits))
    x, y = RNG.normal(size=(40, 8)).astype("float32"), RNG.integers(0, 4, 40)
    y = y if name.startswith("sparse") else np.eye(4)[y]
    network = read_network(record("model", model))
    assert loss_of_network(name, network, x, y, logits) == pytest.approx(
        model.evaluate(x, y, verbose=0), rel=1e-4
    )


def test_the_worst_binary_crossentropy_is_keras_bound():
    assert loss_of("binary_crossentropy", np.array([[0.0]]), np.array([1])) == pytest.approx(16.118, abs=1e-3)


def test_a_history_has_its_curves_and_epochs(trained):
    history = trained["history"]
    check = History("history", falls=("loss",), rises=("accuracy",))
    assert check.compare(history, history, NOTHING) == Finding.right()
    for wrong, outcome, says in [
        (None, Outcome.TYPE, "dictionary"),
        (history["loss"], Outcome.TYPE, "dictionary"),
        ({"loss": history["loss"]}, Outcome.SHAPE, "1 of the 2 curves"),
        ({**history, "loss": history["loss"][:4]}, Outcome.SHAPE, "loss: there are 4 epochs"),
        ({**history, "loss": []}, Outcome.TYPE, "loss"),
        ({**history, "loss": [np.nan] * 5}, Outcome.VALUE, "finite"),
        ({**history, "loss": [True] * 5}, Outcome.TYPE, "true/false"),
        ({**history, "loss": [1.0] * 5}, Outcome.VALUE, "no lower"),
        ({**history, "accuracy": [0.5, 0.4, 0.3, 0.2, 0.1]}, Outcome.VALUE, "no higher"),
    ]:
        finding = check.compare(wrong, history, NOTHING)
        assert (finding.outcome, finding.earned) == (outcome, 0)
        assert says in finding.message


# ---------------------------------------------------------------- values of TensorFlow and Keras


@pytest.mark.parametrize(
    ("make", "value"),
    [
        (lambda: tf.constant([1, 2]), np.array([1, 2], "i4")),
        (lambda: tf.Variable(2.5), np.array(2.5, "f4")),
        (lambda: keras.Variable([1.0]), np.array([1], "f4")),
        (lambda: keras.ops.ones((2, 1)), np.ones((2, 1), "f4")),
        (lambda: tf.cast([1.5], tf.bfloat16), np.array([1.5], "f4")),
        (lambda: tf.constant([True]), np.array([True])),
        (
            lambda: tf.IndexedSlices(tf.constant([[1.0]]), tf.constant([1]), tf.constant([2, 1])),
            np.array([[0.0], [1.0]]),
        ),
    ],
)
def test_tensors_and_variables_are_arrays(make, value):
    back = record("value", make())
    assert back.dtype == value.dtype or value.dtype == "f8"
    np.testing.assert_array_equal(back, value)


def test_shapes_are_tuples_and_symbols_are_refused():
    assert record("value", tf.zeros((2, 3)).shape) == (2, 3)
    assert record("value", reference().output_shape) == (None, 3)
    for thing in (keras.Input((3,)), tf.constant(["a"]), tf.ragged.constant([[1], [2, 3]]), keras.Model):
        assert isinstance(record("value", thing), Raised)


def test_a_model_of_many_weights_is_recorded_and_one_of_too_many_is_not():
    big = sequential(layers.Dense(512), layers.Dense(512), shape=(784,))
    sent = payload("model", lambda: big)
    assert parameters(read_network(decoded(sent))) == 664_576
    huge = sequential(layers.Dense(4096), shape=(4096,))
    assert record("model", huge).type == "ValueError"
