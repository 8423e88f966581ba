"""The journal: every result, kept under the hash of all that it depends on. Killing the grader loses none.

Lies in the class's folder, below .autograder/:

    results/ab/abcd….json.gz   one result each, written once and never changed
    published.jsonl            which result each student's grade, page and gradebook row were last made from
    marks.jsonl                what people marked and wrote in Formgrader (see marks)

The gradebook and the pages are made from it, and can be made again.
"""

from __future__ import annotations

import dataclasses
import gzip
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from autograder.compare.result import (
    ExerciseResult,
    Margin,
    Outcome,
    Result,
    State,
    Verdict,
)
from autograder.course.files import write_atomically
from autograder.course.folders import Classroom
from autograder.errors import CourseError
from autograder.safe.png import Picture

_FORMAT = 1


class Journal:
    """A class's results. Safe for several readers and one writer."""

    def __init__(self, classroom: Classroom) -> None:
        self.folder = classroom.root / ".autograder"

    def __contains__(self, key: str) -> bool:
        """Whether a result is kept under `key` that can be read; what is damaged is made again."""
        return self.get(key) is not None

    def get(self, key: str) -> Result | None:
        """The result kept under `key`, or None; a damaged entry counts as none."""
        try:
            return decode(self._path(key).read_bytes())
        except (OSError, ValueError, KeyError, TypeError, EOFError):
            return None

    def put(self, key: str, result: Result) -> None:
        """Keep a result, whole or not at all. Raises CourseError where the disk is full.

        The grader's own failure is no result: it is not kept, and the next run tries again.
        """
        if result.state is State.NOT_GRADED:
            return
        write_atomically(self._path(key), encode(result))

    def _path(self, key: str) -> Path:
        return self.folder / "results" / key[:2] / f"{key}.json.gz"

    def published(self) -> dict[tuple[str, str], str]:
        """(student, lesson) → the key of the result that was published last."""
        return {
            (line["student"], line["lesson"]): line["key"]
            for line in read_lines(self.folder / "published.jsonl")
            if {"student", "lesson", "key"} <= line.keys()
        }

    def publish(self, student: str, lesson: str, key: str) -> None:
        """Note that gradebook and page of this student now show this result."""
        add_line(self.folder / "published.jsonl", {"student": student, "lesson": lesson, "key": key})


def encode(result: Result) -> bytes:
    """A result as bytes: gzipped JSON, the same bytes for the same result."""
    text = json.dumps({"format": _FORMAT, "result": dataclasses.asdict(result)}, ensure_ascii=True)
    return gzip.compress(text.encode("ascii"), compresslevel=4, mtime=0)


def decode(content: bytes) -> Result:
    """The result that `encode` made these bytes of. Raises ValueError, KeyError, TypeError or OSError."""
    read = json.loads(gzip.decompress(content))
    if read["format"] != _FORMAT:
        raise ValueError(f"journal format {read['format']!r}")
    return _result(read["result"])


def _result(plain: dict[str, Any]) -> Result:
    exercises = tuple(map(_exercise, plain.pop("exercises")))
    state, flags = State(plain.pop("state")), tuple(plain.pop("flags"))
    graded_by = tuple((name, value) for name, value in plain.pop("graded_by", ()))
    return Result(**plain, state=state, flags=flags, exercises=exercises, graded_by=graded_by)


def _exercise(plain: dict[str, Any]) -> ExerciseResult:
    verdicts = tuple(map(_verdict, plain.pop("verdicts")))
    pictures = tuple(Picture(**picture) for picture in plain.pop("pictures"))
    return ExerciseResult(**plain, verdicts=verdicts, pictures=pictures)


def _verdict(plain: dict[str, Any]) -> Verdict:
    outcome = Outcome(plain.pop("outcome"))
    margins = tuple(Margin(**margin) for margin in plain.pop("margins"))
    return Verdict(**plain, outcome=outcome, margins=margins)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines; a line that a kill cut off is left out."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(
            f"Cannot read {path}: {error}.", "Move it away: the next run makes it again."
        ) from error
    for line in text.split("\n"):
        try:
            read = json.loads(line)
        except ValueError:
            continue
        if isinstance(read, dict):
            yield read


def add_line(path: Path, content: Mapping[str, Any]) -> None:
    """Add one line to a file of JSON lines, and see it onto the disk. Raises CourseError."""
    # A leading line break closes a line that a kill cut off; empty lines are left out when reading.
    line = f"\n{json.dumps(content, ensure_ascii=True, sort_keys=True)}\n".encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CourseError(
            f"Cannot write {path}: {error.strerror or error}.",
            "See that the disk has room, and run again: nothing already graded is lost.",
        ) from error
