"""When a file of a student's git checkout was last committed, with nothing of the checkout's own executed.

A repository's configuration can name programs that git starts (pagers, signature checkers, filters, transports
of a partial clone). So git never sees it: it is pointed at an empty repository of ours, which borrows nothing
from the checkout but its folder of objects; the commit that HEAD means is read here, as text.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_HASH = re.compile(r"[0-9a-f]{40}")
_REF = re.compile(r"refs/heads/[^\0\s\\~^:?*\[]{1,200}")
_SECONDS = 30
_MAX_FILE = 4 * 2**20


class NotReadable(Exception):
    """Nothing can be said of a checkout; the message says why."""


@dataclass(frozen=True)
class Commit:
    """The last commit that touched a file: when it says to have been made, and whether the file is still the same."""

    time: dt.datetime
    unchanged: bool


def last_commit(checkout: Path, path: Path, content: bytes) -> Commit:
    """The last commit touching `path`, a file of the checkout with this `content`. Raises NotReadable."""
    git = shutil.which("git")
    if git is None:
        raise NotReadable("git is not installed here, so the time of the last commit is not known")
    folder = checkout / ".git"
    if folder.is_symlink() or not folder.is_dir():
        raise NotReadable("its .git is no folder of its own, so the time of the last commit is not known")
    head = _head(folder)
    relative = path.relative_to(checkout).as_posix()
    with tempfile.TemporaryDirectory(prefix="training-lab-git-") as made:
        ours = Path(made)
        _empty_repository(ours, _shallow(folder))
        environment = _environment(ours, folder / "objects")
        found = _run(git, environment, "log", "-1", "--format=%ct", head, "--", f":(literal,top){relative}")
        if not re.fullmatch(r"\d{1,12}", found):
            raise NotReadable("the notebook was never committed, so its time is not known")
        blob = _run(
            git, environment, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{head}:{relative}"
        )
    own = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
    try:
        return Commit(dt.datetime.fromtimestamp(int(found), dt.UTC), own == blob)
    except (OverflowError, OSError, ValueError):
        raise NotReadable("its last commit gives a time that is none") from None


def _head(folder: Path) -> str:
    """The hash of the commit that is checked out, without following what is no plain file."""
    text = _plain_file(folder / "HEAD").strip()
    if _HASH.fullmatch(text):
        return text
    ref = text.removeprefix("ref:").strip()
    if not _REF.fullmatch(ref) or ".." in ref or "//" in ref:
        raise NotReadable("its HEAD names no branch, so the time of the last commit is not known")
    loose = _plain_file(folder / ref).strip() if _no_links(folder, ref) else ""
    if _HASH.fullmatch(loose):
        return loose
    for line in _plain_file(folder / "packed-refs").split("\n"):
        commit, _, name = line.partition(" ")
        if name == ref and _HASH.fullmatch(commit):
            return commit
    raise NotReadable("it has no commit yet, so the time is not known")


def _no_links(folder: Path, relative: str) -> bool:
    for part in Path(relative).parts:
        folder = folder / part
        if folder.is_symlink():
            return False
    return True


def _plain_file(path: Path) -> str:
    """A file's text; "" where there is none, or a link, a pipe, or more than a repository would put there."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _MAX_FILE:
        return ""
    return path.read_bytes().decode("utf-8", errors="replace")


def _shallow(folder: Path) -> list[str]:
    return [line for line in _plain_file(folder / "shallow").split("\n") if _HASH.fullmatch(line)]


def _empty_repository(ours: Path, shallow: list[str]) -> None:
    (ours / "refs" / "heads").mkdir(parents=True)
    (ours / "HEAD").write_text("ref: refs/heads/none\n")
    # The graph and index files among the objects are shortcuts that could say something else than the commits do.
    (ours / "config").write_text(
        "[core]\n\trepositoryformatversion = 0\n\tbare = true\n\tcommitGraph = false\n\tmultiPackIndex = false\n"
        "[protocol]\n\tallow = never\n[gc]\n\tauto = 0\n"
    )
    if shallow:
        (ours / "shallow").write_text("\n".join(shallow) + "\n")


def _environment(ours: Path, objects: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(ours),
        "LC_ALL": "C",
        "GIT_DIR": str(ours),
        "GIT_OBJECT_DIRECTORY": str(objects.resolve()),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_PAGER": "cat",
    } | {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP") if name in os.environ}


def _run(git: str, environment: Mapping[str, str], *arguments: str) -> str:
    try:
        done = subprocess.run(
            [git, "--no-pager", *arguments],
            cwd=environment["GIT_DIR"],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotReadable(f"git needed more than {_SECONDS} s to read it, so its time is not known") from None
    except OSError as error:
        raise NotReadable(f"git cannot be run ({error.strerror or error})") from None
    if done.returncode != 0 and arguments[0] == "log":
        raise NotReadable("git cannot read its history, so the time of the last commit is not known")
    return done.stdout[:200].decode("ascii", errors="replace").strip()
