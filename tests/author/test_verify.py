"""Verify notices what it is there to notice: each fault is put into a small lesson, and must be found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat
import numpy as np
import pytest
from support import small_lesson
from support.fake_grading import Quiet
from support.small_class import call
from support.small_lesson import check, given, student, text

from autograder.author.answers import (
    Trial,
    Tried,
    judged,
)
from autograder.author.known_worth import WithoutOne, wrong_with_reference
from autograder.author.seeds import reseeded, try_seed
from autograder.author.verify import Extent, _Bookkeeper, verify
from autograder.author.verify_table import (
    LessonReport,
    Verification,
    verify_json,
    verify_text,
)
from autograder.compare.reference import build_reference
from autograder.compare.result import (
    ExerciseResult,
    Margin,
    Outcome,
    Result,
    State,
    Verdict,
)
from autograder.course.answers import Answer
from autograder.course.cells import Kind, kind
from autograder.course.folders import Course
from autograder.course.lesson import read_lesson
from autograder.engines.engine import Grader
from autograder.engines.local import LocalEngine
from autograder.key import (
    Context,
    Function,
    History,
    Value,
)
from autograder.run.limits import Limits

LESSON = small_lesson.LESSON


def solution(name: str, code: str, before: str = "") -> nbformat.NotebookNode:
    return student(name, f"{before}### BEGIN SOLUTION\n{code}\n### END SOLUTION")


def recorded(name: str, value: str, points: float) -> nbformat.NotebookNode:
    source = f"### BEGIN HIDDEN TESTS\nimport _record\n_record.value('{value}', lambda: {value})\n"
    return check(f"test-{name}", f"{source}### END HIDDEN TESTS\nassert {value}", points)


def prompted(cells: Iterable[nbformat.NotebookNode]) -> Iterator[nbformat.NotebookNode]:
    """The cells, each exercise with a prompt above it that has a hint."""
    for cell in cells:
        if kind(cell) is Kind.STUDENT:
            yield text(f"text-{cell.id}", "Compute it.\n\n<details><summary>Hint</summary>Count.</details>")
        yield cell


def course_of(root: Path, *cells: nbformat.NotebookNode, key: str, bank: str = "") -> Course:
    """A course of one lesson that keeps the rules: the first one, for which one exercise is enough."""
    opening = text("text-opening", small_lesson.OPENING.replace("# ", "# 00 ", 1))
    made = small_lesson.notebook(opening, given(), *prompted(cells))
    course = small_lesson.course(root / "course", made)
    heads = "from autograder.key import *\n"
    course.key(LESSON).write_text(heads + key)
    course.answers(LESSON).write_text(bank)
    return course


def two_exercises(root: Path, needs: str, bank: str) -> Course:
    """count, then double, which builds on it: needs="needs='count'" says so in the key, "" does not."""
    return course_of(
        root,
        solution("count", "number = len(things)"),
        recorded("count", "number", 50),
        solution("double", "twice = 2 * number"),
        recorded("double", "twice", 50),
        key=f"""exercises = [
    Exercise("count", "Count", [Value("number")]),
    Exercise("double", "Double", [Value("twice", {needs})]),
]
""",
        bank=bank,
    )


BANK = """\
# %% count | right | by hand
number = 2
# %% count | wrong | three | not the right value
number = 3
# %% double | right | a sum
twice = number + number
# %% double | wrong | six | not the right value
twice = 6
"""


def found_in(course: Course, **options) -> LessonReport:
    grader = Grader(LocalEngine(2), Limits(), Quiet())
    (report,) = verify(course, [LESSON], grader, Extent(**options)).lessons
    return report


def test_a_sound_lesson_passes_in_both_forms(tmp_path: Path) -> None:
    course = two_exercises(tmp_path, "needs='count'", BANK)
    plain = found_in(course)
    assert plain.failures == plain.flakes == []
    assert [str(t) for t in (plain.right, plain.wrong, plain.notebooks, plain.seeds)] == [
        "2/2",
        "2/2",
        "4/4",
        "–",
    ]
    full = found_in(course, full=True, seeds=1)
    assert full.failures == full.flakes == []
    # The reference, untouched, blank, broken, and each of two exercises left out.
    assert [str(t) for t in (full.right, full.wrong, full.notebooks, full.seeds)] == [
        "2/2",
        "2/2",
        "6/6",
        "1/1",
    ]


def test_a_false_blame_is_noticed(tmp_path: Path) -> None:
    report = found_in(two_exercises(tmp_path, "", BANK), full=True, seeds=0)
    assert any("count: three: beside it double lost marks" in f for f in report.failures), report.failures
    assert any("without count: double is blamed" in f for f in report.failures), report.failures
    assert str(report.wrong) == "1/2"


def test_a_right_answer_that_spoils_another_is_noticed_where_both_are_tried_at_once(tmp_path: Path) -> None:
    course = course_of(
        tmp_path,
        given("given-factor", "factor = 2"),
        solution("count", "number = 2"),
        recorded("count", "number", 50),
        solution("double", "twice = factor * number"),
        recorded("double", "twice", 50),
        key="exercises = [Exercise(n, n, [Value(v)]) for n, v in (('count', 'number'), ('double', 'twice'))]",
        bank="# %% count | right | a spare name\nfactor = 3\nnumber = 2\n"
        "# %% double | right | turned round\ntwice = number * factor\n",
    )
    report = found_in(course)
    assert len(report.failures) == 1 and "count: a spare name: beside it double lost" in report.failures[0]
    assert str(report.right) == "1/2"


def test_answers_that_do_not_get_what_they_deserve_are_named(tmp_path: Path) -> None:
    bank = "# %% count | right | three\nnumber = 3\n# %% count | wrong | two | x\nnumber = 2\n"
    report = found_in(two_exercises(tmp_path, "needs='count'", bank), cell="count")
    assert str(report.right) == "0/1" and str(report.wrong) == "0/1"
    said = "\n".join(report.failures)
    assert "count: three: a right answer lost marks" in said
    assert "count: two: a wrong answer lost nothing" in said


def test_marks_for_nothing_are_noticed(tmp_path: Path) -> None:
    course = course_of(
        tmp_path,
        given("given-leftover", "number = 2"),
        solution("count", "pass", before="# count\n"),
        recorded("count", "number", 100),
        key="exercises = [Exercise('count', 'Count', [Value('number')])]",
    )
    said = "\n".join(found_in(course).failures)
    for notebook in ("untouched", "blank", "with syntax errors"):
        assert f"{notebook}: count earned 100 points for nothing" in said


def test_a_broken_cell_that_is_told_something_else_is_noticed(tmp_path: Path) -> None:
    course = course_of(
        tmp_path,
        given("given-leftover", "number = 7"),
        solution("count", "number = 2"),
        recorded("count", "number", 100),
        key="exercises = [Exercise('count', 'Count', [Value('number')])]",
    )
    said = "\n".join(found_in(course).failures)
    assert "with syntax errors: count, number, does not say that the cell is no Python (value:" in said
    assert "blank: count, number, does not say that there is no answer (value:" in said


def test_a_visible_check_that_refuses_a_right_answer_is_remarked(tmp_path: Path) -> None:
    picky = recorded("count", "number", 100)
    picky.source += "\nassert type(number) is int"
    course = course_of(
        tmp_path,
        solution("count", "number = 2"),
        picky,
        key="exercises = [Exercise('count', 'Count', [Value('number')])]",
        bank="# %% count | right | a float\nnumber = 2.0\n",
    )
    report = found_in(course)
    assert report.failures == []
    assert any("a float has full marks, but its visible check says no" in r for r in report.remarks)


def test_a_lesson_without_a_bank_or_with_one_for_nobody_fails_and_the_others_go_on(tmp_path: Path) -> None:
    course = two_exercises(tmp_path, "needs='count'", "# %% nobody | right | x\n1\n")
    assert "answers 'nobody', which is no exercise" in found_in(course).failures[0]
    course.answers(LESSON).unlink()
    assert "has no answer bank" in found_in(course).failures[0]


def test_a_rule_that_a_lesson_breaks_fails_it_and_a_record_for_nobody_is_named(tmp_path: Path) -> None:
    course = two_exercises(tmp_path, "needs='count'", BANK)
    made = nbformat.read(course.source(LESSON), as_version=4)
    made.cells[2].source = "Compute it."
    made.cells[4].source = made.cells[4].source.replace(
        "### END", "_record.value('spare', lambda: number)\n### END"
    )
    course.source(LESSON).write_bytes(small_lesson.source(made))
    report = found_in(course)
    assert report.failures == [
        "cell 4 (count): no hint under <details> in the prompt above it (rule: exercises have prompts)"
    ]
    assert report.remarks == ["cell 5 (test-count): the key never mentions the record 'spare'"]
    assert found_in(course, cell="count").failures == []


def test_exercises_that_the_key_forgets_are_noticed() -> None:
    result = Result(LESSON, State.GRADED, (exercise(50, max_points=50),))
    assert wrong_with_reference(result) == ["50 points could be had, not 100: is every exercise in the key?"]


# Seeds -----------------------------------------------------------------------------------------------------

LUCK = """\
class Lucky(Check):
    def examine(self, answer, reference, context):
        margin = Margin("luck", float(answer), 0.1)
        if margin.room >= 0:
            return Finding.right(margins=(margin,))
        return Finding(Outcome.VALUE, "bad luck", margins=(margin,))

