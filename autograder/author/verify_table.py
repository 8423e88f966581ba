"""What verifying found out about the tests of the lessons: plain values, a table, JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import StringIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.compare.result import Margin


@dataclass
class Tally:
    """So many of so many got what they deserve."""

    good: int = 0
    all: int = 0

    def add(self, good: bool) -> None:
        self.good += good
        self.all += 1

    def __str__(self) -> str:
        return f"{self.good}/{self.all}" if self.all else "–"


@dataclass(frozen=True)
class Least:
    """The smallest margin of a check, and the run that it comes from ("seed 7", "answer 'functional'")."""

    margin: Margin
    source: str


@dataclass
class LessonReport:
    """What was found out about one lesson's tests.

    `notebooks` counts those that are not of the bank: the reference, untouched, blank, broken, one answer left
    out. `tied` counts, by check, the seeds with which it is right only beside a reference of the same seed: it
    compares with the reference's own random numbers, which is fair as long as a locked cell sets the seed.
    `raised` counts the seeds with which a cell raised. `tied`, `raised` and `remarks` are for the author to look
    at; they fail nothing.
    """

    lesson: str
    exercises: int = 0
    right: Tally = field(default_factory=Tally)
    wrong: Tally = field(default_factory=Tally)
    notebooks: Tally = field(default_factory=Tally)
    seeds: Tally = field(default_factory=Tally)
    margins: dict[str, Least] = field(default_factory=dict)
    tied: dict[str, int] = field(default_factory=dict)
    flakes: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    raised: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    @property
    def smallest(self) -> Least | None:
        """The margin with the least room, as a share of its threshold."""
        return min(self.margins.values(), key=lambda least: least.margin.relative, default=None)

    def keep(self, where: str, margins: Iterable[Margin], source: str) -> None:
        """Keep the smaller of each margin and the one that is there."""
        for margin in margins:
            name = f"{where} · {margin.what}"
            if name not in self.margins or margin.room < self.margins[name].margin.room:
                self.margins[name] = Least(margin, source)


@dataclass(frozen=True)
class Verification:
    """What was found out about the tests of several lessons."""

    lessons: tuple[LessonReport, ...]

    @property
    def failures(self) -> list[str]:
        """All that is wrong, each with its lesson; flakes too."""
        return [f"{r.lesson}: {text}" for r in self.lessons for text in (*r.failures, *r.flakes)]


def verify_text(report: Verification, width: int = 110) -> str:
    """The margins, what is worth a look, a table with a line for each lesson, and all that failed."""
    out = StringIO()
    console = Console(file=out, width=width)
    for lesson in report.lessons:
        _details(console, lesson)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Lesson", overflow="fold")
    for name in ("Cells", "Right accepted", "Wrong caught", "Other notebooks", "Seeds"):
        table.add_column(name, justify="right")
    table.add_column("Smallest margin")
    table.add_column("Flakes", justify="right")
    for r in report.lessons:
        smallest = str(r.smallest.margin) if r.smallest else "–"
        numbers = (r.exercises, r.right, r.wrong, r.notebooks, r.seeds, smallest, len(r.flakes))
        table.add_row(Text(r.lesson), *(Text(str(n)) for n in numbers))
    console.print(table)
    for failure in report.failures:
        console.print(f"NO  {failure}", soft_wrap=True, markup=False, highlight=False)
    if not report.failures:
        console.print("All as they should be.", highlight=False)
    return out.getvalue()


def _details(console: Console, lesson: LessonReport) -> None:
    if lesson.margins:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=f"{lesson.lesson}: smallest margins")
        for name in ("Check", "Measured", "Room", "Comes from"):
            table.add_column(name, overflow="fold", justify="right" if name == "Room" else "left")
        for where, least in sorted(lesson.margins.items(), key=lambda item: item[1].margin.relative):
            margin = least.margin
            table.add_row(*map(Text, (where, str(margin), f"{margin.room:.3g}", least.source)))
        console.print(table)
    lines = [
        f"{where} compares with the reference's own random numbers ({_seeds(n)})"
        for where, n in lesson.tied.items()
    ]
    lines += [f"{text} ({_seeds(n)})" for text, n in lesson.raised.items()] + lesson.remarks
    for line in lines:
        console.print(f"{lesson.lesson}: {line}", soft_wrap=True, markup=False, highlight=False)


def _seeds(n: int) -> str:
    return f"{n} seed{'' if n == 1 else 's'}"


def verify_json(report: Verification) -> str:
    """The whole report as JSON with a newline at its end."""
    content = {
        "lessons": [dataclasses.asdict(lesson) for lesson in report.lessons],
        "failures": report.failures,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
