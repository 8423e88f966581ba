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
        "bpf": 321, "userfaultfd": 323, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297, "mmap": 9,
        "ioctl": 16, "shmget": 29, "socketpair": 53, "semget": 64, "msgget": 68, "fcntl": 72,
        "setpriority": 141, "sched_setparam": 142, "sched_setscheduler": 144, "sched_setaffinity": 203,
        "mq_open": 240, "ioprio_set": 251, "prlimit64": 302, "sched_setattr": 314, "memfd_create": 319,
        "sendfile": 40, "setsockopt": 54, "prctl": 157, "splice": 275, "tee": 276, "vmsplice": 278,
        "seccomp": 317,
    },
    "aarch64": {
        "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7, "removexattr": 14, "lremovexattr": 15,
        "fremovexattr": 16, "umount2": 39, "mount": 40, "pivot_root": 41, "truncate": 45, "chroot": 51,
        "fchmod": 52, "fchmodat": 53, "fchownat": 54, "fchown": 55, "utimensat": 88, "unshare": 97,
        "ptrace": 117, "kill": 129, "tkill": 130, "tgkill": 131, "rt_sigqueueinfo": 138, "setpgid": 154,
        "setsid": 157, "socket": 198, "connect": 203, "add_key": 217, "request_key": 218, "keyctl": 219,
        "clone": 220, "rt_tgsigqueueinfo": 240, "perf_event_open": 241, "open_by_handle_at": 265,
        "setns": 268, "process_vm_readv": 270, "process_vm_writev": 271, "bpf": 280, "userfaultfd": 282,
        "fcntl": 25, "ioctl": 29, "ioprio_set": 30, "sched_setparam": 118, "sched_setscheduler": 119,
        "sched_setaffinity": 122, "setpriority": 140, "mq_open": 180, "msgget": 186, "semget": 190,
        "shmget": 194, "socketpair": 199, "mmap": 222, "prlimit64": 261, "sched_setattr": 274,
        "memfd_create": 279, "sendfile": 71, "vmsplice": 75, "splice": 76, "tee": 77, "prctl": 167,
        "setsockopt": 208, "seccomp": 277,
    },
}  # fmt: skip
#: From 424 on, the numbers are the same on every architecture.
_COMMON = {
    "pidfd_send_signal": 424, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "clone3": 435, "pidfd_getfd": 438, "mount_setattr": 442, "fchmodat2": 452, "setxattrat": 463,
    "removexattrat": 466, "process_madvise": 440, "memfd_secret": 447, "process_mrelease": 448,
    "file_setattr": 469, "landlock_create_ruleset": 444, "landlock_add_rule": 445,
    "landlock_restrict_self": 446,
}  # fmt: skip

