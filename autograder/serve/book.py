"""What was asked and what was told, kept in the class's journal: killing the server loses neither.

Below .autograder/ in the class's folder:

    checks.jsonl      a line when a check is accepted, when it begins, and when its student is told
    checks/ID.ipynb   the notebook of a check whose student is not told yet

What was accepted and not told is run again by the next server; but not a fourth time: a check that ended three servers
is given up, and its try given back.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from autograder.course.files import write_atomically
from autograder.course.folders import Classroom
from autograder.keep.journal import typed
from autograder.keep.lines import add_lines, read_lines
from autograder.serve.values import Asked, Told

CHECKS = "checks.jsonl"
#: What a check may be called: its notebook's file has this name.
_ID = re.compile(r"[\w-]{1,64}", re.ASCII)


class Standings:
    """What the lines of a book come to. Lines of other forms count as none."""

    def __init__(self, lines: Iterable[Mapping[str, Any]] = ()) -> None:
        self.asked: dict[str, Asked] = {}
        self.told: dict[str, Told] = {}
        self.latest: dict[tuple[str, str, str], Told] = {}
        self.begun: Counter[str] = Counter()
        self._tries: Counter[tuple[tuple[str, str, str], str]] = Counter()
        self._same: dict[tuple[str, ...], Asked] = {}
        for line in lines:
            self.apply(line)

    def apply(self, line: Mapping[str, Any]) -> None:
        """Take in one line, if it is of a form that a book writes."""
        if (asked := _made(Asked, line.get("asked"))) is not None:
            if asked.id not in self.asked and _ID.fullmatch(asked.id):
                self.asked[asked.id] = asked
                self._tries[asked.place, asked.day] += 1
                self._same[asked.question] = asked
        elif (asked := self.asked.get(str(line.get("of")))) is None or asked.id in self.told:
            return
        elif (told := _made(Told, line.get("told"))) is not None:
            self._tell(asked, told)
        elif line.get("begun") is True:
            self.begun[asked.id] += 1

    def _tell(self, asked: Asked, told: Told) -> None:
        self.told[asked.id] = told
        if told.points is not None:
            self.latest[asked.place] = told
            return
        self._tries[asked.place, asked.day] -= 1  # given back
        if self._same.get(asked.question) == asked:
            del self._same[asked.question]

    def tries(self, place: tuple[str, str, str], day: str) -> int:
        """How many tries a student had at an exercise on a day."""
        return self._tries[place, day]

    def same(self, asked: Asked) -> Asked | None:
        """The check that asked the very same: None where none did, or the grader failed at it."""
        return self._same.get(asked.question)

    def forget(self, before: str) -> None:
        """Forget what was told of checks of the days before this one, but for the latest verdicts."""
        for asked in [a for a in self.asked.values() if a.day < before and a.id in self.told]:
            del self.asked[asked.id], self.told[asked.id]
            self._same.pop(asked.question, None)
            self.begun.pop(asked.id, None)
        for place, day in [key for key in self._tries if key[1] < before]:
            del self._tries[place, day]

    def untold(self) -> list[Asked]:
        """What was accepted and not told, in the order in which it came."""
        return [asked for asked in self.asked.values() if asked.id not in self.told]


class Book:
    """A class's book. Its methods write, and may be called from any thread; raises CourseError where it cannot."""

    def __init__(self, classroom: Classroom) -> None:
        self._path = classroom.root / ".autograder" / CHECKS
        self._notebooks = classroom.root / ".autograder" / "checks"
        self._lock = threading.Lock()

    def standings(self) -> Standings:
        """What is written in it so far."""
        return Standings(read_lines(self._path, checked=True))

    def ask(self, asked: Asked, notebook: bytes) -> dict[str, Any]:
        """Write that a check was accepted, its notebook first. Returns the line, for `Standings.apply`."""
        write_atomically(self._notebook(asked), notebook)
        return self._write({"asked": dataclasses.asdict(asked)})

    def begin(self, asked: Asked) -> dict[str, Any]:
        """Write that a check begins to run."""
        return self._write({"of": asked.id, "begun": True})

    def tell(self, asked: Asked, told: Told) -> dict[str, Any]:
        """Write what a student is told; the notebook is needed no more."""
        line = self._write({"of": asked.id, "told": dataclasses.asdict(told)})
        with contextlib.suppress(OSError):
            self._notebook(asked).unlink()
        return line

    def notebook(self, asked: Asked) -> bytes:
        """The notebook of a check that was accepted. Raises OSError where it is gone."""
        return self._notebook(asked).read_bytes()

    def _notebook(self, asked: Asked) -> Path:
        return self._notebooks / f"{asked.id}.ipynb"

    def _write(self, line: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            add_lines(self._path, [line])
        return line


def _made(kind: type, plain: Any) -> Any:
    """A value of Asked or Told out of a line; None where it is something else."""
    try:
        return typed(kind, plain)
    except Exception:  # damaged in whatever way
        return None
