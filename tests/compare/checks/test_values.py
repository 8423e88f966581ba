"""Values and quizzes: every right spelling is right, what is wrong is named, a tolerance is kept."""

from __future__ import annotations

import math
import time
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from support.recording import record

from autograder.compare.checks.compiled import canonical
from autograder.compare.result import Finding, Outcome
from autograder.key import (
    Choice,
    Context,
    Value,
)

NOTHING = Context({}, {})


def judge(answer: Any, reference: Any, /, **settings: Any) -> Finding:
    """Both sides as they would come out of a kernel."""
    return Value("it", **settings).compare(record("value", answer), record("value", reference), NOTHING)


RIGHT = [
    (7, np.int64(7)),
    (7, np.array(7)),
    (7.0, 7),
    (np.float32(0.1), 0.1),
    ([1, 2, 3], (1, 2, 3)),
    ([1, 2, 3], np.array([1, 2, 3])),
    (range(3), [0, 1, 2]),
    ([[1, 2], [3, 4]], np.array([[1.0, 2.0], [3.0, 4.0]])),
    ([np.array([1, 2]), (3, 4)], [[1, 2], [3, 4]]),
    ([np.float32(1), 2.0, np.array(3)], [1, 2, 3]),
    (np.arange(4, dtype="u1"), np.arange(4, dtype="f8")),
    ("adam", "adam"),
    (True, True),
    (np.bool_(False), False),
    ([True, False], np.array([True, False])),
    (None, None),
    ({"a": 1, "b": [1.0]}, {"b": (1,), "a": np.int8(1)}),
    ({1: "x"}, {1: "x"}),
    ([1, "a", None], (1, "a", None)),
    ([[1], [2, 3]], ([1], [2, 3])),
    ((np.zeros((2, 3)), np.zeros(2)), [np.zeros((2, 3)), np.zeros(2)]),
    (10**30, 10**30),
    ([2**63, -1], [2**63, -1]),
    (1e-9, 0.0),
    (Fraction(1255, 2), 627.5),
    (Fraction(8, 2), 4),
    (Decimal("627.5"), np.array(627.5)),
    ([Fraction(1, 2), Decimal("1.5"), 2], [0.5, 1.5, 2.0]),
    (np.array([Fraction(1, 2), 1.5, np.float32(2)], dtype=object), [0.5, 1.5, 2.0]),
    (np.longdouble(0.5), 0.5),
    (np.arange(3, dtype=np.longdouble), [0, 1, 2]),
]


@pytest.mark.parametrize(("answer", "reference"), RIGHT, ids=repr)
def test_every_spelling_of_a_value_is_right(answer, reference):
    assert judge(answer, reference) == Finding.right()
    assert judge(reference, answer) == Finding.right()


@pytest.mark.parametrize("settings", [{}, {"atol": 1e-5}, {"rtol": 1e-6}], ids=str)
def test_half_precision_is_as_right_as_its_last_digit(settings):
    exact = np.arange(256) / 255
    assert judge(exact.astype(np.float16), exact, **settings).outcome is Outcome.RIGHT
    assert judge(np.float16(627.3), 627.3 + 1, **settings).outcome is Outcome.VALUE
    assert judge((np.arange(256) / 256).astype(np.float16), exact, **settings).outcome is Outcome.VALUE
    assert judge(exact.astype(np.float16).astype(np.float32), exact, **settings).outcome is Outcome.VALUE


