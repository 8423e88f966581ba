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


def batches(answers: tuple[Answer, ...], alone: frozenset[str]) -> list[tuple[Answer, ...]]:
    """Answers that may stand in one notebook: of each exercise at most one, and of those in `alone` one in all."""
    made: list[dict[str, Answer]] = []
    for answer in answers:
        group = "alone" if answer.exercise in alone else answer.exercise
        place = next(i for i in count() if i >= len(made) or group not in made[i])
        if place == len(made):
            made.append({})
        made[place][group] = answer
    return [tuple(batch.values()) for batch in made]


def disturbing(reference: Reference) -> frozenset[str]:
    """Exercises whose wrong answers may cost another exercise its marks: the ones that others need, and those others."""
    needed = {check.needs for e in reference.lesson.exercises for check in e.checks if check.needs}
    needing = {e.id for e in reference.lesson.exercises if any(check.needs for check in e.checks)}
    return frozenset(needed | needing | _mentioned(reference))


def _mentioned(reference: Reference) -> set[str]:
    """Exercises whose records another exercise's record is judged by, as the source says: data and networks."""
    return {"scale", "build"} & {e.id for e in reference.lesson.exercises}


@pytest.fixture(scope="module", params=LESSONS)
def reference(request: pytest.FixtureRequest) -> Reference:
    return build_reference(read_lesson(COURSE, request.param), 2026, Limits())


def grade(reference: Reference, answers: tuple[Answer, ...]):
    text = {a.exercise: a.text.rstrip("\n") for a in answers}
    result = grade_submission(
        notebook(Student("bank", "", 100, text=text), reference.lesson), reference, Limits()
    )
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
    for batch in batches(tuple(a for a in bank(reference.lesson.name) if a.right), frozenset()):
        exercises, result = grade(reference, batch)
        assert not result.stop, result.stop
        for answer in batch:
            if exercises[answer.exercise].points != exercises[answer.exercise].max_points:
                refused.append(f"{answer}\n{verdict_text(exercises[answer.exercise])}")
        others = {e.id for e in exercises.values() if e.points != e.max_points} - {a.exercise for a in batch}
        refused += [f"{o} was blamed beside {[str(a) for a in batch]}\n{verdict_text(exercises[o])}" for o in others]
    assert not refused, "\n\n".join(refused)


def test_wrong_answers_lose_marks_and_are_told_why(reference: Reference) -> None:
    missed = []
    for batch in batches(tuple(a for a in bank(reference.lesson.name) if not a.right), disturbing(reference)):
        exercises, result = grade(reference, batch)
        for answer in batch:
            exercise = exercises[answer.exercise]
            if exercise.points >= exercise.max_points:
                missed.append(f"{answer} lost nothing")
            elif not any(answer.message in f"{v.message} {v.outcome}" for v in exercise.verdicts):
                missed.append(f"{answer} was not told {answer.message!r}\n{verdict_text(exercise)}")
    assert not missed, "\n\n".join(missed)


@pytest.mark.parametrize(
    "text",
    ["# %% build\nx", "# %% build | right\nx", "# %% build | wrong | nine\nx", "# %% build | maybe | x\nx", "# %% a | right | b\n1\n# %% a | right | b\n2"],
)
def test_a_malformed_bank_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse(text)
