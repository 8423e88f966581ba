"""The system-call filter, run instruction by instruction in a small interpreter: no Linux needed."""

from __future__ import annotations

import errno
import re
import socket
import struct
from pathlib import Path

import pytest

from autograder.run.kernels.inside import seccomp

PID = 4321
ALLOW, KILL = 0x7FFF0000, 0x80000000
MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
NEW_USER, NEW_NS, THREAD = 0x10000000, 0x00020000, 0x00010000


def run(program: bytes, architecture: int, number: int, *arguments: int) -> int:
    """What the filter answers to one call; every jump must land on an instruction."""
    arguments = (*arguments, *[0] * (6 - len(arguments)))
    data = struct.pack("<iIQ6Q", number, architecture, 0, *(a & (2**64 - 1) for a in arguments))
    code = [struct.unpack_from("<HBBI", program, at) for at in range(0, len(program), 8)]
    accumulator = at = 0
    while True:
        operation, if_true, if_false, value = code[at]
        at += 1
        if operation == 0x06:
            return value
        if operation == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, value)
        elif operation == 0x54:
            accumulator &= value
        else:
            holds = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: bool(accumulator & value)}
            at += if_true if holds[operation] else if_false


@pytest.fixture(params=[(m, a) for m in MACHINES for a in (True, False)], ids=lambda p: f"{p[0]}-{p[1]}")
def call(request):
    """(call, alone): answers a call by name: True if allowed, else the error's number (0: it only seems to succeed)."""
    machine, alone = request.param
    program = seccomp.program(alone, PID, machine)
    assert len(program) % 8 == 0 and len(program) // 8 < 4096
    numbers = seccomp._NUMBERS[machine] | seccomp._COMMON

    def answer(name: str, *arguments: int):
        if name not in numbers:
            pytest.skip(f"{machine} has no {name}")
        said = run(program, MACHINES[machine], numbers[name], *arguments)
        assert said == ALLOW or said & 0xFFFF0000 == 0x00050000, hex(said)
        return True if said == ALLOW else said & 0xFFFF

    answer.alone, answer.machine, answer.program = alone, machine, program
    return answer


def test_a_call_of_another_architecture_ends_the_process(call) -> None:
    for other in {*MACHINES.values(), 0x40000003, 0} - {MACHINES[call.machine]}:
        assert run(call.program, other, 0) == KILL


def test_the_x32_interface_is_refused() -> None:
    for alone in (True, False):
        program = seccomp.program(alone, PID, "x86_64")
        for number in (0x40000000, 0x40000029, 0x7FFFFFFF):
            assert run(program, MACHINES["x86_64"], number) == 0x00050000 | errno.EPERM


def test_an_ordinary_call_is_allowed(call) -> None:
    for number in (0, 1, 3, 63, 230, 300, 436, 470):
        if number not in (seccomp._NUMBERS[call.machine] | seccomp._COMMON).values():
            assert run(call.program, MACHINES[call.machine], number) == ALLOW


def test_what_nobody_may_do(call) -> None:
    for name in seccomp._NEVER:
        assert call(name) == errno.EPERM, name
    assert call("clone3") == errno.ENOSYS


def test_processes_and_threads_are_made_but_no_namespaces(call) -> None:
    assert call("clone", 17) is True and call("clone", THREAD | 0x3D0F00) is True
    for flag in (NEW_USER, NEW_NS, 0x20000000, 0x40000000, 0x08000000, 0x04000000, 0x02000000):
        assert call("clone", flag | 17) == errno.EPERM


def test_memory_that_no_process_owns_is_refused(call) -> None:
    shared, private, anonymous = 1, 2, 0x20
    assert call("mmap", 0, 4096, 3, shared | anonymous) == errno.EPERM
    assert call("mmap", 0, 4096, 3, private | anonymous) is True
    assert call("mmap", 0, 4096, 3, shared) is True  # of a file
    assert call("memfd_create") == call("shmget") == errno.EPERM


def test_what_no_watch_could_count_is_refused(call) -> None:
    socket_level, send_buffer, send_timeout = 1, 7, 21
    assert (
        call("setsockopt", 3, socket_level, send_buffer) == 0
    )  # it seems to succeed, as a size that is capped
    assert call("setsockopt", 3, socket_level, send_timeout) is True
    ofd_lock, ordinary_lock, pipe_size = 37, 6, 1031
    assert call("fcntl", 3, ofd_lock) == call("fcntl", 3, pipe_size) == errno.EPERM
    assert call("fcntl", 3, ordinary_lock) is True
    dumpable, seccomp_filter, death_signal, name = 4, 22, 1, 15
    assert call("prctl", dumpable) == call("prctl", seccomp_filter) == errno.EPERM
    assert call("prctl", death_signal) is True and call("prctl", name) is True


