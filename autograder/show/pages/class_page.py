"""The class page: how a class did on its lessons, on one self-contained HTML page."""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.compare.result import (
    ExerciseResult,
    Outcome,
    State,
    Verdict,
)
from autograder.safe.text import clean_line
from autograder.show.pages.render import render
from autograder.show.pages.words import (
    href,
    median,
    number,
    share,
    standing,
)
from autograder.show.pages.words import seconds as duration
from autograder.show.rows import Row, few, late_words

_NOT_WRONG = (Outcome.RIGHT, Outcome.NOT_ATTEMPTED, Outcome.NOT_RUN, Outcome.SKIPPED)

#: Names listed by hand before the rest of a long list is folded away; messages shown for each exercise.
NAMES, MESSAGES, SLOWEST = 12, 5, 3
BINS = 10

#: How an exercise came out, in words and with a style, as the page counts it and in this order.
_LABELS = {
    "right": ("right", "right"),
    "partly": ("partly right", "partly"),
    "wrong": ("not right", "wrong"),
    "not attempted": ("not attempted", "idle"),
    "not run": ("not run or skipped", "run"),
    "awaiting": ("awaiting a marker", "awaiting"),
}

#: States as the page counts them and in this order, with the style of their part of the bar.
_STATES = {
    State.GRADED.value: "right",
    State.PARTLY_GRADED.value: "partly",
    State.TIMED_OUT.value: "late",
    State.CRASHED.value: "wrong",
    State.TAMPERED.value: "tampered",
    State.UNREADABLE.value: "run",
    State.NOT_GRADED.value: "awaiting",
    "missing": "idle",
}
#: What an instructor should look at first comes first.
_REASONS = {
    State.NOT_GRADED.value: "Not graded",
    State.UNREADABLE.value: "Could not be read",
    State.TAMPERED.value: "Tampered with the grader",
    State.CRASHED.value: "Crashed",
    State.TIMED_OUT.value: "Timed out",
    State.PARTLY_GRADED.value: "Partly graded",
}


@dataclass(frozen=True)
class NamedStudent:
    """A student as the page names one: cleaned id, encoded link to the feedback page (or ""), a remark."""

    name: str
    link: str
    remark: str = ""


@dataclass(frozen=True)
class Message:
    """What several students read of a record: how many of them, and one of them as an example."""

    record: str
    text: str
    times: int
    example: NamedStudent


@dataclass(frozen=True)
class Part:
    """A piece of an exercise's bar. `at` and `width` are in per cent of the bar."""

    label: str
    css: str
    times: int
    at: float
    width: float


@dataclass(frozen=True)
class ExerciseSummary:
    """One exercise over the class."""

    title: str
    max_points: float
    mean: float | None
    share: float | None
    unmarked: int
    parts: tuple[Part, ...]
    messages: tuple[Message, ...]


@dataclass(frozen=True)
class Bin:
    """One bar of a histogram, in its drawing's units: values from `low` to `high`."""

    low: float
    high: float
    times: int
    x: float
    y: float
    height: float


@dataclass(frozen=True)
class StudentsToSee:
    """Students who need a look, for one reason."""

    reason: str
    people: tuple[NamedStudent, ...]


@dataclass(frozen=True)
class Cell:
    """One student's work on one lesson in the table of students; texts are "" where there is nothing to say."""

    points: str
    written: str
    penalty: str
    state: str
    link: str


@dataclass(frozen=True)
class StudentCells:
    """A row of the table of students: a cell, or None, for each lesson."""

    name: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Spread:
    """How the scores of a lesson lie, in per cent: the lowest, the middle half, the highest."""

    low: float
    first: float
    middle: float
    third: float
    high: float


@dataclass(frozen=True)
class LessonSummary:
    """Everything that the page says of one lesson."""

    title: str
    handed_in: int
    missing: int
    graded: int
    median: float | None
    mean: float | None
    max_points: float
    awaiting: int
    states: tuple[Part, ...]
    spread: Spread | None
    bins: tuple[Bin, ...]
    middle: float | None
    tasks: tuple[ExerciseSummary, ...]
    groups: tuple[StudentsToSee, ...]
    seconds: float | None
    seconds_in_all: float
    times: tuple[Bin, ...]
    slowest: tuple[NamedStudent, ...]


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
        lines=_lines(names, rows),
        facts=facts,
        names=NAMES,
    )


