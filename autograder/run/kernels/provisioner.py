"""The jupyter_client kernel provisioner `training-lab-warm`: kernels out of the fork server.

A kernelspec chooses it, or JUPYTER_DEFAULT_PROVISIONER_NAME=training-lab-warm for every kernel that a program
starts. The files beside the notebook are given to the kernel; nothing that it writes comes back.

Besides what KernelManager.start_kernel takes of everybody: `files` (name to content, in place of those in
`cwd`), `probes` (for the recorder) and `limits` (KernelLimits).
"""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

from autograder.run.kernels.server import (
    ForkServer,
    KernelLimits,
    describe,
    fork_server,
    remove_tree,
)
from autograder.run.limits import Ending

#: The name of the entry point.
NAME = "training-lab-warm"
#: What a run may add to a kernel's environment.
_PASSED_ON = ("AUTOGRADER_RECORD", "TRAINING_LAB_MNIST", "LANG", "LC_ALL", "TZ")
_LARGEST_FILE = 64 << 20
#: The reason given where nobody is left to give one.
FORK_SERVER_ENDED = "the fork server ended"


class WarmProvisioner(LocalProvisioner):
    """A kernel in the fork server's sandbox; stands for a process that this one is not the parent of."""

    connection: socket.socket | None = None
    code: int | None = None
    #: Why the kernel ended, where the sandbox ended it: "it used more than 4096 MiB of memory".
    kind: str = ""
    reason: str = ""
    server: ForkServer
    desk: Path

    @property
    def has_process(self) -> bool:
        return self.connection is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Lay out the kernel's desk and move its sockets there."""
        self.server = await asyncio.to_thread(fork_server)
        self.desk = self.server.new_desk()
        manager = self.parent
        manager.transport = "ipc"
        manager.ip = str(self.desk / "run" / "s")
        manager.connection_file = str(self.desk / "run" / "kernel.json")
        files = kwargs.pop("files", None)
        if files is None:
            _copy_files(Path(kwargs.get("cwd") or "."), self.desk / "work")
        else:
            write_files(files, self.desk / "work")
        if probes := kwargs.pop("probes", None):
            (self.desk / "probes.json").write_text(json.dumps(probes), encoding="utf-8")
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Ask the fork server for a kernel. Raises RuntimeError."""
        wanted = kwargs.get("env") or {}
        environment = {name: wanted[name] for name in _PASSED_ON if name in wanted}
        environment |= {"PATH": "/usr/bin:/bin", **desk_environment(self.desk)}
        if (self.desk / "probes.json").exists():
            environment["AUTOGRADER_PROBES"] = str(self.desk / "probes.json")
        limits = kwargs.get("limits") or KernelLimits()
        self.connection = self.server.request(self.desk, environment, limits)
        reply = describe(await asyncio.to_thread(self.connection.recv, 4096))
        if "pid" not in reply:
            self._close()
            self.kind = Ending.LOST
            self.reason = reply.get("reason") or FORK_SERVER_ENDED
            raise RuntimeError(self.reason)
        self.pid = reply["pid"]
        self.connection.setblocking(False)
        self.code = None
        return self.connection_info

    async def poll(self) -> int | None:
        if self.connection is None:
            return 0 if self.code is None else self.code
        if self.code is None:
            try:
                reply = describe(self.connection.recv(4096))
            except BlockingIOError:
                return None
            except OSError:
                reply = {}
            self.code = reply.get("exit", -9)
            self.kind = reply.get("kind", "" if "exit" in reply else Ending.LOST)
            self.reason = reply.get("reason", FORK_SERVER_ENDED)
        return self.code

    async def wait(self) -> int | None:
        while await self.poll() is None:
            await asyncio.sleep(0.01)
        self._close()
        return self.code

    async def send_signal(self, signum: int) -> None:
        """Every signal ends the kernel, but for 0: nothing relies on a student's code to obey an interrupt."""
        if signum and self.connection is not None and self.code is None:
            try:
                self.connection.send(b"end")
            except OSError:
                pass  # it has ended already

    async def kill(self, restart: bool = False) -> None:
        await self.send_signal(9)

    async def terminate(self, restart: bool = False) -> None:
        await self.send_signal(15)

    async def cleanup(self, restart: bool = False) -> None:
        self._close()
        if not restart and hasattr(self, "desk"):
            await asyncio.to_thread(remove_tree, self.desk)
        await super().cleanup(restart)

    def _close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def desk_environment(desk: Path) -> dict[str, str]:
    """The variables that keep in a desk's folders what a kernel writes."""
    return {
        "HOME": str(desk / "home"),
        "IPYTHONDIR": str(desk / "home" / ".ipython"),
        "MPLCONFIGDIR": str(desk / "mpl"),
        "TMPDIR": str(desk / "tmp"),
    }


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files (name to content, folders in the name) into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _copy_files(source: Path, target: Path) -> None:
    """Ordinary files beside the notebook, but no notebook, link or giant."""
    for path in source.iterdir():
        if path.is_symlink() or path.suffix == ".ipynb" or path.name.startswith((".", "__pycache__")):
            continue
        if path.is_dir():
            (target / path.name).mkdir()
            _copy_files(path, target / path.name)
        elif path.is_file() and path.stat().st_size <= _LARGEST_FILE:
            shutil.copyfile(path, target / path.name)