T, S, V = Outcome.TYPE, Outcome.SHAPE, Outcome.VALUE
WRONG = [
    # booleans are no numbers
    (True, 1, T, "true/false"),
    (1, True, T, "one number"),
    ([True, True], [1, 1], T, "true/false"),
    ([True, 1], [1, 1], T, "list of different things"),
    ([1.0, True], [1.0, 1.0], T, "list of different things"),
    (np.array([True]), np.array([1.0]), T, "true/false"),
    (True, False, V, "not the right"),
    ([True, False], [True, True], V, "1 of 2 entries"),
    # type
    (None, 3, T, "None; one number is asked for. Has nothing been assigned"),
    ("7", 7, T, "quotation marks"),
    ("seven", 7, T, "a text; one number"),
    (7, "7", T, "one number; a text"),
    ({"a": 1}, 1, T, "a dictionary"),
    (1, {"a": 1}, T, "a dictionary is asked for"),
    ([1, "a"], [1, 2], T, "list of different things"),
    (5, [1, "a"], T, "one number; a list"),
    # shape
    ([7], 7, S, "one single number"),
    (7, [7], S, "one single number; an array"),
    ([1, 2], [1, 2, 3], S, "shape (2,)"),
    (np.zeros((3, 2)), np.ones((2, 3)), S, "transposed"),
    (np.zeros((3, 1)), np.zeros(3), S, "2 dimensions"),
    ([], [1, 2], T, "an empty list"),
    (np.zeros((0,)), np.zeros(3), S, "empty"),
    (np.zeros((0, 3)), np.zeros((2, 3)), S, "empty"),
    (np.zeros((0, 3)), np.zeros((0, 3)), S, "empty"),
    ([[1], [2, 3], [4]], [[1], [2, 3]], S, "3 entries"),
    ({"a": 1}, {"a": 1, "b": 2}, S, "1 key missing"),
    ({"a": 1, "c": 2}, {"a": 1, "b": 2}, S, "not asked for: 'c'"),
    # value
    (38411, 38410, V, "38411"),
    (38410.4, 38410, V, "38410.4"),
    (0.11, 0.1, V, "0.11"),
    ([1, 2, 4], [1, 2, 3], V, "1 of 3 entries is not right; the first is 4, at [2]"),
    (np.eye(2), np.zeros((2, 2)), V, "2 of 4 entries are not right; the first is 1.0, at [0, 0]"),
    ("sgd", "adam", V, "'sgd'"),
    ({"a": 1, "b": [1, 2]}, {"a": 1, "b": [1, 3]}, V, "Entry 'b'"),
    ([[1], [2, 3]], [[1], [2, 4]], V, "Entry 1"),
    (10**30, 5, V, "size"),
    (10**30, 10**30 + 1, V, "not the right"),
    # not finite
    (math.nan, 1.0, V, "nan, which is not a finite number"),
    (math.inf, 1.0, V, "inf"),
    (-math.inf, -1e308, V, "inf"),
    ([1, math.nan], [1, 2], V, "the entry at [1] is nan"),
    (math.nan, math.nan, V, "nan"),
    ([math.inf], [math.inf], V, "inf"),
]


@pytest.mark.parametrize(("answer", "reference", "outcome", "says"), WRONG, ids=lambda x: repr(x)[:30])
def test_the_first_layer_that_differs_is_named(answer, reference, outcome, says):
    finding = judge(answer, reference)
    assert (finding.outcome, finding.earned) == (outcome, 0.0)
    assert says.lower() in finding.message.lower()


@pytest.mark.parametrize(
    "reference", [12345, 123.45, [123.45, 1.0], {"key": 123.45}, "a secret", np.full((2, 3), 123.45)]
)
@pytest.mark.parametrize(
    "answer", [None, True, 1.5, [1.5, 1.0], {"key": 1}, {}, "b", np.zeros((2, 3)), np.zeros(9)]
)
def test_an_expected_value_is_shown_only_where_the_author_says_so(answer, reference):
    def told(finding: Finding) -> bool:
        return any(secret in finding.message for secret in ("12345", "123.45", "a secret"))

    assert judge(answer, reference).earned == 0
    assert not told(judge(answer, reference))
    assert told(judge(answer, reference, reveal=True))


def test_tolerances_are_absolute_and_relative_and_one_given_makes_the_other_nothing():
    assert judge(100.0005, 100.0).earned == 1
    assert judge(100.002, 100.0).earned == 0
    assert judge(100.4, 100, atol=0.5).earned == 1
    assert judge(100.6, 100, atol=0.5).earned == 0
    assert judge(100.0005, 100.0, atol=1e-6).earned == 0
    assert judge(109.0, 100.0, rtol=0.1).earned == 1
    assert judge(0.0001, 0.0, rtol=0.1).earned == 0
    assert judge(math.nan, 1.0, atol=math.inf).earned == 0
    assert judge(1e308, -1e308, rtol=1e-3).earned == 0


