"""Plain values: numbers, arrays, texts, lists and dictionaries of them; and the letters of a quiz.

Both sides are brought to one form first, so that every spelling of a number or of a sequence is
the same: int, NumPy integer and 0-d array; list, tuple and array. A boolean is not a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from autograder.compare.checks.base import Check, Context
from autograder.compare.result import Finding, Margin, Outcome

RTOL = 1e-5
ATOL = 1e-8
#: One in the last digit of a float16.
HALF = 2.0**-10
SHOWN = 200


# ---------------------------------------------------------------- one form for every spelling


def normal(value: Any) -> Any:
    """`value` in its one form: numbers and rectangular sequences of numbers become np.ndarray.

    Booleans (and arrays of them) become arrays of dtype bool. Text, None, dictionaries (with
    values in their one form) and lists that are not rectangular stay what they are.
    """
    if isinstance(value, (bool, int, float)):
        return _number_array(value)
    if isinstance(value, np.ndarray):
        return value
    if isinstance(value, dict):
        return {key: normal(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return _sequence(value)
    return value


def _number_array(value: bool | int | float | list) -> Any:
    try:
        array = np.array(value)
    except (ValueError, OverflowError):
        return value
    return array if array.dtype.kind in "biuf" else value


def _sequence(values: list | tuple) -> Any:
    kinds = set(map(type, values))
    if kinds and (kinds <= {int, float} or kinds == {bool}):
        # An integer that int64 does not hold would silently become a float beside others.
        array = _number_array(list(values))
        if isinstance(array, np.ndarray) and (array.dtype.kind != "f" or float in kinds):
            return array
        return list(values)
    items = [normal(item) for item in values]
    if items and all(isinstance(item, np.ndarray) for item in items):
        same_shape = len({item.shape for item in items}) == 1
        booleans = {item.dtype.kind == "b" for item in items}
        if same_shape and len(booleans) == 1:
            return np.stack(items)
    return items


def is_array(value: Any) -> bool:
    """Whether a normal value is an array of numbers (no booleans), of any number of dimensions."""
    return isinstance(value, np.ndarray) and value.dtype.kind in "iuf"


def kind_of(value: Any) -> str:
    """What a normal value is, in words."""
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        what = "true/false value" if value.dtype.kind == "b" else "number"
        if value.ndim == 0:
            return f"one {what}"
        return f"an array of {what}s"
    if isinstance(value, int):
        return "one number"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, dict):
        return "a dictionary"
    return "a list of different things" if value else "an empty list"


def shape_in_words(shape: tuple[int, ...]) -> str:
    return "one single number" if shape == () else f"shape {shape}"


def shown(value: Any) -> str:
    """`value` as a learner may read it, shortened."""
    if isinstance(value, (np.ndarray, np.generic)):
        value = value.tolist() if value.size <= 20 else np.array2string(value)
    if isinstance(value, float):
        value = float(f"{value:.7g}")
    text = value if isinstance(value, str) and "\n" in value else repr(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


# ---------------------------------------------------------------- comparing


@dataclass(frozen=True)
class Tolerance:
    """How far numbers may be apart: |answer − reference| ≤ atol + rtol · |reference|.

    Where neither is given, whole numbers must be equal and others agree to `RTOL` and `ATOL`.
    Where one is given, the other is 0. An answer in float16 may be apart by its own last digit.
    """

    atol: float | None = None
    rtol: float | None = None

    def allowed(self, reference: np.ndarray, answer: np.ndarray) -> np.ndarray | float:
        exact = self.atol is None and self.rtol is None
        if exact and reference.dtype.kind in "iub":
            return 0.0
        atol, rtol = (ATOL, RTOL) if exact else (self.atol or 0.0, self.rtol or 0.0)
        size = np.abs(reference.astype(np.float64))
        last_digit = HALF * size if answer.dtype == np.float16 else 0.0
        return np.maximum(atol + rtol * size, last_digit)


def difference(
    answer: Any, reference: Any, tolerance: Tolerance = Tolerance(), finite: bool = True, what: str = ""
) -> Finding | None:
    """The first thing in which two normal values differ, or None: type, then shape, then value.

    With `finite`, an answer that is not finite differs from everything. `what` says which part of a
    larger value this is ("entry 'loss'"); the finding's message begins with it.
    """
    return _difference(answer, reference, _Place(tolerance, finite, what))


@dataclass(frozen=True)
class _Place:
    """The place in a value that is compared, and how: `what` names it, "" where it is the value itself."""

    tolerance: Tolerance
    finite: bool
    what: str

    def entry(self, name: str) -> _Place:
        """The place of an entry in here."""
        return replace(self, what=f"{self.what}, entry {name}" if self.what else f"Entry {name}")

    def differs(self, outcome: Outcome, message: str) -> Finding:
        """What is wrong here."""
        return Finding(outcome, f"{self.what}: {message}" if self.what else message[0].upper() + message[1:])


def _difference(answer: Any, reference: Any, place: _Place) -> Finding | None:
    if isinstance(reference, np.ndarray):
        return _array_difference(answer, reference, place)
    if isinstance(reference, dict):
        return _dict_difference(answer, reference, place)
    if isinstance(reference, list):
        return _list_difference(answer, reference, place)
    if kind_of(answer) != kind_of(reference):
        return place.differs(Outcome.TYPE, _kinds(answer, reference))
    if isinstance(answer, np.ndarray) or answer != reference:
        return place.differs(Outcome.VALUE, f"this is {shown(answer)}, which is not the right answer.")
    return None


def _list_difference(answer: Any, reference: list, place: _Place) -> Finding | None:
    if isinstance(answer, np.ndarray) and answer.ndim:
        answer = list(answer)
    if not isinstance(answer, list):
        return place.differs(Outcome.TYPE, f"this is {kind_of(answer)}; a list is asked for.")
    if len(answer) != len(reference) or not answer:
        has = _count(len(answer), "entry")
        return place.differs(Outcome.SHAPE, f"this has {has}, which is not the number asked for.")
    pairs = enumerate(zip(answer, reference, strict=True))
    found = (_difference(mine, theirs, place.entry(str(number))) for number, (mine, theirs) in pairs)
    return next(filter(None, found), None)


def _dict_difference(answer: Any, reference: dict, place: _Place) -> Finding | None:
    if not isinstance(answer, dict):
        return place.differs(Outcome.TYPE, f"this is {kind_of(answer)}; a dictionary is asked for.")
    missing = [key for key in reference if key not in answer]
    extra = [key for key in answer if key not in reference]
    if missing or extra:
        parts = []
        if missing:
            parts.append(f"{_count(len(missing), 'key')} missing")
        if extra:
            parts.append("not asked for: " + ", ".join(shown(key) for key in extra[:5]))
        return place.differs(Outcome.SHAPE, f"the keys differ: {'; '.join(parts)}.")
    found = (_difference(answer[key], reference[key], place.entry(shown(key))) for key in reference)
    return next(filter(None, found), None)


def _array_difference(answer: Any, reference: np.ndarray, place: _Place) -> Finding | None:
    if isinstance(answer, int) and reference.ndim == 0:
        return place.differs(Outcome.VALUE, "this is a number of a quite different size.")
    if not isinstance(answer, np.ndarray) or (answer.dtype.kind == "b") != (reference.dtype.kind == "b"):
        return place.differs(Outcome.TYPE, _kinds(answer, reference))
    if answer.size == 0 or reference.size == 0:
        return place.differs(Outcome.SHAPE, "this is empty.")
    if answer.shape != reference.shape:
        return place.differs(Outcome.SHAPE, _shapes(answer, reference))
    if answer.dtype.kind == "b":
        wrong = answer != reference
    else:
        if place.finite and not np.isfinite(answer).all():
            where = np.argwhere(~np.isfinite(answer))
            number = answer[tuple(where[0])]
            where_it_is = "this" if answer.ndim == 0 else f"the entry at {_index(where[0])}"
            return place.differs(Outcome.VALUE, f"{where_it_is} is {number}, which is not a finite number.")
        wrong = _apart(answer, reference, place.tolerance)
    if not wrong.any():
        return None
    where = np.argwhere(wrong)
    mine = shown(answer[tuple(where[0])])
    if answer.ndim == 0:
        return place.differs(Outcome.VALUE, f"this is {mine}, which is not the right value.")
    how_many = (
        f"{len(where):,} of {_count(answer.size, 'entry')} {'is' if len(where) == 1 else 'are'} not right"
    )
    return place.differs(Outcome.VALUE, f"{how_many}; the first is {mine}, at {_index(where[0])}.")


def _apart(answer: np.ndarray, reference: np.ndarray, tolerance: Tolerance) -> np.ndarray:
    """Where two arrays of numbers of one shape differ by more than the tolerance; NaN equals only NaN."""
    allowed = tolerance.allowed(reference, answer)
    if answer.dtype.kind in "iu" and reference.dtype.kind in "iu" and np.all(allowed == 0):
        return answer != reference
    mine, theirs = answer.astype(np.float64), reference.astype(np.float64)
    with np.errstate(all="ignore"):
        close = np.abs(mine - theirs) <= allowed
    # inf − inf is NaN, so equal values and pairs of NaN are asked for by themselves.
    same = (mine == theirs) | (np.isnan(mine) & np.isnan(theirs))
    return ~(same | (close & np.isfinite(mine) & np.isfinite(theirs)))


def tolerance_margin(pairs: Iterable[tuple[Any, Any]], tolerance: Tolerance) -> tuple[Margin, ...]:
    """How much of the tolerance right answers need, given (answer, reference) in normal form.

    Empty where that is next to nothing (the last digits of a float64), or nothing but the very same is right.
    """
    needed = max((_needed(answer, reference, tolerance) for answer, reference in pairs), default=0.0)
    return (Margin("share of the tolerance", needed, 1.0, at_least=False),) if needed > 1e-3 else ()


def _needed(answer: Any, reference: Any, tolerance: Tolerance) -> float:
    if isinstance(reference, dict):
        return max((_needed(answer[key], right, tolerance) for key, right in reference.items()), default=0.0)
    if isinstance(reference, list):
        return max((_needed(*pair, tolerance) for pair in zip(answer, reference, strict=True)), default=0.0)
    if not (is_array(answer) and is_array(reference)):
        return 0.0
    with np.errstate(all="ignore"):
        apart = np.abs(answer.astype(np.float64) - reference.astype(np.float64))
        shares = apart / tolerance.allowed(reference, answer)
    return float(np.max(shares, initial=0.0, where=np.isfinite(shares)))


def _shapes(answer: np.ndarray, reference: np.ndarray) -> str:
    mine = shape_in_words(answer.shape)
    if reference.ndim == 0:
        return f"this has {mine}; one single number is asked for."
    if answer.ndim == 0:
        return "this is one single number; an array is asked for."
    if answer.ndim != reference.ndim:
        return f"this has {mine}, so {_count(answer.ndim, 'dimension')}; asked for {_are(reference.ndim)}."
    if sorted(answer.shape) == sorted(reference.shape):
        return f"this has {mine}: the right lengths in another order. Is it transposed?"
    return f"this has {mine}, which is not the shape asked for."


def _are(dimensions: int) -> str:
    return "is 1" if dimensions == 1 else f"are {dimensions}"


def _index(index: np.ndarray) -> str:
    return "[" + ", ".join(str(int(i)) for i in index) + "]"


def _count(n: int, noun: str) -> str:
    plural = noun[:-1] + "ies" if noun.endswith("y") and noun != "key" else noun + "s"
    return f"{n:,} {noun if n == 1 else plural}"


def _kinds(answer: Any, reference: Any) -> str:
    return f"this is {kind_of(answer)}; {kind_of(reference)} is asked for.{_advice(answer)}"


def _advice(answer: Any) -> str:
    if answer is None:
        return " Has nothing been assigned yet, or does a function end without return?"
    if isinstance(answer, str):
        try:
            float(answer)
        except ValueError:
            return ""
        return " Leave out the quotation marks."
    return ""


def _plain(value: Any) -> Any:
    """What an author's function returned, with NumPy's scalars as plain values."""
    return _each(value, lambda one: one.item() if isinstance(one, np.generic) else one)


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    """A value with `change` made to whatever in it is no list and no dictionary."""
    if isinstance(value, (list, tuple)):
        return [_each(item, change) for item in value]
    if isinstance(value, dict):
        return {key: _each(item, change) for key, item in value.items()}
    return change(value)


# ---------------------------------------------------------------- checks


@dataclass(frozen=True, kw_only=True)
class Value(Check):
    """A plain value equals the reference's.

    `atol` and `rtol` are as in `Tolerance`. `dtype` demands an array of that NumPy type ("float32").
    `also(reference)` lists other values that are as right. `text` brings texts to one form before
    they are compared (str.lower; `canonical` for the names of losses). With `finite=False`, NaN and
    infinities are answers like others: they equal themselves. With `reveal`, a wrong answer is told
    the right one.
    """

    atol: float | None = None
    rtol: float | None = None
    dtype: str = ""
    known: Mapping[Any, str] = field(default_factory=dict)
    also: Callable[[Any], Sequence[Any]] | None = None
    text: Callable[[str], str] | None = None
    finite: bool = True
    reveal: bool = False
    knows_mistakes = True

    def same(self, answer: Any, wrong: Any) -> bool:
        tolerance = Tolerance(self.atol, self.rtol)
        return difference(self._normal(answer), self._normal(wrong), tolerance, finite=False) is None

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        mine, tolerance = self._normal(answer), Tolerance(self.atol, self.rtol)
        rights = [reference, *(self.also(reference) if self.also else ())]
        found = None
        for right in rights:
            right = self._normal(_plain(right))
            differs = difference(mine, right, tolerance, self.finite)
            if differs is None:
                return self._dtype_finding(mine, tolerance_margin([(mine, right)], tolerance))
            found = found or differs
        for value, says in self.known.items():
            if difference(mine, normal(value), tolerance) is None:
                return Finding(found.outcome, says)
        if self.reveal:
            found = Finding(found.outcome, f"{found.message} The right value is {shown(normal(reference))}.")
        return found

    def _normal(self, value: Any) -> Any:
        if self.text:
            value = _each(value, lambda one: self.text(one) if isinstance(one, str) else one)
        return normal(value)

    def _dtype_finding(self, mine: Any, margins: tuple[Margin, ...]) -> Finding:
        if self.dtype and (not isinstance(mine, np.ndarray) or mine.dtype != np.dtype(self.dtype)):
            kind = mine.dtype.name if isinstance(mine, np.ndarray) else kind_of(mine)
            return Finding(Outcome.TYPE, f"The values are right, but of type {kind}: another is asked for.")
        return Finding.right(margins=margins)


@dataclass(frozen=True, kw_only=True)
class Choice(Check):
    """The letter of a quiz's answer; the right one is the reference's.

    `explain` maps every letter to why it is right or wrong. All of it is told, the chosen one first.
    """

    explain: Mapping[str, str] = field(default_factory=dict)

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        letters = [letter.lower() for letter in self.explain]
        if answer is None or answer == "":
            return Finding(Outcome.NOT_ATTEMPTED, "No letter is chosen yet.")
        if not isinstance(answer, str):
            kind = kind_of(normal(answer))
            return Finding(Outcome.TYPE, f"This is {kind}; a letter in quotation marks is asked for.")
        letter = answer.strip(" .()\t\n").lower()
        if letters and letter not in letters:
            return Finding(Outcome.VALUE, f"{shown(answer)} is none of the letters {', '.join(letters)}.")
        right = letter == reference.strip().lower()
        message = "\n".join(self._explanations(letter, reference.strip().lower()))
        if right:
            return Finding.right(message)
        return Finding(Outcome.VALUE, message)

    def _explanations(self, chosen: str, right: str) -> list[str]:
        lines = {letter.lower(): text for letter, text in self.explain.items()}
        ordered = [chosen, *(letter for letter in lines if letter != chosen)]
        verdict = "right" if chosen == right else "not right"
        notes = {chosen: f", your answer: {verdict}"}
        return [f"({letter}{notes.get(letter, '')}) {lines[letter]}" for letter in ordered if letter in lines]
