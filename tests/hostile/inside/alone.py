"""Attempts that have no target: to get more rights, or at everybody."""

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)


def _status():
    """What Linux says of this process."""
    with open("/proc/self/status") as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


def new_namespace(_):
    return _libc.unshare(0x10000000) == 0


def new_namespace_by_clone(_):
    new_user, child_ends = 0x10000000, 17
    pid = _libc.syscall(56, new_user | child_ends, 0, 0, 0, 0) if os.uname().machine == "x86_64" else -1
    if pid == 0:
        os._exit(0)
    return pid > 0


def mount(_):
    return _libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0


def unmount(_):
    return _libc.umount2(b"/proc", 2) == 0


def root_folder(_):
    os.chroot(".")
    return True


def become_root(_):
    os.setuid(0)
    return True


def kill_everybody(_):
    """As process 1 of a namespace, everybody is one's own."""
    if os.getpid() == 1:
        return False
    os.kill(-1, 0)
    return True


def capabilities(_):
    """The bounding set says only what a set-uid program might have, and no such program gets it here."""
    held = {name: int(value, 16) for name, value in _status().items() if name.startswith("Cap")}
    return [name for name, value in held.items() if value and name != "CapBnd"]


def rights_that_a_program_may_bring(_):
    wanted = {"NoNewPrivs": "1", "Seccomp": "2"}
    return [name for name, value in wanted.items() if _status()[name] != value]


def load_a_program(_):
    return _libc.syscall(321, 5, 0, 0) >= 0 if os.uname().machine == "x86_64" else False


def keys(_):
    return _libc.syscall(250, 0, -3, 1) >= 0 if os.uname().machine == "x86_64" else False
