"""The journal: every result, kept under the hash of all that it depends on. Killing the grader loses none.

Lies in the class's folder, below .autograder/:

    results/ab/abcd….json.gz   one result each, written once and never changed
    mistakes/abcd….json.gz     what a lesson's wrong answers recorded with this class's probes
    taken.jsonl                which files grading takes the same of, so that it need not look again
    published.jsonl            which result each student's grade, page and gradebook row were last made from
    checks.jsonl, checks/      what students asked the grader, and what they were told (see serve/book)
    class.jsonl                students, due dates, extensions, marks, what was handed in when (see record)

The gradebook, the pages and the tables are made from it, and can be made again.
"""

from __future__ import annotations

import dataclasses
import gzip
import itertools
import json
import math
import os
import secrets
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from autograder.compare.result import Result, State
from autograder.course.files import write_atomically
from autograder.course.folders import Classroom
from autograder.keep.lines import add_lines, read_lines

if TYPE_CHECKING:
    from autograder.compare.mistakes import Mistakes

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
        except Exception:
            # Damaged in whatever way (zlib, gzip, JSON and the names of files each have errors of their own).
            return None

    def put(self, key: str, result: Result) -> None:
        """Keep a result, whole or not at all. Raises CourseError where the disk is full.

        The grader's own failure is no result: it is not kept, and the next run tries again.
        """
        if result.state is State.NOT_GRADED:
            return
        self._write(self._path(key), encode(result))

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        for place, right in ((path.parent, path.parent.is_dir()), (path, path.is_file())):
            if os.path.lexists(place) and not right:
                # Damaged such that nothing could ever be written there.
                place.rename(place.with_name(f"{place.name}.damaged-{secrets.token_hex(4)}"))
        write_atomically(path, content)

    def _path(self, key: str) -> Path:
        return self.folder / "results" / key[:2] / f"{key}.json.gz"

    def mistakes(self, key: str) -> Mistakes | None:
        """What is kept of a lesson's mistakes under `key`, or None; a damaged entry counts as none."""
        try:
            return decode_mistakes(self._mistakes(key).read_bytes())
        except Exception:  # as in `get`
            return None

    def put_mistakes(self, key: str, mistakes: Mistakes) -> None:
        """Keep a lesson's mistakes. Raises CourseError where the disk is full."""
        self._write(self._mistakes(key), encode_mistakes(mistakes))

    def _mistakes(self, key: str) -> Path:
        return self.folder / "mistakes" / f"{key}.json.gz"

    def taken(self) -> dict[str, str]:
        """A file's key (see identity.taken_key) → the hash of what grading takes of it."""
        return {
            line["file"]: line["taken"]
            for line in read_lines(self.folder / "taken.jsonl", checked=True)
            if isinstance(line.get("file"), str) and isinstance(line.get("taken"), str)
        }

    def put_taken(self, file: str, taken: str) -> None:
        """Keep what grading takes of a file."""
        add_lines(self.folder / "taken.jsonl", [{"file": file, "taken": taken}])

    def published(self) -> dict[tuple[str, str], str]:
        """(student, lesson) → the key of the result that was published last."""
        return {
            (line["student"], line["lesson"]): line["key"]
            for line in read_lines(self.folder / "published.jsonl")
            if all(isinstance(line.get(name), str) for name in ("student", "lesson", "key"))
            and line["key"].split()
        }

    def publish(self, student: str, lesson: str, key: str) -> None:
        """Note that gradebook and page of this student now show this result."""
        add_lines(self.folder / "published.jsonl", [{"student": student, "lesson": lesson, "key": key}])


def encode(result: Result) -> bytes:
    """A result as bytes: gzipped JSON, the same bytes for the same result."""
    return _packed({"result": dataclasses.asdict(result)})


def decode(content: bytes) -> Result:
    """The result that `encode` made these bytes of. Raises an exception of any class for what it did not make."""
    result = typed(Result, _unpacked(content)["result"])
    if not all(math.isfinite(number) for e in result.exercises for number in (e.points or 0.0, e.max_points)):
        raise ValueError("a score that is no number")
    return result


def encode_mistakes(mistakes: Mistakes) -> bytes:
    """A lesson's mistakes as bytes; what was recorded is plain data."""
    from autograder.compare import wire  # here, as it takes a while, and most commands have nothing to grade

    known = {
        exercise: [[mistake.says, wire.encode(dict(mistake.records))] for mistake in several]
        for exercise, several in mistakes.known.items()
    }
    return _packed({"draws": dict(mistakes.draws), "known": known})


def decode_mistakes(content: bytes) -> Mistakes:
    """The mistakes that `encode_mistakes` made these bytes of. Raises as `decode` does."""
    from autograder.compare import wire
    from autograder.compare.mistakes import KnownMistake, Mistakes

    read = _unpacked(content)
    known = {
        exercise: tuple(KnownMistake(says, wire.decode(records)) for says, records in several)
        for exercise, several in read["known"].items()
    }
    return Mistakes(read["draws"], known)


def _packed(content: Mapping[str, Any]) -> bytes:
    text = json.dumps({"format": _FORMAT, **content}, ensure_ascii=True)
    return gzip.compress(text.encode("ascii"), compresslevel=4, mtime=0)


def _unpacked(content: bytes) -> dict[str, Any]:
    read = json.loads(gzip.decompress(content))
    if read["format"] != _FORMAT:
        raise ValueError(f"journal format {read['format']!r}")
    return read


def typed(kind: Any, plain: Any) -> Any:
    """Plain data as a value of the type `kind`, and of no other: classes of results, their fields' types."""
    if dataclasses.is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: typed(hints[name], value) for name, value in plain.items()})
    if get_origin(kind) is tuple:
        kinds = get_args(kind)
        items = itertools.repeat(kinds[0], len(plain)) if kinds[-1] is ... else kinds
        return tuple(typed(item, value) for item, value in zip(items, _is(list, plain), strict=True))
    if get_origin(kind) is UnionType:
        return None if plain is None else typed(get_args(kind)[0], plain)
    if issubclass(kind, StrEnum):
        return kind(plain)
    if kind is float and type(plain) is int:
        return plain
    return _is(kind, plain)


def _is(kind: type, plain: Any) -> Any:
    if type(plain) is not kind:
        raise TypeError(f"{type(plain).__name__}, not {kind.__name__}")
    return plain


_hints = cache(get_type_hints)
