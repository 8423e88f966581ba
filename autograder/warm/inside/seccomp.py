"""A system-call filter (seccomp-BPF) for a kernel that runs a student's code. Linux on x86-64 and Arm64.

`program` assembles the filter, a pure function; `install` puts it over the calling thread and all that it
will start, for good. libseccomp would do the same, but is one more library to be found on a machine that has
little. Formats: linux/filter.h, linux/seccomp.h and the kernel's "Seccomp BPF" document.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

#: AUDIT_ARCH_* of linux/audit.h, then the numbers of asm/unistd.h.
_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_NUMBERS = {
    "x86_64": {
        "socket": 41, "connect": 42, "clone": 56, "kill": 62, "truncate": 76, "chmod": 90, "fchmod": 91,
        "chown": 92, "fchown": 93, "lchown": 94, "ptrace": 101, "setpgid": 109, "setsid": 112, "utime": 132,
        "pivot_root": 155, "chroot": 161, "mount": 165, "umount2": 166, "setxattr": 188, "lsetxattr": 189,
        "fsetxattr": 190, "removexattr": 197, "lremovexattr": 198, "fremovexattr": 199, "tkill": 200,
        "tgkill": 234, "utimes": 235, "add_key": 248, "request_key": 249, "keyctl": 250, "fchownat": 260,
        "futimesat": 261, "fchmodat": 268, "unshare": 272, "utimensat": 280, "perf_event_open": 298,
        "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310, "process_vm_writev": 311,
        "bpf": 321, "userfaultfd": 323, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297,
    },
    "aarch64": {
        "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7, "removexattr": 14, "lremovexattr": 15,
        "fremovexattr": 16, "umount2": 39, "mount": 40, "pivot_root": 41, "truncate": 45, "chroot": 51,
        "fchmod": 52, "fchmodat": 53, "fchownat": 54, "fchown": 55, "utimensat": 88, "unshare": 97,
        "ptrace": 117, "kill": 129, "tkill": 130, "tgkill": 131, "rt_sigqueueinfo": 138, "setpgid": 154,
        "setsid": 157, "socket": 198, "connect": 203, "add_key": 217, "request_key": 218, "keyctl": 219,
        "clone": 220, "rt_tgsigqueueinfo": 240, "perf_event_open": 241, "open_by_handle_at": 265,
        "setns": 268, "process_vm_readv": 270, "process_vm_writev": 271, "bpf": 280, "userfaultfd": 282,
    },
}  # fmt: skip
#: From 424 on, the numbers are the same on every architecture.
_COMMON = {
    "pidfd_send_signal": 424, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "clone3": 435, "pidfd_getfd": 438, "mount_setattr": 442, "fchmodat2": 452, "setxattrat": 463,
    "removexattrat": 466,
}  # fmt: skip

_NEVER = (
    "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "unshare", "setns", "mount", "umount2",
    "pivot_root", "chroot", "open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick",
    "mount_setattr", "open_by_handle_at", "io_uring_setup", "io_uring_enter", "io_uring_register", "bpf",
    "perf_event_open", "userfaultfd", "add_key", "request_key", "keyctl",
)  # fmt: skip
#: Without namespaces of its own, a process could still reach others through these.
_ALONE = (
    "connect",
    "setsid",
    "setpgid",
    "truncate",
    "pidfd_send_signal",
    "rt_sigqueueinfo",
    "rt_tgsigqueueinfo",
)
#: Landlock does not watch these. They seem to succeed, because much ordinary code (shutil.copy) calls them.
_PRETENDED = (
    "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat", "utime", "utimes",
    "futimesat", "utimensat", "setxattr", "lsetxattr", "fsetxattr", "setxattrat", "removexattr",
    "lremovexattr", "fremovexattr", "removexattrat",
)  # fmt: skip

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT, _SECOND_ARGUMENT = 0, 4, 16, 24  # offsets in struct seccomp_data
_NEW_NAMESPACE = 0x7E020000  # every CLONE_NEW* flag of clone()
_AF_UNIX, _AF_NETLINK, _SOCK_STREAM, _SOCK_TYPE = 1, 16, 1, 0xF


def supported() -> bool:
    """Whether this machine's processor is one whose system calls are known here."""
    return platform.machine() in _ARCH