def _order(row: Row) -> tuple[str, str]:
    return (row.student.casefold(), row.student)


def _lesson(title: str, rows: list[Row]) -> LessonSummary:
    graded = [row for row in rows if row.graded]
    points = [row.points or 0.0 for row in graded]
    fractions = [share(own, _max_points(row)) for own, row in zip(points, graded, strict=True)]
    max_points = max((_max_points(row) for row in graded), default=0.0)
    ran = [(row.result.seconds, row) for row in rows if row.result and row.result.seconds > 0]
    times = [seconds for seconds, _ in ran]
    slowest = sorted(ran, key=lambda item: -item[0])[:SLOWEST]
    middle = median(fractions)
    return LessonSummary(
        title=clean_line(title, 200),
        handed_in=sum(row.result is not None for row in rows),
        missing=sum(row.result is None for row in rows),
        graded=len(graded),
        median=median(points),
        mean=math.fsum(points) / len(points) if points else None,
        max_points=max_points,
        awaiting=sum(row.awaiting_marker for row in rows),
        states=_parts([row.state for row in rows], {state: (state, css) for state, css in _STATES.items()}),
        spread=_spread(fractions),
        bins=histogram(fractions),
        middle=None if middle is None else _LEFT + _WIDTH * middle,
        tasks=_tasks(graded),
        groups=_groups(rows),
        seconds=median(times),
        seconds_in_all=math.fsum(times),
        times=_times(times),
        slowest=tuple(_person(row, duration(seconds)) for seconds, row in slowest)
        if len(ran) > SLOWEST
        else (),
    )


def _max_points(row: Row) -> float:
    return row.result.max_points if row.result else 0.0


_LEFT, _WIDTH, _BASE, _HEIGHT = 10.0, 340.0, 128.0, 104.0


def histogram(fractions: Sequence[float]) -> tuple[Bin, ...]:
    """Ten bars over 0 to 100 per cent; a full score belongs to the last one."""
    return _bins([100 * fraction for fraction in fractions], 100.0)


def _times(seconds: Sequence[float]) -> tuple[Bin, ...]:
    """Ten bars over the seconds that submissions took. The last one holds all that took longer, too.

    One notebook that ran into its deadline must not press the others into one bar.
    """
    if not seconds:
        return ()
    most = max(seconds)
    wanted = min(most, 3 * statistics.median(seconds))
    unit = 10.0 ** math.floor(math.log10(wanted))
    end = next(unit * k for k in (1, 2, 3, 5, 10) if unit * k >= wanted)
    bins = _bins(seconds, end)
    return (*bins[:-1], replace(bins[-1], high=most)) if most > end else bins


def _bins(values: Sequence[float], end: float) -> tuple[Bin, ...]:
    times = Counter(min(int(BINS * value / end + 1e-9), BINS - 1) for value in values)
    most = max(times.values(), default=1)
    step = _WIDTH / BINS
    bins = []
    for i in range(BINS):
        height = _HEIGHT * times[i] / most
        low, high = end * i / BINS, end * (i + 1) / BINS
        bins.append(Bin(low, high, times[i], _LEFT + i * step, _BASE - height, height))
    return tuple(bins)


def _spread(fractions: Sequence[float]) -> Spread | None:
    """Lowest, quartiles and highest in per cent; None of nothing."""
    if not fractions:
        return None
    shares = sorted(100 * f for f in fractions)
    quarters = statistics.quantiles(shares, method="inclusive") if len(shares) > 1 else shares * 3
    return Spread(shares[0], *quarters, shares[-1])


def _parts(found: Sequence[str], labels: Mapping[str, tuple[str, str]]) -> tuple[Part, ...]:
    """A bar's parts, in the order of `labels` (name → words and style)."""
    times, parts, at = Counter(found), [], 0.0
    for name, (label, css) in labels.items():
        if times[name]:
            width = 100 * times[name] / len(found)
            parts.append(Part(label, css, times[name], at, width))
            at += width
    return tuple(parts)


def _tasks(rows: list[Row]) -> tuple[ExerciseSummary, ...]:
    """The exercises in the order of the first result that has most of them."""
    results = [row.result for row in rows if row.result]
    longest = max((r.exercises for r in results), key=len, default=())
    by_id: dict[str, list[tuple[Row, ExerciseResult]]] = {e.id: [] for e in longest}
    for row in rows:
        for exercise in row.result.exercises if row.result else ():
            by_id.setdefault(exercise.id, []).append((row, exercise))
    return tuple(_task(found) for found in by_id.values())


