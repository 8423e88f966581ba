"""Losses and metrics of one's own are known by their values: whatever they are called, in every form."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from support.models import compiled, keras, tf
from support.recording import record, recorder

from autograder.compare.checks.by_value import forms
from autograder.compare.result import Outcome
from autograder.key import Compiled, Context

NOTHING = Context({}, {})


def minus_log_p(y, p):
    classes = tf.cast(tf.reshape(y, [-1]), tf.int32)
    return -tf.math.log(tf.gather(p, classes, axis=1, batch_dims=1) + 1e-9)


def by_one_hot(y, p):
    chosen = tf.one_hot(tf.cast(tf.reshape(y, [-1]), tf.int32), p.shape[-1])
    return -tf.reduce_sum(chosen * tf.math.log(tf.clip_by_value(p, 1e-7, 1.0)), axis=-1)


class Own(keras.losses.Loss):
    def call(self, y, p):
        return minus_log_p(y, p)


class Counted(keras.metrics.Metric):
    def __init__(self):
        super().__init__(name="mine")
        self.right = self.add_weight(name="right", initializer="zeros")
        self.all = self.add_weight(name="all", initializer="zeros")

    def update_state(self, y, p, sample_weight=None):
        same = tf.cast(tf.reshape(y, [-1]), tf.int64) == tf.argmax(p, axis=1)
        self.right.assign_add(tf.reduce_sum(tf.cast(same, tf.float32)))
        self.all.assign_add(float(len(same)))

    def result(self):
        return self.right / self.all


def mse(y, p):
    """Not what its name says."""
    return tf.abs(y - p)


def squared(y, p):
    return (y - p) ** 2


def cross_entropy(y, p, factor=1.0):
    return factor * keras.losses.sparse_categorical_crossentropy(y, p)


def told(check: Compiled, right: dict, **settings) -> str:
    outputs, activation = settings.pop("outputs", 3), settings.pop("activation", "softmax")
    reference = record("model", compiled("adam", outputs=outputs, activation=activation, **right))
    answer = record("model", compiled("adam", outputs=outputs, activation=activation, **settings))
    finding = check.compare(answer, reference, NOTHING)
    assert (finding.outcome is Outcome.RIGHT) == (finding.message == "")
    return finding.message


LOSS = Compiled("settings", parts=("loss",))
METRICS = Compiled("settings", parts=("metrics",))
SPARSE = {"loss": "sparse_categorical_crossentropy"}


@pytest.mark.parametrize(
    "own",
    [
        minus_log_p,
        by_one_hot,
        Own(),
        cross_entropy,
        lambda y, p: cross_entropy(y, p),
        functools.partial(cross_entropy, factor=1.0),
        [minus_log_p],
    ],
)
def test_a_right_loss_of_ones_own_is_right(own) -> None:
    assert told(LOSS, SPARSE, loss=own) == ""


@pytest.mark.parametrize(
    ("own", "says"),
    [
        (mse, "The loss is mean_absolute_error, which"),
        (functools.partial(cross_entropy, factor=2.0), "(your own): it gives other values"),
        (lambda y, p: 0 * p, "a lambda (your own): it gives other values"),
        (lambda y, p: {}["x"], "a lambda (your own): it gives other values"),
    ],
)
def test_a_wrong_loss_is_wrong_whatever_it_is_called(own, says) -> None:
    assert says in told(LOSS, SPARSE, loss=own)


def test_a_loss_is_told_from_its_like() -> None:
    assert "mean_absolute_error" in told(LOSS, {"loss": "mse"}, loss=mse, outputs=1, activation="linear")
    assert told(LOSS, {"loss": "mse"}, loss=squared, outputs=1, activation="linear") == ""
    own = functools.partial(keras.losses.binary_crossentropy, from_logits=True)
    right = {"loss": keras.losses.BinaryCrossentropy(from_logits=True)}
    assert told(LOSS, right, loss=own, outputs=1, activation="linear") == ""
    assert "logits" in told(LOSS, {"loss": "binary_crossentropy"}, loss=own, outputs=1, activation="sigmoid")


def test_metrics_of_ones_own_are_known_by_value() -> None:
    def accuracy(y, p):
        return keras.metrics.sparse_categorical_accuracy(y, p)

    def wrong(y, p):
        return 1 - keras.metrics.sparse_categorical_accuracy(y, p)

    right = {**SPARSE, "metrics": ["accuracy"]}
    assert told(METRICS, right, **SPARSE, metrics=[accuracy]) == ""
    assert told(METRICS, right, **SPARSE, metrics=[Counted()]) == ""
    assert "wrong (your own)" in told(METRICS, right, **SPARSE, metrics=[wrong])


def test_the_recorder_tries_on_what_the_grader_works_out() -> None:
    for units in (1, 2, 3, 10):
        here, there = forms(units), recorder._forms(units)
        assert here.keys() == there.keys()
        for form in here:
            for mine, its in zip(here[form], there[form], strict=True):
                np.testing.assert_allclose(mine, its, rtol=1e-5)


def test_a_metric_that_was_tried_is_as_it_was() -> None:
    metric = Counted()
    model = compiled("adam", **SPARSE, metrics=[metric])
    before = model.get_weights()
    record("model", model)
    assert float(metric.all.numpy()) == 0
    for mine, kept in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(mine, kept)
