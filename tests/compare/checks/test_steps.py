"""Steps of a training: equal to within float32, what is wrong is said, forgeries are refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.compare.result import Outcome
from autograder.key import Context, Steps

RNG = np.random.default_rng(0)
SHAPES = ((2, 5), (5,), (5, 4), (4,), (4, 1), (1,))
START = [RNG.normal(0, 0.6, shape).astype("float32") for shape in SHAPES]
SLOPES = [RNG.normal(0, 1, shape) for shape in SHAPES]
PROBE = (START, 0.1)
CHECK = Steps("step", pick="weights", otherwise="Shuffled?")


def after(factor: float = 1.0) -> list:
    """The weights after a step, `factor` times as far as it should be."""
    return [w - 0.1 * factor * g for w, g in zip(START, SLOPES, strict=True)]


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


def test_a_record_is_another_ones_by_what_is_picked_of_it():
    check = Steps("step", pick="weights")
    wrong = [{"returned": {"weights": after(11.0), "losses": [1.0]}}]
    assert check.same([{"returned": {"weights": tuple(after(11.0)), "losses": [2.0]}}], wrong)
    for other in (after(), after(11.0)[1:], [None] * 6, None):
        assert not check.same([{"returned": {"weights": other}}], wrong)
    assert not check.same([], wrong)
    assert not check.same("all", wrong)
    raised = [{"raised": ["ValueError", "Unknown variable: a"]}]
    assert check.same([{"raised": ["ValueError", "Unknown variable: b"]}], raised)
    assert not check.same(wrong, raised)
    assert Steps("weights").same(after(11.0), after(11.0))
    assert not Steps("weights").same(after(), after(11.0))


def test_one_of_several_checks_chooses_the_arguments():
    rng = np.random.default_rng(0)
    assert Steps("step").probes(rng) == ()
    assert Steps("step", probes_from=lambda rng: ((1,),)).probes(rng) == ((1,),)
