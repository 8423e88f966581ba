"""Rows 12 and 13: memory and disk without end cost only the notebook that takes them."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from autograder.run.kernels import provisioner
from autograder.run.kernels.level import Level
from autograder.run.kernels.server import ForkServer
from autograder.run.limits import Limits
from hostile.closed import mostly_as_user, reasons, run, shown

_MEMORY = 1 << 30
#: Children that fill 200 MiB each and say so.
_CHILDREN = """
import ctypes, os, time

told, tell = os.pipe()
for _ in range(10):
    if os.fork() == 0:
        HIDE
        try:
            hoard = bytearray(b"x") * (200 << 20)
            os.write(tell, b"+")
        except MemoryError:
            os.write(tell, b"-")
        time.sleep(600)
        os._exit(0)
answers = b""
while len(answers) < 10:
    answers += os.read(told, 10)
time.sleep(5)  # where memory is only watched, the watchdog must come round once
print("TAKEN", 200 * answers.count(b"+"))
"""
#: Each prints TAKEN and the MiB that it holds, if it gets that far.
MEMORY = {
    "one large piece": """
        hoard = bytearray(b"x") * (3 << 30)
        print("TAKEN", 3 << 10)
        """,
    "many pieces": """
        hoard = []
        for i in range(96):
            hoard.append(bytearray(b"x") * (32 << 20))
        print("TAKEN", 96 * 32)
        """,
    "in children": _CHILDREN.replace("HIDE", "pass"),
    "in children that cannot be looked at": _CHILDREN.replace(
        "HIDE", "ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)"
    ),
    "in files without a name": """
        import os
        hoard = [os.memfd_create("x") for _ in range(96)]
        for descriptor in hoard:
            assert os.write(descriptor, b"x" * (32 << 20)) == 32 << 20
        print("TAKEN", 96 * 32)
        """,
    "in shared pages": """
        import mmap
        hoard = []
        for i in range(96):
            pages = mmap.mmap(-1, 32 << 20)
            pages[:] = b"x" * (32 << 20)
            pages.madvise(mmap.MADV_DONTNEED)
            hoard.append(pages)
        print("TAKEN", 96 * 32)
        """,
    "in shared segments": """
        import ctypes
        libc = ctypes.CDLL(None)
        for i in range(96):
            segment = libc.shmget(0, 32 << 20, 0o1600)
            assert segment >= 0
            libc.shmctl(segment, 0, 0)
        print("TAKEN", 96 * 32)
        """,
}


@pytest.mark.parametrize("how", mostly_as_user(MEMORY, "in children"))
def test_memory_without_end_ends_that_notebook_only(server: ForkServer, how: str) -> None:
    limits = Limits(cell=25, notebook=60, memory=_MEMORY)
    transcript = run(MEMORY[how], "print('after')", limits=limits)
    taken = [int(number) for number in re.findall(r"TAKEN (\d+)", shown(transcript, 0))]
    refused = "memory" in reasons(transcript) or "Error" in shown(transcript, 0)
    assert refused or (taken and taken[0] << 20 < _MEMORY), (reasons(transcript), taken)
    assert not taken or taken[0] << 20 < _MEMORY
    assert "after" in shown(transcript, 1)


#: Less than a kernel may have, but more than it has: what Linux holds for it makes up the rest.
_LITTLE = 640 << 20
#: `in_children(number, hold)`: processes that hold what `hold` returns until they are ended.
_HOLD = """
import mmap, os, signal, socket

def in_children(number, hold):
    for _ in range(number):
        if os.fork() == 0:
            try:
                held = hold()
                signal.pause()
            finally:
                os._exit(1)
    for _ in range(number):
        os.wait()
    print("REFUSED")
"""
HELD_BY_LINUX = {
    "page tables": """
        def hold():
            pages = mmap.mmap(-1, 64 << 30, mmap.MAP_PRIVATE, mmap.PROT_READ)
            for place in range(0, len(pages), 2 << 20):
                pages[place]
            return pages
        in_children(5, hold)
        """,
    "socket pairs": """
        in_children(9, lambda: [socket.socketpair() for _ in range(95)])
        """,
    "sockets that nobody accepts": """
        def hold():
            listener = socket.socket(socket.AF_UNIX)
            listener.bind("listener")
            listener.listen(4096)
            for _ in range(1500):
                with socket.socket(socket.AF_UNIX) as sender:
                    sender.connect("listener")
                    sender.send(bytes(32 << 10))
            return listener
        in_children(1, hold)
        """,
}


@pytest.mark.parametrize("what", mostly_as_user(HELD_BY_LINUX, "page tables", "sockets that nobody accepts"))
def test_what_linux_holds_for_a_notebook_counts_as_its_memory(server: ForkServer, what: str) -> None:
    limits = Limits(cell=25, notebook=60, memory=_LITTLE)
    transcript = run(_HOLD + textwrap.dedent(HELD_BY_LINUX[what]), "print('after')", limits=limits)
    assert "more than 640 MiB of memory" in reasons(transcript) or "REFUSED" in shown(transcript, 0), (
        transcript
    )
    assert "after" in shown(transcript, 1)


_SCRATCH = 32 << 20
#: `write(name)` writes 4 MiB into a file and counts them.
_BEFORE = """
import mmap, os, socket, time

