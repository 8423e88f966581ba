"""What long work tells whoever watches it: a bar, a log, a test."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told as the work goes on."""

    def step(self, what: str, total: int) -> None:
        """A step of `total` parts begins."""

    def advance(self, what: str) -> None:
        """One part is done; `what` names it."""

    def note(self, what: str) -> None:
        """Something that whoever watches should know, in a sentence."""
