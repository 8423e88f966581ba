"""The bank of answers: how it is read, put together into runs, and judged."""

from __future__ import annotations

from support.small_class import call

from autograder.author.answers import (
    _batches,
    judged,
    trials,
)
from autograder.compare.reference import Reference
from autograder.course.answers import Answer
from autograder.course.folders import Course
from autograder.grading import grade_submission
from autograder.run.limits import Limits


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


def test_verify_tells_what_it_tried(small_course: Course) -> None:
    bank = small_course.answers("01-small")
    bank.write_text(
        "# %% count | right | as it is\nnumber_of_things = 2\n# %% count | wrong | six | is 6\nnumber_of_things = 6\n"
    )
    good = call(small_course, "verify", "--cell", "count")
    assert good.returncode == 0, good.output
    assert "1/1" in good.output and "All as they should be." in good.output
    bank.write_text("# %% count | right | three\nnumber_of_things = 3\n")
    bad = call(small_course, "verify")
    assert bad.returncode == 1 and "a right answer lost marks" in bad.output
    unknown = call(small_course, "verify", "--cell", "nothing")
    assert unknown.returncode == 1 and "'nothing'" in unknown.output


def test_answers_that_may_not_meet_run_apart() -> None:
    """One of each exercise to a run, and none beside one that it builds on."""
    answers = [
        Answer(e, False, t, "m", "") for e, t in (("a", "1"), ("b", "1"), ("b", "2"), ("b", "3"), ("c", "1"))
    ]
    built_on = {"a": frozenset(), "b": frozenset("a"), "c": frozenset()}
    runs = [[str(a) for a in batch] for batch in _batches(answers, built_on)]
    assert runs == [["c: 1", "b: 1"], ["b: 2"], ["b: 3"], ["a: 1"]]
    assert len(_batches(answers, {})) == 3


def test_as_few_runs_as_may_be_go_to_the_end_of_the_notebook() -> None:
    answers = [
        Answer(e, False, str(n), "m", "") for e, most in (("a", 3), ("b", 2), ("c", 2)) for n in range(most)
    ]
    runs = _batches(answers, {"c": frozenset("b")})
    assert [{a.exercise for a in run} for run in runs] == [{"c", "a"}, {"c", "a"}, {"b", "a"}, {"b"}]
