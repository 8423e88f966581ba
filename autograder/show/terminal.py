"""What the command line shows when it is done: a table or lines for people, JSON for programs."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from io import StringIO
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.safe.text import clean_line
from autograder.show.preview import Change
from autograder.show.publish import ClassGrades
from autograder.show.report import Report, Waiting
from autograder.show.rows import Row, few, late_words

#: Names in a line of text before the rest is only counted.
_NAMES = 10


def grades_text(grades: ClassGrades, width: int = 110) -> str:
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
    said = [row.result.stop] * bool(row.result.stop) + list(few(row.result.flags)) if row.result else []
    said = late_words(row) + said
    told = row.state == "graded" or any(remark.startswith(f"{row.state}: ") for remark in said)
    remarks = said if told else [row.state, *said]
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


def grades_json(grades: ClassGrades) -> str:
    """Everything but the notebooks, as JSON with a newline at its end."""
    content = {
        "class_page": str(grades.page),
        "table": str(grades.table),
        "rows": [_plain_row(row) for row in grades.rows],
    }
    return json.dumps(content, indent=2, allow_nan=False) + "\n"


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
    late = row.beside.late
    plain |= {"points": row.result.points, "max_points": row.result.max_points, "score": row.score}
    return {**plain, "late_seconds": late.seconds, "late_penalty": late.penalty, **result}


def report_text(made: Report) -> str:
    """What was written, and what waits to be graded, in lines of text."""
    lines = [
        f"Class page: {made.grades.page}",
        f"Table: {made.grades.table}",
        f"Feedback pages: {made.written:,} written, {made.left:,} were up to date.",
    ]
    for why in dict.fromkeys(w.why for w in made.waiting):
        lines.append(
            f"{clean_line(why[:1].upper() + why[1:], 200)}: {_names(w for w in made.waiting if w.why == why)}"
        )
    if made.waiting:
        lines.append("Run `autograder grade` to grade what is new or has changed.")
    return "\n".join(lines) + "\n"


def _names(waiting: Iterable[Waiting]) -> str:
    names = [f"{clean_line(w.student, 60)} · {w.lesson}" for w in waiting]
    more = f" and {len(names) - _NAMES:,} more" if len(names) > _NAMES else ""
    return ", ".join(names[:_NAMES]) + more


def report_json(made: Report) -> str:
    """The same as JSON, with the state and the points of each student's lesson."""
    content = {
        "class_page": str(made.grades.page),
        "table": str(made.grades.table),
        "feedback_written": made.written,
        "feedback_left": made.left,
        "not_graded": [dataclasses.asdict(w) for w in made.waiting],
        "rows": [
            {
                "student": row.student,
                "lesson": row.lesson,
                "state": row.state,
                "points": row.points,
                "total": row.total,
                "score": row.score,
            }
            for row in made.grades.rows
        ],
    }
    return json.dumps(content, indent=2, allow_nan=False) + "\n"
