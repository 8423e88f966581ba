"""Mutants of a reference's answers, graded: which are caught, which survive, and which a bank calls equal."""

from __future__ import annotations

from pathlib import Path

from support.doubling import BANK, HALF, KEY, ReadingEngine, course, read_cells, reading, unrun
from support.small_lesson import LESSON, student

from autograder.author.mutant_runs import MutantReport, mutants_of, try_mutants
from autograder.course.folders import Course
from autograder.course.lesson import read_lesson

RIGHT = ("n * 2", "n / 2")
MADE = ["return (n / 2)", "return n * 3", "return n * (1)"]


def tried(made: Course, engine: ReadingEngine, cell: str | None = None) -> MutantReport:
    (report,) = try_mutants(unrun(made), reading(engine), cell)
    return report


def catches(*texts: str) -> ReadingEngine:
    """Takes points from answers with one of these in them."""
    return ReadingEngine(lambda exercise, answer: (float(any(text in answer for text in texts)), ""))


def tallies(report: MutantReport) -> list[tuple[str, int, int, int]]:
    return [(e.exercise, e.made, e.caught, e.equal) for e in report.exercises]


def test_the_mutants_of_a_lesson_are_wrong_answers_of_its_exercises(tmp_path: Path) -> None:
    lesson = read_lesson(course(tmp_path, KEY + HALF), LESSON)
    made = mutants_of(lesson, ["double"])
    assert sorted(mutant.title for mutant in made) == sorted(MADE)
    assert all(mutant.exercise == "double" and not mutant.right for mutant in made)
    assert {mutant.exercise for mutant in mutants_of(lesson, ["half", "double"])} == {"half", "double"}


def test_mutants_that_survive_are_named(tmp_path: Path) -> None:
    bank = f"{BANK}# %% double | habit | {MADE[2]}\n# Why.\n"  # says nothing of mutants
    report = tried(course(tmp_path, bank=bank), catches("n / 2", "n * 3"))
    assert tallies(report) == [("double", 3, 2, 0)]
    assert report.failures == ["double: a mutant keeps all points: return n * (1)"]


def test_where_all_are_caught_nothing_fails(tmp_path: Path) -> None:
    engine = catches("n / 2", "n * 3", "n * (1)")
    report = tried(course(tmp_path), engine)
    assert tallies(report) == [("double", 3, 3, 0)] and report.failures == []
    assert report.runs == len(engine.jobs) == 3
    assert {job.until for job in engine.jobs} == {"test-double"}, "no further than its own check"


def test_a_survivor_that_the_bank_calls_equal_is_no_failure_and_a_caught_one_is_caught(
    tmp_path: Path,
) -> None:
    equal = "".join(f"# %% double | equal | {title}\n# Why.\n" for title in MADE[1:])
    report = tried(course(tmp_path, bank=BANK + equal), catches("n / 2", "n * 3"))
    assert tallies(report) == [("double", 3, 2, 1)] and report.failures == []


def test_a_reason_for_a_mutant_that_there_is_not_is_named_of_the_exercises_that_are_tried(
    tmp_path: Path,
) -> None:
    bank = f"{BANK}# %% double | equal | return n * 5\n# Long ago.\n"
    made = course(tmp_path, KEY + HALF, bank)
    stale = "the bank calls equal what is no mutant: double: return n * 5"
    assert stale in tried(made, ReadingEngine()).failures
    assert stale not in tried(made, ReadingEngine(), "half").failures


def test_one_exercise_alone_may_be_asked_for(tmp_path: Path) -> None:
    engine = catches("n")
    report = tried(course(tmp_path, KEY + HALF), engine, "half")
    assert [name for name, *_ in tallies(report)] == ["half"]
    assert {read_cells(job.submission)["double"] for job in engine.jobs} == {
        "def double(n):\n    return n * 2"
    }


def test_mutants_that_cannot_meet_share_a_run(tmp_path: Path) -> None:
    engine = ReadingEngine(lambda exercise, answer: (float(not any(text in answer for text in RIGHT)), ""))
    report = tried(course(tmp_path, KEY + HALF), engine)
    assert [made for _, made, *_ in tallies(report)] == [3, 3] and report.runs == 3


def test_a_run_that_ended_early_is_told_apart_by_running_each_mutant_alone(tmp_path: Path) -> None:
    """The one that ends the kernel is caught; the one beside it survives, though its run was not graded either."""
    engine = ReadingEngine(crash="n * 3")
    report = tried(course(tmp_path, KEY + HALF), engine)
    assert tallies(report) == [("double", 3, 1, 0), ("half", 3, 0, 0)]
    assert None not in {job.until for job in engine.jobs}
    assert report.runs == len(engine.jobs) == 5, "three together, two of them again"
    assert not any("return n * 3" in failure for failure in report.failures) and len(report.failures) == 5


def test_only_the_lines_of_the_solution_are_changed(tmp_path: Path) -> None:
    given = "step = 7\n### BEGIN SOLUTION\ndef double(n):\n    return n * 2\n### END SOLUTION"
    made = course(tmp_path)
    source = made.source(LESSON)
    before = student(
        "double", "### BEGIN SOLUTION\ndef double(n):\n    return n * 2\n### END SOLUTION"
    ).source
    notebook = source.read_text().replace(_json(before), _json(given))
    source.write_text(notebook)
    mutants = mutants_of(read_lesson(made, LESSON), ["double"])
    assert sorted(mutant.title for mutant in mutants) == sorted(MADE)
    assert all(mutant.text.startswith("step = 7\n") for mutant in mutants)


def _json(text: str) -> str:
    return text.replace("\n", "\\n")
