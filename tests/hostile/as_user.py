"""How a run as root runs something as an ordinary user, with the same Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from support.places import ROOT

from autograder.run.kernels.level import Level

#: Accounts that nobody has, and not the one that root's kernels run under: one for the tests of each level, whose
#: processes are counted by account.
USERS = {Level.NAMESPACES: 64_998, Level.LANDLOCK: 64_997}


@cache
def how_to_run_as_user(user: int = USERS[Level.NAMESPACES]) -> tuple[str, ...] | None:
    """The words before a command that run it as an ordinary user; None where that cannot be done.

    A Python below a folder that others may not pass (/root, for one) is shown to the user in a mount
    namespace: an empty folder in place of that one, and in it nothing but what the tests need.
    """
    if os.getuid() != 0 or shutil.which("setpriv") is None:
        return None
    words: list[str] = []
    covered: list[Path] = []
    made: set[Path] = set()
    for path in sorted({Path(p).resolve() for p in (sys.prefix, sys.base_prefix, ROOT)}):
        closed = next((f for f in reversed([path, *path.parents]) if not f.stat().st_mode & 0o001), None)
        if closed is None:
            continue
        if closed == path:
            return None  # what is closed itself stays closed
        if closed not in covered:
            words += ["--perms", "0755", "--tmpfs", str(closed)]
            covered.append(closed)
        for folder in reversed(path.parents):
            if folder.is_relative_to(closed) and folder != closed and folder not in made:
                words += ["--perms", "0755", "--dir", str(folder)]
                made.add(folder)
        words += ["--ro-bind", str(path), str(path)]
    shown = ["bwrap", "--dev-bind", "/", "/", *words, "--"] if words else []
    command = [*shown, "setpriv", "--reuid", str(user), "--regid", str(user), "--clear-groups"]
    try:
        works = subprocess.run([*command, sys.executable, "-c", ""], capture_output=True, check=False)
    except OSError:
        return None  # no bubblewrap
    return tuple(command) if works.returncode == 0 else None
