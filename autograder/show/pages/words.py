"""Small formatting for the pages: numbers, counts, links, and the words for outcomes."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from urllib.parse import quote

from autograder.compare.result import ExerciseResult, Outcome, Verdict

_WORDS = {
    Outcome.RIGHT: "Right",
    Outcome.NOT_ATTEMPTED: "Not attempted",
    Outcome.NOT_RUN: "Not run",
    Outcome.MISSING: "Not there",
    Outcome.RAISED: "Stopped with an error",
    Outcome.TYPE: "Another kind of value",
    Outcome.SHAPE: "Another shape",
    Outcome.VALUE: "Another value",
    Outcome.SKIPPED: "Skipped",
}
_IDLE = (Outcome.NOT_ATTEMPTED, Outcome.NOT_RUN, Outcome.SKIPPED)


def number(value: float) -> str:
    """A number of points: at most two decimals, none that are zero; a true minus sign."""
    return f"{round(value, 2):g}".replace("-", "−") if abs(value) < 10**5 else f"{value:,.0f}"


def share(value: float, of: float) -> float:
    """`value` of `of` as a fraction between 0 and 1; 0 where there is nothing to be had."""
    return min(max(value / of, 0.0), 1.0) if of > 0 else 0.0


def percent(fraction: float) -> str:
    """A fraction as whole per cent; only all of it is 100 and only nothing of it is 0."""
    return f"{min(max(round(100 * fraction), 1 if fraction > 0 else 0), 99 if fraction < 1 else 100)} %"


def sentence(words: str) -> str:
    """The words with a capital letter in front and a full stop behind, where they end with no stop of their own."""
    return words[:1].upper() + words[1:] + ("" if not words or words[-1] in ".!?…:" else ".")


def count(n: int, one: str, many: str = "") -> str:
    """'1 student', '2 students', '1,000 students'."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def median(values: Sequence[float]) -> float | None:
    """The median, or None of nothing."""
    return statistics.median(values) if values else None


def href(path: str) -> str:
    """A relative link to `path`, whose parts are file names as they are on disk, joined by "/".

    Everything but letters, digits and _.-~ is percent-encoded; "./" in front keeps a colon in the first
    part from being read as a scheme, and a leading slash from leaving the folder. Parts that are "" or ".."
    are refused (the result is "").
    """
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts):
        return ""
    # A name that is no UTF-8 is a link to its bytes, as they are on disk.
    return "./" + "/".join(quote(_bytes(part), safe="") for part in parts)


def _bytes(name: str) -> bytes:
    return re.sub("[\ud800-\udc7f\udd00-\udfff]", "?", name).encode("utf-8", errors="surrogateescape")


def seconds(value: float) -> str:
    """A duration in seconds or minutes."""
    return f"{value:.1f} s" if value < 100 else f"{value / 60:.1f} min"


def outcome_words(verdict: Verdict) -> str:
    """What became of one record, in words."""
    if verdict.outcome is not Outcome.RIGHT and verdict.points > 0:
        return "Partly right"
    return _WORDS[verdict.outcome]


def outcome_kind(verdict: Verdict) -> str:
    """right, partly, wrong or idle: what decides the mark and the colour of one record."""
    if verdict.outcome is Outcome.RIGHT:
        return "right"
    if verdict.outcome in _IDLE:
        return "idle"
    return "partly" if verdict.points > 0 else "wrong"


def standing(exercise: ExerciseResult) -> str:
    """How an exercise came out, in the words of the class page's key.

    They are right, partly, wrong, not attempted, not run and awaiting. All skipped for an earlier exercise counts
    as not run.
    """
    if exercise.points is None:
        return "awaiting"
    if exercise.points >= exercise.max_points and exercise.max_points > 0:
        return "right"
    if exercise.points > 0:
        return "partly"
    if exercise.verdicts and all(v.outcome is Outcome.NOT_ATTEMPTED for v in exercise.verdicts):
        return "not attempted"
    if exercise.verdicts and all(v.outcome in _IDLE for v in exercise.verdicts):
        return "not run"
    return "wrong"


def standing_words(exercise: ExerciseResult) -> str:
    """How an exercise came out, for its student."""
    words = {
        "right": "Right",
        "partly": "Partly right",
        "wrong": "Not right yet",
        "not attempted": "Not attempted",
        "not run": "Not run",
        "awaiting": "Awaiting a marker",
    }
    if exercise.written and exercise.points is not None and standing(exercise) != "not attempted":
        return "Marked"
    if exercise.verdicts and all(v.outcome is Outcome.SKIPPED for v in exercise.verdicts):
        return "Skipped"
    return words[standing(exercise)]
