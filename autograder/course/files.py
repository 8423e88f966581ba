"""Files read and written so that a fault is said in words and leaves nothing half done."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from autograder.errors import CourseError


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that it is either the old one or the new one, never a part. Raises CourseError."""
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise CourseError(
            f"Cannot write {path}: {reason}.", "See that its folder can be written to."
        ) from error


def read(path: Path) -> bytes:
    """A file's content. Raises CourseError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CourseError(
            f"Cannot read {path}: {error.strerror or error}.", "See that the file is there."
        ) from error
