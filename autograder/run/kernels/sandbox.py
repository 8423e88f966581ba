"""The sandbox around the fork server: what it may read, and bubblewrap's command line. Pure, but for looking."""

from __future__ import annotations

import os
import sys
from pathlib import Path

#: The scripts that run inside.
INSIDE = Path(__file__).parent / "inside"


def recorder_folder() -> Path:
    """The folder that holds the recorder, and nothing else: all of the project that a kernel can import."""
    return Path(__file__).parent.parent / "recorder"


def readable_paths() -> list[str]:
    """What a kernel may read besides its desk: the system's libraries, this Python and its packages."""
    interpreter = Path(sys.executable).resolve().parent.parent
    folders = {"/usr", "/bin", "/lib", "/lib32", "/lib64", sys.prefix, sys.base_prefix, str(interpreter)}
    files = {f"/etc/{name}" for name in ("ld.so.cache", "localtime", "timezone", "fonts", "ssl/openssl.cnf")}
    return sorted(folders | files | {str(recorder_folder())})


def readable_around(path: Path) -> Path | None:
    """The folder that kernels may read in which this path lies; None if they cannot read it."""
    around = readable_folders()
    return next((folder for folder in (path.resolve(), *path.resolve().parents) if folder in around), None)


def readable_folders() -> set[Path]:
    """Folders that kernels may read, by their real paths, without those inside another."""
    folders = {path for path in map(Path, readable_paths()) if path.is_dir()}
    folders = {folder.resolve() for folder in folders}
    return {folder for folder in folders if not folders & set(folder.parents)}


def bubblewrap(hub: Path, readable: list[str], uid: int | None) -> list[str]:
    """The words before the server's own command: a sandbox with what kernels may read, and the hub.

    `uid`: the account to run as, when the grader is root. Then a first sandbox shows what may be read at
    paths that this account can reach (a Python in /root, for one), and the second is made as that account:
    bubblewrap run by root covers parts of /proc, and no process below could then have a /proc of its own.
    """
    view = _view(hub, [*readable, str(INSIDE)])
    closed = ["bwrap", "--unshare-all", "--unshare-user", "--cap-drop", "ALL", "--new-session"]
    closed += [*view, "--proc", "/proc", "--remount-ro", "/", "--"]
    if uid is None:
        return closed
    account = ["setpriv", "--reuid", str(uid), "--regid", str(uid), "--clear-groups"]
    return ["bwrap", *view, "--bind", "/proc", "/proc", "--", *account, *closed]


def _view(hub: Path, paths: list[str]) -> list[str]:
    """Bind these paths, read-only, and the hub where they are, with folders above them that anyone may pass."""
    words = ["--dev", "/dev", "--tmpfs", "/dev/shm", "--tmpfs", "/tmp"]
    bound: list[Path] = []
    made = {Path("/tmp"), Path("/dev"), Path("/dev/shm")}
    for path in map(Path, paths):
        if path.is_symlink() and path.parent == Path("/"):
            words += ["--symlink", os.readlink(path), str(path)]
        elif path.exists() and not any(path.is_relative_to(outer) for outer in bound):
            words += [*_parents(path, made), "--ro-bind", str(path), str(path)]
            bound.append(path)
    return [*words, *_parents(hub, made), "--bind", str(hub), str(hub)]


def _parents(path: Path, made: set[Path]) -> list[str]:
    """Make the folders above a path, those that have not been made."""
    missing = [folder for folder in reversed(path.parents[:-1]) if folder not in made]
    made.update(missing)
    return [word for folder in missing for word in ("--perms", "0755", "--dir", str(folder))]
