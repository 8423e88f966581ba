"""Mistakes known by name: wrong answers are run, told from right ones by every class's probes, and named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support import small_lesson
from support.fake_grading import Quiet
from support.small_lesson import LESSON, check, student

from autograder.classes import grade_class
from autograder.compare import reference as reference_module
from autograder.compare.mistakes import (
    DRAWS,
    KnownMistake,
    Mistakes,
    Untold,
    find_mistakes,
    probes_of_draw,
    tried_exercises,
)
from autograder.compare.records import Record
from autograder.compare.reference import Reference, build_reference
from autograder.course.folders import Classroom, Course
from autograder.course.lesson import Lesson, read_lesson
from autograder.engines.engine import Grader
from autograder.engines.local import LocalEngine
from autograder.errors import CourseError
from autograder.grading import grade_submission
from autograder.key import Exercise, Function
from autograder.run.limits import Limits

ANSWER = "### BEGIN SOLUTION\ndef double(n):\n    return 2 * n\n### END SOLUTION"
TEST = """### BEGIN HIDDEN TESTS
import _record
_record.function("double", lambda: double)
### END HIDDEN TESTS
assert double(2) == 4"""

BANK = """\
# %% double | right | a sum
def double(n):
    return n + n

# %% double | wrong | the number itself
# This is the number itself:
# double it.
def double(n):
    print("noise")
    return n

# %% double | wrong | printed | does a function end without return
def double(n):
    print(2 * n)

# %% double | wrong | another name | is not defined
def twice(n):
    return 2 * n
"""


def course_of(root: Path, probes: str, bank: str = BANK) -> Course:
    """A lesson that asks for a function; `probes` is the rest of its check."""
    made = small_lesson.notebook(
        small_lesson.text("text-opening", small_lesson.OPENING),
        student("double", ANSWER),
        check("test-double", TEST),
    )
    course = small_lesson.course(root / "course", made)
    course.key(LESSON).write_text(
        "from autograder.key import Exercise, Function\n"
        f"exercises = [Exercise('double', 'Double', [Function('double', {probes})])]\n"
    )
    course.answers(LESSON).write_text(bank)
    return course


def lesson_of(root: Path, probes: str, bank: str = BANK) -> Lesson:
    return read_lesson(course_of(root, probes, bank), LESSON)


#: Half of all draws are of 0, which is its own double.
HALF = "probes=lambda rng: ((int(rng.integers(2)),),)"


def first_untold(lesson: Lesson) -> int:
    """A class's seed whose first draw tells nothing."""
    return next(s for s in range(100) if probes_of_draw(lesson, s, 0)["double"][0] == (0,))


def submission(lesson: Lesson, answer: str) -> bytes:
    notebook = json.loads(lesson.released_text)
    for cell in notebook["cells"]:
        if cell["id"] == "double":
            cell["source"] = answer
    return json.dumps(notebook).encode()


def graded(reference: Reference, answer: str) -> list[str]:
    """What an answer is told."""
    result = grade_submission(submission(reference.lesson, answer), reference, Limits())
    return [verdict.message for exercise in result.exercises for verdict in exercise.verdicts]


def test_who_records_what_a_wrong_answer_does_is_told_its_sentence(tmp_path: Path) -> None:
    lesson = lesson_of(tmp_path, "probes=lambda rng: ((1,), (int(rng.integers(5, 9)),))")
    reference = build_reference(lesson, 1, Limits())
    assert [m.says for m in reference.mistakes.known["double"]] == ["This is the number itself: double it."]
    assert graded(reference, "double = float") == ["This is the number itself: double it."]
    (other,) = graded(reference, "double = lambda n: 3 * n")
    assert "is not the right value" in other


def test_probes_that_tell_nothing_are_drawn_again(tmp_path: Path) -> None:
    lesson = lesson_of(tmp_path, HALF)
    seed = first_untold(lesson)
    reference = build_reference(lesson, seed, Limits())
    assert 0 < reference.mistakes.draws["double"] < DRAWS
    assert reference.probes == {"double": ((1,),)}
    assert reference.records["double", "double"].value == [{"returned": 2}]


