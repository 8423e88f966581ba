"""The class page: how a class did on its lessons, on one self-contained HTML page."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.clean import clean_line
from autograder.pages.render import render
from autograder.pages.text import STANDINGS, count, href, median, share, standing
from autograder.result import ExerciseResult, Outcome, State
from autograder.table import Row

_NOT_WRONG = (Outcome.RIGHT, Outcome.NOT_ATTEMPTED, Outcome.NOT_RUN, Outcome.SKIPPED)

#: Names listed by hand before the rest of a long list is folded away; messages shown for each exercise.
NAMES, MESSAGES = 12, 5
BINS = 10

_LABELS = {
    "right": ("right", "right"),
    "partly": ("partly right", "partly"),
    "wrong": ("not right", "wrong"),
    "not attempted": ("not attempted", "idle"),
    "not run": ("not run or skipped", "run"),
    "awaiting": ("awaiting a marker", "awaiting"),
}


@dataclass(frozen=True)
class Person:
    """A student as the page names one: cleaned id, encoded link to the feedback page (or ""), a remark."""

    name: str
    link: str
    remark: str = ""


@dataclass(frozen=True)
class Message:
    """What several students read: how many of them, of which exercise, and one of them as an example."""

    text: str
    times: int
    example: Person


@dataclass(frozen=True)
class Part:
    """A piece of an exercise's bar. `at` and `width` are in per cent of the bar."""

    label: str
    css: str
    times: int
    at: float
    width: float


@dataclass(frozen=True)
class Task:
    """One exercise over the class."""

    title: str
    max_points: float
    mean: float | None
    parts: tuple[Part, ...]
    messages: tuple[Message, ...]


@dataclass(frozen=True)
class Bin:
    """One bar of the histogram, in its drawing's units; scores from `low` to `high` per cent."""

    low: int
    high: int
    times: int
    x: float
    y: float
    height: float


@dataclass(frozen=True)
class Group:
    """Students who need a look, for one reason."""

    reason: str
    people: tuple[Person, ...]


@dataclass(frozen=True)
class Line:
    """A row of the table of students."""

    person: Person
    row: Row
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Lesson:
    """Everything that the page says of one lesson."""

    title: str
    handed_in: int
    missing: int
    graded: int
    median: float | None
    mean: float | None
    max_points: float
    awaiting: int
    bins: tuple[Bin, ...]
    middle: float | None
    tasks: tuple[Task, ...]
    groups: tuple[Group, ...]
    lines: tuple[Line, ...]
    seconds: float | None
    seconds_in_all: float


def class_page(
    rows: Sequence[Row],
    *,
    title: str = "Class report",
    titles: Mapping[str, str] | None = None,
    provenance: Mapping[str, str] | None = None,
) -> str:
    """The page for all `rows` (any number of lessons, shown in the order of their names).

    `titles` maps lesson names to what readers call them; `provenance` goes to the foot.
    """
    names = sorted({row.lesson for row in rows})
    lessons = [
        _lesson((titles or {}).get(name, name), sorted((r for r in rows if r.lesson == name), key=_order))
        for name in names
    ]
    facts = [(clean_line(str(k), 80), clean_line(str(v), 300)) for k, v in (provenance or {}).items() if v]
    return render(
        "class.html.j2",
        title=clean_line(title, 200),
        lessons=lessons,
        students=len({row.student for row in rows}),
        facts=facts,
        names=NAMES,
    )


def _order(row: Row) -> tuple[str, str]:
    return (row.student.casefold(), row.student)


def _lesson(title: str, rows: list[Row]) -> Lesson:
    graded = [row for row in rows if row.graded]
    fractions = [share(_points(row), _max_points(row)) for row in graded]
    points = [_points(row) for row in graded]
    max_points = max((_max_points(row) for row in graded), default=0.0)
    times = [row.result.seconds for row in rows if row.result and row.result.seconds > 0]
    middle = median(fractions)
    return Lesson(
        title=clean_line(title, 200),
        handed_in=sum(row.result is not None for row in rows),
        missing=sum(row.result is None for row in rows),
        graded=len(graded),
        median=median(points),
        mean=math.fsum(points) / len(points) if points else None,
        max_points=max_points,
        awaiting=sum(row.awaiting_marker for row in rows),
        bins=histogram(fractions),
        middle=None if middle is None else _LEFT + _WIDTH * middle,
        tasks=_tasks(graded),
        groups=_groups(rows),
        lines=tuple(Line(_person(row), row, _notes(row)) for row in rows),
        seconds=median(times),
        seconds_in_all=math.fsum(times),
    )


