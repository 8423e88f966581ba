"""What the hostile tests share: cells and scripts run in a closed kernel, and a look at what is left of them."""

from __future__ import annotations

import ast
import json
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from support.leftovers import below

from autograder.run.kernels.server import ForkServer
from autograder.run.limits import Limits
from autograder.run.notebook import Transcript, execute

LIMITS = Limits(cell=30, notebook=120, scratch=32 << 20)
#: Stands in whatever a notebook must not see.
MARKER = "a-secret-of-the-instructors-7d1f"
#: Scripts that run inside a kernel: each of their functions is one attempt at something forbidden.
INSIDE = Path(__file__).parent / "inside"


def run(*cells: str, limits: Limits = LIMITS, files: dict[str, bytes] | None = None) -> Transcript:
    """Run these cells in one kernel, as grading does."""
    made = [
        nbformat.v4.new_code_cell(textwrap.dedent(text).strip(), id=f"cell-{i}")
        for i, text in enumerate(cells)
    ]
    return execute(nbformat.v4.new_notebook(cells=made), files or {}, {}, limits)


def shown(transcript: Transcript, cell: int | None = None) -> str:
    """All that a cell (or every one) showed: text, errors, values."""
    chosen = transcript.outputs if cell is None else [transcript.outputs[cell]]
    words: list[str] = []
    for output in (output for outputs in chosen for output in outputs):
        words += [output.get("text", ""), output.get("ename", ""), output.get("evalue", "")]
        words += [str(value) for value in output.get("data", {}).values()]
    return "\n".join(filter(None, words))


def reasons(transcript: Transcript) -> str:
    """Why cells were ended."""
    stops = [*transcript.left_out, *([transcript.stop] if transcript.stop else [])]
    return "; ".join(stop.reason for stop in stops)


_ATTEMPT = """
import json

def attempt(action, target):
    try:
        gained = action(target)
    except BaseException as error:
        return f"refused: {type(error).__name__}: {error}"
    return f"GAINED: {gained!r}"[:300] if gained else "nothing"

said = {f"{name} {target}": attempt(globals()[name], target) for name in NAMES for target in TARGETS}
print(json.dumps(said))
"""


def attempts(script: str, targets: Iterable[Any] = ("",), **constants: Any) -> dict[str, str]:
    """Run a script of inside/ in a kernel and call each of its functions with each target.

    A function that returns something true has gained something; one that raises was refused. `constants`
    are names that the script finds. Returns what was gained, by "function target"; an attempt that brings the
    kernel down fails the test.
    """
    text = (INSIDE / script).read_text(encoding="utf-8")
    names = [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    names = [name for name in names if not name.startswith("_")]
    targets = list(targets)
    constants |= {"NAMES": names, "TARGETS": targets}
    transcript = run("\n".join(f"{name} = {value!r}" for name, value in constants.items()), text, _ATTEMPT)
    assert not reasons(transcript), reasons(transcript)
    last = shown(transcript, 2)
    assert MARKER not in json.dumps(transcript.outputs)
    said = json.loads(last.splitlines()[-1])
    assert len(said) == len(names) * len(targets)
    return {what: outcome for what, outcome in said.items() if outcome.startswith("GAINED")}


def mostly_as_user(names: Iterable[str], *as_root: str) -> list[Any]:
    """Parameters of a test that is run as an ordinary user; as root, too, with those named."""
    return [pytest.param(name, marks=[pytest.mark.as_root] * (name in as_root)) for name in names]


def of_server(server: ForkServer) -> set[int]:
    """A server's own processes and all of its kernels'."""
    assert server.process is not None
    return {server.process.pid, *below(server.process.pid)}


def desks(server: ForkServer) -> list[str]:
    """What kernels have left in the server's folder."""
    return sorted(path.name for path in server.hub.iterdir() if path.is_dir() and path.name.startswith("k"))