def program(alone: bool, pid: int, machine: str | None = None) -> bytes:
    """The filter as an array of struct sock_filter.

    `alone`: the process has no namespaces of its own. Then it gets no socket but Unix streams (and netlink,
    without which libzmq aborts) and connects to nothing, stays in its process group, signals nobody but
    itself (`pid`), and leaves files' owners, modes and times alone.
    """
    machine = machine or platform.machine()
    numbers = _NUMBERS[machine] | _COMMON
    code: list[tuple[int, int, int, int]] = []

    def add(operation: int, value: int, if_true: int = 0, if_false: int = 0) -> None:
        code.append((operation, if_true, if_false, value & 0xFFFFFFFF))

    def refuse(names: tuple[str, ...], error: int) -> None:
        for name in names:
            if name in numbers:
                add(_EQUAL, numbers[name], 0, 1)
                add(_RETURN, _ERRNO | error)

    add(_LOAD, _ARCHITECTURE)
    add(_EQUAL, _ARCH[machine], 1, 0)
    add(_RETURN, _KILL)
    add(_LOAD, _NUMBER)
    if machine == "x86_64":  # the x32 interface has other numbers
        add(_AT_LEAST, 0x40000000, 0, 1)
        add(_RETURN, _ERRNO | errno.EPERM)
    refuse(_NEVER, errno.EPERM)
    # A filter cannot read clone3's flags; glibc falls back to clone when there is no clone3.
    refuse(("clone3",), errno.ENOSYS)
    add(_EQUAL, numbers["clone"], 0, 4)
    add(_LOAD, _FIRST_ARGUMENT)
    add(_ANY_BIT, _NEW_NAMESPACE, 0, 1)
    add(_RETURN, _ERRNO | errno.EPERM)
    add(_LOAD, _NUMBER)
    if alone:
        refuse(_ALONE, errno.EPERM)
        refuse(_PRETENDED, 0)
        for name in ("kill", "tkill", "tgkill"):
            # 0 is the caller's own process group, which is the kernel's: abort() and os.kill(0) work.
            add(_EQUAL, numbers[name], 0, 5)
            add(_LOAD, _FIRST_ARGUMENT)
            add(_EQUAL, pid, 2, 0)
            add(_EQUAL, 0, 1, 0)
            add(_RETURN, _ERRNO | errno.EPERM)
            add(_LOAD, _NUMBER)
        add(_EQUAL, numbers["socket"], 0, 8)
        add(_LOAD, _FIRST_ARGUMENT)
        add(_EQUAL, _AF_NETLINK, 4, 0)
        add(_EQUAL, _AF_UNIX, 0, 4)
        add(_LOAD, _SECOND_ARGUMENT)
        add(_AND, _SOCK_TYPE)
        add(_EQUAL, _SOCK_STREAM, 0, 1)
        add(_RETURN, _ALLOW)
        add(_RETURN, _ERRNO | errno.EAFNOSUPPORT)
    add(_RETURN, _ALLOW)
    return b"".join(struct.pack("HBBI", *instruction) for instruction in code)


def install(alone: bool, pid: int) -> None:
    """Filter the calling thread and what it starts from now on. Raises OSError."""
    code = program(alone, pid)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer)))
    libc = ctypes.CDLL(None, use_errno=True)
    no_new_privileges, set_seccomp, filter_mode = 38, 22, 2
    for arguments in ((no_new_privileges, 1, 0, 0, 0), (set_seccomp, filter_mode, header, 0, 0)):
        if libc.prctl(*arguments):
            number = ctypes.get_errno()
            raise OSError(number, f"seccomp: {errno.errorcode.get(number, number)}")
