"""Recipes: NumPy's training equals Keras's, and a dictionary that is none is refused in words."""

from __future__ import annotations

import os
import time

import numpy as np
import pytest
from support.recording import context, record

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras")

from autograder.compare.checks import recipes  # noqa: E402
from autograder.compare.checks.recipes import (  # noqa: E402
    LOSSES,
    OPTIMIZERS,
    Recipe,
    TrainingSettings,
    forward,
    new_weights,
    train,
)
from autograder.compare.result import Outcome  # noqa: E402
from autograder.errors import CourseError  # noqa: E402

RNG = np.random.default_rng(0)
CENTRES = RNG.normal(size=(3, 5))
LABELS = RNG.integers(0, 3, size=100)
INPUTS = CENTRES[LABELS] + 0.3 * RNG.normal(size=(100, 5))
DATA = context({("it", "x"): INPUTS, ("it", "y"): LABELS})
PLACES = (("it", "x"), ("it", "y"))
GOOD = {
    "width": 4, "loss": "sparse_categorical_crossentropy", "optimizer": "adam", "learning_rate": 0.05,
    "batch_size": 10, "epochs": 4,
}  # fmt: skip


def judged(answer, accuracy=None, max_parameters=60, max_epochs=5):
    check = Recipe(
        "settings",
        train=PLACES,
        exam=PLACES,
        accuracy=accuracy,
        max_parameters=max_parameters,
        max_epochs=max_epochs,
    )
    return check.compare(record("value", answer), record("value", GOOD), DATA)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("loss", LOSSES)
def test_numpy_trains_as_keras_does(loss: str, optimizer: str):
    inputs, labels = INPUTS[:50].astype("float32"), LABELS[:50]
    start = new_weights(5, 4, 3, np.random.default_rng(1))
    network = keras.Sequential([
        keras.Input((5,)), keras.layers.Dense(4, activation="relu"), keras.layers.Dense(3, activation="softmax"),
    ])  # fmt: skip
    network.set_weights(start)
    chosen = {"sgd": keras.optimizers.SGD, "rmsprop": keras.optimizers.RMSprop, "adam": keras.optimizers.Adam}
    network.compile(optimizer=chosen[optimizer](learning_rate=0.01), loss=loss)
    targets = np.eye(3)[labels] if loss == "mean_squared_error" else labels
    network.fit(inputs, targets, epochs=3, batch_size=8, shuffle=False, verbose=0)

    settings = TrainingSettings(4, loss, optimizer, 0.01, 8, 3)
    mine = train(settings, inputs.astype(np.float64), labels, start, [np.arange(50)] * 3)
    for ours, theirs in zip(mine, network.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=2e-5)
    np.testing.assert_allclose(forward(mine, inputs)[1], network.predict(inputs, verbose=0), atol=2e-5)


def test_good_settings_are_right_and_say_what_they_reach():
    finding = judged(GOOD, accuracy=0.9)
    assert finding.outcome is Outcome.RIGHT and "5 times" in finding.message
    assert (
        judged({**GOOD, "loss": "SparseCategoricalCrossentropy", "optimizer": "Adam"}).outcome
        is Outcome.RIGHT
    )
    assert judged({**GOOD, "width": np.int64(4), "learning_rate": np.float32(0.05)}).outcome is Outcome.RIGHT


@pytest.mark.parametrize(
    ("change", "outcome", "says"),
    [
        ({"width": 7}, Outcome.VALUE, "A width of 7 makes 66 parameters; the budget is 60"),
        ({"epochs": 6}, Outcome.VALUE, "These are 6 epochs; the budget is 5"),
        ({"width": 4.0}, Outcome.TYPE, "width is 4.0: a whole number"),
        ({"width": True}, Outcome.TYPE, "a whole number"),
        ({"width": 0}, Outcome.VALUE, "width is 0: it must be at least 1"),
        ({"batch_size": 1}, Outcome.VALUE, "batch_size is 1: it must be at least 8"),
        ({"epochs": 10**30}, Outcome.VALUE, "epochs is"),
        ({"learning_rate": "0.01"}, Outcome.TYPE, "a number is asked for"),
        ({"learning_rate": -0.01}, Outcome.VALUE, "above 0"),
        ({"learning_rate": float("nan")}, Outcome.VALUE, "above 0"),
        ({"loss": "categorical_crossentropy"}, Outcome.VALUE, "the choice is between"),
        ({"optimizer": None}, Outcome.TYPE, "a name in quotation marks"),
        ({"optimizer": "lion"}, Outcome.VALUE, "the choice is between sgd, rmsprop, adam"),
        ({"seed": 3}, Outcome.SHAPE, "no setting called 'seed'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(change: dict, outcome: Outcome, says: str):
    finding = judged({**GOOD, **change})
    assert (finding.outcome, finding.earned) == (outcome, 0.0)
    assert says in finding.message


def test_no_dictionary_or_an_incomplete_one():
    assert judged([1, 2]).outcome is Outcome.TYPE
    assert (
        "lack learning_rate, epochs"
        in judged({k: GOOD[k] for k in GOOD if k[0] not in "e" and "_r" not in k}).message
    )


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_settings_that_explode_are_wrong_not_fatal(optimizer: str):
    finding = judged({**GOOD, "optimizer": optimizer, "learning_rate": 1000.0}, accuracy=0.9)
    assert finding.outcome is Outcome.VALUE and "asked for are 0.90" in finding.message


def test_a_rate_that_is_too_small_is_told_so():
    assert "too small" in judged({**GOOD, "learning_rate": 1e-5}, accuracy=0.9).message
    assert (
        "far larger rate" in judged({**GOOD, "optimizer": "sgd", "learning_rate": 1e-3}, accuracy=0.9).message
    )


def test_the_most_that_a_budget_allows_takes_little_time():
    rng = np.random.default_rng(0)
    pixels, digits = rng.random((1077, 64)), rng.integers(0, 10, 1077)
    data = context({("it", "x"): pixels, ("it", "y"): digits})
    check = Recipe("settings", train=PLACES, exam=PLACES, accuracy=0.9, max_parameters=2000, max_epochs=8)
    began = time.process_time()
    check.compare(record("value", {**GOOD, "width": 26, "batch_size": 8, "epochs": 8}), None, data)
    assert time.process_time() - began < 20


def test_what_a_class_has_in_common_is_trained_once(monkeypatch: pytest.MonkeyPatch):
    trained = []

    def counted(*given):
        trained.append(given)
        return train(*given)

    monkeypatch.setattr(recipes, "train", counted)
    first = judged(GOOD | {"learning_rate": 0.04}, accuracy=0.5)
    assert len(trained) == recipes.SEEDS
    assert judged(GOOD | {"learning_rate": 0.04}, accuracy=0.5) == first
    assert len(trained) == recipes.SEEDS
    judged(GOOD | {"learning_rate": 0.03}, accuracy=0.5)
    assert len(trained) == 2 * recipes.SEEDS


def test_missing_data_are_the_key_s_fault():
    check = Recipe("settings", train=PLACES, exam=PLACES, max_parameters=60, max_epochs=5)
    with pytest.raises(CourseError, match="needs the reference's record 'x'"):
        check.compare(GOOD, GOOD, context())
