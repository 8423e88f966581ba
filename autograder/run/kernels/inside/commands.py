"""A notebook's `!command` without a terminal: a closed kernel has no devices to make one of.

IPython runs such a line in a pseudo-terminal. Here it gets pipes, and an empty input instead of one that never
ends. What the command may do is what the kernel may do.
"""

from __future__ import annotations

import io
import subprocess


def use_pipes() -> None:
    """From now on this process's shell runs commands through pipes."""
    from ipykernel import zmqshell

    zmqshell.system = system


def system(command: str) -> int | None:
    """Run a command in a shell and print what it prints, as it comes; returns its exit status, as IPython's does."""
    from IPython.utils._process_common import process_handler

    return process_handler(command, _show, subprocess.STDOUT)


def _show(process: subprocess.Popen[bytes]) -> int:
    assert process.stdin is not None and process.stdout is not None
    process.stdin.close()
    for line in io.TextIOWrapper(process.stdout, "utf-8", "replace"):
        print(line, end="", flush=True)
    return process.wait()
