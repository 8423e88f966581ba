"""One notebook in one kernel, once: cells in order, under deadlines and caps, until the first that breaks them.

This is the only module that sends a student's code to a kernel. What comes back is untrusted.
"""

from __future__ import annotations

import json
import math
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from autograder.course.cells import grade_id
from autograder.run.client import CountedClient, CountedKernelManager
from autograder.run.kernels.provisioner import NAME, desk_environment, write_files
from autograder.run.kernels.sandbox import recorder_folder
from autograder.run.kernels.server import FIXED_ENVIRONMENT, KernelLimits, give_fonts
from autograder.run.limits import (
    TAMPERING,
    Ending,
    Limits,
    Stop,
)

_INHERITED = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "WINDIR")


@dataclass
class Run:
    """What one run brought back: the notebook with its outputs, where it stopped, signs of tampering.

    `records` are what the recorder sent, each with the cell that was running.
    """

    notebook: NotebookNode
    records: list[tuple[NotebookNode, Any]] = field(default_factory=list)
    stop: Stop | None = None
    flags: list[str] = field(default_factory=list)


async def run_once(
    notebook: NotebookNode,
    files: Mapping[str, bytes],
    probes: Mapping[str, Any],
    limits: Limits,
    deadline: float,
    skipped: set[int],
    until: str | None,
    warm: bool,
) -> Run:
    """Run `notebook` (whose cells are filled in) but for the cells `skipped`, until `deadline` (monotonic)."""
    run = Run(notebook)
    # ipykernel may still be closing files when its folder goes: what it leaves is no reason to lose a grade.
    desk = None if warm else tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True)
    if desk is None:
        manager = CountedKernelManager(kernel_spec_manager=_CourseKernel(NAME))
        start = _warm(files, probes, limits)
    else:
        place = _transport(Path(desk.name))
        manager = CountedKernelManager(kernel_spec_manager=_CourseKernel("local-provisioner"), **place)
        start = _cold(Path(desk.name), files, probes)
    client = CountedClient(
        notebook,
        output_bytes=limits.output_bytes,
        outputs=limits.outputs,
        km=manager,
        timeout=limits.cell,
        startup_timeout=limits.start,
        # An interrupt can be caught or ignored: what overruns is killed instead.
        interrupt_on_timeout=False,
        allow_errors=True,
        record_timing=False,
        store_widget_state=False,
    )
    run.records = client.records
    try:
        try:
            await manager.start_kernel(**start)
            await client.async_start_new_kernel_client()
        except (
            Exception
        ) as error:  # nothing of the notebook's has run yet: whatever it is, it is the grader's trouble
            kind = Ending.LOST if _ended(manager)[0] is Ending.LOST else Ending.NO_START
            run.stop = Stop(0, "", f"the kernel did not start ({error})", kind)
        else:
            client.watch()
            run.stop = await _run_cells(client, run, limits, deadline, skipped, until)
    finally:
        await client.stop_watching()
        if client.kc is not None:
            client.kc.stop_channels()
        if manager.has_kernel:
            # The manager by itself looks ten times a second whether it has ended.
            await manager.provisioner.kill()
            await manager.provisioner.wait()
            await manager.shutdown_kernel(now=True)
        elif manager.provisioner is not None:
            await manager.provisioner.cleanup()
        manager.close()
        if desk is not None:
            desk.cleanup()
    return run


async def _run_cells(
    client: CountedClient, run: Run, limits: Limits, deadline: float, skipped: set[int], until: str | None
) -> Stop | None:
    for index, cell in enumerate(run.notebook.cells):
        if cell.cell_type != "code" or index in skipped:
            continue
        left = deadline - time.monotonic()
        seconds = min(limits.cell, left)
        name = grade_id(cell) or cell.id
        too_long = f"the notebook ran longer than {limits.notebook:g} s"
        out_of_time = Stop(index, name, too_long, Ending.TIMED_OUT)
        if seconds <= 0:
            return out_of_time
        client.timeout = max(1, math.ceil(seconds))  # whole seconds, and none too few
        try:
            # Once is enough: a shell that was patched stays so.
            if name.startswith("test-") and not run.flags and not await _canary_lives(client):
                run.flags.append(
                    f"{TAMPERING}before {name!r}, the kernel did not run a cell of the grader's as it was written"
                )
            await client.async_execute_cell(cell, index)
        except CellTimeoutError:
            if seconds < limits.cell:
                return out_of_time
            return Stop(index, name, f"the cell ran longer than {limits.cell:g} s", Ending.TIMED_OUT)
        except DeadKernelError:
            if client.cut:
                return _cut(client, run, index, name)
            await client.km.provisioner.wait()
            kind, reason = _ended(client.km)
            return Stop(index, name, reason or "the kernel died in this cell", kind)
        if client.cut:
            return _cut(client, run, index, name)
        if name == until:
            break
    return None


