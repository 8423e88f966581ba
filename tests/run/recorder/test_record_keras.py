"""What the recorder makes of TensorFlow's and Keras's own values."""

from __future__ import annotations

import numpy as np
import pytest
from support.models import keras, layers, reference, sequential, tf
from support.recording import decoded, payload, record

from autograder.compare.networks.computing import parameters
from autograder.compare.networks.reading import read_network
from autograder.key import Raised


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


def test_numbers_of_several_libraries_beside_one_another_are_numbers():
    numbers = [tf.constant(0.5), tf.Variable(1.5), keras.Variable(2.5), np.float16(3.5), tf.constant(4)]
    assert [float(number) for number in record("value", numbers)] == [0.5, 1.5, 2.5, 3.5, 4]
    held = np.empty(5, dtype=object)
    held[:] = numbers
    np.testing.assert_array_equal(record("value", held), [0.5, 1.5, 2.5, 3.5, 4])


def test_a_metric_is_told_to_give_its_result():
    raised = record("value", keras.metrics.Mean())
    assert (raised.type, raised.message) == ("NotRecorded", "a metric, and not its value: call its result()")


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
