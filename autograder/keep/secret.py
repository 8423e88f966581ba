"""A class's secret: what makes its probes impossible to know beforehand, and the same on every run."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from autograder.course.folders import Classroom
from autograder.errors import CourseError


def class_secret(classroom: Classroom) -> bytes:
    """The 32 bytes kept in the class's folder; made at the first call, readable by their owner alone."""
    path = classroom.root / ".autograder" / "secret"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _read(path) if path.exists() else _create(path)
    except OSError as error:
        raise CourseError(
            f"Cannot keep the class's secret in {path}: {error.strerror}.", "Check permissions."
        ) from error


def _read(path: Path) -> bytes:
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        secret = b""
    if len(secret) != 32:
        raise CourseError(f"{path} is damaged.", "Remove it: the next run makes a new one and probes anew.")
    return secret


def _create(path: Path) -> bytes:
    secret = secrets.token_bytes(32)
    # Written whole under another name first: two graders that start together must agree on one secret.
    draft = path.with_name(f"secret-{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secret.hex() + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        return _read(path)
    finally:
        draft.unlink()
    return secret