exercises = [Exercise("luck", "Luck", [CHECK])]
"""
SEEDED = "import random\ndef set_random_seed(n):\n    random.seed(n)\nset_random_seed(1)"


def lucky(root: Path, check_text: str, seeding: str = SEEDED, code: str = "luck = random.random()") -> Course:
    return course_of(
        root,
        given("given-seed", seeding),
        solution("luck", code),
        recorded("luck", "luck", 100),
        key="from autograder.key import Check\n" + LUCK.replace("CHECK", check_text),
    )


def tried(course: Course, number: int):
    return try_seed(build_reference(read_lesson(course, LESSON), 1, Limits()), number, Limits())


def test_a_seed_that_loses_a_mark_is_noticed_and_its_margin_told(tmp_path: Path) -> None:
    course = lucky(tmp_path, "Lucky('luck')")
    # random.seed(1 + 1000 n): the first number is 0.134 from the lesson's own seed, 0.037 for n = 9, 0.797 for n = 1.
    runs = [tried(course, n) for n in (9, 1)]
    assert [bool(run.lost) for run in runs] == [True, False]
    assert "luck · luck (value: bad luck)" in runs[0].lost
    ((where, (margin,)),) = runs[0].margins
    assert where == "luck · luck" and margin.room < 0
    report = LessonReport(LESSON)
    for run in runs:
        for place, margins in run.margins:
            report.keep(place, margins, f"seed {run.number}")
    assert report.smallest.source == "seed 9"


def test_a_check_of_the_seeds_own_numbers_is_tied_to_it_and_no_failure(tmp_path: Path) -> None:
    run = tried(lucky(tmp_path, "Value('luck')"), 1)
    assert run.lost == run.flaky == () and run.tied == ("luck · luck",)


def test_what_another_seed_happens_to_pass_by_is_no_margin_of_a_check_tied_to_its_seed(
    tmp_path: Path,
) -> None:
    # The first number is 0.134 from the lesson's own seed; of the others the third's alone, 0.291, is near.
    report = found_in(lucky(tmp_path, "Value('luck', atol=0.2)"), full=True, seeds=3)
    assert report.failures == [] and report.tied == {"luck · luck": 2}
    assert report.margins == {}


def test_luck_without_a_seed_is_a_flake(tmp_path: Path) -> None:
    run = tried(lucky(tmp_path, "Value('luck')", seeding="import random"), 1)
    assert len(run.flaky) == 1 and run.lost and not run.tied


def test_every_seed_of_a_notebook_becomes_another() -> None:
    sources = {
        "keras.utils.set_random_seed(7)": "keras.utils.set_random_seed(7 + 3000)",
        "set_random_seed(seed=1)": "set_random_seed(seed=1 + 3000)",
        "for s in (1, 2):\n    set_random_seed(int(s))": "for s in (1, 2):\n    set_random_seed(int(s) + 3000)",
        "np.random.default_rng(0)": "np.random.default_rng(0)",
    }
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    assert [cell.source for cell in reseeded(made, 3).cells] == list(sources.values())


# Bookkeeping -----------------------------------------------------------------------------------------------


def exercise(points: float, message: str = "", max_points: float = 100) -> ExerciseResult:
    outcome = Outcome.RIGHT if points == max_points else Outcome.VALUE
    verdict = Verdict("number", outcome, message, "", points, max_points)
    return ExerciseResult("count", "Count", points, max_points, (verdict,))


def test_an_answer_that_is_judged_otherwise_the_second_time_is_a_flake() -> None:
    report = LessonReport(LESSON)
    book = _Bookkeeper({LESSON: report})
    answer = Answer("count", True, "two", "", "number = 2")
    book._answer(report, Tried(answer, exercise(100)), again=False)
    book._answer(report, Tried(answer, exercise(100)), again=True)
    assert report.flakes == []
    book._answer(report, Tried(answer, exercise(40), "a right answer lost marks"), again=True)
    (flake,) = report.flakes
    assert "100 points (as it should be), then 40 points (a right answer lost marks)" in flake
    assert str(report.right) == "1/1"


def test_an_ungraded_notebook_is_a_complaint_and_no_crash() -> None:
    answer = Answer("count", True, "two", "", "number = 2")
    lost = Result(LESSON, State.NOT_GRADED, stop="the process that graded it died, twice")
    (one,) = judged(Trial((answer,)), lost)
    assert "died, twice" in one.complaint
    assert WithoutOne("count")(lost)


def test_the_report_reads_well_and_is_json() -> None:
    report = LessonReport(LESSON, exercises=3)
    report.keep("fit · network", (Margin("accuracy", 0.96, 0.95), Margin("loss", 0.2, 0.3, False)), "seed 1")
    report.keep("fit · network", (Margin("accuracy", 0.97, 0.95),), "seed 2")
    report.failures.append("count: two: a right answer lost marks")
    said = verify_text(Verification((report,)))
    assert "accuracy 0.96 ≥ 0.95" in said and "loss 0.2 ≤ 0.3" in said and "seed 2" not in said
    assert "NO  01-small: count: two: a right answer lost marks" in said
    assert json.loads(verify_json(Verification((report,))))["failures"] == Verification((report,)).failures


def test_the_command_exits_with_what_was_found(tmp_path: Path) -> None:
    course = two_exercises(tmp_path, "needs='count'", "# %% count | right | three\nnumber = 3\n")
    run = call(course, "verify", "--cell", "count", "--jobs", "1")
    assert run.returncode == 1
    assert "count: three: a right answer lost marks" in run.output


# Margins ---------------------------------------------------------------------------------------------------


def margins(check_, answer, reference) -> dict[str, Margin]:
    return {m.what: m for m in check_.compare(answer, reference, Context({}, {})).margins}


def test_a_margin_knows_its_room() -> None:
    assert Margin("accuracy", 0.75, 0.5).room == 0.25 and Margin("accuracy", 0.75, 0.5).relative == 0.5
    assert Margin("loss", 0.75, 0.5, at_least=False).room == -0.25
    assert Margin("fall", 0.25, 0.0).relative == 0.25


def test_a_history_tells_how_far_its_curves_moved() -> None:
    curves = {"loss": [2.0, 0.5], "accuracy": [0.5, 0.75]}
    found = margins(History("history", falls=("loss",), rises=("accuracy",)), curves, curves)
    assert found["loss falls by"].room == 0.75 and found["accuracy rises by"].room == 0.5


def test_values_tell_how_much_of_their_tolerance_they_need() -> None:
    check_ = Value("x", atol=0.1)
    (margin,) = margins(check_, np.array([1.0, 2.05]), np.array([1.0, 2.0])).values()
    assert margin.measured == pytest.approx(0.5)
    assert margins(check_, [1.0, 2.0], [1.0, 2.0]) == margins(Value("n"), 3, 3) == {}
    function = Function("f", probes=lambda rng: (), rtol=0.1)
    returned = ([{"returned": 1.05}, {"raised": ["E", ""]}], [{"returned": 1.0}, {"raised": ["E", ""]}])
    (margin,) = margins(function, *returned).values()
    assert margin.measured == pytest.approx(0.5)
