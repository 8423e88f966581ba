"""Habits on right answers: what is handed in, what a habit cost, and what a bank excuses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from support.doubling import BANK, HALF, KEY, ReadingEngine, course, read_cells, reading, unrun
from support.fake_grading import Quiet
from support.small_lesson import LESSON

from autograder.author.habit_runs import HabitReport, Worn, try_habits
from autograder.author.habits import HABITS, Answered, Habit
from autograder.compare.reference import Reference, build_reference
from autograder.course.answers import parse_answers
from autograder.course.lesson import read_lesson
from autograder.engines.engine import Grader
from autograder.engines.local import LocalEngine
from autograder.run.limits import Limits

REFERENCE = "def double(n):\n    return n * 2"
SUM = "def double(n):\n    return n + n"
COMMENT = Habit("a comment", lambda left: replace(left, text=f"{left.text}  # so"))
AROUND = Habit("cells around it", lambda left: replace(left, above="a", below="z", copy=left.text))


def tried(references: dict[str, Reference], grader: Grader, *habits: Habit, **more: object) -> HabitReport:
    answers = list(parse_answers(references[LESSON].lesson.answers_text))
    (report,) = try_habits(references, {LESSON: answers}, grader, habits=habits, **more)
    return report


def counts(report: HabitReport) -> tuple[int, int, int, int]:
    return report.runs, report.tried, report.kept, report.exempt


def test_a_habit_that_costs_something_is_named(tmp_path: Path) -> None:
    """Notebooks are run here, and nowhere else in this file."""
    partial = "the function as partial"
    others = ("%%time", "helpers in another cell", "names that checks use, used for other things")
    reference = build_reference(read_lesson(course(tmp_path), LESSON), 1, Limits())
    grader = Grader(LocalEngine(2), Limits(), Quiet())
    habits = [habit for habit in HABITS if habit.name in (partial, *others)]
    report = tried({LESSON: reference}, grader, *habits)
    assert (report.tried, report.kept, report.exempt) == (4, 3, 0)
    (failure,) = report.failures
    assert f"with {partial!r}: the visible check says no: AttributeError" in failure


@pytest.mark.parametrize(
    ("loses", "why"),
    [
        ((0.0, "NameError: n"), "the visible check says no: NameError: n"),
        ((40.0, ""), "60 of 100 points (value: it is wrong)"),
    ],
)
def test_a_loss_is_a_failure_unless_the_bank_excuses_it(
    tmp_path: Path, loses: tuple[float, str], why: str
) -> None:
    grader = reading(ReadingEngine(lambda exercise, answer: loses if "# so" in answer else (0.0, "")))
    report = tried(unrun(course(tmp_path / "a")), grader, COMMENT)
    # With the habit; by itself; without it.
    assert counts(report) == (2, 1, 0, 0)
    assert report.failures == [f"double: the reference, with 'a comment': {why}"]
    bank = f"{BANK}# %% double | habit | a comment\n# It may.\n# %% half | habit | no comment\n# Another.\n"
    report = tried(unrun(course(tmp_path / "b", bank=bank)), grader, COMMENT)
    assert (counts(report), report.failures) == ((2, 1, 0, 1), [])


def test_an_excuse_is_for_its_own_exercise_and_habit(tmp_path: Path) -> None:
    others = ("half | habit | a comment", "double | habit | another", "double | equal | a comment")
    bank = BANK + "".join(f"# %% {other}\n# Why.\n" for other in others)
    grader = reading(ReadingEngine(lambda exercise, answer: (float("# so" in answer), "")))
    report = tried(unrun(course(tmp_path, bank=bank)), grader, COMMENT)
    assert report.exempt == 0 and len(report.failures) == 1


def test_what_an_answer_loses_without_a_habit_is_not_the_habits_fault(tmp_path: Path) -> None:
    grader = reading(ReadingEngine(lambda exercise, answer: (100.0 * ("n + n" in answer), "")))
    report = tried(unrun(course(tmp_path)), grader, COMMENT, full=True)
    assert (report.tried, report.kept, report.failures) == (1, 1, [])


def test_what_an_answer_loses_only_beside_another_one_it_has_kept(tmp_path: Path) -> None:
    engine = ReadingEngine()
    engine.loses = lambda exercise, answer: (float("# so" in answer and len(engine.jobs) == 1), "")
    report = tried(unrun(course(tmp_path, KEY + HALF)), reading(engine), COMMENT)
    # Together; without the habit; each by itself.
    assert (counts(report), report.failures) == ((3, 2, 2, 0), [])


def test_a_notebook_that_is_not_graded_is_a_loss_with_its_reason(tmp_path: Path) -> None:
    leaves = Habit("leaves", lambda left: replace(left, below="import os\nos._exit(1)"))
    report = tried(unrun(course(tmp_path)), reading(ReadingEngine()), leaves)
    why = "the notebook was not graded: it ended the kernel"
    assert report.failures == [f"double: the reference, with 'leaves': {why}"]


def test_the_exercise_that_lost_is_tried_by_itself_and_the_other_has_kept_all(tmp_path: Path) -> None:
    engine = ReadingEngine(lambda exercise, answer: (float(exercise == "half" and "# so" in answer), ""))
    report = tried(unrun(course(tmp_path, KEY + HALF)), reading(engine), COMMENT)
    assert counts(report) == (2, 2, 1, 0)
    assert [failure.split(",")[0] for failure in report.failures] == ["half: the reference"]
    together, plain, by_itself = (read_cells(job.submission) for job in engine.jobs)
    assert [
        [cells[name].endswith("# so") for name in ("double", "half")] for cells in (together, by_itself)
    ] == [
        [True, True],
        [False, True],
    ]
    assert not any("# so" in source for source in plain.values())


def test_answers_are_shared_out_among_habits_or_each_habit_meets_all(tmp_path: Path) -> None:
    wrong = (
        "# %% double | wrong | nothing | x\ndouble = None\n"  # of which no habit is asked to keep anything
    )
    references = unrun(course(tmp_path, bank=BANK + wrong))
    several = [replace(COMMENT, name=str(number)) for number in range(3)]
    shared, full = ReadingEngine(), ReadingEngine()
    assert counts(tried(references, reading(shared), *several)) == (3, 3, 3, 0)
    answers = [read_cells(job.submission)["double"] for job in shared.jobs]
    assert answers == [f"{text}  # so" for text in (REFERENCE, SUM, REFERENCE)]
    assert counts(tried(references, reading(full), *several, full=True)) == (6, 6, 6, 0)


def test_an_answer_that_a_habit_has_no_use_for_is_passed_by(tmp_path: Path) -> None:
    only_sums = Habit("sums", lambda left: replace(left, text=left.text.replace("n + n", "sum([n, n])")))
    engine = ReadingEngine()
    report = tried(unrun(course(tmp_path)), reading(engine), only_sums, Habit("nothing", lambda left: left))
    assert counts(report) == (1, 1, 1, 0)
    assert "sum([n, n])" in read_cells(engine.jobs[0].submission)["double"]


def test_one_exercise_alone_may_be_asked_for(tmp_path: Path) -> None:
    engine = ReadingEngine()
    report = tried(unrun(course(tmp_path, KEY + HALF)), reading(engine), COMMENT, cell="half")
    assert counts(report) == (1, 1, 1, 0)
    cells = read_cells(engine.jobs[0].submission)
    assert cells["half"].endswith("# so") and cells["double"] == REFERENCE


def test_a_habit_is_told_what_stands_around_an_answer_and_its_cells_are_put_there(tmp_path: Path) -> None:
    lesson = read_lesson(course(tmp_path, KEY + HALF), LESSON)
    told: list[Answered] = []
    watching = Habit("watching", lambda left: told.append(left) or AROUND.change(left))
    bank = parse_answers(lesson.answers_text)
    worn = Worn.make(lesson, watching, bank, "double")
    (left,) = told
    assert left.text == SUM and "NotImplementedError" in left.untouched
    assert {"limit", "print", "n"} <= left.taken
    cells = read_cells(worn.notebook)
    before = [cell.id for cell in lesson.released.cells]
    place = before.index("double")
    own = ["double-above", "double-copy", "double", "double-below"]
    assert list(cells) == before[:place] + own + before[place + 1 :]
    assert [cells[name] for name in own] == ["a", SUM, SUM, "z"]
    assert worn.changed == {"double"}
    assert (worn.title("double"), worn.title("half")) == ("double: a sum", "half: the reference")