def test_kinds_of_socket(call) -> None:
    stream, datagram, raw, more = 1, 2, 3, 0o2004000  # close-on-exec, non-blocking
    inet, inet6, netlink, packet, vsock, alg = 2, 10, 16, 17, 40, 38
    assert call("socket", socket.AF_UNIX, stream | more) is True
    assert call("socket", netlink, raw | more, 0) is True
    for family in (packet, vsock, alg, 0xFFFF):
        assert call("socket", family, stream) == errno.EAFNOSUPPORT
    refused = errno.EAFNOSUPPORT if call.alone else True
    for arguments in (
        (inet, stream),
        (inet, datagram),
        (inet6, stream),
        (1, datagram),
        (1, raw),
        (netlink, raw, 4),
    ):
        assert call("socket", *arguments) == refused, arguments
    assert call("socketpair", 1, stream | more) is True and call("socketpair", 1, 5) is True
    assert call("socketpair", 1, datagram | more) == (errno.EPERM if call.alone else True)
    assert call("connect", 3) == (errno.EPERM if call.alone else True)


@pytest.mark.parametrize("name", ["kill", "tkill", "tgkill", "prlimit64", "sched_setaffinity"])
def test_only_itself_is_signalled_and_limited(call, name: str) -> None:
    assert call(name, PID, 9) is True and call(name, 0, 9) is True
    for other in (1, -1, -PID, PID + 1, PID | 1 << 20):
        assert call(name, other, 9) == (errno.EPERM if call.alone else True), other


def test_no_descriptor_sends_signals_to_others(call) -> None:
    for command in (8, 10, 15):
        assert call("fcntl", 3, command) == (errno.EPERM if call.alone else True)
    for request in (0x8901, 0x8902):
        assert call("ioctl", 3, request) == (errno.EPERM if call.alone else True)
    for command in (1, 2, 3, 4, 1030):  # descriptor and status flags, F_DUPFD_CLOEXEC
        assert call("fcntl", 3, command) is True
    assert call("ioctl", 3, 0x5413) is True


def test_what_only_seems_to_succeed(call) -> None:
    for name in seccomp._PRETENDED:
        if name in seccomp._NUMBERS[call.machine] | seccomp._COMMON:
            assert call(name) == (0 if call.alone else True), name


@pytest.mark.parametrize("machine", MACHINES)
def test_every_name_has_a_number_and_no_number_two_names(machine: str) -> None:
    numbers = seccomp._NUMBERS[machine] | seccomp._COMMON
    assert len(set(numbers.values())) == len(numbers)
    old = {"chmod", "chown", "lchown", "utime", "utimes", "futimesat"}  # Arm64 never had these
    for name in (*seccomp._NEVER, *seccomp._ALONE, *seccomp._PRETENDED):
        assert name in numbers or (machine == "aarch64" and name in old), name


@pytest.mark.parametrize("machine", MACHINES)
def test_the_numbers_are_those_of_linux(machine: str) -> None:
    if machine == "x86_64":
        places = [*Path("/usr/include").glob("*/asm/unistd_64.h"), Path("/usr/include/asm/unistd_64.h")]
    else:
        places = [Path("/usr/include/asm-generic/unistd.h")]
    header = next((p for p in places if p.exists()), None)
    if header is None:
        pytest.skip("Linux's headers are not installed (Debian: linux-libc-dev)")
    text = header.read_text()
    said = {n: int(v) for n, v in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)\b", text)}
    known = seccomp._NUMBERS[machine] | seccomp._COMMON
    missing = [name for name in known if name not in said]
    assert {name: said[name] for name in known if name in said} == {
        name: number for name, number in known.items() if name in said
    }
    # Headers may be older than the newest calls.
    assert all(known[name] > 440 for name in missing), missing


def test_the_architectures_are_those_of_linux() -> None:
    header = Path("/usr/include/linux/audit.h")
    if not header.exists():
        pytest.skip("Linux's headers are not installed (Debian: linux-libc-dev)")
    text = header.read_text()
    assert re.search(r"AUDIT_ARCH_X86_64\s+\(EM_X86_64\|__AUDIT_ARCH_64BIT\|__AUDIT_ARCH_LE\)", text)
    assert re.search(r"AUDIT_ARCH_AARCH64\s+\(EM_AARCH64\|__AUDIT_ARCH_64BIT\|__AUDIT_ARCH_LE\)", text)
    machines = {"x86_64": 62, "aarch64": 183}  # EM_* of linux/elf-em.h
    assert {name: 0xC0000000 | number for name, number in machines.items()} == seccomp._ARCH
