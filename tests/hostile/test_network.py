"""Row 18: a listener gets nothing, by whatever kind of socket."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path

import pytest

from autograder.run.kernels.server import ForkServer
from hostile.closed import attempts


def _listener(family: int, kind: int, address: object) -> socket.socket:
    made = socket.socket(family, kind)
    made.bind(address)
    if kind == socket.SOCK_STREAM:
        made.listen()
    if isinstance(address, str) and address.startswith("/"):
        os.chmod(address, 0o777)
    made.setblocking(False)
    return made


def _heard(listener: socket.socket) -> object:
    try:
        return listener.accept() if listener.type == socket.SOCK_STREAM else listener.recv(10)
    except BlockingIOError:
        return None
    finally:
        listener.close()


@pytest.mark.as_root
def test_no_listener_hears_anything(server: ForkServer) -> None:
    """TCP, UDP, name servers, Unix sockets by path and by name, a virtual machine's host, the fork server."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:  # a socket's path must be short
        os.chmod(folder, 0o777)
        name = f"\0training-lab-test-{os.getpid()}"
        stream, datagram = str(Path(folder, "stream")), str(Path(folder, "datagram"))
        listeners = {
            "tcp": _listener(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            "udp": _listener(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            "stream": _listener(socket.AF_UNIX, socket.SOCK_STREAM, stream),
            "datagram": _listener(socket.AF_UNIX, socket.SOCK_DGRAM, datagram),
            "abstract": _listener(socket.AF_UNIX, socket.SOCK_STREAM, name),
            "abstract datagram": _listener(socket.AF_UNIX, socket.SOCK_DGRAM, name + "d"),
        }
        gained = attempts(
            "network.py",
            TCP=listeners["tcp"].getsockname(),
            UDP=listeners["udp"].getsockname(),
            STREAM=stream,
            DATAGRAM=datagram,
            ABSTRACT=name,
            SERVER=server.address,
        )
        heard = {what: word for what, made in listeners.items() if (word := _heard(made)) is not None}
    assert (gained, heard) == ({}, {})
