"""What a process makes Linux hold is counted, whether or not it lies in a page of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("kernels are watched on Linux only", allow_module_level=True)

import psutil

from autograder.run.kernels.inside import usage

MIB = 1 << 20
#: How a process holds memory that is in no page of its own, and the least that must be seen of it.
HOLDS = {
    "page tables": (
        """
        import mmap
        pages = mmap.mmap(-1, 4 << 30, mmap.MAP_PRIVATE, mmap.PROT_READ)
        for place in range(0, 4 << 30, 2 << 20):
            pages[place]
        """,
        7 * MIB,
    ),
    "socket pairs": (
        """
        import socket
        pairs = [socket.socketpair() for _ in range(20)]
        for pair in pairs:
            pair[0].setblocking(False)
            try:
                while True:
                    pair[0].send(bytes(4096))
            except BlockingIOError:
                pass
        """,
        8 * MIB,
    ),
    "pipes": ("import os; pipes = [os.pipe() for _ in range(100)]", 6 * MIB),
    "mappings": (
        """
        import mmap
        kinds = (mmap.PROT_READ, mmap.PROT_READ | mmap.PROT_WRITE)
        pages = [mmap.mmap(-1, 4096, mmap.MAP_PRIVATE, kinds[i % 2]) for i in range(8000)]
        """,
        MIB,
    ),
    "locks": (
        """
        import fcntl, tempfile
        file = tempfile.TemporaryFile()
        for place in range(0, 4000, 2):
            fcntl.lockf(file, fcntl.LOCK_EX, 1, place)
        """,
        2000 * 256,
    ),
    "memory": ("hoard = bytearray(b'x') * (16 << 20)", 15 * MIB),
}


@pytest.mark.parametrize("how", HOLDS)
def test_what_a_process_makes_linux_hold_is_counted(how: str) -> None:
    code, least = HOLDS[how]
    program = (
        f"print('before', flush=True)\ninput()\n{textwrap.dedent(code)}\nprint('held', flush=True)\ninput()"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin and child.stdout and child.stdout.readline() == "before\n"
        processes = [psutil.Process(child.pid)]
        weighed_before = usage.memory(processes, 0, own_network=False)
        child.stdin.write("\n")
        child.stdin.flush()
        assert child.stdout.readline() == "held\n"
        weighed = usage.memory(processes, 0, own_network=False)
        assert weighed - weighed_before >= least
        assert usage.memory(processes, 1 << 50, own_network=False) > weighed  # the bound, which is quick
        child.stdin.write("\n")
    assert usage.memory(processes, 0, own_network=False) == 0


def test_no_more_waits_in_a_socket_than_is_counted() -> None:
    sender, receiver = socket.socketpair()
    with sender, receiver:
        sender.setblocking(False)
        sent = 0
        for size in (65536, 4096, 1):
            try:
                while True:
                    sent += sender.send(bytes(size))
            except BlockingIOError:
                pass
    assert 0 < sent <= usage._SOCKET


def test_threads_are_counted() -> None:
    own = psutil.Process()
    assert usage.threads([own]) == len(list(Path("/proc/self/task").iterdir()))
    assert usage.threads_of(own.uids().real) >= usage.threads([own])
