"""Networks read from what was recorded: every form is one, what cannot be read is said so, a forgery earns nothing."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from support.models import (
    NOTHING,
    RNG,
    Subclassed,
    Torn,
    WithBlock,
    built,
    compiled,
    functional,
    keras,
    layers,
    reference,
    sequential,
    tf,
    wild,
)
from support.recording import context, record

from autograder.compare.networks.computing import parameters, predict
from autograder.compare.networks.network import NetworkError
from autograder.compare.networks.reading import read_network
from autograder.compare.result import Finding, Outcome
from autograder.key import (
    Architecture,
    Compiled,
    Raised,
    Trained,
)

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
    "a functional model as a subclass": lambda: _functional_subclass(),
    "a call under tf.function": lambda: built(DecoratedCall()),
    "built for its input and never called": lambda: _never_called(),
    "laid flat by a function that is no layer": lambda: built(LaidFlat()),
    "layers given as activations": lambda: sequential(
        layers.Dense(5, activation=layers.ReLU()), layers.Dense(3, activation=layers.Activation("softmax"))
    ),
}


class DecoratedCall(keras.Model):
    def __init__(self) -> None:
        super().__init__()
        self.inner, self.outer = layers.Dense(5, "relu"), layers.Dense(3, "softmax")

    @tf.function
    def call(self, x: Any) -> Any:
        return self.outer(self.inner(x))


class LaidFlat(keras.Model):
    def __init__(self) -> None:
        super().__init__()
        self.inner, self.outer = layers.Dense(5, "relu"), layers.Dense(3, "softmax")

    def call(self, x: Any) -> Any:
        return self.outer(self.inner(tf.reshape(x, (-1, 8))))


def _never_called() -> Any:
    model = DecoratedCall()
    model.build((None, 8))
    return model


def _functional_subclass() -> Any:
    class Mine(keras.Model):
        def __init__(self) -> None:
            x = keras.Input((8,))
            super().__init__(inputs=x, outputs=layers.Dense(3, "softmax")(layers.Dense(5, "relu")(x)))

    return Mine()


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


def test_layers_in_another_order_than_they_are_listed_in_are_not_believed() -> None:
    class Otherwise(LaidFlat):
        def call(self, x: Any) -> Any:
            return 2 * self.outer(self.inner(tf.reshape(x, (-1, 8))))

    with pytest.raises(NetworkError, match="could not be followed"):
        read_network(record("model", built(Otherwise())))


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


def branched() -> Any:
    first = keras.Input((8,))
    return keras.Model(first, layers.Add()([layers.Dense(3)(first), layers.Dense(3)(first)]))


def shared() -> Any:
    first, twice = keras.Input((8,)), layers.Dense(8)
    return keras.Model(first, twice(twice(first)))


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
