"""Due dates, penalties and extensions of a class: as a table, and as JSON."""

from __future__ import annotations

import json
from io import StringIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.intake.times import shown, span
from autograder.keep.record import ClassRecord
from autograder.safe.text import clean_line


def deadlines_text(record: ClassRecord, width: int = 110) -> str:
    """Each lesson with its due date and penalty, and below it who has an extension, and why."""
    lessons = sorted({*record.due, *record.penalties, *(lesson for _, lesson in record.extensions)})
    if not lessons:
        return "No lesson has a due date.\n"
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("Lesson", "Due", "Lateness costs", "Why"):
        table.add_column(title, overflow="fold")
    for lesson in lessons:
        costs = record.penalties.get(lesson, "what nbgrader_config.py says")
        table.add_row(lesson, shown(record.due.get(lesson)) or "–", Text(costs), "")
        for (student, extended), extension in sorted(record.extensions.items()):
            if extended == lesson:
                due = shown(record.due_for(student, lesson)) or f"{span(extension.seconds)} more"
                who = clean_line(student, 60)
                table.add_row(Text(f"  {who}"), due, "", Text(clean_line(extension.why, 200)))
    out = StringIO()
    Console(file=out, width=width, highlight=False).print(table)
    return out.getvalue()


def deadlines_json(record: ClassRecord) -> str:
    """The same for programs, times in UTC, with a newline at the end."""
    content = {
        "due": {lesson: time.isoformat() for lesson, time in sorted(record.due.items())},
        "penalties": dict(sorted(record.penalties.items())),
        "extensions": [
            {
                "student": student,
                "lesson": lesson,
                "days": extension.seconds / 86_400,
                "due": due.isoformat() if (due := record.due_for(student, lesson)) else None,
                "why": extension.why,
            }
            for (student, lesson), extension in sorted(record.extensions.items())
        ],
    }
    return json.dumps(content, indent=2) + "\n"
