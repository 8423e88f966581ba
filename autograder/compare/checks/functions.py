"""Functions: what the student's function returned for arguments that nobody knew beforehand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.compare.checks.base import Check, Context
from autograder.compare.checks.values import (
    Tolerance,
    difference,
    normal,
    shown,
    tolerance_margin,
)
from autograder.compare.records import tells_exception
from autograder.compare.result import Finding, Outcome


@dataclass(frozen=True, kw_only=True)
class Function(Check):
    """A function returns for every probe what the reference's function returns.

    `probes(rng)` gives the probes: a tuple whose items are tuples of positional arguments, plain
    data. Tolerances are as in `Value`. With `reveal`, the first wrong value is told the right one.
    """

    probes: Callable[[np.random.Generator], tuple] = field()
    atol: float | None = None
    rtol: float | None = None
    finite: bool = True
    reveal: bool = False
    knows_mistakes = True

    def same(self, answer: Any, wrong: Any) -> bool:
        tolerance = Tolerance(self.atol, self.rtol)
        if not isinstance(answer, list) or len(answer) != len(wrong):
            return False
        return all(_same(*pair, tolerance) for pair in zip(answer, wrong, strict=True))

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        if not isinstance(answer, list) or len(answer) != len(reference) or not reference:
            return Finding(Outcome.TYPE, "What was recorded is not what a function returns.")
        tolerance = Tolerance(self.atol, self.rtol)
        pairs = zip(answer, reference, strict=True)
        found = [_one(result, right, tolerance, self.finite) for result, right in pairs]
        wrong = [place for place, finding in enumerate(found) if finding is not None]
        if not wrong:
            returned = [
                (normal(a["returned"]), normal(b["returned"]))
                for a, b in zip(answer, reference, strict=True)
                if _is_returned(b)
            ]
            return Finding.right(margins=tolerance_margin(returned, tolerance))
        first = found[wrong[0]]
        return Finding(first.outcome, self._message(wrong, len(found), first, reference, context))

    def _message(
        self, wrong: list[int], total: int, first: Finding, reference: list, context: Context
    ) -> str:
        place = wrong[0]
        head = "" if len(wrong) == total else f"Not right for {len(wrong)} of {total} test inputs. "
        says = first.message
        if place < len(context.probes):
            arguments = ", ".join(shown(normal(argument)) for argument in context.probes[place])
            says = f"Called with ({arguments}): {says[0].lower()}{says[1:]}"
        if self.reveal and _is_returned(reference[place]):
            says += f" The right value is {shown(normal(reference[place]['returned']))}."
        return head + says


def _one(result: Any, right: Any, tolerance: Tolerance, finite: bool) -> Finding | None:
    """What is wrong with the result for one probe. Where the reference raises, it must raise too."""
    if _is_raised(result):
        kind, message = result["raised"]
        if _is_raised(right) and kind == right["raised"][0]:
            return None
        if kind == "NotRecorded":
            return Finding(Outcome.TYPE, f"It returned {shown(message)[1:-1]}.")
        return Finding(Outcome.RAISED, f"It raised {shown(kind)[1:-1]}: {shown(message)[1:-1]}")
    if not _is_returned(result):
        return Finding(Outcome.TYPE, "What was recorded is not what a function returns.")
    if _is_raised(right):
        return Finding(Outcome.VALUE, "It returned a value, where an exception should be raised.")
    if result["returned"] is None and right["returned"] is not None:
        return Finding(Outcome.TYPE, "It returns nothing: end with return.")
    return difference(normal(result["returned"]), normal(right["returned"]), tolerance, finite)


def _same(result: Any, wrong: Any, tolerance: Tolerance) -> bool:
    """Whether two results for one probe are the same: what was raised, too, with its message."""
    if _is_raised(result) or _is_raised(wrong):
        return result == wrong
    return _one(result, wrong, tolerance, finite=False) is None


def _is_returned(result: Any) -> bool:
    return isinstance(result, dict) and set(result) == {"returned"}


def _is_raised(result: Any) -> bool:
    return isinstance(result, dict) and set(result) == {"raised"} and tells_exception(result["raised"])