def test_not_finite_values_may_be_the_answer():
    reference = [math.nan, math.inf, 1.0]
    assert judge([math.nan, math.inf, 1.0], reference, finite=False).earned == 1
    for wrong in (
        [math.inf, math.inf, 1.0],
        [math.nan, -math.inf, 1.0],
        [math.nan, 1e308, 1.0],
        [math.nan] * 3,
    ):
        assert judge(wrong, reference, finite=False).earned == 0


def test_a_dtype_may_be_asked_for():
    labels = np.array([0, 1], dtype="f4")
    assert judge(labels, labels, dtype="float32").earned == 1
    finding = judge(labels.astype(int), labels, dtype="float32")
    assert finding.outcome is Outcome.TYPE
    assert "int64" in finding.message
    assert judge([0.0, 1.0], labels, dtype="float32").outcome is Outcome.TYPE


def test_other_answers_may_be_as_right():
    pair = Value("pair", also=lambda right: [right[::-1]])
    assert pair.compare((1, 8), (8, 1), NOTHING).earned == 1
    assert pair.compare((8, 1), (8, 1), NOTHING).earned == 1
    assert pair.compare((8, 8), (8, 1), NOTHING).earned == 0


def test_texts_may_be_brought_to_one_form():
    losses = Value("losses", text=canonical)
    reference = {"price": "mse", "digit": "sparse_categorical_crossentropy"}
    assert losses.compare(
        {"price": "MeanSquaredError", "digit": "SparseCategoricalCrossentropy"}, reference, NOTHING
    ).earned
    assert not losses.compare(
        {"price": "mae", "digit": "SparseCategoricalCrossentropy"}, reference, NOTHING
    ).earned


def test_of_a_known_value_is_said_what_the_key_says():
    known = {100: "All rows were in one batch.", "None": "Nothing was kept."}
    assert judge(100.0, 900, known=known).message == known[100]
    assert judge("None", "ValueError", known=known).message == known["None"]
    assert "batch" not in judge(101, 900, known=known).message
    assert judge(900, 900, known=known) == Finding.right()


def test_a_large_array_is_compared_in_no_time():
    a = np.random.default_rng(0).normal(size=(512, 512))
    began = time.perf_counter()
    assert Value("a").compare(a.copy(), a, NOTHING).earned == 1
    assert Value("a").compare(a.tolist(), a, NOTHING).earned == 1
    assert Value("a").compare(a + 1, a, NOTHING).earned == 0
    assert time.perf_counter() - began < 2


EXPLAIN = {"a": "It is discrete.", "b": "It has a gradient.", "c": "It is slow."}


def choose(answer: Any) -> Finding:
    return Choice("quiz", explain=EXPLAIN).compare(answer, "b", NOTHING)


@pytest.mark.parametrize("answer", ["b", "B", " b ", "(b)", "b.", "b)"])
def test_the_right_letter_in_any_dress_is_right_and_every_option_is_explained(answer):
    finding = choose(answer)
    assert finding.earned == 1
    assert finding.message.splitlines() == [
        "(b, your answer: right) It has a gradient.", "(a) It is discrete.", "(c) It is slow."
    ]  # fmt: skip


def test_a_wrong_letter_is_explained_too():
    finding = choose("a")
    assert (finding.outcome, finding.earned) == (Outcome.VALUE, 0)
    assert finding.message.splitlines()[0] == "(a, your answer: not right) It is discrete."
    assert all(text in finding.message for text in EXPLAIN.values())


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(None, Outcome.NOT_ATTEMPTED), ("", Outcome.NOT_ATTEMPTED), ("d", Outcome.VALUE), ("ab", Outcome.VALUE),
     (2, Outcome.TYPE), (True, Outcome.TYPE),
     (["b"], Outcome.TYPE), ({"b": 1}, Outcome.TYPE), ("b" * 10**6, Outcome.VALUE)],
)  # fmt: skip
def test_what_is_no_letter_of_the_quiz_earns_nothing_and_explains_nothing(answer, outcome):
    finding = choose(answer)
    assert (finding.outcome, finding.earned) == (outcome, 0)
    assert not any(text in finding.message for text in EXPLAIN.values())
    assert len(finding.message) < 400
