"""Who asks: a token for each student of the roster, of which only the hash is kept.

A token is 256 random bits, so one SHA-256 is enough: nobody can try them out.
"""

from __future__ import annotations

import csv
import hashlib
import io
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.collect.run import ROSTER, read_roster
from autograder.course.folders import Classroom
from autograder.errors import CourseError, and_more
from autograder.keep.lines import add_lines, read_lines
from autograder.safe.text import harmless
from autograder.serve.book import CHECKS


def _path(classroom: Classroom) -> Path:
    return classroom.root / ".autograder" / "tokens.jsonl"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Issued:
    """Student → their new token; and who has one already, which nobody can read any more."""

    new: Mapping[str, str]
    kept: tuple[str, ...]

    @property
    def table(self) -> str:
        """The new tokens as CSV, safe to open in a spreadsheet; "" where there is none."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        rows = [(harmless(student), token) for student, token in self.new.items()]
        writer.writerows([("student_id", "token"), *rows] if rows else ())
        return out.getvalue()


def students_of(classroom: Classroom) -> list[str]:
    """The ids of the class's roster, in order. Raises CourseError where there is none."""
    roster, _ = read_roster(classroom)
    if not roster:
        raise CourseError(
            f"{classroom.root} has no roster.",
            f"Write {classroom.root / ROSTER} with a column student_id, or collect with --roster.",
        )
    return sorted(roster.students)


def issue(classroom: Classroom, names: Iterable[str] = (), renew: bool = False) -> Issued:
    """Make tokens for those of the roster (or of `names`) who have none; with `renew`, new ones for all of these.

    A new token ends the old one. Raises CourseError for a name that is not in the roster.
    """
    chosen = _of_roster(classroom, names)
    hashes = _hashes(classroom)
    kept = tuple(student for student in chosen if hashes.get(student) and not renew)
    new = {student: secrets.token_urlsafe(32) for student in chosen if student not in kept}
    for student, token in new.items():
        add_lines(_path(classroom), [{"student": student, "hash": _hash(token)}])
    return Issued(new, kept)


def revoke(classroom: Classroom, names: Iterable[str]) -> list[str]:
    """End the tokens of these students. Raises CourseError for a name that never had one."""
    hashes, chosen = _hashes(classroom), list(dict.fromkeys(names))
    if unknown := [name for name in chosen if name not in hashes]:
        raise CourseError(f"{unknown[0]!r} has no token.{and_more(unknown)}", "Name students who have one.")
    for student in chosen:
        add_lines(_path(classroom), [{"student": student, "hash": ""}])
    return chosen


def _of_roster(classroom: Classroom, names: Iterable[str]) -> list[str]:
    known = students_of(classroom)
    chosen = list(dict.fromkeys(names)) or known
    if unknown := [name for name in chosen if name not in known]:
        raise CourseError(
            f"{unknown[0]!r} is not in the roster.{and_more(unknown)}", "Name students as the roster does."
        )
    return chosen


def _hashes(classroom: Classroom) -> dict[str, str]:
    """Student → the hash of their token, "" where it was ended; the last line counts."""
    return {
        line["student"]: line["hash"]
        for line in read_lines(_path(classroom), checked=True)
        if isinstance(line.get("student"), str) and isinstance(line.get("hash"), str)
    }


class Tokens:
    """Knows students by their tokens. What `autograder tokens` or an editor changes meanwhile counts at once."""

    def __init__(self, classroom: Classroom) -> None:
        students_of(classroom)  # says now what is amiss
        self._classroom = classroom
        self._stamp: tuple | None = None
        self._students: dict[str, str] = {}

    async def student(self, token: str) -> str | None:
        """The student whose token this is, None if it is nobody's."""
        # All that only grows, but for what each check adds to: the roster, too, may come from there.
        kept = sorted(_path(self._classroom).parent.glob("*.jsonl"))
        watched = [path for path in kept if path.name != CHECKS]
        stamp = tuple((path, _stamp(path)) for path in (*watched, self._classroom.root / ROSTER))
        if stamp != self._stamp:
            present = set(students_of(self._classroom))
            hashes = _hashes(self._classroom)
            self._students = {digest: who for who, digest in hashes.items() if digest and who in present}
            self._stamp = stamp
        return self._students.get(_hash(token))


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
