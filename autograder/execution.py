"""Run a notebook in a kernel of its own, under deadlines; bring back what it showed and recorded.

This is the only module that runs a student's code. It decides nothing about points: its result is a
`Transcript`, plain values, made from whatever arrived before the notebook ended or was ended.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from autograder.lesson_source import grade_id
from autograder.skipping import skippable

#: The folder that holds the recorder, and nothing else: all of the project that a kernel can import.
RECORDER_PATH = Path(__file__).parent / "kernel"
#: Where the recorder puts a record: under this key of a display's metadata.
RECORD_KEY = "training_lab_record"

_INHERITED = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "WINDIR")
#: One thread a kernel, so that kernels side by side don't fight and sums are added in the same order everywhere.
_FIXED = {
    "AUTOGRADER_RECORD": "1",
    "CUDA_VISIBLE_DEVICES": "-1",
    "JUPYTER_PLATFORM_DIRS": "1",
    "KERAS_BACKEND": "tensorflow",
    "OMP_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
}


@dataclass(frozen=True)
class Limits:
    """Deadlines in seconds. `cell` is for one cell, `notebook` for all of them, `start` for the kernel."""

    cell: float = 60.0
    notebook: float = 600.0
    start: float = 120.0


@dataclass(frozen=True)
class Stop:
    """Where and why a run ended before its last cell."""

    index: int
    cell: str
    reason: str


@dataclass(frozen=True)
class SentRecord:
    """A record as the kernel sent it: untrusted. `test_cell` is the grade_id of the cell that was running."""

    test_cell: str | None
    payload: Any


@dataclass(frozen=True)
class Transcript:
    """What a run brought back: outputs per cell (in the order of the notebook's cells), records, the stop."""

    outputs: tuple[tuple[NotebookNode, ...], ...]
    records: tuple[SentRecord, ...]
    stop: Stop | None
    seconds: float

    def error(self, index: int) -> tuple[str, str] | None:
        """Type and message of the first exception that cell `index` ended with, or None."""
        for output in self.outputs[index]:
            if output.output_type == "error":
                return str(output.get("ename", "")), str(output.get("evalue", ""))
        return None


def execute(
    notebook: NotebookNode,
    files: Mapping[str, bytes],
    probes: Mapping[str, Any],
    limits: Limits,
    until: str | None = None,
) -> Transcript:
    """Run `notebook`, with `files` (name to content) beside it and `probes` for its recorder.

    `until` is the grade_id of the last cell to run; None runs them all.

    Demonstrations that no answer depends on are left out (see skipping). Never raises for what the
    notebook does: a notebook that crashes or overruns ends there, and what was recorded until then counts.
    """
    # Formgrader's button runs inside a server's event loop, where asyncio.run is refused: use a thread.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _execute(notebook, files, probes, limits, until)).result()


async def _execute(
    notebook: NotebookNode,
    files: Mapping[str, bytes],
    probes: Mapping[str, Any],
    limits: Limits,
    until: str | None,
) -> Transcript:
    began = time.monotonic()
    # A socket's path is limited to about 100 characters, so the name stays short. ipykernel may still
    # be closing files when its folder goes: what it leaves is no reason to lose a grade.
    with tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True) as desk_name:
        desk = Path(desk_name)
        work = _furnish(desk, files, probes)
        manager = AsyncKernelManager(kernel_spec_manager=_CourseKernel(), **_transport(desk))
        client = NotebookClient(
            notebook,
            km=manager,
            timeout=limits.cell,
            startup_timeout=limits.start,
            # An interrupt can be caught or ignored: what overruns is killed instead.
            interrupt_on_timeout=False,
            allow_errors=True,
            record_timing=False,
            store_widget_state=False,
        )
        try:
            await manager.start_kernel(
                cwd=str(work),
                env=_environment(desk),
                extra_arguments=["--HistoryManager.hist_file=:memory:"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            await client.async_start_new_kernel_client()
            stop = await _run_cells(client, notebook, limits, began, until)
        except RuntimeError as error:
            stop = Stop(0, "", f"the kernel did not start ({error})")
        finally:
            if client.kc is not None:
                client.kc.stop_channels()
            if manager.has_kernel:
                await manager.shutdown_kernel(now=True)
    return _transcript(notebook, stop, time.monotonic() - began)


async def _run_cells(
    client: NotebookClient, notebook: NotebookNode, limits: Limits, began: float, until: str | None
) -> Stop | None:
    skipped = skippable(notebook.cells)
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or index in skipped:
            continue
        left = limits.notebook - (time.monotonic() - began)
        seconds = min(limits.cell, left)
        name = grade_id(cell) or cell.id
        if seconds <= 0:
            return Stop(index, name, f"the notebook ran longer than {limits.notebook:g} s")
        client.timeout = max(1, int(seconds))
        try:
            await client.async_execute_cell(cell, index)
        except CellTimeoutError:
            what, longest = ("cell", limits.cell) if seconds == limits.cell else ("notebook", limits.notebook)
            return Stop(index, name, f"the {what} ran longer than {longest:g} s")
        except DeadKernelError:
            return Stop(index, name, "the kernel died in this cell")
        if name == until:
            break
    return None


def _furnish(desk: Path, files: Mapping[str, bytes], probes: Mapping[str, Any]) -> Path:
    """Lay out the folders of one run; returns the working directory."""
    work = desk / "work"
    for folder in (work, desk / "home", desk / "tmp", desk / "mpl"):
        folder.mkdir()
    for name, content in files.items():
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (desk / "probes.json").write_text(json.dumps(probes), encoding="utf-8")
    for font_list in _font_lists():
        # Matplotlib reads every font of the machine where it finds no list: a second for each notebook.
        shutil.copy(font_list, desk / "mpl")
    return work


def _font_lists() -> list[Path]:
    import matplotlib

    return list(Path(matplotlib.get_cachedir()).glob("fontlist-*.json"))


def _environment(desk: Path) -> dict[str, str]:
    """All that a kernel sees of the environment."""
    return {
        **{name: os.environ[name] for name in _INHERITED if name in os.environ},
        **_FIXED,
        "AUTOGRADER_PROBES": str(desk / "probes.json"),
        "HOME": str(desk / "home"),
        "USERPROFILE": str(desk / "home"),
        "IPYTHONDIR": str(desk / "home" / ".ipython"),
        "MPLCONFIGDIR": str(desk / "mpl"),
        "PYTHONPATH": str(RECORDER_PATH),
        "TMPDIR": str(desk / "tmp"),
    }


def _transport(desk: Path) -> dict[str, Any]:
    """Sockets in the run's own folder, where there are any: no port that another kernel could take."""
    connection = {"connection_file": str(desk / "kernel.json")}
    return connection if os.name == "nt" else {"transport": "ipc", "ip": str(desk / "s"), **connection}


class _CourseKernel(KernelSpecManager):
    """Always this interpreter's ipykernel, whatever a notebook or the machine's kernelspecs say."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Training Lab",
            language="python",
        )


def _transcript(notebook: NotebookNode, stop: Stop | None, seconds: float) -> Transcript:
    outputs, records = [], []
    for cell in notebook.cells:
        shown = []
        for output in cell.get("outputs", []):
            metadata = output.get("metadata", {})
            if RECORD_KEY in metadata:
                # nbformat has made its own kind of dict of every object: back to what JSON says.
                records.append(SentRecord(grade_id(cell), json.loads(json.dumps(metadata[RECORD_KEY]))))
            else:
                shown.append(output)
        outputs.append(tuple(shown))
    return Transcript(tuple(outputs), tuple(records), stop, seconds)
