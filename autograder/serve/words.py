"""A verdict in words that a student may read who can ask again.

A feedback page comes when all is over: hints are nearly the code there, a quiz explains every letter, and a key may
reveal what is right. Here none of that is said. What is said is looked through besides: a sentence that holds a number
or a text of the reference's or the key's, or a line of the solution, and which the student has not written down, is
replaced by one that says only what kind of difference it is.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.compare.checks.base import Check
from autograder.compare.checks.values import Choice
from autograder.compare.records import Record
from autograder.compare.reference import Reference
from autograder.compare.result import ExerciseResult, Outcome, Verdict
from autograder.course.cells import SOLUTION, regions
from autograder.course.lesson import Lesson
from autograder.safe.text import clean_text

#: Characters of one sentence, and sentences of one verdict.
LONGEST, MOST = 600, 12
#: A record of so few numbers is an answer: each of them counts. One of more than `_MANY` gives nothing away by one.
_FEW, _MANY = 3, 1000
_GENERIC = {
    Outcome.NOT_ATTEMPTED: "Not attempted yet.",
    Outcome.NOT_RUN: "Not run.",
    Outcome.MISSING: "Something that is asked for is missing.",
    Outcome.RAISED: "It stopped with an error.",
    Outcome.TYPE: "This is another kind of value than the one asked for.",
    Outcome.SHAPE: "Its shape or number is not the one asked for.",
    Outcome.VALUE: "This is not right yet.",
    Outcome.SKIPPED: "Skipped: it needs an earlier exercise.",
}


def told(result: ExerciseResult, reference: Reference) -> str:
    """What is said of an exercise of the lesson's: a line for each of its checks that is not right, or "Right."."""
    exercise = next(e for e in reference.exercises if e.id == result.id)
    lines = [
        f"{verdict.name}: {_sentence(check, verdict, result, reference)}"
        for check, verdict in zip(exercise.checks, result.verdicts, strict=True)
        if verdict.outcome is not Outcome.RIGHT
    ]
    if len(lines) > MOST:
        lines = [*lines[:MOST], f"… and {len(lines) - MOST} more."]
    return "\n".join(lines) or "Right."


def _sentence(check: Check, verdict: Verdict, result: ExerciseResult, reference: Reference) -> str:
    generic = _GENERIC[verdict.outcome]
    if getattr(check, "reveal", False) or (isinstance(check, Choice) and verdict.outcome is Outcome.VALUE):
        return generic
    said = clean_text(verdict.message, LONGEST)
    own = f"{result.answer}\n{verdict.recorded}"
    record = reference.records[result.id, check.name]
    return generic if gives_away(said, own, check, record, reference.lesson) else said or generic


def gives_away(said: str, own: str, check: Check, record: Record, lesson: Lesson) -> bool:
    """Whether a sentence holds what is the reference's `record` or the check's, and is not the student's `own`.

    What stands in the lesson is everybody's, but for an answer of a few numbers: 7 stands everywhere.
    """
    numbers, texts = _parts(record.value, keys=record.kind == "value")
    settings, _ = _parts(list(_settings(check)), keys=True)
    mine = _numbers_in(own)
    public = mine | _numbers_in_lesson(lesson)
    lines = (*_solution(lesson), check.hint)
    return (
        _has_number(said, numbers, mine if len(numbers) <= _FEW else public)
        or _has_number(said, settings, public)
        or any(_has_text(said, t) and not _has_text(own + lesson.released_text, t) for t in set(texts))
        or any(line in said and line not in own for line in lines if line)
    )


def _settings(check: Check) -> Iterator[Any]:
    """What a key says of a check, but for what students are told of it anyway."""
    for field in dataclasses.fields(check):
        if field.name not in ("name", "label", "part", "hint", "share", "decisive"):
            yield getattr(check, field.name)


def _parts(value: Any, keys: bool) -> tuple[list[float], list[str]]:
    """The numbers and the texts in plain data, however deep; those of very many numbers are left out."""
    numbers: list[float] = []
    texts: list[str] = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            texts += [one] if len(one) > 2 else []
        elif isinstance(one, dict):
            waiting += [*(one.keys() if keys else ()), *one.values()]
        elif isinstance(one, np.ndarray):
            numbers += one.ravel().tolist() if one.dtype.kind in "iuf" and one.size <= _MANY else []
        elif isinstance(one, int | float | np.number) and not isinstance(one, bool):
            numbers.append(float(one))
        elif isinstance(one, list | tuple | set | frozenset):
            waiting += list(one)
    return (numbers if len(numbers) <= _MANY else []), texts


_NUMBER = re.compile(r"(?<![\w.])[-−]?\d[\d,]{0,30}(?:\.\d{0,30})?(?:[eE][-+]?\d{1,3})?")


def _literals(text: str) -> set[str]:
    return {found.replace(",", "").replace("−", "-").rstrip(".") for found in _NUMBER.findall(text)}


def _numbers_in(text: str) -> frozenset[float]:
    return frozenset(map(float, _literals(text)))


@lru_cache(maxsize=32)
def _numbers_in_lesson(lesson: Lesson) -> frozenset[float]:
    return _numbers_in(lesson.released_text)


def _has_number(said: str, numbers: list[float], known: frozenset[float]) -> bool:
    """Whether a text holds one of these numbers, rounded to what is shown of it, which is not known."""
    for literal in _literals(said):
        shown = float(literal)
        if shown not in known:
            digits = max(1, len(re.sub(r"[eE].*|\D", "", literal).lstrip("0")))
            if any(float(f"{number:.{digits}g}") == shown for number in numbers):
                return True
    return False


def _has_text(text: str, part: str) -> bool:
    """Whether a text holds another as words of its own."""
    place = text.find(part)
    while place >= 0:
        around = text[place - 1 : place] + text[place + len(part) : place + len(part) + 1]
        if not re.search(r"\w", around):
            return True
        place = text.find(part, place + 1)
    return False


@lru_cache(maxsize=32)
def _solution(lesson: Lesson) -> tuple[str, ...]:
    """The lines of the lesson's solutions that say something."""
    lines = (
        line.strip()
        for c in lesson.source.cells
        for t in regions(c.source, SOLUTION)
        for line in t.split("\n")
    )
    return tuple(dict.fromkeys(line for line in lines if len(line) >= 8))
