"""Trained weights and histories: accuracy and loss as Keras reports them."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from support.models import NOTHING, RNG, keras, layers, sequential, wild
from support.recording import context, record

from autograder.compare.checks.training import loss_of_network, movement
from autograder.compare.networks.computing import predict
from autograder.compare.networks.losses import accuracy_of, loss_of
from autograder.compare.networks.reading import read_network
from autograder.compare.result import Finding, Outcome
from autograder.key import History, Trained

L, M = keras.losses, keras.metrics


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
