"""Training done over again: NumPy's steps equal to Keras's, mistakes known by their numbers, forgeries refused."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras")
import tensorflow as tf  # noqa: E402

from autograder.compare.checks import steps as again  # noqa: E402
from autograder.compare.result import Outcome  # noqa: E402
from autograder.errors import CourseError  # noqa: E402
from autograder.key import Context, Mistake, Record, Steps  # noqa: E402

RNG = np.random.default_rng(0)
START = [RNG.normal(0, 0.6, shape).astype("float32") for shape in ((2, 5), (5,), (5, 4), (4,), (4, 1), (1,))]
X = RNG.uniform(-1, 1, (11, 2)).astype("float32")
Y = (RNG.uniform(size=(11, 1)) < 0.4).astype("int64")


def network() -> Any:
    dense = keras.layers.Dense
    made = keras.Sequential([keras.Input((2,)), dense(5, "relu"), dense(4, "relu"), dense(1)])
    made.set_weights(START)
    return made


def clipped(z: Any, y: Any) -> Any:
    return keras.losses.BinaryCrossentropy()(y, z)


LOSSES = {
    again.cross_entropy: lambda z, y: keras.losses.BinaryCrossentropy(from_logits=True)(y, z),
    again.cross_entropy_broadcast: lambda z, y: tf.reduce_mean(tf.math.softplus(z) - z * tf.reshape(y, [-1])),
    again.cross_entropy_of_probabilities: lambda z, y: tf.reduce_mean(
        tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=tf.sigmoid(z))
    ),
    again.logits_as_probabilities: clipped,
    again.squared_error: lambda z, y: tf.reduce_mean((z - y) ** 2),
    again.squared_error_of_probabilities: lambda z, y: tf.reduce_mean((tf.sigmoid(z) - y) ** 2),
    again.summed(again.squared_error): lambda z, y: tf.reduce_sum((z - y) ** 2),
}


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.__name__)
def test_gradients_are_those_of_a_tape(loss):
    made = network()
    with tf.GradientTape() as tape:
        value = LOSSES[loss](made(X), tf.cast(Y, tf.float32))
    theirs = tape.gradient(value, made.trainable_variables)
    mine, slopes = again.gradients(START, X, Y, loss)
    assert mine == pytest.approx(float(value), rel=1e-4)
    assert [s.shape for s in slopes] == [w.shape for w in START]
    for slope, right in zip(slopes, theirs, strict=True):
        np.testing.assert_allclose(slope, right, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("name", ["SGD", "Adam"])
def test_a_replay_is_what_fit_does(name):
    made = network()
    made.compile(getattr(keras.optimizers, name)(0.05), keras.losses.BinaryCrossentropy(from_logits=True))
    history = made.fit(X, Y, batch_size=4, epochs=3, shuffle=False, verbose=0).history
    batches = again.batches_of(X, Y, 4, epochs=3)
    assert [len(x) for x, _ in batches] == [4, 4, 3] * 3
    done = again.replay(START, batches, lambda: again.optimizer_called(name, 0.05))
    np.testing.assert_allclose(done.means(3), history["loss"], rtol=1e-4)
    for mine, right in zip(done.weights, made.get_weights(), strict=True):
        np.testing.assert_allclose(mine, right, atol=1e-4)


def test_what_a_replay_can_do_wrong():
    batch = (X, Y)
    value, slopes = again.gradients(START, X, Y)
    down = again.replay(START, [batch], lambda: again.SGD(0.1))
    up = again.replay(START, [batch], lambda: again.SGD(0.1), uphill=True)
    last = again.replay(START, [batch], lambda: again.SGD(0.1), only=(4, 5))
    for k, slope in enumerate(slopes):
        np.testing.assert_allclose(down.weights[k], START[k] - 0.1 * slope)
        np.testing.assert_allclose(up.weights[k], START[k] + 0.1 * slope)
        np.testing.assert_allclose(last.weights[k], START[k] - 0.1 * slope * (k >= 4))
    assert down.losses == [value]
    assert down.after[0] < value < up.after[0]
    kept, anew = (again.replay(START, [batch] * 3, lambda: again.Adam(0.05), anew=a) for a in (False, True))
    assert np.abs(kept.weights[0] - anew.weights[0]).max() > 1e-4
    assert again.batches_of(X, Y, 4, last=False)[-1][0].shape == (4, 2)


def test_means_are_weighted_by_the_sizes_or_not():
    done = again.Replayed([1.0, 4.0, 2.0, 5.0], [], [2, 1, 2, 1], [])
    assert done.means(2) == [2.0, 3.0]
    assert done.means(2, weighted=False) == [2.5, 3.5]


def test_the_global_norm_is_that_of_tensorflow():
    assert again.global_norm(START) == pytest.approx(float(tf.linalg.global_norm(START)), rel=1e-6)


# ---------------------------------------------------------------- the check

PROBE = (START, X, Y)


def after(factor: float = 1.0) -> list:
    _, slopes = again.gradients(START, X, Y)
    return [w - 0.1 * factor * g for w, g in zip(START, slopes, strict=True)]


SUM = Mistake("a sum, not a mean", lambda context: [after(11.0) for _ in context.probes])
CHECK = Steps("step", pick="weights", mistakes=[SUM], otherwise="Shuffled?")


def judged(returned: Any, check: Steps = CHECK) -> Any:
    right = [{"returned": {"weights": after()}}]
    answer = returned if isinstance(returned, list) else [returned]
    return check.compare(answer, right, Context({}, {}, "", (PROBE,)))


def test_right_weights_are_right_to_within_float32():
    near = [w.astype("float32") for w in after()]
    assert judged({"returned": {"weights": near}}).outcome is Outcome.RIGHT
    assert judged({"returned": {"weights": tuple(near)}}).outcome is Outcome.RIGHT


@pytest.mark.parametrize(
    ("returned", "outcome", "says"),
    [
        ({"returned": {"weights": after(11.0)}}, Outcome.VALUE, "a sum, not a mean"),
        ({"returned": {"weights": after(-1.0)}}, Outcome.VALUE, "Number 1 of the weights, of shape (2, 5)"),
        ({"returned": {"weights": after(-1.0)}}, Outcome.VALUE, "Shuffled?"),
        ({"returned": {"weights": after()[:-1]}}, Outcome.SHAPE, "There are 5 weights"),
        ({"returned": {"weights": after()[1:] + after()[:1]}}, Outcome.SHAPE, "shape"),
        ({"returned": {"weights": [w * np.nan for w in after()]}}, Outcome.VALUE, "not a finite number"),
        (
            {"returned": {"weights": None}},
            Outcome.TYPE,
            "a list of weights is asked for. Does the function end",
        ),
        ({"returned": {"weights": "all"}}, Outcome.TYPE, "This is a text"),
        ({"returned": {"weights": []}}, Outcome.SHAPE, "not the number asked for"),
        ({"returned": {}}, Outcome.TYPE, "No weights were recorded"),
        ({"returned": None}, Outcome.TYPE, "No weights were recorded"),
        ({"raised": ["ValueError", "Unknown variable: <…>"]}, Outcome.RAISED, "belongs to another network"),
        ({"raised": ["ValueError", "in user code:\n\n  a, b\n    odd"]}, Outcome.RAISED, "ValueError: odd"),
        ({"raised": "ValueError"}, Outcome.TYPE, "not what a function returns"),
        ({"returned": 1, "raised": ["a", "b"]}, Outcome.TYPE, "not what a function returns"),
        ([], Outcome.TYPE, "not what a function returns"),
        ([{"returned": {"weights": after()}}] * 2, Outcome.TYPE, "not what a function returns"),
        ("step", Outcome.TYPE, "not what a function returns"),
    ],
)
def test_what_is_wrong_is_said(returned, outcome, says):
    finding = judged(returned)
    assert finding.outcome is outcome
    assert says in finding.message
    assert finding.earned == 0


def test_gradients_that_are_none_are_explained():
    check = Steps("gradients", what="gradients")
    right, nothing = after(), Context({}, {})
    for missing, says in (([None] * 6, "Every gradient is None"), ([None, *right[1:]], "1 of 6 gradients")):
        finding = check.compare(missing, right, nothing)
        assert finding.outcome is Outcome.TYPE
        assert says in finding.message
    assert check.compare(right, right, nothing).outcome is Outcome.RIGHT


def test_a_loss_that_is_none_is_explained():
    check = Steps("step", pick="losses", what="losses")
    right = [{"returned": {"losses": [0.5, 0.25]}}]
    context = Context({}, {}, "", (PROBE,))
    finding = check.compare([{"returned": {"losses": [None, None]}}], right, context)
    assert "return" in finding.message
    arrays = [{"returned": {"losses": np.array([0.5, 0.25])}}]
    assert check.compare(arrays, right, context).outcome is Outcome.RIGHT


def test_a_mistake_may_look_at_what_else_the_reference_recorded():
    start = Record("first", "start", "value", START)
    mistake = Mistake("not moved", lambda context: [context.reference["first", "start"].value])
    check = Steps("weights", mistakes=[mistake])
    finding = check.compare(START, after(), Context({("first", "start"): start}, {}))
    assert finding.message == "not moved"


def test_a_mistake_that_cannot_be_computed_is_the_keys_fault():
    check = Steps("weights", mistakes=[Mistake("odd", lambda context: 1 / 0)])
    with pytest.raises(CourseError, match="cannot be computed"):
        check.compare(START, after(), Context({}, {}))


def test_one_of_several_checks_chooses_the_arguments():
    rng = np.random.default_rng(0)
    assert Steps("step").probes(rng) == ()
    assert Steps("step", probes_from=lambda rng: ((1,),)).probes(rng) == ((1,),)