def _cut(client: CountedClient, run: Run, index: int, name: str) -> Stop:
    """The stop of a kernel that was cut off for what it sent while cell `index` ran."""
    assert client.cut is not None
    kind, reason = client.cut
    if kind is Ending.MALFORMED:
        run.flags.append(f"{TAMPERING}in {name!r}, {reason}")
    return Stop(index, name, reason, kind)


async def _canary_lives(client: CountedClient) -> bool:
    """Whether the kernel still runs what it is sent: a cell that must end with an error only we can foresee.

    A shell that has been patched (its run_code, its transformers, its exception handler) gives itself away. The
    cell has what checks are made of: an assertion that fails, a comparison, a call, an error that is caught.
    It is a sign for the instructor; nothing that a kernel says earns a point by itself.
    """
    nonce = secrets.token_hex(8)
    first, second = nonce[:8], nonce[8:]
    cell = nbformat.v4.new_code_cell(
        f"try:\n    assert {first!r} == {nonce!r}, {first!r}\n"
        f"except AssertionError as failed:\n    raise RuntimeError(str(failed) + {second!r}) from None"
    )
    client.nb.cells.append(cell)
    try:
        await client.async_execute_cell(cell, len(client.nb.cells) - 1, store_history=False)
    finally:
        client.nb.cells.pop()
    return any(
        output.output_type == "error" and (output.ename, output.evalue) == ("RuntimeError", nonce)
        for output in cell.outputs
    )


def _ended(manager: CountedKernelManager) -> tuple[Ending, str]:
    """What ended the kernel, as its sandbox says, and why in words; it crashed, without a word, if that did not."""
    kind = getattr(manager.provisioner, "kind", "")
    return Ending(kind or Ending.CRASHED), getattr(manager.provisioner, "reason", "")


def _warm(files: Mapping[str, bytes], probes: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """How to start a kernel of the fork server's."""
    return {
        "env": {**_inherited(), **_GRADING},
        "files": files,
        "probes": probes,
        "limits": KernelLimits(limits.memory, limits.processes, limits.scratch, int(limits.notebook) + 60),
    }


def _cold(desk: Path, files: Mapping[str, bytes], probes: Mapping[str, Any]) -> dict[str, Any]:
    """How to start an ordinary process: for macOS and Windows, and to compare a warm kernel with."""
    for folder in ("work", "home", "tmp"):
        (desk / folder).mkdir()
    write_files(files, desk / "work")
    (desk / "probes.json").write_text(json.dumps(probes), encoding="utf-8")
    give_fonts(desk / "mpl")
    own = {
        **desk_environment(desk),
        "AUTOGRADER_PROBES": str(desk / "probes.json"),
        "USERPROFILE": str(desk / "home"),
        "PYTHONPATH": str(recorder_folder()),
    }
    # jupyter_client names this process as the kernel's parent.
    fixed = {name: value for name, value in FIXED_ENVIRONMENT.items() if name != "JPY_PARENT_PID"}
    return {
        "cwd": str(desk / "work"),
        "env": {**_inherited(), **fixed, **_GRADING, **own},
        "extra_arguments": ["--HistoryManager.hist_file=:memory:"],
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
    }


#: Grading sees the same data everywhere: MNIST's stand-in.
_GRADING = {"AUTOGRADER_RECORD": "1", "TRAINING_LAB_MNIST": "stand-in"}


def _inherited() -> dict[str, str]:
    return {name: os.environ[name] for name in _INHERITED if name in os.environ}


def _transport(desk: Path) -> dict[str, Any]:
    """Sockets in the run's own folder, where there are any: no port that another kernel could take."""
    connection = {"connection_file": str(desk / "kernel.json")}
    return connection if os.name == "nt" else {"transport": "ipc", "ip": str(desk / "s"), **connection}


class _CourseKernel(KernelSpecManager):
    """Always this interpreter's ipykernel, whatever a notebook or the machine's kernelspecs say."""

    def __init__(self, provisioner: str) -> None:
        super().__init__()
        self.provisioner = provisioner

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Training Lab",
            language="python",
            metadata={"kernel_provisioner": {"provisioner_name": self.provisioner}},
        )
