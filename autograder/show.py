"""What the command line shows: progress while it grades, a table when it is done, JSON for programs."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any, TextIO

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from autograder.clean import clean_line
from autograder.grade_class import Change, ClassGrades
from autograder.table import Row


class _Bar:
    """A progress bar, for a terminal."""

    def __init__(self, progress: Progress) -> None:
        self.progress, self.task = progress, None

    def step(self, what: str, total: int) -> None:
        self.task = self.progress.add_task(what, total=total)

    def advance(self, what: str) -> None:
        self.progress.advance(self.task)

    def note(self, what: str) -> None:
        self.progress.console.print(Text(what))


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
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        yield _Bar(progress)


def summary(grades: ClassGrades, width: int = 110) -> str:
    """The class as a table in text, and where the pages are."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    several = len({row.lesson for row in grades.rows}) > 1
    for name in ("Student", *(("Lesson",) if several else ())):
        table.add_column(name, overflow="fold")
    table.add_column("Points", justify="right", no_wrap=True)
    table.add_column("Written", justify="right")
    table.add_column("Remarks", overflow="fold")
    for row in grades.rows:
        cells = [
            clean_line(row.student, 60),
            *((row.lesson,) if several else ()),
            *_numbers(row),
            _remarks(row),
        ]
        # Text, not markup: a student's name may hold square brackets.
        table.add_row(*(Text(cell) for cell in cells))
    out = StringIO()
    console = Console(file=out, width=width)
    console.print(table)
    console.print(
        f"Class page: {grades.page}\nTable: {grades.table}", soft_wrap=True, markup=False, highlight=False
    )
    return out.getvalue()


def _numbers(row: Row) -> tuple[str, str]:
    if row.result is None or row.result.points is None:
        return "–", "–"
    points = f"{row.result.points:g} / {row.result.max_points:g}"
    if not row.written_max_points:
        return points, ""
    if row.awaiting_marker:
        return points, "awaiting a marker"
    return points, f"{row.written_points or 0:g} / {row.written_max_points:g}"


def _remarks(row: Row) -> str:
    remarks = [] if row.state == "graded" else [row.state]
    if row.result is not None:
        remarks += [row.result.stop] * bool(row.result.stop) + list(row.result.flags)
    return "; ".join(clean_line(remark, 160) for remark in remarks)


def preview_text(changes: list[Change]) -> str:
    """Whose score would change, by how much and because of what."""
    if not changes:
        return "No score would change.\n"
    lines = []
    for change in changes:
        before, after = ("–" if points is None else f"{points:g}" for points in (change.before, change.after))
        lines.append(f"{clean_line(change.student, 60)} · {change.lesson}: {before} → {after}")
        lines += [f"    {clean_line(reason, 240)}" for reason in change.because]
    return "\n".join((*lines, f"{len(changes)} scores would change. Nothing was written.")) + "\n"


def as_json_text(grades: ClassGrades) -> str:
    """Everything but the notebooks, as JSON with a newline at its end."""
    content = {
        "class_page": str(grades.page),
        "table": str(grades.table),
        "rows": [_plain_row(row) for row in grades.rows],
    }
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _plain_row(row: Row) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "student": row.student,
        "lesson": row.lesson,
        "state": row.state,
        "feedback": row.feedback,
    }
    if row.result is None:
        return plain
    result = dataclasses.asdict(row.result)
    del result["notebook"], result["state"], result["lesson"]
    for exercise in result["exercises"]:
        del exercise["pictures"], exercise["answer"]
    return {**plain, "points": row.result.points, "max_points": row.result.max_points, **result}
