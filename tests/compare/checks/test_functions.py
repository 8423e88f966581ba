"""Functions are called with probes that nobody knew, and judged by what they return or raise."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.recording import context, function, payload

from autograder.compare.result import Finding, Outcome
from autograder.key import Function


def probes(rng: np.random.Generator) -> tuple:
    return tuple((rng.normal(size=4), rng.normal(size=4)) for _ in range(3))


PROBES = probes(np.random.default_rng(5))


def mse(y, p):
    return np.mean((np.asarray(y) - p) ** 2)


@pytest.fixture
def judge(tmp_path: Path):
    def judge(answer: Any, reference: Any = mse, given: tuple = PROBES, **settings: Any) -> Finding:
        check = Function("it", probes=lambda rng: given, **settings)
        mine, right = function(answer, given, tmp_path), function(reference, given, tmp_path)
        return check.compare(mine, right, context(probes=given))

    return judge


def test_the_probes_are_the_authors_and_the_grader_asks_for_them():
    check = Function("it", probes=probes)
    asked = check.probes(np.random.default_rng(5))
    assert all(
        np.array_equal(a, b) for p, q in zip(asked, PROBES, strict=True) for a, b in zip(p, q, strict=True)
    )
    with pytest.raises(TypeError, match="probes"):
        Function("it")


def test_the_same_function_written_otherwise_is_right(judge):
    assert (
        judge(lambda y, p: sum((a - b) ** 2 for a, b in zip(y, p, strict=True)) / len(y)) == Finding.right()
    )
    assert judge(lambda y, p: np.float32(mse(y, p))) == Finding.right()


def test_hard_coded_examples_fail_on_probes_that_nobody_knew(judge):
    assert judge(lambda y, p: 0.25).earned == 0


def test_what_another_function_recorded_is_known_by_all_its_values(tmp_path):
    def recorded(answer):
        return function(answer, PROBES, tmp_path)

    check = Function("it", probes=probes)
    wrong = recorded(lambda y, p: -mse(y, p))
    assert check.same(recorded(lambda y, p: -np.mean(np.square(y - p))), wrong)
    once = iter([-1, 1, -1])
    assert not check.same(recorded(lambda y, p: next(once) * mse(y, p)), wrong)
    assert not check.same(wrong[:2], wrong)


def test_a_wrong_value_is_told_with_its_arguments_but_not_the_right_one(judge):
    given = (([1.0, 2.0], [1.0, 4.0]), ([0.5], [0.5]))
    wrong = judge(lambda y, p: 9.5, given=given)
    assert wrong.message == "Called with ([1.0, 2.0], [1.0, 4.0]): this is 9.5, which is not the right value."
    assert judge(lambda y, p: 9.5, given=given, reveal=True).message.endswith("The right value is 2.0.")
    some = judge(lambda y, p: 0.0, given=given)
    assert some.message.startswith("Not right for 1 of 2 test inputs. Called with ([1.0, 2.0]")


def test_type_comes_before_shape_and_shape_before_value(judge):
    assert judge(lambda y, p: None).outcome is Outcome.TYPE
    assert judge(lambda y, p: (y - p) ** 2).outcome is Outcome.SHAPE
    assert judge(lambda y, p: math.nan).outcome is Outcome.VALUE
    assert judge(lambda y, p: True).outcome is Outcome.TYPE


def test_what_it_raises_is_told(judge):
    finding = judge(lambda y: y)
    assert finding.outcome is Outcome.RAISED
    assert "it raised TypeError" in finding.message
    assert finding.earned == 0


def test_an_exception_may_be_the_answer(judge):
    def strict(x):
        if x < 0:
            raise ValueError("no")
        return x

    given = ((1,), (-1,))
    assert judge(strict, strict, given) == Finding.right()
    assert "exception" in judge(lambda x: x, strict, given).message
    assert judge(lambda x: [][1] if x < 0 else x, strict, given).outcome is Outcome.RAISED


@pytest.mark.parametrize(
    "forged",
    [None, 1, [], [{"returned": 1}], [{"returned": 0}] * 4, {"returned": 1}, ["right"] * 3, [{}] * 3,
     [{"returned": 1, "raised": 2}] * 3,
     [{"raised": "x"}] * 3, [{"raised": [1, 2]}] * 3, [np.zeros(3)] * 3, np.zeros(3)],
)  # fmt: skip
def test_forged_results_earn_nothing(forged):
    check = Function("it", probes=probes)
    reference = [{"returned": mse(*probe).item()} for probe in PROBES]
    finding = check.compare(forged, reference, context(probes=PROBES))
    assert finding.earned == 0
    assert finding.message


def test_who_changes_an_argument_loses_half() -> None:
    check = Function("it", probes=probes)
    reference = [{"returned": mse(*probe).item()} for probe in PROBES]
    known = replace(context(probes=PROBES), changed=(1,))
    finding = check.compare(reference, reference, known)
    assert (finding.outcome, finding.earned) == (Outcome.VALUE, 0.5) and "number 2" in finding.message
    wrong = [{"returned": 1e9}] * len(reference)
    assert check.compare(wrong, reference, known).earned == 0


def test_the_recorder_sees_what_a_function_changes(tmp_path: Path) -> None:
    path = tmp_path / "probes.json"
    path.write_text('{"it": [{"list": [{"list": [1, 2]}, 3]}]}')

    def changes(numbers: list, more: int) -> int:
        numbers.append(more)
        return 1

    sent = payload("function", lambda: changes, AUTOGRADER_PROBES=str(path))
    assert sent["changed"] == [0]
    assert "changed" not in payload("function", lambda: lambda a, b: sorted(a), AUTOGRADER_PROBES=str(path))
