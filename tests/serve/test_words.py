"""What a verdict says to a student who can ask again: what is wrong, and nothing of what is right."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from support import small_lesson

from autograder.compare.checks.base import Context
from autograder.compare.checks.values import Value
from autograder.compare.records import Record
from autograder.compare.reference import Reference
from autograder.compare.result import ExerciseResult, Outcome, Verdict
from autograder.course.lesson import read_lesson
from autograder.key import Compiled, Function, Trained
from autograder.serve.words import LONGEST, gives_away, told

KEY = """\
from autograder.key import Choice, Exercise, Value

letters = Choice("letter", explain={"a": "No: too few.", "b": "Yes: two of them."})
exercises = [Exercise("count", "Count things", [Value("number", reveal=REVEAL), letters])]
"""
TEST = """### BEGIN HIDDEN TESTS
import _record
_record.value("number", lambda: number_of_things)
_record.value("letter", lambda: letter)
### END HIDDEN TESTS"""


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "reveal"])
def reference(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """A lesson with a number and a letter; its key tells the right number to whoever is wrong, or does not."""
    made = small_lesson.notebook(
        small_lesson.text("text-opening", small_lesson.OPENING),
        small_lesson.given(),
        small_lesson.student(),
        small_lesson.check(source=TEST),
    )
    course = small_lesson.course(tmp_path_factory.mktemp("words") / "course", made)
    course.key(small_lesson.LESSON).write_text(KEY.replace("REVEAL", str(request.param)))
    lesson = read_lesson(course, small_lesson.LESSON)
    records = {
        ("count", "number"): Record("count", "number", "value", 4711.25),
        ("count", "letter"): Record("count", "letter", "value", "b"),
    }
    return Reference(lesson, 1, records)


def judged(reference: Reference, number: Any, letter: Any, answer: str = "") -> ExerciseResult:
    """What the checks of that lesson say to these two values."""
    verdicts = []
    for check, value in zip(reference.exercises[0].checks, (number, letter), strict=True):
        right = reference.records["count", check.name].value
        finding = check.compare(value, right, Context({}, {}))
        verdicts.append(Verdict(check.shown, finding.outcome, finding.message, check.hint, 0, 1))
    return ExerciseResult("count", "Count things", 0.0, 10.0, tuple(verdicts), answer)


def test_what_is_wrong_is_said_and_what_is_right_is_not(reference: Reference) -> None:
    says = told(judged(reference, 12.5, "a"), reference)
    assert "4711" not in says and "Yes" not in says and "too few" not in says
    assert says.split("\n")[1] == "letter: This is not right yet."
    if not reference.exercises[0].checks[0].reveal:
        assert says.startswith("number: This is 12.5, which is not the right value.")


def test_all_right_is_one_word(reference: Reference) -> None:
    assert told(judged(reference, 4711.25, "b"), reference) == "Right."


def test_hints_are_never_said(reference: Reference) -> None:
    verdict = Verdict("number", Outcome.VALUE, "No.", "the hint is the answer", 0, 1)
    result = dataclasses.replace(judged(reference, 1.0, "b"), verdicts=(verdict, verdict))
    assert "the answer" not in told(result, reference)


def test_what_a_student_wrote_is_one_clean_line_of_bounded_length(reference: Reference) -> None:
    hostile = Verdict("number", Outcome.RAISED, "Raised \x1b]0;x\x07Error: " + "x" * 10_000, "", 0, 1)
    result = dataclasses.replace(judged(reference, 1.0, "b"), verdicts=(hostile, hostile))
    says = told(result, reference)
    assert "\x1b" not in says and len(says) < 2 * (LONGEST + 100)


NUMBER = Value("number", atol=0.125, hint="take the sum of everything")
FUNCTION = Function("f", probes=lambda rng: ())
TRAINED = Trained("net", data=(("a", "b"), ("a", "c")), accuracy=0.915, max_parameters=731)
LINES = {
    "a value": ("It should be 4711.25.", NUMBER, 4711.25, True),
    "a value, rounded": ("It is about 4711, roughly.", NUMBER, 4711.25, True),
    "a value in another spelling": ("Take 4,711.25!", NUMBER, 4711.25, True),
    "a negative value": ("That would be −3.5.", NUMBER, -3.5, True),
    "a value in an array": ("0.3333333 is missing.", NUMBER, np.array([1, 2, 3, 1 / 3]), True),
    "what a function returns": ("f(2) is 53.125.", FUNCTION, [{"returned": [53.125, 2.0]}], True),
    "a text": ("Call it penguin.", NUMBER, "penguin", True),
    "a text in a list": ("One is the penguin.", NUMBER, ["auk", "penguin"], True),
    "a setting of a network": ("Use rmsprop.", Compiled("n"), {"compile": {"optimizer": "rmsprop"}}, True),
    "a tolerance": ("It may be off by 0.125.", NUMBER, 4711.25, True),
    "a goal": ("Reach 0.915.", TRAINED, {}, True),
    "a budget": ("At most 731 are allowed.", TRAINED, {}, True),
    "a hint": ("Just take the sum of everything.", NUMBER, 4711.25, True),
    "a line of the solution": (
        "Write number_of_things = sum(1 for thing in things) there.",
        NUMBER,
        4711.25,
        True,
    ),
    "another value": ("This is 12.5, which is not the right value.", NUMBER, 4711.25, False),
    "a longer number": ("This is 14711.255, not right.", NUMBER, 4711.25, False),
    "what the student wrote": ("This is 99.5, not right.", NUMBER, np.array([99.5, 7, 8, 9]), False),
    "an index": ("3 of 12 entries are not right, at [2, 5].", NUMBER, np.arange(6) / 7 + 0.01, False),
    "a word within a word": ("This is a penguinarium.", NUMBER, "penguin", False),
    "how a function ended": ("It raised ValueError: no.", FUNCTION, [{"returned": 3.25}], False),
}


@pytest.mark.parametrize("what", LINES)
def test_a_sentence_that_gives_something_away_is_known(small_reference: Reference, what: str) -> None:
    said, check, value, away = LINES[what]
    record = Record("count", "number", "function" if check is FUNCTION else "value", value)
    own = "number_of_things = 99.5"
    assert gives_away(said, own, check, record, small_reference.lesson) is away