written = 0

def write(name, keep=False):
    global written
    file = open(name, "w+b", buffering=0)
    written += file.write(bytes(4 << 20))
    return file
"""
DISK = {
    "one file": """
        file = open("file", "wb", buffering=0)
        for _ in range(64):
            written += file.write(bytes(4 << 20))
        """,
    "many files": """
        for i in range(64):
            write(f"file-{i}").close()
        """,
    "elsewhere": """
        places = [os.environ[name] for name in ("TMPDIR", "HOME", "MPLCONFIGDIR")]
        for place in (*places, "/tmp", "/dev/shm", "/var/tmp", "/run", "../run", ".."):
            try:
                for i in range(16):
                    write(f"{place}/file-{i}").close()
            except OSError:
                pass
        """,
    "files without a name": """
        hoard = []
        for i in range(64):
            hoard.append(write("file"))
            os.unlink("file")
        """,
    "mapped files without a name": """
        hoard = []
        for i in range(64):
            with write("file") as file:
                os.unlink("file")
                hoard.append(mmap.mmap(file.fileno(), 0))
        """,
    "empty files": """
        for i in range(40_000):
            open(f"file-{i}", "w").close()
        written = 1 << 40
        """,
    "sockets": """
        for i in range(5_000):
            socket.socket(socket.AF_UNIX).bind(f"../run/x{i}")
        written = 1 << 40
        """,
    "folders in folders": """
        for i in range(3_000):
            os.mkdir("deep")
            os.chdir("deep")
        for i in range(64):
            write(f"file-{i}").close()
        """,
    "a folder that cannot be listed": """
        os.mkdir("blind", 0o300)
        for i in range(64):
            write(f"blind/file-{i}").close()
        """,
}


@pytest.mark.parametrize("how", mostly_as_user(DISK, "elsewhere"))
def test_the_disk_is_not_filled(server: ForkServer, how: str) -> None:
    """What a kernel writes is limited, or seen and ended; the fixture sees that nothing of it stays."""
    # Where it is only watched, the watchdog must come round once.
    lines = ["try:", textwrap.indent(textwrap.dedent(DISK[how]), "    "), "    time.sleep(4)"]
    lines += ["except OSError as error:", "    print(error)", "print('WRITTEN', written >> 20)"]
    cell = _BEFORE + "\n".join(lines)
    transcript = run(cell, "print('after')", limits=Limits(cell=25, notebook=60, scratch=_SCRATCH))
    written = [int(number) for number in re.findall(r"WRITTEN (\d+)", shown(transcript, 0))]
    assert reasons(transcript) or (written and written[0] <= 4 * _SCRATCH >> 20), (
        transcript.outputs,
        written,
    )
    assert "after" in shown(transcript, 1)


#: Whatever makes something in a folder, with a name of its own.
IN_A_FOLDER = """
import os, socket

def tried(action, *arguments):
    try:
        action(*arguments)
    except OSError as error:
        print(type(error).__name__)

place = "../run"
open("mine", "w").close()
for _ in range(2):
    tried(open, f"{place}/file", "w")
    tried(open, f"{place}/kernel.json", "r+")
    tried(os.mkdir, f"{place}/folder")
    tried(os.symlink, "x", f"{place}/link")
    tried(os.link, "mine", f"{place}/hard-link")
    tried(os.rename, "mine", f"{place}/moved")
    tried(os.mkfifo, f"{place}/pipe")
    tried(os.mknod, f"{place}/node")
    tried(socket.socket(socket.AF_UNIX).bind, f"{place}/socket")
    tried(os.unlink, f"{place}/s-1")
    try:
        os.chmod(place, 0o777)
    except OSError:
        pass
    # The same folder by a descriptor.
    place = f"/proc/self/fd/{os.open(place, os.O_RDONLY)}"
print("TRIED")
"""


@pytest.mark.as_root
def test_nothing_is_written_beside_a_kernels_sockets(
    server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With namespaces nothing at all reaches the real disk, where the sockets' folder lies."""
    left: list[set[str]] = []
    really_remove = provisioner.remove_tree

    def look_and_remove(desk: Path) -> None:
        left.append({str(path.relative_to(desk)) for path in desk.rglob("*")})
        really_remove(desk)

    monkeypatch.setattr(provisioner, "remove_tree", look_and_remove)
    transcript = run(IN_A_FOLDER)
    assert "TRIED" in shown(transcript), transcript
    (desk,) = left
    looked_at = (
        desk if server.level is Level.NAMESPACES else {path for path in desk if path.startswith("run")}
    )
    # The grader has taken away its own connection file and sockets; what else were there would still be.
    assert looked_at <= {"work", "home", "tmp", "mpl", "run"} and "run" in looked_at
