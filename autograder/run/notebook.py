"""Run a notebook under deadlines, and again without the cell that ended it; bring back what it recorded.

It decides nothing about points: its result is a `Transcript`, plain values, made from whatever arrived.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.course.cells import grade_id
from autograder.course.skipping import skippable
from autograder.run.limits import Ending, Limits, Stop
from autograder.run.once import Run, run_once

#: Runs after the first, each without one cell more.
_RERUNS = 3
#: Runs that are repeated because the fork server went away, or the kernel before it was ready: none of the
#: notebook's doing.
_REPEATS = 3


@dataclass(frozen=True)
class SentRecord:
    """A record as the kernel sent it: untrusted. `test_cell` is the grade_id of the cell that was running."""

    test_cell: str | None
    payload: Any


@dataclass(frozen=True)
class Transcript:
    """What running a notebook brought back.

    `outputs` per cell (in the order of the notebook's cells) and `records` come from the last run;
    `left_out` are the cells that ended a run, without which the notebook then ran on; `stop` is where
    the last run ended, if not after the last cell.
    """

    outputs: tuple[tuple[NotebookNode, ...], ...]
    records: tuple[SentRecord, ...]
    stop: Stop | None
    seconds: float
    left_out: tuple[Stop, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def stops(self) -> tuple[Stop, ...]:
        """All that ended a run, in order."""
        return (*self.left_out, *((self.stop,) if self.stop else ()))

    def error(self, index: int) -> tuple[str, str] | None:
        """Type and message of the first exception that cell `index` ended with, or None."""
        for output in self.outputs[index]:
            if output.output_type == "error":
                return str(output.get("ename", "")), str(output.get("evalue", ""))
        return None

    def stopped(self, index: int) -> Stop | None:
        """Why cell `index` was not run to its end, or not at all; None if it was."""
        for stop in self.left_out:
            if stop.index == index:
                return stop
        return self.stop if self.stop and self.stop.index <= index else None


def execute(
    notebook: NotebookNode,
    files: Mapping[str, bytes],
    probes: Mapping[str, Any],
    limits: Limits,
    until: str | None = None,
    warm: bool = sys.platform == "linux",
) -> Transcript:
    """Run `notebook`, with `files` (name to content) beside it and `probes` for its recorder.

    `until` is the grade_id of the last cell to run; None runs them all. `warm` kernels come out of the fork
    server; cold ones are ordinary processes, and the only ones outside Linux.

    Demonstrations that no answer depends on are left out (see skipping). Never raises for what the
    notebook does: a cell that ends its kernel or its time is left out of another run, so that the other
    exercises get their marks; at most three times, and under one deadline.
    """
    # Formgrader's button runs inside a server's event loop, where asyncio.run is refused: use a thread.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _execute(notebook, files, probes, limits, until, warm)).result()


async def _execute(
    notebook: NotebookNode,
    files: Mapping[str, bytes],
    probes: Mapping[str, Any],
    limits: Limits,
    until: str | None,
    warm: bool,
) -> Transcript:
    began = time.monotonic()
    deadline = began + limits.notebook
    skipped = set(skippable(notebook.cells))
    left_out: list[Stop] = []
    flags: list[str] = []
    reruns = repeats = 0
    second_chance = True
    while True:
        fresh = nbformat.from_dict(notebook)  # a copy, in a tenth of the time of `deepcopy`
        run = await run_once(fresh, files, probes, limits, deadline, skipped, until, warm)
        flags += run.flags
        stop = run.stop
        if stop is not None and stop.ours and repeats < _REPEATS and time.monotonic() < deadline:
            repeats += 1
            continue
        if stop is None or stop.ours or reruns == _RERUNS or time.monotonic() >= deadline:
            return _transcript(run, began, left_out, flags)
        reruns += 1
        if stop.kind is Ending.CRASHED and second_chance:
            # Somebody else may have ended it: once, a kernel that died for no known reason gets another try.
            second_chance = False
            continue
        left_out.append(stop)
        skipped.add(stop.index)


def _transcript(run: Run, began: float, left_out: list[Stop], flags: list[str]) -> Transcript:
    return Transcript(
        tuple(tuple(cell.get("outputs", [])) for cell in run.notebook.cells),
        tuple(SentRecord(grade_id(cell), payload) for cell, payload in run.records),
        run.stop,
        time.monotonic() - began,
        tuple(left_out),
        tuple(dict.fromkeys(flags)),
    )
