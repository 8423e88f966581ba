"""Steps of a training: losses, gradients or weights, number by number those of the reference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.compare.checks.base import Check, Context
from autograder.compare.checks.values import (
    Tolerance,
    difference,
    kind_of,
    normal,
    shown,
)
from autograder.compare.records import tells_exception
from autograder.compare.result import Finding, Outcome

#: What TensorFlow and Keras say, and what it means in a training step of one's own.
TOLD = (
    (
        "Unknown variable",
        "The optimizer belongs to another network already: make a new optimizer for a new network, and use the one "
        "that the function is given.",
    ),
    (
        "was expected to be a float tensor but is a int64",
        "The labels are whole numbers, and the logits are not: cast the labels to tf.float32.",
    ),
    ("must have the same shape", "Labels and logits differ in shape: both should be (N, 1)."),
    (
        "No gradients provided for any variable",
        "Every gradient is None: the way to the loss is not on the tape. Is the loss computed inside the with block, "
        "from tensors only?",
    ),
    (
        "can only be used to compute one set of gradients",
        "The tape was asked for gradients twice. Once gives all of them, as a list.",
    ),
    (
        "only supports singleton tf.Variables",
        "Variables are made in a later call of a compiled function: make the optimizer outside of it, and compile a "
        "function for each network and optimizer.",
    ),
    (
        "object has no attribute 'numpy'",
        "In a compiled function a tensor has no value yet: leave out .numpy() and float(), and return the tensor.",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Steps(Check):
    """Losses, gradients or weights of a training equal the reference's: lists of numbers and arrays.

    The record is a plain value, or a function's: then every probe counts. Of each value (of each returned
    value) `pick` is compared: its entry of that name, all of it if "". `what` says what the numbers are
    ("weights", "gradients", "losses"). `atol` and `rtol` are as in `Tolerance`.

    Where several checks share a function's record, one of them chooses its arguments by `probes_from(rng)`.

    `otherwise` is said of wrong numbers besides.
    """

    pick: str = ""
    what: str = "weights"
    atol: float = 1e-5
    rtol: float = 1e-4
    probes_from: Callable[[np.random.Generator], tuple] | None = None
    otherwise: str = ""
    knows_mistakes = True

    def same(self, answer: Any, wrong: Any) -> bool:
        called = isinstance(wrong, list) and all(isinstance(result, dict) for result in wrong)
        if called and (not isinstance(answer, list) or len(answer) != len(wrong)):
            return False
        pairs = zip(answer, wrong, strict=True) if called else ((answer, wrong),)
        return all(self._same(self._picked(a, called), self._picked(b, called)) for a, b in pairs)

    def _same(self, mine: Any, theirs: Any) -> bool:
        if isinstance(mine, Finding) or isinstance(theirs, Finding):
            return mine == theirs
        return self._difference(mine, theirs, Tolerance(self.atol, self.rtol)) is None

    def probes(self, rng: np.random.Generator) -> tuple:
        return self.probes_from(rng) if self.probes_from else ()

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        called = context.probes != ()
        if called and (not isinstance(answer, list) or len(answer) != len(reference)):
            return Finding(Outcome.TYPE, "What was recorded is not what a function returns.")
        mine, rights = [], []
        for result, right in zip(answer, reference, strict=True) if called else ((answer, reference),):
            picked = self._picked(result, called)
            if isinstance(picked, Finding):
                return picked
            mine.append(picked)
            rights.append(self._picked(right, called))
        tolerance = Tolerance(self.atol, self.rtol)
        found = [self._difference(a, b, tolerance) for a, b in zip(mine, rights, strict=True)]
        first = next((finding for finding in found if finding is not None), None)
        if first is None:
            return Finding.right()
        if first.outcome is Outcome.VALUE and self.otherwise:
            return Finding(Outcome.VALUE, f"{first.message} {self.otherwise}")
        return first

    def _picked(self, result: Any, called: bool) -> Any:
        """What is to be compared of one result; a Finding where there is nothing."""
        if called:
            if not isinstance(result, dict) or len(result) != 1:
                return Finding(Outcome.TYPE, "What was recorded is not what a function returns.")
            ((how, result),) = result.items()
            if how == "raised":
                return self._raised(result)
        if not self.pick:
            return result
        if not isinstance(result, dict) or self.pick not in result:
            return Finding(Outcome.TYPE, f"No {self.what} were recorded.")
        return result[self.pick]

    def _raised(self, raised: Any) -> Finding:
        if not tells_exception(raised):
            return Finding(Outcome.TYPE, "What was recorded is not what a function returns.")
        kind, message = raised
        for part, means in TOLD:
            if part in message:
                return Finding(Outcome.RAISED, f"It raised {shown(kind)[1:-1]}. {means}")
        last = message.strip().split("\n")[-1].strip()
        return Finding(Outcome.RAISED, f"It raised {shown(kind)[1:-1]}: {shown(last)[1:-1]}")

    def _difference(self, answer: Any, reference: Any, tolerance: Tolerance) -> Finding | None:
        """The first difference of two lists of numbers or arrays."""
        if not isinstance(reference, list | tuple):
            return difference(normal(answer), normal(reference), tolerance)
        if isinstance(answer, np.ndarray) and answer.ndim:
            answer = list(answer)
        if not isinstance(answer, list | tuple):
            return Finding(
                Outcome.TYPE,
                f"This is {kind_of(normal(answer))}; a list of {self.what} is asked for.{_nothing(answer)}",
            )
        if missing := sum(item is None for item in answer):
            return Finding(Outcome.TYPE, self._missing(missing, len(answer)))
        if len(answer) != len(reference):
            has = f"{len(answer)} {self.what}" if len(answer) != 1 else f"one of the {self.what}"
            return Finding(Outcome.SHAPE, f"There are {has}, which is not the number asked for.")
        for place, (mine, right) in enumerate(zip(answer, reference, strict=True), start=1):
            shape = np.shape(right)
            where = f"Number {place} of the {self.what}" + (f", of shape {shape}" if shape else "")
            if found := difference(normal(mine), normal(right), tolerance, what=where):
                return found
        return None

    def _missing(self, missing: int, total: int) -> str:
        if self.what == "losses":
            return "Instead of a loss there is None: does the function end without return?"
        how_many = "Every gradient is" if missing == total else f"{missing} of {total} gradients are"
        return (
            f"{how_many} None: the way from the weights to the loss is not on the tape. Is the loss computed inside "
            "the with block, and from tensors only (no .numpy(), no predict)?"
        )


def _nothing(answer: Any) -> str:
    return " Does the function end without return?" if answer is None else ""
