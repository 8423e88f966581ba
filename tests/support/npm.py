"""The packages of npm that the panel is built with: installed once, as panel/'s lock says."""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
from pathlib import Path

from support.places import ROOT
from support.required import lacking

PANEL = ROOT / "panel"


def node_modules() -> Path:
    """panel/node_modules, filled from the lock. Skips where Node is not there, too old, or has no registry in reach."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        lacking("node", "no Node on this machine: install nodejs and npm")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    wanted = json.loads((PANEL / "package.json").read_text(encoding="utf-8"))["engines"]["node"]
    if _numbers(version.strip("v\n")) < _numbers(wanted.removeprefix(">=")):
        lacking("node", f"Node {version.strip()} is older than the panel's {wanted}")
    folder = PANEL / "node_modules"
    mark = folder / ".installed"
    lock = (PANEL / "package-lock.json").read_bytes()
    with (PANEL / "package.json").open("rb") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)  # other workers wait
        if not (mark.is_file() and mark.read_bytes() == lock):
            command = ["npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"]
            done = subprocess.run(command, cwd=PANEL, capture_output=True, text=True, timeout=600)
            if done.returncode:
                lacking("node", f"npm ci: {done.stderr[-1000:]}")
            mark.write_bytes(lock)
    return folder


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
