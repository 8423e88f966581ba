"""What a kernel's processes take, as their supervisor sees it from outside: memory, threads, disk. Linux.

Runs inside the fork server, from a folder of its own: it imports nothing else of the project. psutil finds the
processes and weighs their pages. By hand is what it does not know: page tables, mappings, descriptors of others,
locks; and what it does many times slower, for each process and many times a second: a look at /proc/PID/status
takes 0.03 ms, psutil's memory_full_info (as any reading of smaps_rollup) 40 ms for a process with TensorFlow.
"""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterable
from pathlib import Path

import psutil

#: Open files of one process: as many as macOS gives.
MOST_DESCRIPTORS = 256
#: Bytes of Linux's own that one of these can hold. A socket: what it may send before somebody reads, and options.
_SOCKET = 2 * socket.socket(socket.AF_UNIX).getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
_PIPE = 64 << 10
_MAPPING = 256
_LOCK = 256
_MOST_MAPPINGS = int(Path("/proc/sys/vm/max_map_count").read_bytes())
#: Lines of /proc/PID/status, in KiB.
_PAGES = (b"VmRSS", b"VmSwap")
_TABLES = (b"VmPTE", b"HugetlbPages")
#: Folders within folders; files.
_DEEPEST = 64
_MOST_FILES = 20_000


def descendants() -> list[psutil.Process]:
    """All processes below this one."""
    return psutil.Process().children(recursive=True)


def memory(processes: list[psutil.Process], most: int, own_network: bool) -> int:
    """Bytes that these processes make Linux hold: pages (shared ones by halves), page tables, full buffers.

    Where it cannot be more than `most`, an upper bound, which is quick. `own_network`: nobody else's sockets are
    in this process's network namespace; then those that no process has open are counted, too.
    """
    pids = [process.pid for process in processes]
    more = _locks(pids) + (_sockets_alive() * _SOCKET if own_network else 0)
    each = MOST_DESCRIPTORS * _SOCKET + _MOST_MAPPINGS * _MAPPING
    bound = more + _of_status(pids, _TABLES + _PAGES) + len(pids) * each
    if bound <= most:
        return bound
    anyway = more + _of_status(pids, _TABLES)
    return anyway + sum(map(_shared_by_halves, processes)) + _buffers(pids, own_network) + _mappings(pids)


def threads(processes: list[psutil.Process]) -> int:
    """Threads of these processes, and so the processes."""
    return _of_status([process.pid for process in processes], (b"Threads",))


def threads_of(uid: int) -> int:
    """Threads that this account runs at the moment. By hand: of 500 processes 5 ms, and by psutil 130."""
    count = 0
    for entry in os.listdir("/proc"):
        try:
            if entry.isdigit() and os.stat(f"/proc/{entry}").st_uid == uid:
                count += len(os.listdir(f"/proc/{entry}/task"))
        except OSError:
            continue  # it has just ended
    return count


def too_much_on(desk: Path, processes: list[psutil.Process], most: int) -> str:
    """Where the disk is an ordinary one, the desk's size and number of files are only watched; "" if they fit."""
    size, count = _unlinked([process.pid for process in processes], str(desk)), 0
    waiting = [(str(desk), 0)]
    while waiting:
        folder, depth = waiting.pop()
        if depth > _DEEPEST:
            return "it made folders in folders without end"  # and the deepest have no path to look at them
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue  # gone, or it may not be read: then this process may not write there either
        for entry in entries:
            count += 1
            try:
                if entry.is_dir(follow_symlinks=False):
                    if not os.access(entry.path, os.R_OK | os.X_OK):
                        os.chmod(entry.path, 0o700)
                    waiting.append((entry.path, depth + 1))
                else:
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
            except OSError:
                pass
    if size > most:
        return f"it wrote more than {most >> 20} MiB to disk"
    return f"it made more than {_MOST_FILES:,} files" if count > _MOST_FILES else ""


def _of_status(pids: Iterable[int], names: tuple[bytes, ...]) -> int:
    """The sum of these lines of /proc/PID/status; bytes, where they have a unit."""
    total = 0
    for pid in pids:
        try:
            lines = Path("/proc", str(pid), "status").read_bytes().splitlines()
        except OSError:
            continue  # it has just ended
        for line in lines:
            name, _, value = line.partition(b":")
            if name in names:
                number, *unit = value.split()
                total += int(number) << (10 if unit else 0)
    return total


def _shared_by_halves(process: psutil.Process) -> int:
    try:
        info = process.memory_full_info()
        return info.pss + info.swap
    except psutil.AccessDenied:
        return _of_status([process.pid], _PAGES)  # it has made itself unreadable: then all of it counts
    except psutil.Error:
        return 0  # it has just ended


def _sockets_alive() -> int:
    """Sockets of this network namespace: open ones, those that wait to be accepted, those that somebody reads from."""
    return int(Path("/proc/net/sockstat").read_bytes().split()[2])


def _buffers(pids: Iterable[int], own_network: bool) -> int:
    """Bytes that may wait in the pipes that these processes have open, and (unless counted already) the sockets."""
    sizes: dict[tuple[int, int], int] = {}
    for pid in pids:
        try:
            names = os.listdir(f"/proc/{pid}/fd")
        except PermissionError:
            sizes[pid, -1] = MOST_DESCRIPTORS * _SOCKET  # as above
            continue
        except OSError:
            continue
        for name in names:
            try:
                found = os.stat(f"/proc/{pid}/fd/{name}")
            except OSError:
                continue
            if stat.S_ISFIFO(found.st_mode):
                sizes[found.st_dev, found.st_ino] = _PIPE
            elif stat.S_ISSOCK(found.st_mode) and not own_network:
                sizes[found.st_dev, found.st_ino] = _SOCKET
    return sum(sizes.values())


def _mappings(pids: Iterable[int]) -> int:
    total = 0
    for pid in pids:
        try:
            total += Path("/proc", str(pid), "maps").read_bytes().count(b"\n") * _MAPPING
        except PermissionError:
            total += _MOST_MAPPINGS * _MAPPING
        except OSError:
            continue
    return total


def _locks(pids: Iterable[int]) -> int:
    """Bytes of locks on parts of files: Linux sets no limit to them."""
    holders = {b"%d" % pid for pid in pids}
    return sum(line.split()[-4] in holders for line in Path("/proc/locks").read_bytes().splitlines()) * _LOCK


def _unlinked(pids: Iterable[int], desk: str) -> int:
    """Bytes of the desk's files that have no name any more, but are still open or mapped."""
    sizes: dict[tuple[int, int], int] = {}
    for pid in pids:
        try:
            for name in os.listdir(f"/proc/{pid}/fd"):
                found = os.stat(f"/proc/{pid}/fd/{name}")
                if stat.S_ISREG(found.st_mode) and found.st_nlink == 0:
                    sizes[found.st_dev, found.st_ino] = found.st_blocks * 512
            for line in Path("/proc", str(pid), "maps").read_text(errors="replace").splitlines():
                if line.endswith("(deleted)") and desk in line:
                    span, _, _, device, inode = line.split()[:5]
                    first, last = (int(end, 16) for end in span.split("-"))
                    major, minor = (int(part, 16) for part in device.split(":"))
                    sizes.setdefault((os.makedev(major, minor), int(inode)), last - first)
        except OSError:
            continue
    return sum(sizes.values())
