"""What a run of the tests leaves behind: processes, mounts, files. It should be nothing."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: How temporary files and folders of the grader's begin.
_OURS = ("lab-", "training-lab-")


def processes() -> dict[int, int]:
    """Every process that can be seen and still runs, and its parent."""
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
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {ancestor}


def becomes(condition: Callable[[], Any], seconds: float = 30.0) -> bool:
    """Whether this comes true, watching."""
    until = time.monotonic() + seconds
    while not (held := condition()) and time.monotonic() < until:
        time.sleep(0.02)
    return bool(held)


class Watch:
    """From the start of a run to its end. Linux; elsewhere it sees only files.

    While it lasts, temporary files go into a folder of its own; a process whose parent ends becomes a child
    of this one, so that no daemon is lost from sight.
    """

    def __init__(self) -> None:
        self.before = os.environ.get("TMPDIR")
        # What pytest keeps for people to look at is kept where it always is. Every test's folder has a space in
        # its path: somebody's home has one, and a command that forgets its quotes fails here first.
        kept = Path(
            tempfile.gettempdir(), f"training lab tests {os.getuid() if hasattr(os, 'getuid') else ''}"
        )
        kept.mkdir(exist_ok=True)
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(kept))
        self.folder = Path(tempfile.mkdtemp(prefix="lab-test-"))
        self.folder.chmod(0o711)  # the account of root's kernels passes through
        self._use(str(self.folder))
        self.mounts = self._mounts()
        self.present = below(os.getpid()) if sys.platform == "linux" else set()
        if sys.platform == "linux":
            set_subreaper = 36
            ctypes.CDLL(None).prctl(set_subreaper, 1, 0, 0, 0)

    def left(self) -> list[str]:
        """What is left, in words."""
        left = []
        if sys.platform == "linux":
            becomes(lambda: not self._processes(), 10)
            left += self._processes()
            left += [f"mount: {line}" for line in sorted(self._mounts() - self.mounts)]
        # Browsers, Dask and others keep things of their own: they go with the folder.
        ours = [path for path in sorted(self.folder.iterdir()) if path.name.startswith(_OURS)]
        return left + [f"file: {path}" for path in ours]

    def close(self) -> None:
        """Remove the folder of temporary files."""
        self._use(self.before)
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def _use(folder: str | None) -> None:
        if folder is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = folder
        tempfile.tempdir = None  # so that it is looked up again

    def _processes(self) -> list[str]:
        found = []
        for pid in sorted(below(os.getpid()) - self.present):
            try:
                words = Path("/proc", str(pid), "cmdline").read_bytes().replace(b"\0", b" ")
            except OSError:
                continue
            # multiprocessing's own helper ends with the process that it helps: this one.
            if b"resource_tracker" not in words:
                found.append(f"process {pid}: {words.decode(errors='replace')[:200]}")
        return found

    @staticmethod
    def _mounts() -> set[str]:
        table = Path("/proc/self/mountinfo")
        return set(table.read_text().splitlines()) if table.exists() else set()
