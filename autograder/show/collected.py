"""What was collected, and what was not and why: as a table, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from io import StringIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.collect.plan import Action, Step
from autograder.collect.run import Collected
from autograder.collect.write import EARLIER
from autograder.intake.receipt import receipt
from autograder.intake.times import shown, stamp
from autograder.safe.text import clean_line

_WORDS = {
    Action.COLLECTED: "collected",
    Action.REPLACED: f"replaced; the one before is in {EARLIER}/",
    Action.UNCHANGED: "unchanged",
    Action.NEW_TIME: "unchanged, time of submission corrected",
    Action.OLDER: f"older than what is in place; kept in {EARLIER}/",
}


def collected_text(collected: Collected, width: int = 110) -> str:
    """What was done, for people."""
    out = StringIO()
    console = Console(file=out, width=width, highlight=False)
    plan = collected.plan
    if plan.steps:
        console.print(
            _table(("Student", "Lesson", "Handed in", "Receipt", "What became of it"), map(_row, plan.steps))
        )
    if plan.left:
        console.print("Not collected:", markup=False)
        rows = ((clean_line(left.shown, 120), clean_line(left.why, 300)) for left in plan.left)
        console.print(_table(("File", "Why, and what to do"), rows))
    for line in _lines(collected):
        console.print(line, soft_wrap=True, markup=False)
    return out.getvalue()


def _table(titles: tuple[str, ...], rows) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in titles:
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))  # Text, not markup: names may hold square brackets
    return table


def _row(step: Step) -> tuple[str, ...]:
    what = "; ".join((_WORDS[step.action], *(clean_line(flag, 200) for flag in step.flags)))
    return clean_line(step.student.id, 60), step.lesson, shown(step.time) or "–", _receipt(step), what


def _receipt(step: Step) -> str:
    return receipt(step.seen.sha256, stamp(step.time) if step.time else None)


def _lines(collected: Collected) -> list[str]:
    plan, order = collected.plan, collected.order
    counts = Counter(step.action for step in plan.steps)
    lines = [clean_line(remark, 300) for remark in collected.remarks]
    if plan.missing:
        other = {left.student: left.shown for left in plan.left if left.student}
        names = ", ".join(
            clean_line(s.id, 40) + (f" (but {clean_line(other[s.id], 60)})" if s.id in other else "")
            for s in plan.missing[:12]
        )
        more = f" and {len(plan.missing) - 12} more" if len(plan.missing) > 12 else ""
        lines.append(f"Nothing from {len(plan.missing)} of the roster: {names}{more}.")
    timeless = sum(step.time is None for step in plan.steps)
    if timeless:
        lines.append(
            f"No time of submission for {timeless}: a roster with a column “submitted” (Moodle's grading worksheet "
            "has one) gives it, or --file-times if the files' own dates are right."
        )
    for lesson in plan.lessons:
        if lesson in collected.due:
            lines.append(f"{lesson} is due {shown(collected.due[lesson])}.")
    said = ", ".join(f"{n} {action.value}" for action, n in counts.items()) or "nothing collected"
    left = f"; {len(plan.left)} not collected" if plan.left else ""
    lines.append(
        f"{'Would be: ' if order.dry_run else ''}{said}{left}.{' Nothing was written.' * order.dry_run}"
    )
    return lines


def collected_json(collected: Collected) -> str:
    """All of it, for programs, with a newline at the end."""
    plan = collected.plan
    content = {
        "source": str(collected.order.source),
        "dry_run": collected.order.dry_run,
        "lessons": list(plan.lessons),
        "due": {k: v.isoformat() for k, v in collected.due.items() if k in plan.lessons},
        "submissions": [
            {
                "student": step.student.id,
                "lesson": step.lesson,
                "outcome": step.action.value,
                "file": step.seen.owned.entry.shown,
                "submitted": step.time.isoformat() if step.time else None,
                "sha256": step.seen.sha256,
                "receipt": _receipt(step),
                "flags": list(step.flags),
                "aside": [other.owned.entry.shown for other in step.aside],
            }
            for step in plan.steps
        ],
        "not_collected": [
            {"file": left.shown, "why": left.why, "student": left.student or None} for left in plan.left
        ],
        "missing": [student.id for student in plan.missing],
        "remarks": list(collected.remarks),
    }
    return json.dumps(content, ensure_ascii=True, indent=2) + "\n"
