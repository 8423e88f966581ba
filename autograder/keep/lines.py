"""Files of JSON lines that only grow: each line is added whole, with a checksum, and never changed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from autograder.errors import CourseError


def read_lines(path: Path, checked: bool = False) -> Iterator[dict[str, Any]]:
    """The objects of a file; a line that a kill cut off, or that is damaged otherwise, is left out.

    Earlier versions wrote no checksums: a line without one is taken, unless `checked`.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        raise CourseError(
            f"Cannot read {path}: {error.strerror or error}.", "Move it away: the next run makes it again."
        ) from error
    for line in content.split(b"\n"):
        try:
            read = json.loads(line)
            if not isinstance(read, dict):
                continue
            check = read.pop("check", None)
            if check == _check(read) or (check is None and not checked):
                yield read
        except (ValueError, RecursionError):
            continue


def add_lines(path: Path, contents: Iterable[Mapping[str, Any]]) -> None:
    """Add a line for each of `contents`, and see them onto the disk. Raises CourseError."""
    lines = [json.dumps({**content, "check": _check(content)}, sort_keys=True) for content in contents]
    if not lines:
        return
    # A leading line break closes a line that a kill cut off; empty lines are left out when reading.
    text = "\n" + "\n".join(lines) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(text.encode("ascii"))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CourseError(
            f"Cannot write {path}: {error.strerror or error}.",
            "See that the disk has room, and run again: nothing already graded is lost.",
        ) from error


def _check(content: Mapping[str, Any]) -> str:
    """A checksum of what a line says."""
    text = json.dumps(content, sort_keys=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]