def _task(found: list[tuple[Row, ExerciseResult]]) -> ExerciseSummary:
    first = found[0][1]
    marked = [e.points for _, e in found if e.points is not None]
    # The marks so far are no mean of the class: whose answers come first is chance, and what is blank counts 0.
    mean = math.fsum(marked) / len(marked) if marked and len(marked) == len(found) else None
    return ExerciseSummary(
        title=clean_line(first.title, 200) or clean_line(first.id, 200),
        max_points=first.max_points,
        mean=mean,
        share=None if mean is None else share(mean, first.max_points),
        unmarked=len(found) - len(marked),
        parts=_parts([standing(e) for _, e in found], _LABELS),
        messages=_messages(found),
    )


def _messages(found: list[tuple[Row, ExerciseResult]]) -> tuple[Message, ...]:
    """The commonest things that went wrong; a student counts once for each.

    Messages that differ in nothing but a measured number or a position are one; the first stands for all.
    """
    times: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], Message] = {}
    for row, exercise in found:
        said = {
            _sameness(v): v for v in reversed(exercise.verdicts) if v.message and v.outcome not in _NOT_WRONG
        }
        for kind, verdict in sorted(said.items()):
            times[kind] += 1
            if kind not in first:
                text = clean_line(verdict.message, 240)
                first[kind] = Message(clean_line(verdict.name, 80), text, 0, _person(row))
    commonest = sorted(times.items(), key=lambda item: (-item[1], item[0]))
    return tuple(replace(first[kind], times=n) for kind, n in commonest[:MESSAGES] if first[kind].text)


_MEASURED = re.compile(r"\d+\.\d+(e[+-]?\d+)?|\d+e[+-]?\d+|(?<=position )\([^)]*\)|(?<=position )\d+")


def _sameness(verdict: Verdict) -> tuple[str, str]:
    return clean_line(verdict.name, 80), _MEASURED.sub("#", clean_line(verdict.message, 240))


def _groups(rows: list[Row]) -> tuple[StudentsToSee, ...]:
    def people(chosen: list[Row], remark: bool = True) -> tuple[NamedStudent, ...]:
        return tuple(_person(row, " · ".join(_notes(row)) if remark else "") for row in chosen)

    flagged = [r for r in rows if r.result and r.result.state is State.GRADED and r.result.flags]
    groups = (
        *(
            StudentsToSee(words, people([r for r in rows if r.state == state]))
            for state, words in _REASONS.items()
        ),
        StudentsToSee("Flagged", people(flagged)),
        StudentsToSee("Awaiting a marker", people([r for r in rows if r.awaiting_marker], remark=False)),
        StudentsToSee(
            "Handed in late", tuple(_person(r, "; ".join(late_words(r))) for r in rows if late_words(r))
        ),
        StudentsToSee("Nothing handed in", people([r for r in rows if r.result is None], remark=False)),
    )
    return tuple(group for group in groups if group.people)


def _lines(lessons: Sequence[str], rows: Sequence[Row]) -> tuple[StudentCells, ...]:
    """The table of all students: a row each, a cell for each lesson."""
    at = {lesson: i for i, lesson in enumerate(lessons)}
    cells: dict[str, list[Cell | None]] = {}
    for row in sorted(rows, key=_order):
        cells.setdefault(row.student, [None] * len(lessons))[at[row.lesson]] = _cell(row)
    return tuple(
        StudentCells(clean_line(name, 200) or "(no name)", tuple(line)) for name, line in cells.items()
    )


def _cell(row: Row) -> Cell:
    points = "" if row.points is None else number(row.points)
    written = "?" if row.awaiting_marker else "" if row.written_points is None else number(row.written_points)
    state = "" if row.state == State.GRADED.value else row.state
    penalty = number(row.beside.late.penalty) if row.graded and row.beside.late.penalty else ""
    return Cell(points, written, penalty, state, href(row.feedback))


def _notes(row: Row) -> tuple[str, ...]:
    if row.result is None:
        return ()
    return tuple(note for note in (clean_line(row.result.stop, 300), *few(row.result.flags)) if note)


def _person(row: Row, remark: str = "") -> NamedStudent:
    return NamedStudent(clean_line(row.student, 200) or "(no name)", href(row.feedback), remark)
