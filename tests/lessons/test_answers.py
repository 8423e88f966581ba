"""The tests are tested: every right answer of the bank earns full marks, every wrong one loses them and is told why."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from support.places import COURSE

from autograder.author.answers import (
    Answer,
    _batches,
    judged,
    parse_answers,
    read_bank,
    trials,
)
from autograder.author.verify import verify
from autograder.cli import main
from autograder.compare.exercises import exercises_of
from autograder.compare.reference import Reference
from autograder.course.folders import Course
from autograder.course.lesson import read_lesson
from autograder.engines.engine import Grader
from autograder.engines.local import LocalEngine, cores
from autograder.grading import grade_submission
from autograder.run.limits import Limits

LESSONS = COURSE.lesson_names()


class Silent:
    """Progress that nobody watches."""

    def step(self, what: str, total: int) -> None: ...

    def advance(self, what: str) -> None: ...


@pytest.mark.parametrize("name", LESSONS)
def test_every_exercise_has_two_right_and_three_wrong_answers(name: str) -> None:
    answers, lesson = read_bank(COURSE, name), read_lesson(COURSE, name)
    for exercise in exercises_of(lesson):
        assert sum(a.right for a in answers if a.exercise == exercise.id) >= 2, exercise.id
        assert sum(not a.right for a in answers if a.exercise == exercise.id) >= 3, exercise.id
    assert {a.exercise for a in answers} <= {e.id for e in exercises_of(lesson)}


@pytest.mark.slow
@pytest.mark.parametrize("name", LESSONS)
def test_each_notebook_of_known_worth_gets_what_it_deserves(name: str) -> None:
    report = verify(COURSE, [name], Grader(LocalEngine(cores()), Limits(), Silent()))
    assert report.failures == []
    (found,) = report.lessons
    assert found.right.all + found.wrong.all == len(read_bank(COURSE, name))
    assert found.notebooks.good == 4  # the reference, untouched, blank, broken


def test_an_answer_of_the_wrong_side_is_noticed(small_reference: Reference) -> None:
    answers = [
        Answer("count", True, "right", "", "number_of_things = 2\n"),
        Answer("count", True, "called right, and wrong", "", "number_of_things = 3\n"),
        Answer("count", False, "wrong", "not the right value", "number_of_things = 3\n"),
        Answer("count", False, "called wrong, and right", "x", "number_of_things = 2\n"),
        Answer("count", False, "wrong, of another kind", "a message for nobody", "number_of_things = 4\n"),
    ]
    found = {}
    for trial in trials(small_reference, answers):
        submission = trial.submission(small_reference.lesson)
        result = grade_submission(submission, small_reference, Limits(), trial.until)
        found |= {t.answer.title: t.complaint for t in judged(trial, result)}
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
    assert "1/1" in good.output and "All as they should be." in good.output
    bank.write_text("# %% count | right | three\nnumber_of_things = 3\n")
    bad = CliRunner().invoke(main, ["verify"])
    assert bad.exit_code == 1 and "a right answer lost marks" in bad.output
    unknown = CliRunner().invoke(main, ["verify", "--cell", "nothing"])
    assert unknown.exit_code == 1 and "'nothing'" in unknown.output


def test_answers_that_may_not_meet_run_apart() -> None:
    """One of each exercise to a run, and none beside one that it builds on."""
    answers = [
        Answer(e, False, t, "m", "") for e, t in (("a", "1"), ("b", "1"), ("b", "2"), ("b", "3"), ("c", "1"))
    ]
    built_on = {"a": frozenset(), "b": frozenset("a"), "c": frozenset()}
    runs = [[str(a) for a in batch] for batch in _batches(answers, built_on)]
    assert runs == [["b: 1", "c: 1"], ["b: 2"], ["b: 3"], ["a: 1"]]
    assert len(_batches(answers, {})) == 3


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
        parse_answers(text)