_NEVER = (
    "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "unshare", "setns", "mount", "umount2",
    "pivot_root", "chroot", "open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick",
    "mount_setattr", "open_by_handle_at", "io_uring_setup", "io_uring_enter", "io_uring_register", "bpf",
    "perf_event_open", "userfaultfd", "add_key", "request_key", "keyctl", "process_madvise",
    "process_mrelease",
    # Memory that belongs to no process: no limit counts it, and some of it outlives its maker.
    "memfd_create", "memfd_secret", "shmget", "semget", "msgget", "mq_open",
    # So do pages that wait in a pipe or socket, with the large ones that they are part of, and rules without end.
    "sendfile", "splice", "tee", "vmsplice", "landlock_create_ruleset", "landlock_add_rule",
    "landlock_restrict_self", "seccomp",
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
    "setpriority",
    "ioprio_set",
)
#: Landlock does not watch these. They seem to succeed, because ordinary code (shutil.copy; libzmq's threads, which
#: set their own scheduling) calls them and may not bear a refusal.
_PRETENDED = (
    "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat", "utime", "utimes",
    "futimesat", "utimensat", "setxattr", "lsetxattr", "fsetxattr", "setxattrat", "removexattr",
    "lremovexattr", "fremovexattr", "removexattrat",
    "file_setattr", "sched_setparam", "sched_setscheduler", "sched_setattr",
)  # fmt: skip

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _FIRST, _SECOND, _THIRD, _FOURTH = 0, 4, 16, 24, 32, 40  # of struct seccomp_data
_NEW_NAMESPACE = 0x7E020000  # every CLONE_NEW* flag of clone()
_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK, _NETLINK_ROUTE = 1, 2, 10, 16, 0
_SOCK_STREAM, _SOCK_SEQPACKET, _SOCK_TYPE = 1, 5, 0xF
_SHARED_ANONYMOUS = 0x21  # MAP_SHARED | MAP_ANONYMOUS
_OWNERS = (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX: whom a descriptor sends signals to
_OWNERS_BY_IOCTL = (0x8901, 0x8902)  # FIOSETOWN, SIOCSPGRP
#: F_OFD_SETLK, F_OFD_SETLKW (locks of no process, so that nobody counts them), F_SETPIPE_SZ.
_UNCOUNTED = (37, 38, 1031)
_BUFFER_SIZES = (7, 8, 32, 33)  # SO_SNDBUF, SO_RCVBUF, SO_SNDBUFFORCE, SO_RCVBUFFORCE
_HIDE, _FILTER_MORE = 4, 22  # PR_SET_DUMPABLE: /proc shows others what a process has open; PR_SET_SECCOMP
_ALL = 0xFFFFFFFF


def supported() -> bool:
    """Whether this machine's processor is one whose system calls are known here."""
    return platform.machine() in _ARCH


def program(alone: bool, pid: int, machine: str | None = None) -> bytes:
    """The filter as an array of struct sock_filter.

    `alone`: the process has no namespaces of its own. Then it gets no socket but Unix streams (and one kind
    of netlink, without which libzmq aborts) and connects to nothing, stays in its process group, changes and
    signals nobody but itself (`pid`), and leaves files' owners, modes and times alone. With namespaces, it
    gets the kinds of socket that those contain: not, for one, a virtual machine's line to its host.
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

    def argument(name: str, where: int, mask: int, values: tuple[int, ...], error: int, allow: bool) -> None:
        """Refuse a call whose masked argument is among `values`, or (`allow`) is none of them."""
        add(_EQUAL, numbers[name], 0, 4 + len(values))
        add(_LOAD, where)
        add(_AND, mask)
        for left, value in zip(range(len(values), 0, -1), values, strict=True):
            # On to "go on" if that is what a fitting value means, else to "refuse".
            add(_EQUAL, value, left if allow else left - 1, 0)
        if not allow:
            # None fitted: over the refusal.
            code[-1] = (*code[-1][:2], 1, code[-1][3])
        add(_RETURN, _ERRNO | error)
        add(_LOAD, _NUMBER)

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
    add(_LOAD, _FIRST)
    add(_ANY_BIT, _NEW_NAMESPACE, 0, 1)
    add(_RETURN, _ERRNO | errno.EPERM)
    add(_LOAD, _NUMBER)
    # Pages shared by no name stay in memory when they are no longer mapped, where no watchdog sees them.
    argument("mmap", _FOURTH, _SHARED_ANONYMOUS, (_SHARED_ANONYMOUS,), errno.EPERM, allow=False)
    argument("fcntl", _SECOND, _ALL, _UNCOUNTED, errno.EPERM, allow=False)
    argument("prctl", _FIRST, _ALL, (_HIDE, _FILTER_MORE), errno.EPERM, allow=False)
    # What waits in a socket is counted by what it holds at first: larger ones are a wish that Linux may refuse, too.
    argument("setsockopt", _THIRD, _ALL, _BUFFER_SIZES, 0, allow=False)
    if not alone:
        families = (_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK)
        argument("socket", _FIRST, _ALL, families, errno.EAFNOSUPPORT, allow=True)
    else:
        refuse(_ALONE, errno.EPERM)
        refuse(_PRETENDED, 0)
        # 0 is the caller's own process group, which is the kernel's, or the caller: abort() and os.kill(0) work.
        for name in ("kill", "tkill", "tgkill", "prlimit64", "sched_setaffinity"):
            argument(name, _FIRST, _ALL, (pid, 0), errno.EPERM, allow=True)
        argument("fcntl", _SECOND, _ALL, _OWNERS, errno.EPERM, allow=False)
        argument("ioctl", _SECOND, _ALL, _OWNERS_BY_IOCTL, errno.EPERM, allow=False)
        argument("socket", _FIRST, _ALL, (_AF_UNIX, _AF_NETLINK), errno.EAFNOSUPPORT, allow=True)
        # A datagram socket of a pair can send to any address; a stream cannot.
        argument("socketpair", _SECOND, _SOCK_TYPE, (_SOCK_STREAM, _SOCK_SEQPACKET), errno.EPERM, allow=True)
        add(_EQUAL, numbers["socket"], 0, 9)
        add(_LOAD, _FIRST)
        add(_EQUAL, _AF_UNIX, 0, 3)
        add(_LOAD, _SECOND)
        add(_AND, _SOCK_TYPE)
        add(_EQUAL, _SOCK_STREAM, 3, 2)
        add(_LOAD, _THIRD)
        add(_EQUAL, _NETLINK_ROUTE, 1, 0)
        add(_RETURN, _ERRNO | errno.EAFNOSUPPORT)
        add(_LOAD, _NUMBER)
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
