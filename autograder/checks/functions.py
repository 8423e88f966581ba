"""Functions: what the student's function returned for arguments that nobody knew beforehand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.checks.base import Check, Context, Mistake
from autograder.checks.values import Tolerance, difference, known_mistake, normal, shown
from autograder.result import Finding, Outcome


@dataclass(frozen=True, kw_only=True)
class Function(Check):
    """A function returns for every probe what the reference's function returns.

    `probes(rng)` gives the probes: a tuple whose items are tuples of positional arguments, plain
    data. Tolerances are as in `Value`. A mistake is known by the values for all probes together.
    With `reveal`, the first wrong value is told the right one.
    """

    probes: Callable[[np.random.Generator], tuple] = field()
    atol: float | None = None
    rtol: float | None = None
    mistakes: tuple[Mistake, ...] | list[Mistake] = ()
    finite: bool = True
    reveal: bool = False

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        expected = [result["returned"] for result in reference]
        if not isinstance(answer, list) or len(answer) != len(expected) or not expected:
            return Finding(Outcome.TYPE, "What was recorded is not what a function returns.")
        tolerance = Tolerance(self.atol, self.rtol)
        found = [self._one(result, right, tolerance) for result, right in zip(answer, expected, strict=True)]
        wrong = [place for place, finding in enumerate(found) if finding is not None]
        if not wrong:
            return Finding.right()
        first = found[wrong[0]]
        if all(isinstance(result, dict) and set(result) == {"returned"} for result in answer):
            returned = normal([result["returned"] for result in answer])
            if mistake := known_mistake(returned, expected, self.mistakes, tolerance, context.probes):
                return Finding(first.outcome, mistake.says)
        return Finding(first.outcome, self._message(wrong, len(found), first, expected, context))

    def _one(self, result: Any, right: Any, tolerance: Tolerance) -> Finding | None:
        if isinstance(result, dict) and set(result) == {"raised"}:
            raised = result["raised"]
            if isinstance(raised, list) and len(raised) == 2 and all(isinstance(part, str) for part in raised):
                return Finding(Outcome.RAISED, f"It raised {raised[0]}: {shown(raised[1])}")
        if not isinstance(result, dict) or set(result) != {"returned"}:
            return Finding(Outcome.TYPE, "What was recorded is not what a function returns.")
        return difference(normal(result["returned"]), normal(right), tolerance, self.finite)

    def _message(self, wrong: list[int], total: int, first: Finding, expected: list, context: Context) -> str:
        place = wrong[0]
        head = "" if len(wrong) == total else f"For {len(wrong)} of {total} test inputs the result is not right. "
        call = ""
        if place < len(context.probes):
            call = "Called with " + ", ".join(shown(normal(argument)) for argument in context.probes[place]) + ": "
        says = first.message if not call else first.message[0].lower() + first.message[1:]
        tail = f" The right value is {shown(normal(expected[place]))}." if self.reveal else ""
        return f"{head}{call}{says}{tail}"
