"""Shuts a process in: namespaces, limits, Landlock. Called in a fresh fork, before any student's code.

Runs inside the fork server, from a folder of its own: it imports nothing else of the project.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import stat
from pathlib import Path

from landlockpy import AccessFS, Ruleset, Scope

_NEW_NS, _NEW_UTS, _NEW_IPC, _NEW_USER, _NEW_PID, _NEW_NET = (
    0x00020000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000,
)  # fmt: skip
_READ_ONLY, _NO_SUID, _NO_DEV, _REMOUNT, _BIND, _RECURSIVE, _PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18
_RELATIME = 1 << 21
_SET_DEATH_SIGNAL, _DROP_FROM_BOUNDING, _NO_NEW_PRIVILEGES, _SET_SUBREAPER = 1, 24, 38, 36
_LAST_CAPABILITY = 63
_libc = ctypes.CDLL(None, use_errno=True)

_READ = AccessFS.READ_FILE | AccessFS.READ_DIR | AccessFS.EXECUTE
_WRITE = AccessFS(sum(1 << bit for bit in range(17))) & ~(AccessFS.MAKE_CHAR | AccessFS.MAKE_BLOCK)
_OF_A_FILE = (
    AccessFS.EXECUTE | AccessFS.READ_FILE | AccessFS.WRITE_FILE | AccessFS.TRUNCATE | AccessFS.IOCTL_DEV
)


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """Be sent this signal when the thread that forked this process ends."""
    _call("prctl", _SET_DEATH_SIGNAL, number, 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends, so that none is lost from sight."""
    _call("prctl", _SET_SUBREAPER, 1, 0, 0, 0)


def leave_namespaces() -> None:
    """New user, network, IPC, UTS and (for children) PID namespaces. Raises OSError.

    Files stay as they are (see private_files): the caller must go on seeing its children in /proc.
    """
    uid, gid = os.getuid(), os.getgid()
    _call("unshare", _NEW_USER | _NEW_NET | _NEW_IPC | _NEW_UTS | _NEW_PID)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


def private_files(desk: Path, hub: Path, readable: list[str], scratch: int) -> None:
    """As process 1 of the new namespaces: a file system (a mount namespace) of its own for all that is writable.

    `hub` (the folder of all desks) is covered; of it only `desk` comes back: its files read-only, its
    folders empty and writable in a tmpfs of `scratch` bytes, its sockets' folder as it is, read-only. What
    is `readable` stays so.
    """
    _call("unshare", _NEW_NS)
    _mount("none", "/", None, _RECURSIVE | _PRIVATE)
    outside = os.open(desk, os.O_PATH | os.O_DIRECTORY)
    handle = f"/proc/self/fd/{outside}"
    inside = [(Path(folder), folders, files) for folder, folders, files in os.walk(handle)]
    # Files are bound by descriptors taken now: their paths are covered in a moment.
    found = [
        (folder.relative_to(handle) / name, os.open(folder / name, os.O_PATH))
        for folder, _, files in inside
        for name in files
        if folder.relative_to(handle) != Path("run")
    ]
    run = os.open(desk / "run", os.O_PATH | os.O_DIRECTORY)
    covered = [Path("/tmp"), Path("/dev/shm")]
    if not hub.is_relative_to("/tmp"):
        covered.append(hub)
    kept = [
        (Path(path), os.open(path, os.O_PATH))
        for path in readable
        if os.path.isdir(path) and any(Path(path).is_relative_to(folder) for folder in covered)
    ]
    options = f"size={scratch},nr_inodes=20000,mode=0755"
    for folder in covered:
        if folder.is_dir():
            _mount("tmpfs", folder, "tmpfs", _NO_SUID | _NO_DEV, options)
    for path, descriptor in kept:
        path.mkdir(parents=True, exist_ok=True)
        _mount(f"/proc/self/fd/{descriptor}", path, None, _BIND)
        os.close(descriptor)
    desk.mkdir(parents=True)
    for folder, folders, _ in inside:
        for name in folders:
            (desk / folder.relative_to(handle) / name).mkdir()
    for path, descriptor in found:
        target = desk / path
        target.touch()
        _show(descriptor, target)
    # Landlock's rule for /tmp reaches in here where the hub is below it: only the mount keeps writers out.
    _show(run, desk / "run")
    os.close(outside)
    # Last, since the descriptors' paths above are those of the /proc that was there before.
    _mount("proc", "/proc", "proc", _NO_SUID | _NO_DEV)


def _show(descriptor: int, target: Path) -> None:
    """Bind what is open there to `target`, read-only, and close it."""
    _mount(f"/proc/self/fd/{descriptor}", target, None, _BIND)
    # A user namespace may not drop what the file system was mounted with (noexec, noatime …).
    kept = os.statvfs(target).f_flag
    kept = kept & (os.ST_NOEXEC | os.ST_NOATIME | os.ST_NODIRATIME) | bool(kept & os.ST_RELATIME) * _RELATIME
    _mount("none", target, None, _BIND | _REMOUNT | _READ_ONLY | _NO_SUID | _NO_DEV | kept)
    os.close(descriptor)


def limit(memory: int, processes: int, file_size: int, cpu_seconds: int, descriptors: int) -> None:
    """Resource limits: bytes of data of a process, processes and threads, bytes of a file, CPU time, open files."""
    for what, most in (
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_NPROC, processes),
        (resource.RLIMIT_FSIZE, file_size),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_NOFILE, descriptors),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def drop_capabilities() -> None:
    """Give up every capability, for good."""
    for capability in range(_LAST_CAPABILITY + 1):
        _libc.prctl(_DROP_FROM_BOUNDING, capability, 0, 0, 0)  # fails for those that this Linux doesn't know
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    _call("capset", header, (ctypes.c_uint32 * 6)())
    _call("prctl", _NO_NEW_PRIVILEGES, 1, 0, 0, 0)


def landlock(readable: list[str], desk: Path, alone: bool) -> None:
    """Landlock: read what is named, write in the desk's folders only, no TCP, no signal to the outside.

    `alone`: there are no namespaces; then the desk's files are ordinary files, and of /proc only this
    process's own part and what says nothing of others is readable.
    """
    with Ruleset(scoped=Scope.ABSTRACT_UNIX_SOCKET | Scope.SIGNAL) as rules:

        def allow(path: str | Path, access: AccessFS) -> None:
            try:
                mode = os.stat(path).st_mode
            except OSError:
                return  # what is not there needs no permission
            rules.allow_path(path, access if stat.S_ISDIR(mode) else access & _OF_A_FILE)

        for path in readable:
            allow(path, _READ)
        if alone:
            for name in (
                str(os.getpid()),
                "cpuinfo",
                "meminfo",
                "stat",
                "filesystems",
                "sys",
                "loadavg",
                "uptime",
            ):
                allow(f"/proc/{name}", _READ)
        else:
            allow("/proc", _READ)
            allow("/tmp", _WRITE)
            allow("/dev/shm", _WRITE)
        allow(desk, _READ)
        for folder in ("work", "home", "tmp", "mpl"):
            allow(desk / folder, _WRITE)
        # Not zero: mapped, it is memory that no watchdog sees.
        for device in ("null", "full", "random", "urandom"):
            allow(f"/dev/{device}", AccessFS.READ_FILE | AccessFS.WRITE_FILE | AccessFS.IOCTL_DEV)
        rules.restrict()


def _mount(source: str | Path, target: str | Path, kind: str | None, flags: int, options: str = "") -> None:
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    _call("mount", *encoded, ctypes.c_ulong(flags), options.encode() or None)


def _call(name: str, *arguments: object) -> None:
    if getattr(_libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
