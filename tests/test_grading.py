"""One submission graded: what the records earn, whatever the notebook does besides."""

from __future__ import annotations

import ast
import hashlib
import json
import warnings
from collections.abc import Callable

import nbformat
import pytest
from support import behind
from support.attack_cells import FORGERIES
from support.small_lesson import saved_again, submission

from autograder import grading
from autograder.compare.reference import Reference
from autograder.compare.result import (
    Outcome,
    Result,
    State,
)
from autograder.grading import grade_apart, grade_submission, taken_apart, taken_hash
from autograder.run.limits import (
    TAMPERING,
    Ending,
    Limits,
    Stop,
)
from autograder.run.notebook import Transcript

LIMITS = Limits(cell=5, notebook=30)


def graded(reference: Reference, answer: str | None, **more) -> Result:
    return grade_submission(submission(answer, **more), reference, LIMITS)


def verdict(result: Result):
    return result.exercises[0].verdicts[0]


def test_the_reference_answer_earns_everything(small_reference: Reference) -> None:
    result = graded(small_reference, "number_of_things = sum(1 for thing in things)")
    assert (result.state, result.points, result.max_points) == (State.GRADED, 100, 100)
    assert verdict(result).outcome is Outcome.RIGHT


def test_what_libraries_say_of_a_students_work_is_not_heard(
    small_reference: Reference, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    odd = "number_of_things = 2\npattern = '\\d'\nif number_of_things is 2:\n    pass"
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        ast.parse(odd)
        assert heard  # Python's parser warns
        heard.clear()
        assert graded(small_reference, odd).points == 100
        assert heard == []
    assert (caplog.text, *capfd.readouterr()) == ("", "", "")


@pytest.mark.parametrize(
    ("answer", "outcome", "words"),
    [
        (None, Outcome.NOT_ATTEMPTED, "Not attempted"),
        ("", Outcome.MISSING, "number_of_things"),
        ("number_of_things = 6", Outcome.VALUE, ""),
        ("number_of_things = 'two'", Outcome.TYPE, ""),
        ("number_of_things = [2, 2]", Outcome.SHAPE, ""),
        ("number_of_things = (", Outcome.RAISED, "SyntaxError"),
        ("number_of_things = 1 / 0", Outcome.RAISED, "ZeroDivisionError"),
        ("number_of_things = float('nan')", Outcome.VALUE, ""),
        ("number_of_things = True", Outcome.TYPE, ""),
        ("number_of_things = object()", Outcome.RAISED, "object"),
    ],
)
def test_a_wrong_answer_earns_nothing_and_reads_why(small_reference, answer, outcome, words) -> None:
    result = graded(small_reference, answer)
    assert (result.state, result.points) == (State.GRADED, 0)
    assert verdict(result).outcome is outcome, verdict(result)
    assert words in verdict(result).message
    assert verdict(result).hint == "Count on your fingers."


@pytest.mark.parametrize(
    ("answer", "recorded"),
    [
        ("number_of_things = 6", "6"),
        ("number_of_things = [2, 2]", "a list: 2, 2"),
        ("number_of_things = 2", ""),
        ("number_of_things = 1 / 0", ""),
        (None, ""),
    ],
)
def test_what_was_recorded_is_told_where_it_is_wrong(small_reference, answer, recorded) -> None:
    assert verdict(graded(small_reference, answer)).recorded == recorded


@pytest.mark.parametrize(
    "answer",
    [
        "import sys, warnings\nnumber_of_things = 2\nwarnings.warn('careful')\nprint('oops', file=sys.stderr)",
        "import os\nnumber_of_things = 2\nos.write(2, b'noise on the descriptor itself')",
        "number_of_things = 2\nraise ValueError('after the work was done')",
        "number_of_things = 2\nassert False",
    ],
)
def test_noise_costs_a_right_answer_nothing(small_reference: Reference, answer: str) -> None:
    assert graded(small_reference, answer).points == 100


SHELL_PATCHES = {
    "exception handler": (
        "def handler(shell, etype, value, tb, tb_offset=None):\n    shell.displayhook(100.0)\n"
        "get_ipython().set_custom_exc((Exception,), handler)"
    ),
    "cell emptied": "get_ipython().input_transformers_cleanup.append(lambda lines: ['100.0\\n'])",
    "run_code": (
        "shell = get_ipython()\nasync def run_code(self, code_obj, result=None, *, async_=False):\n    return False\n"
        "import types\nshell.run_code = types.MethodType(run_code, shell)"
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_gains_nothing(small_reference: Reference, forgery: str) -> None:
    result = graded(small_reference, FORGERIES[forgery])
    assert result.points == 0, verdict(result)


def test_a_record_out_of_its_test_cell_is_flagged(small_reference: Reference) -> None:
    answer = (
        "from IPython.display import publish_display_data\n"
        "publish_display_data({}, {'training_lab_record': {'name': 'number', 'kind': 'value', 'value': 2}})"
    )
    result = graded(small_reference, answer)
    assert result.points == 0, verdict(result)
    assert result.state is State.TAMPERED
    assert any("outside the test cells" in flag for flag in result.flags)


def test_the_first_record_of_a_name_counts_and_the_second_is_flagged(small_reference: Reference) -> None:
    answer = (
        "import _record\nreal = _record.value\n"
        "def twice(name, get):\n    real(name, lambda: 3)\n    real(name, lambda: 2)\n_record.value = twice"
    )
    result = graded(small_reference, answer)
    assert result.points == 0
    assert result.state is State.TAMPERED
    assert any("more than once" in flag for flag in result.flags)


@pytest.mark.parametrize("patch", SHELL_PATCHES)
def test_a_shell_that_was_patched_is_told(small_reference: Reference, patch: str) -> None:
    result = graded(small_reference, SHELL_PATCHES[patch])
    assert (result.state, result.points) == (State.TAMPERED, 0), verdict(result)
    assert any(flag.startswith(TAMPERING) for flag in result.flags)


def test_too_much_output_is_not_a_crash(small_reference: Reference) -> None:
    limits = Limits(cell=20, notebook=60, output_bytes=1 << 20)
    result = grade_submission(submission("print('x' * (2 << 20))"), small_reference, limits)
    assert (result.state, result.points) == (State.PARTLY_GRADED, 0)
    assert "sent more than may be shown" in result.stop


def stop(kind: Ending, cell: str = "count") -> Stop:
    return Stop(3, cell, "of something", kind)


@pytest.mark.parametrize("kind", [Ending.LOST, Ending.NO_START])
def test_the_graders_own_trouble_is_never_a_score(
    small_reference: Reference, monkeypatch: pytest.MonkeyPatch, kind: Ending
) -> None:
    ended = Transcript((), (), stop(kind, ""), 1.0)
    monkeypatch.setattr("autograder.grading.execute", lambda *_: ended)
    result = graded(small_reference, "number_of_things = 2")
    assert (result.state, result.points, result.exercises) == (State.NOT_GRADED, None, ())
    assert "trouble of its own: of something" in result.stop


def test_a_crash_names_its_cell(small_reference: Reference) -> None:
    result = graded(small_reference, "import os\nos._exit(1)")
    assert (result.state, result.points) == (State.CRASHED, 0)
    assert result.stop == "Cell 'count' (Count things) was left out: the kernel died in this cell."
    assert verdict(result).outcome is Outcome.NOT_RUN


@pytest.mark.parametrize(
    "loop",
    [
        "while True: pass",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "10**(10**9)",
    ],
)
def test_an_endless_cell_ends_by_its_deadline(small_reference: Reference, loop: str) -> None:
    result = grade_submission(submission(loop), small_reference, Limits(cell=2, notebook=30))
    assert (result.state, result.points) == (State.TIMED_OUT, 0)
    assert "longer than 2 s" in result.stop
    # The deadline, the kernel's start and its end; a grader that waited for the loop would never get here.
    assert result.seconds < 25


def test_the_whole_notebook_has_a_deadline_too(small_reference: Reference) -> None:
    result = grade_submission(
        submission("import time\ntime.sleep(60)"), small_reference, Limits(cell=60, notebook=4)
    )
    assert result.state is State.TIMED_OUT
    assert "The run ended at cell 'count' (Count things): the notebook ran longer than 4 s." in result.stop


def test_what_is_unreadable_has_no_score(small_reference: Reference) -> None:
    result = grade_submission(b"{", small_reference, LIMITS)
    assert (result.state, result.points) == (State.UNREADABLE, None)
    assert "JSON" in result.stop


def test_a_written_answer_waits_for_a_marker(small_reference: Reference) -> None:
    result = graded(small_reference, None, why="Because I counted them.")
    written = result.exercises[-1]
    assert written.written and written.points is None and result.awaiting_marker
    assert written.answer == "Because I counted them."
    assert written.title == "Written answer: why"  # not each of several by the same name


def test_an_untouched_written_answer_is_settled(small_reference: Reference) -> None:
    result = graded(small_reference, None)
    assert result.exercises[-1].points == 0 and not result.awaiting_marker


def test_the_kernel_sees_a_short_environment_and_an_empty_folder(
    small_reference: Reference, monkeypatch
) -> None:
    monkeypatch.setenv("LAB_TEST_TOKEN", "a secret of the instructor's")
    answer = "import os\nprint(sorted(os.environ))\nprint(os.listdir('.'))\nprint(os.environ.get('LAB_TEST_TOKEN'))"
    notebook = nbformat.reads(graded(small_reference, answer).notebook, as_version=4)
    shown = "".join(o.get("text", "") for c in notebook.cells if c.id == "count" for o in c.outputs)
    assert "LAB_TEST_TOKEN" not in shown and "secret" not in shown
    assert "['data']" in shown


@pytest.mark.worker_processes
@pytest.mark.parametrize("reader", [behind.stumbles, behind.crashes, behind.recurses])
def test_a_run_that_ends_its_reader_is_the_students_state(
    small_reference: Reference, monkeypatch: pytest.MonkeyPatch, reader: Callable[..., None]
) -> None:
    """The answers are shown, nothing counts, and a reason says so; the grader goes on."""
    monkeypatch.setattr(grading, "grade_submission", reader)
    result = grade_apart(submission("number_of_things = 2"), small_reference, LIMITS)
    assert (result.state, result.points, result.max_points) == (State.PARTLY_GRADED, 0, 100)
    assert verdict(result).outcome is Outcome.NOT_RUN and result.exercises[0].answer == "number_of_things = 2"
    assert "could not be read to its end" in result.stop and "\x1b" not in result.stop
    assert "number_of_things = 2" in result.notebook and result.submission_hash and result.reference_hash
    monkeypatch.undo()
    assert grade_apart(submission("number_of_things = 2"), small_reference, LIMITS).points == 100


@pytest.mark.worker_processes
def test_a_notebook_that_ends_every_reader_is_unreadable(
    small_reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("grade_submission", "grade_unrun"):
        monkeypatch.setattr(grading, name, behind.crashes)
    result = grade_apart(submission("number_of_things = 2"), small_reference, LIMITS)
    assert (result.state, result.points) == (State.UNREADABLE, None)
    assert result.stop == "reading the notebook crashed the grader's process (SIGSEGV)"
    assert result.submission_hash and result.reference_hash == small_reference.hash


#: Cells that once took the grader's own time or its life.
HEAVY = {
    "a sum": "x = 1" + " + 1" * 600,
    "attributes": "class A: pass\na = A()\na.b = a\nx = a" + ".b" * 500,
    "lines of !": "if False:\n" + "    !a\n" * 60,
    "control characters printed": "for _ in range(20):\n    print('\\x90' * 81_000)",
    "control characters in a comment": "# " + "\x90" * 81_000,
    "a long line": "x = '" + "a" * 150_000 + "'",
}
#: Cells that IPython itself does not run.
TOO_HEAVY = {
    "a sum": "x = 1" + " + 1" * 1_000,
    "a longer sum": "x = 1" + " + 1" * 2_000,
    "attributes": "x = a" + ".b" * 1_000,
    "signs": "x = " + "-" * 1_500 + "1",
}


@pytest.mark.worker_processes
@pytest.mark.parametrize("what", HEAVY)
def test_code_that_is_heavy_to_read_is_graded(small_reference: Reference, what: str) -> None:
    result = grade_apart(submission(f"{HEAVY[what]}\nnumber_of_things = 2"), small_reference, LIMITS)
    assert (result.state, result.points) == (State.GRADED, 100), (result.state, result.stop)


@pytest.mark.worker_processes
@pytest.mark.parametrize("what", TOO_HEAVY)
def test_code_that_ipython_does_not_run_is_wrong_and_no_more(small_reference: Reference, what: str) -> None:
    result = grade_apart(submission(TOO_HEAVY[what]), small_reference, LIMITS)
    assert (result.state, result.points, result.stop) == (State.GRADED, 0, "")


def changed(content: bytes, change: Callable[[list], None]) -> bytes:
    """A notebook whose cells were changed in some way."""
    notebook = json.loads(content)
    change(notebook["cells"])
    return json.dumps(notebook).encode()


def test_what_was_only_saved_again_is_taken_for_the_same(small_reference: Reference) -> None:
    released = small_reference.lesson.released_text
    content = submission("number_of_things = 2", "I counted.")
    again = saved_again(content)
    assert again != content and taken_hash(again, released) == taken_hash(content, released)
    others = {
        submission("number_of_things = 3", "I counted."),
        submission("number_of_things = 2", "I did not."),
        changed(
            content, lambda cells: cells.append({"cell_type": "code", "source": "x = 1", "metadata": {}})
        ),
        changed(content, lambda cells: cells.pop(1)),
        changed(content, lambda cells: cells[1].update(source="things = []")),
        changed(content, lambda cells: cells[3]["metadata"].clear()),
        b"no notebook",
        b"no  notebook",
    }
    hashes = {taken_hash(other, released) for other in others} | {taken_hash(content, released)}
    assert len(hashes) == len(others) + 1


@pytest.mark.worker_processes
def test_what_ends_its_reader_is_told_by_its_bytes(small_reference: Reference, monkeypatch) -> None:
    monkeypatch.setattr(grading, "taken_hash", behind.stumbles)
    content = b"whatever"
    assert taken_apart(content, small_reference.lesson) == hashlib.sha256(content).hexdigest()