def _points(row: Row) -> float:
    return (row.result.points or 0.0) if row.result else 0.0


def _max_points(row: Row) -> float:
    return row.result.max_points if row.result else 0.0


_LEFT, _WIDTH, _BASE, _HEIGHT = 10.0, 340.0, 128.0, 104.0


def histogram(fractions: Sequence[float]) -> tuple[Bin, ...]:
    """Ten bars over 0 to 100 per cent; a full score belongs to the last one."""
    times = Counter(min(int(fraction * BINS + 1e-9), BINS - 1) for fraction in fractions)
    most = max(times.values(), default=1)
    step = _WIDTH / BINS
    bins = []
    for i in range(BINS):
        height = _HEIGHT * times[i] / most
        bins.append(Bin(i * 10, i * 10 + 10, times[i], _LEFT + i * step, _BASE - height, height))
    return tuple(bins)


def _tasks(rows: list[Row]) -> tuple[Task, ...]:
    """The exercises in the order of the first result that has most of them."""
    results = [row.result for row in rows if row.result]
    longest = max((r.exercises for r in results), key=len, default=())
    by_id: dict[str, list[tuple[Row, ExerciseResult]]] = {e.id: [] for e in longest}
    for row in rows:
        for exercise in row.result.exercises if row.result else ():
            by_id.setdefault(exercise.id, []).append((row, exercise))
    return tuple(_task(found) for found in by_id.values())


def _task(found: list[tuple[Row, ExerciseResult]]) -> Task:
    first = found[0][1]
    standings = Counter(standing(exercise) for _, exercise in found)
    parts, at = [], 0.0
    for name in STANDINGS:
        if standings[name]:
            width = 100 * standings[name] / len(found)
            parts.append(Part(*_LABELS[name], standings[name], at, width))
            at += width
    marked = [e.points for _, e in found if e.points is not None]
    return Task(
        title=clean_line(first.title, 200) or clean_line(first.id, 200),
        max_points=first.max_points,
        mean=math.fsum(marked) / len(marked) if marked else None,
        parts=tuple(parts),
        messages=_messages(found),
    )


def _messages(found: list[tuple[Row, ExerciseResult]]) -> tuple[Message, ...]:
    """The commonest things that went wrong; a student counts once for each."""
    times: Counter[str] = Counter()
    example: dict[str, Person] = {}
    for row, exercise in found:
        said = {
            clean_line(v.message, 240)
            for v in exercise.verdicts
            if v.message and v.outcome not in _NOT_WRONG
        }
        for text in sorted(said - {""}):
            times[text] += 1
            example.setdefault(text, _person(row))
    commonest = sorted(times.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Message(text, n, example[text]) for text, n in commonest[:MESSAGES])


def _groups(rows: list[Row]) -> tuple[Group, ...]:
    def people(chosen: list[Row], remark: bool = True) -> tuple[Person, ...]:
        return tuple(_person(row, " · ".join(_notes(row)) if remark else "") for row in chosen)

    unreadable = [r for r in rows if r.result and r.result.state is State.UNREADABLE]
    failed = [r for r in rows if r.result and not r.graded and r.result.state is not State.UNREADABLE]
    stopped = [r for r in rows if r.graded and _ended_early(r)]
    flagged = [r for r in rows if r.graded and not _ended_early(r) and r.result and r.result.flags]
    groups = (
        Group("Not graded: the grader had trouble of its own", people(failed)),
        Group("Could not be read", people(unreadable)),
        Group("Did not run to the end", people(stopped)),
        Group("Flagged", people(flagged)),
        Group("Awaiting a marker", people([r for r in rows if r.awaiting_marker], remark=False)),
        Group("Nothing handed in", people([r for r in rows if r.result is None], remark=False)),
    )
    return tuple(group for group in groups if group.people)


def _ended_early(row: Row) -> bool:
    return row.result is not None and (bool(row.result.stop) or row.result.state is State.PARTLY_GRADED)


def _notes(row: Row) -> tuple[str, ...]:
    if row.result is None:
        return ()
    flags = [clean_line(flag, 200) for flag in row.result.flags[:10]]
    more = [count(len(row.result.flags) - 10, "more flag")] if len(row.result.flags) > 10 else []
    return tuple(note for note in (clean_line(row.result.stop, 300), *flags, *more) if note)


def _person(row: Row, remark: str = "") -> Person:
    return Person(
        clean_line(row.student, 200) or "(no name)", href(row.feedback) if row.feedback else "", remark
    )
