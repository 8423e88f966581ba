"""Shell lines and magics in a kernel of grading: what works at home works here."""

from __future__ import annotations

import textwrap

import nbformat
import pytest
from support.small_lesson import check, student

from autograder.run.limits import Limits
from autograder.run.notebook import Transcript, execute

LIMITS = Limits(cell=60, notebook=120)


def run(answer: str, test: str = "") -> Transcript:
    """An answer and its check in a kernel of grading."""
    cells = [student("it", textwrap.dedent(answer).strip()), check("test-it", textwrap.dedent(test).strip())]
    return execute(nbformat.v4.new_notebook(cells=cells), {"stars.csv": b"name\nsun\n"}, {}, LIMITS)


def value(answer: str, expression: str) -> object:
    """What the recorder says of an expression after the answer has run, without an error."""
    transcript = run(answer, f"import _record\n_record.value('it', lambda: {expression})")
    assert transcript.error(0) is None and transcript.error(1) is None, transcript.outputs
    (record,) = transcript.records
    assert record.test_cell == "test-it"
    return record.payload.get("value", record.payload)


def printed(transcript: Transcript) -> str:
    return "".join(output.get("text", "") for output in transcript.outputs[0])


def test_a_command_prints_what_it_prints() -> None:
    transcript = run("!echo one; echo two >&2; printf 'three'\nprint('|')\n!cat\n!ls")
    assert transcript.error(0) is None
    assert printed(transcript).replace("\r", "") == "one\ntwo\nthree|\nstars.csv\n"


@pytest.mark.parametrize(
    ("answer", "expression", "expected"),
    [
        ("x = !ls", "list(x)", {"list": ["stars.csv"]}),
        ("word = 'hello'\nx = !echo {word} $word", "x[0]", "hello hello"),
        ("!exit 3", "_exit_code", 3),
        ("!kill -9 $$", "_exit_code", -9),
        ("x = !cat stars.csv | wc -l", "int(x[0])", 2),
        ("%%bash\necho hello > written", "open('written').read()", "hello\n"),
        ("%%bash --out x\necho hello", "x", "hello\n"),
        ("%%sh\nexit 0", "1", 1),
        ("%%capture out\nprint('hello')\nx = 2", "[x, out.stdout]", {"list": [2, "hello\n"]}),
        ("%%time\nx = 2", "x", 2),
        ("%time x = 2", "x", 2),
        ("%%writefile other.py\nx = 5", "__import__('other').x", 5),
        ("%pip --version\nx = 2", "x", 2),
        ("%matplotlib inline\n%config InlineBackend.figure_format = 'retina'\nx = 2\nx?", "x", 2),
        ("import os\nx = os.system('true')", "x", 0),
        ("import subprocess\nx = subprocess.run(['ls'], capture_output=True, text=True).stdout", "x", "stars.csv\n"),
    ],
    ids=lambda text: str(text).splitlines()[0] if text else "",
)  # fmt: skip
def test_commands_and_magics_work(answer: str, expression: str, expected: object) -> None:
    assert value(answer, expression) == expected
