"""The tests are tested: every right answer of the bank earns full marks, every wrong one loses them and is told why.

Answers to different exercises share a run where neither can disturb the other, so that a lesson's
whole bank takes a few minutes.
"""

from __future__ import annotations

from itertools import count

import pytest
from answer_bank import BANK, Answer, bank, parse
from sample_class import Student, notebook

from autograder.course import Course
from autograder.execution import Limits
from autograder.grading import grade_submission, verdict_text
from autograder.reference import Reference, build_reference, read_lesson

COURSE = Course(BANK.parent.parent)
LESSONS = [name for name in COURSE.lesson_names() if (BANK / f"{name}.py").is_file()]


def batches(answers: list[Answer], alone: frozenset[str] = frozenset()) -> list[list[Answer]]:
    """Answers put together into runs: one of each exercise, but those to exercises in `alone` by themselves."""
    made: list[list[Answer]] = [[a] for a in answers if a.exercise in alone]
    shared: list[dict[str, Answer]] = []
    for answer in answers:
        if answer.exercise in alone:
            continue
        place = next(i for i in count() if i >= len(shared) or answer.exercise not in shared[i])
        if place == len(shared):
            shared.append({})
        shared[place][answer.exercise] = answer
    return [list(batch.values()) for batch in shared] + made


def dependants(reference: Reference) -> frozenset[str]:
    """Exercises that build on others: a wrong answer to one of those would spoil them."""
    return frozenset(e.id for e in reference.lesson.exercises if any(check.needs for check in e.checks))


@pytest.fixture(scope="module", params=LESSONS)
def reference(request: pytest.FixtureRequest) -> Reference:
    return build_reference(read_lesson(COURSE, request.param), 2026, Limits())


def grade(reference: Reference, answers: list[Answer], until: str | None = None):
    """The graded exercises of the reference with these answers in it, by id, and the whole result."""
    text = {a.exercise: a.text.rstrip("\n") for a in answers}
    made = notebook(Student("bank", "", 100, text=text), reference.lesson)
    result = grade_submission(made, reference, Limits(), until)
    return {e.id: e for e in result.exercises if not e.written}, result


def test_every_exercise_has_two_right_and_three_wrong_answers(reference: Reference) -> None:
    for exercise in reference.lesson.exercises:
        answers = [a for a in bank(reference.lesson.name) if a.exercise == exercise.id]
        assert sum(a.right for a in answers) >= 2, exercise.id
        assert sum(not a.right for a in answers) >= 3, exercise.id
    known = {e.id for e in reference.lesson.exercises}
    assert {a.exercise for a in bank(reference.lesson.name)} <= known


def test_right_answers_earn_full_marks(reference: Reference) -> None:
    refused = []
    for batch in batches([a for a in bank(reference.lesson.name) if a.right]):
        exercises, result = grade(reference, batch)
        assert not result.stop, result.stop
        for answer in batch:
            if exercises[answer.exercise].points != exercises[answer.exercise].max_points:
                refused.append(f"{answer}\n{verdict_text(exercises[answer.exercise])}")
        others = {e.id for e in exercises.values() if e.points != e.max_points} - {a.exercise for a in batch}
        refused += [
            f"{o} was blamed beside {[str(a) for a in batch]}\n{verdict_text(exercises[o])}" for o in others
        ]
    assert not refused, "\n\n".join(refused)


def test_wrong_answers_lose_marks_and_are_told_why(reference: Reference) -> None:
    missed = []
    order = [e.id for e in reference.lesson.exercises]
    for batch in batches([a for a in bank(reference.lesson.name) if not a.right], dependants(reference)):
        last = max((a.exercise for a in batch), key=order.index)
        exercises, _ = grade(reference, batch, until=f"test-{last}")
        for answer in batch:
            exercise = exercises[answer.exercise]
            if exercise.points >= exercise.max_points:
                missed.append(f"{answer} lost nothing")
            elif not any(answer.message in f"{v.message} {v.outcome}" for v in exercise.verdicts):
                missed.append(f"{answer} was not told {answer.message!r}\n{verdict_text(exercise)}")
    assert not missed, "\n\n".join(missed)


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
    with pytest.raises(ValueError):
        parse(text)
