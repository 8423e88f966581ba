"""A Dask cluster on loopback, started by the commands that an instructor uses."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from support.places import TESTS

DASK = str(Path(sys.executable).with_name("dask"))
QUIET = ("--host", "127.0.0.1", "--no-dashboard")


class Cluster:
    """A scheduler, and the `dask worker` commands that joined it."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.address, self.folder = f"tcp://127.0.0.1:{port}", folder
        self.processes: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start("scheduler", "--port", str(port))

    def worker(self, *more: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start workers; they find the scheduler when it is ready."""
        return self._start(
            "worker",
            self.address,
            "--local-directory",
            str(self.folder),
            *(more or ("--nthreads", "1")),
            **environment,
        )

    def _start(self, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        # The stand-in for grading lies in this package; the scheduler reads tasks too.
        path = os.pathsep.join((str(TESTS), os.environ.get("PYTHONPATH", ""))).strip(os.pathsep)
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [DASK, *command, *QUIET],
                env={
                    **os.environ,
                    "PYTHONPATH": path,
                    "DASK_TEMPORARY_DIRECTORY": str(self.folder),
                    **environment,
                },
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def close(self) -> None:
        """End them all."""
        for process in reversed(self.processes):
            process.terminate()  # not SIGINT, which a test run in the background ignores, and its children with it
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
