"""What the hostile tests share: kernels at a level, and a look at what is left of them."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import nbformat

from autograder.execution import Limits, Transcript, execute
from autograder.warm.server import ForkServer

LIMITS = Limits(cell=30, notebook=120, scratch=32 << 20)


def run(*cells: str, limits: Limits = LIMITS, files: dict[str, bytes] | None = None) -> Transcript:
    """Run these cells in one kernel, as grading does."""
    made = [nbformat.v4.new_code_cell(text, id=f"cell-{i}") for i, text in enumerate(cells)]
    return execute(nbformat.v4.new_notebook(cells=made), files or {}, {}, limits)


def shown(transcript: Transcript, cell: int | None = None) -> str:
    """All that a cell (or every one) showed: text, errors, values."""
    chosen = transcript.outputs if cell is None else [transcript.outputs[cell]]
    words = []
    for output in (o for outputs in chosen for o in outputs):
        words += [output.get("text", ""), output.get("ename", ""), output.get("evalue", "")]
        words += [str(value) for value in output.get("data", {}).values()]
    return "\n".join(filter(None, words))


def reasons(transcript: Transcript) -> str:
    """Why cells were ended."""
    stops = [*transcript.left_out, *([transcript.stop] if transcript.stop else [])]
    return "; ".join(stop.reason for stop in stops)


def processes() -> dict[int, int]:
    """Every process that can be seen, and its parent."""
    found = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                line = Path("/proc", entry, "stat").read_text(errors="replace")
            except OSError:
                continue
            state, parent = line[line.rindex(")") + 2 :].split()[:2]
            if state != "Z":
                found[int(entry)] = int(parent)
    return found


def below(ancestor: int) -> set[int]:
    """The processes that came of this one and still have it above them."""
    parents, found = processes(), {ancestor}
    while True:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        if not more:
            return found - {ancestor}
        found |= more


def serving(server: ForkServer) -> set[int]:
    """The processes of a server that has no kernel: itself, and bubblewrap around it. Told by its command line."""
    found = set()
    for pid in processes():
        try:
            words = Path("/proc", str(pid), "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if re.search(re.escape(str(server.hub)) + r"/settings\.json", words):
            found.add(pid)
    return found


def becomes(condition, seconds: float = 30.0) -> bool:
    """Whether this comes true, watching."""
    until = time.monotonic() + seconds
    while not (held := condition()) and time.monotonic() < until:
        time.sleep(0.02)
    return bool(held)


def desks(server: ForkServer) -> list[str]:
    """What kernels have left in the server's folder."""
    return sorted(p.name for p in server.hub.iterdir() if p.is_dir() and p.name.startswith("k"))
