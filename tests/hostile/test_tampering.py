"""Rows 2, 3, 4, 22 and 30: a patched shell gains nothing and is flagged; there is nothing worth reading in it."""

from __future__ import annotations

import json
import textwrap

import pytest
from support.attack_cells import TAMPERING
from support.small_lesson import submission

from autograder.compare.reference import Reference
from autograder.grading import grade_submission
from autograder.run.kernels.server import ForkServer
from hostile.closed import LIMITS


@pytest.mark.parametrize("how", TAMPERING)
def test_a_patched_shell_gains_nothing_and_is_flagged(
    server: ForkServer, small_reference: Reference, how: str
) -> None:
    result = grade_submission(submission(textwrap.dedent(TAMPERING[how])), small_reference, LIMITS)
    assert result.points == 0
    assert any("tampered" in flag for flag in result.flags), result.flags


LISTEN = """
import re

number_of_things = 7
seen = []

def look():
    # What only the key and the model answer say, by patterns that are not themselves what they look for.
    secrets = [re.compile(text) for text in (rb"Count on your finger[s]", rb"Because there are exactl[y]")]
    found = set()
    with open("/proc/self/mem", "rb", buffering=0) as memory:
        for line in open("/proc/self/maps"):
            span, rights = line.split()[:2]
            first, last = (int(end, 16) for end in span.split("-"))
            if not rights.startswith("rw") or last - first > 1 << 28:
                continue
            try:
                memory.seek(first)
                bytes_there = memory.read(last - first)
                found |= {secret.pattern for secret in secrets if secret.search(bytes_there)}
            except OSError:
                continue
    return found

def listen(info):
    seen.append(info.raw_cell)

def tell(result):
    if "_record" in (result.info.raw_cell or ""):
        print("CELL", ascii(seen[-1]))
        print("FOUND", look())

get_ipython().events.register("pre_run_cell", listen)
get_ipython().events.register("post_run_cell", tell)
"""


@pytest.mark.as_root
def test_nothing_worth_stealing_is_in_the_kernel(server: ForkServer, small_reference: Reference) -> None:
    """The hidden test, heard from inside: names and expressions. No hint, key or model answer in its memory."""
    from autograder.intake.notebook import canonical, with_hidden_tests
    from autograder.intake.reading import read_submission
    from autograder.run.notebook import execute

    lesson = small_reference.lesson
    prepared = canonical(read_submission(submission(LISTEN)), lesson.released)
    transcript = execute(with_hidden_tests(prepared.notebook, lesson.source), lesson.files, {}, LIMITS)
    said = json.dumps(transcript.outputs)
    assert "CELL" in said and "FOUND set()" in said, said
    assert "Count on your fingers" not in said and "share" not in said and "points" not in said


def test_duplicate_ids_and_warnings_cost_nothing(server: ForkServer, small_reference: Reference) -> None:
    """Rows 22 and 30."""
    notebook = json.loads(submission("import warnings\nnumber_of_things = 2\nwarnings.warn('careful')"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["id"] = "same"
    result = grade_submission(json.dumps(notebook).encode(), small_reference, LIMITS)
    assert result.points == 100