def test_decisive_probes_are_every_classes(tmp_path: Path) -> None:
    lesson = lesson_of(tmp_path, f"{HALF}, decisive=((3,),)")
    seed = first_untold(lesson)
    assert find_mistakes(lesson, seed, Limits()).draws == {"double": 0}


def test_a_wrong_answer_that_no_probes_tell_is_named(tmp_path: Path) -> None:
    lesson = lesson_of(tmp_path, "probes=lambda rng: ((0,),)")
    with pytest.raises(Untold, match="'double: the number itself'"):
        build_reference(lesson, 1, Limits())


BOTH = KnownMistake("both wrong", {"one": [{"returned": 5}], "two": [{"returned": 9}]})
SECOND = KnownMistake("the second", {"two": [{"returned": 9}]})


@pytest.mark.parametrize(
    ("known", "values", "says"),
    [
        ((BOTH, SECOND), (1, 9), "the second"),
        ((BOTH, SECOND), (5, 9), "both wrong"),
        ((BOTH, SECOND), (1, 8), ""),
        ((BOTH,), (6, 9), "both wrong"),
        ((BOTH,), (1, 9), ""),  # whoever has made it has the first wrong, too
    ],
)
def test_what_is_said_agrees_with_the_exercises_other_records(
    known: tuple[KnownMistake, ...], values: tuple[int, int], says: str
) -> None:
    one, two = (Function(name, probes=lambda rng: ()) for name in ("one", "two"))
    exercise = Exercise("e", "E", [one, two])

    def records(*values: int) -> dict[tuple[str, str], Record]:
        return {
            ("e", name): Record("e", name, "function", [{"returned": value}])
            for name, value in zip(("one", "two"), values, strict=True)
        }

    # One and two are right.
    assert Mistakes({}, {"e": known}).said(exercise, two, (records(1, 2), records(*values))) == says


def test_the_lessons_hash_covers_what_students_may_be_told(tmp_path: Path) -> None:
    def hash_with(number: int, old: str, new: str) -> str:
        assert old in BANK
        return lesson_of(tmp_path / str(number), HALF, BANK.replace(old, new)).hash

    as_it_is = hash_with(1, "double it", "double it")
    assert hash_with(2, "double it", "times two") != as_it_is
    assert hash_with(3, "return n\n", "return n * 3\n") != as_it_is
    assert hash_with(4, "n + n", "n * 2") == as_it_is  # a right answer


def test_a_malformed_bank_grades_nobody(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"answers\.py: not 'exercise"):
        lesson_of(tmp_path, HALF, "# %% double | wrong | no sentence\ndouble = 1\n")


def test_no_answer_is_in_what_a_students_kernel_gets(tmp_path: Path) -> None:
    lesson = lesson_of(tmp_path, HALF)
    assert lesson.answers_text
    for text in (lesson.released_text, lesson.source_text, *map(bytes.decode, lesson.files.values())):
        assert "the number itself" not in text


def test_only_exercises_whose_records_are_compared_are_tried(small: Lesson) -> None:
    assert tried_exercises(small) == []  # it has no bank


def test_a_class_runs_its_wrong_answers_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = course_of(tmp_path, "probes=lambda rng: ((1,),)")
    lesson, classroom = read_lesson(course, LESSON), Classroom(tmp_path / "class")
    grader = Grader(LocalEngine(1), Limits(), Quiet())
    for name in ("ada", "bob"):
        path = classroom.submitted / name / LESSON / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(submission(lesson, f"double = abs  # {name}"))
        told = [row.result for row in grade_class(course, classroom, [LESSON], grader).rows]
        assert {e.verdicts[0].message for r in told for e in r.exercises} == {
            "This is the number itself: double it."
        }
        monkeypatch.setattr(reference_module, "find_mistakes", None)  # to be called no more
