"""Habits and mutants on a small lesson: what each finds, what a bank excuses, and the document."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import small_lesson
from support.fake_grading import Quiet
from support.small_class import call
from support.small_lesson import LESSON, check, given, student, text

from autograder.author.grading_tests import GradingTests, grading_tests_text, write_document
from autograder.author.habit_runs import HabitReport, try_habits
from autograder.author.habits import HABITS, Habit
from autograder.author.mutant_runs import ExerciseMutants, MutantReport, try_mutants
from autograder.compare.reference import Reference, build_reference
from autograder.course.answers import parse_answers
from autograder.course.folders import Course
from autograder.course.lesson import read_lesson
from autograder.engines.engine import Grader
from autograder.engines.local import LocalEngine
from autograder.run.limits import Limits

BANK = """\
# %% double | right | a sum
def double(n):
    return n + n
"""

KEY = """\
from autograder.key import Exercise, Function

exercises = [Exercise("double", "Double", [Function("double", probes=lambda rng: ((2,), (3,)))])]
"""

HIDDEN = """### BEGIN HIDDEN TESTS
import _record
_record.function("double", lambda: double)
### END HIDDEN TESTS
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """One exercise, whose check reads a name that it does not make, and takes nothing but a plain function."""
    visible = "assert double.__name__ == 'double'\nassert double(limit) == 4"
    made = small_lesson.notebook(
        text("text-opening", small_lesson.OPENING),
        given(source="limit = 2\nprint(limit)"),
        student("double", "### BEGIN SOLUTION\ndef double(n):\n    return n * 2\n### END SOLUTION"),
        check("test-double", HIDDEN + visible),
    )
    made = small_lesson.course(tmp_path / "course", made)
    made.key(LESSON).write_text(KEY)
    made.answers(LESSON).write_text(BANK)
    return made


def reference_of(course: Course) -> Reference:
    return build_reference(read_lesson(course, LESSON), 1, Limits())


GRADER = Grader(LocalEngine(2), Limits(), Quiet())
PARTIAL = "the function as partial"


def with_habits(course: Course, *habits: Habit) -> HabitReport:
    answers = list(parse_answers(course.answers(LESSON).read_text()))
    (report,) = try_habits({LESSON: reference_of(course)}, {LESSON: answers}, GRADER, habits=habits)
    return report


def named(*names: str) -> list[Habit]:
    return [habit for habit in HABITS if habit.name in names]


def test_a_habit_that_costs_something_is_named_and_may_be_excused(course: Course) -> None:
    habits = named(
        PARTIAL, "%%time", "helpers in another cell", "names that checks use, used for other things"
    )
    report = with_habits(course, *habits)
    assert (report.tried, report.kept, report.exempt) == (4, 3, 0)
    (failure,) = report.failures
    assert f"with {PARTIAL!r}: the visible check says no: AttributeError" in failure
    course.answers(LESSON).write_text(f"{BANK}# %% double | habit | {PARTIAL}\n# It has no name.\n")
    excused = with_habits(course, *named(PARTIAL))
    assert (excused.tried, excused.kept, excused.exempt, excused.failures) == (1, 0, 1, [])


def test_an_answer_that_fails_without_a_habit_is_not_the_habits_fault(course: Course) -> None:
    course.answers(LESSON).write_text("# %% double | right | really wrong\ndouble = 3\n")
    wrap = Habit("a comment", lambda left: type(left)(left.text + "  # so", untouched=left.untouched))
    report = with_habits(course, Habit("nothing", lambda left: left), wrap)
    assert (report.tried, report.failures) == (0, [])


def test_mutants_that_survive_are_named_and_may_be_equal(course: Course) -> None:
    (report,) = try_mutants({LESSON: reference_of(course)}, GRADER)
    (tally,) = report.exercises
    # n / 2 and n * 1 and n * 3 are told.
    assert (tally.made, tally.caught, tally.equal, report.failures) == (3, 3, 0, [])
    tied = KEY.replace("((2,), (3,))", "((0,),)")
    course.key(LESSON).write_text(tied)
    course.answers(LESSON).write_text(
        f"{BANK}# %% double | equal | return n * 3\n# Twice nothing is nothing.\n"
    )
    (report,) = try_mutants({LESSON: reference_of(course)}, GRADER)
    (tally,) = report.exercises
    assert tally.equal == 1 and "return n * (1)" in tally.survivors
    assert report.failures[0].startswith("double: a mutant keeps all points: ")


def test_a_reason_for_a_mutant_that_there_is_not_is_named(course: Course) -> None:
    course.answers(LESSON).write_text(f"{BANK}# %% double | equal | return n * 5\n# Long ago.\n")
    (report,) = try_mutants({LESSON: reference_of(course)}, GRADER)
    assert report.failures == ["the bank calls equal what is no mutant: double: return n * 5"]


def test_verify_tries_them_and_writes_the_document(course: Course) -> None:
    (course.root / "docs").mkdir()
    ran = call(course, "verify", "--mutants", "--write")
    assert ran.returncode == 0, ran.output
    assert "  3 of   3 caught" in ran.output
    document = (course.root / "docs" / "grading-tests.md").read_text()
    assert f"| {LESSON} | double | 3 | 3 | 0 | 0 | 100 % |" in document


def test_the_document_keeps_what_it_says_of_other_lessons(tmp_path: Path) -> None:
    path = tmp_path / "grading-tests.md"
    first = MutantReport("01-one", [ExerciseMutants("a", 4, 2, 1, ["x = a | b"])], 3)
    write_document(path, GradingTests((HabitReport("02-two", 5, 9, 8, 0, ["b: lost"]),), (first,)))
    write_document(path, GradingTests((HabitReport("01-one", 7, 7, 7, 0),), ()))
    document = path.read_text()
    for row in (
        "| 01-one | 7 | 7 | 7 | 0 |\n| 02-two | 5 | 9 | 8 | 0 |",
        "| 02-two | `b: lost` |",
        "| 01-one | a | 4 | 2 | 1 | 1 | 67 % |",
        "| 01-one | a | `x = a ¦ b` |",
    ):
        assert document.count(row) == 1
    write_document(path, GradingTests((), (MutantReport("01-one", [ExerciseMutants("a", 4, 4)]),)))
    assert "x = a" not in path.read_text() and "| 02-two | `b: lost` |" in path.read_text()


def test_what_is_said_on_the_terminal() -> None:
    first = MutantReport("01-one", [ExerciseMutants("a", 4, 2, 1, ["x = a"])], 3)
    said = grading_tests_text(GradingTests((HabitReport("01-one", 5, 9, 9, 0),), (first,)))
    assert "9 of 9 answers with a habit kept everything" in said
    assert "NO  01-one: a: a mutant keeps all points: x = a\n" in said
    assert grading_tests_text(GradingTests()).endswith("All as they should be.\n")
