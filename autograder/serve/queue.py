"""Whose turn it is. First come, first served; but each student has one check running and one waiting at most.

So whoever asks without end waits behind everybody else who asks at all.
"""

from __future__ import annotations

from autograder.serve.values import Asked


class FairQueue:
    """The checks that wait and the students whose check is running."""

    def __init__(self) -> None:
        self._waiting: list[Asked] = []
        self._running: dict[str, Asked] = {}

    def put(self, asked: Asked) -> None:
        """Let a check wait. Whoever takes checks in sees to it that each student has one waiting (`waits`)."""
        self._waiting.append(asked)

    def waits(self, student: str) -> bool:
        """Whether a check of this student's is waiting."""
        return any(asked.student == student for asked in self._waiting)

    def take(self) -> Asked | None:
        """The next check to run, which now runs; None where nobody waits who has none running."""
        for asked in self._waiting:
            if asked.student not in self._running:
                self._waiting.remove(asked)
                self._running[asked.student] = asked
                return asked
        return None

    def done(self, asked: Asked) -> None:
        """A check has run: the student's next one may."""
        del self._running[asked.student]

    def runs(self, check: str) -> bool:
        """Whether the check of this id is running."""
        return any(asked.id == check for asked in self._running.values())

    def before(self, check: str) -> int:
        """How many checks wait before the one of this id; 0 where it does not wait."""
        ids = [asked.id for asked in self._waiting]
        return ids.index(check) if check in ids else 0
