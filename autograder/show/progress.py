"""What long work tells whoever watches it: a bar in a terminal, lines in a log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

from rich import progress as bars
from rich.console import Console
from rich.text import Text

from autograder.safe.text import clean_line


class Progress(Protocol):
    """Told as the work goes on."""

    def step(self, what: str, total: int) -> None:
        """A step of `total` parts begins."""

    def advance(self, what: str) -> None:
        """One part is done; `what` names it."""

    def note(self, what: str) -> None:
        """Something that whoever watches should know, in a sentence."""


class _Bar:
    """A progress bar, for a terminal."""

    def __init__(self, progress: bars.Progress) -> None:
        self.progress, self.task = progress, None

    def step(self, what: str, total: int) -> None:
        self.task = self.progress.add_task(what, total=total)

    def advance(self, what: str) -> None:
        self.progress.advance(self.task)

    def note(self, what: str) -> None:
        self.progress.console.print(Text(clean_line(what, 300)))


class _Lines:
    """One line for each part that is done, for a log."""

    def __init__(self, out: TextIO) -> None:
        self.out, self.done, self.total = out, 0, 0

    def step(self, what: str, total: int) -> None:
        self.done, self.total = 0, total
        print(f"{what} ({total})", file=self.out, flush=True)

    def advance(self, what: str) -> None:
        self.done += 1
        print(f"  {self.done}/{self.total} {clean_line(what, 120)}", file=self.out, flush=True)

    def note(self, what: str) -> None:
        print(f"  {clean_line(what, 300)}", file=self.out, flush=True)


@contextmanager
def progress_of(out: TextIO) -> Iterator[_Bar | _Lines]:
    """A bar where `out` is a terminal, else plain lines."""
    console = Console(file=out)
    if not console.is_terminal:
        yield _Lines(out)
        return
    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TimeElapsedColumn(),
    )
    with bars.Progress(*columns, console=console) as progress:
        yield _Bar(progress)
