"""The tests are tested: every right answer of the bank earns full marks, every wrong one loses them and is told why."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.bank import Answer, _batches, parse, read_bank, try_answers
from autograder.cli import main
from autograder.course import Course
from autograder.execution import Limits
from autograder.reference import Reference, build_reference, read_lesson

COURSE = Course(Path(__file__).resolve().parent.parent)
LESSONS = COURSE.lesson_names()


@pytest.fixture(scope="module", params=LESSONS)
def reference(request: pytest.FixtureRequest) -> Reference:
    return build_reference(read_lesson(COURSE, request.param), 2026, Limits())


def complaints(reference: Reference, right: bool) -> list[str]:
    """What is wrong with the lesson's right, or its wrong, answers."""
    answers = [a for a in read_bank(COURSE, reference.lesson.name) if a.right is right]
    tried = list(try_answers(reference, answers, Limits()))
    assert len(tried) == len(answers)
    return [
        f"{t.answer}: {t.complaint} ({t.exercise.points} points; told: {t.told})"
        for t in tried
        if t.complaint
    ]


def test_every_exercise_has_two_right_and_three_wrong_answers(reference: Reference) -> None:
    answers = read_bank(COURSE, reference.lesson.name)
    for exercise in reference.lesson.exercises:
        assert sum(a.right for a in answers if a.exercise == exercise.id) >= 2, exercise.id
        assert sum(not a.right for a in answers if a.exercise == exercise.id) >= 3, exercise.id
    assert {a.exercise for a in answers} <= {e.id for e in reference.lesson.exercises}


@pytest.mark.slow
def test_right_answers_earn_full_marks(reference: Reference) -> None:
    assert complaints(reference, right=True) == []


@pytest.mark.slow
def test_wrong_answers_lose_marks_and_are_told_why(reference: Reference) -> None:
    assert complaints(reference, right=False) == []


def test_an_answer_of_the_wrong_side_is_noticed(small_reference: Reference) -> None:
    answers = [
        Answer("count", True, "right", "", "number_of_things = 2\n"),
        Answer("count", True, "called right, and wrong", "", "number_of_things = 3\n"),
        Answer("count", False, "wrong", "not the right value", "number_of_things = 3\n"),
        Answer("count", False, "called wrong, and right", "x", "number_of_things = 2\n"),
        Answer("count", False, "wrong, of another kind", "a message for nobody", "number_of_things = 4\n"),
    ]
    found = {t.answer.title: t.complaint for t in try_answers(small_reference, answers, Limits())}
    assert found == {
        "right": "",
        "called right, and wrong": "a right answer lost marks",
        "wrong": "",
        "called wrong, and right": "a wrong answer lost nothing",
        "wrong, of another kind": "was not told 'a message for nobody'",
    }


def test_verify_tells_what_it_tried(small_course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    bank = small_course.root / "tests" / "bank" / "01-small.py"
    bank.parent.mkdir(parents=True)
    bank.write_text(
        "# %% count | right | as it is\nnumber_of_things = 2\n# %% count | wrong | six | is 6\nnumber_of_things = 6\n"
    )
    monkeypatch.chdir(small_course.root)
    good = CliRunner().invoke(main, ["verify", "--cell", "count"])
    assert good.exit_code == 0, good.output
    assert "1 right, 1 wrong: all as they should be" in good.output
    bank.write_text("# %% count | right | three\nnumber_of_things = 3\n")
    bad = CliRunner().invoke(main, ["verify"])
    assert bad.exit_code == 1 and "a right answer lost marks" in bad.output
    unknown = CliRunner().invoke(main, ["verify", "--cell", "nothing"])
    assert unknown.exit_code == 1 and "'nothing'" in unknown.output


def test_answers_that_may_not_meet_run_apart() -> None:
    answers = [
        Answer(e, False, t, "m", "") for e, t in (("a", "1"), ("a", "2"), ("b", "1"), ("c", "1"), ("c", "2"))
    ]
    runs = [[str(a) for a in batch] for batch in _batches(answers, frozenset({"c"}))]
    assert runs == [["a: 1", "b: 1"], ["a: 2"], ["c: 1"], ["c: 2"]]


@pytest.mark.parametrize(
    "text",
    [
        "# %% build\nx",
        "# %% build | right\nx",
        "# %% build | wrong | nine\nx",
        "# %% build | maybe | x\nx",
        "# %% a | right | b\n1\n# %% a | right | b\n2",
    ],
)
def test_a_malformed_bank_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"exercise \| right|two answers"):
        parse(text)
