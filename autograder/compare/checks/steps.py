"""Training done over again in NumPy: what a small network's weights should be, and which mistake made others.

A key knows the network that a student's training began with, its batches and its optimizer, because it chose
them. `replay` then says where a given mistake leads (a sum for the mean, an optimizer made anew in each
step, the last batch left out), and `Steps` compares what was recorded with the reference's, and names the
mistake whose numbers it is.

A network is the list of its arrays, as `get_weights` gives them: kernel (inputs, units) and bias (units,) of
each dense layer, all hidden ones with ReLU, the last without an activation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from autograder.compare.checks.base import Check, Context, Mistake
from autograder.compare.checks.values import (
    Tolerance,
    difference,
    kind_of,
    normal,
    shown,
)
from autograder.compare.networks.activations import sigmoid
from autograder.compare.records import tells_exception
from autograder.compare.result import Finding, Outcome
from autograder.errors import CourseError

Weights = list[np.ndarray]
#: (logits (N, units), labels of any shape) → (loss, its slope with respect to the logits, (N, units)).
Loss = Callable[[np.ndarray, np.ndarray], tuple[float, np.ndarray]]


# ---------------------------------------------------------------- losses of logits


def cross_entropy(z: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean sigmoid cross-entropy: max(z, 0) − z·y + ln(1 + e^−|z|); its slope is (σ(z) − y) / N.

    The stable form is that of tf.nn.sigmoid_cross_entropy_with_logits. Labels have the shape of the logits.
    """
    entropies = np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))
    return float(entropies.mean()), (sigmoid(z) - y) / z.size


def cross_entropy_broadcast(z: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """The same of labels (N,) against logits (N, 1), by hand: every logit against every label."""
    flat = np.reshape(y, (1, -1))
    entropies = np.maximum(z, 0) - z * flat + np.log1p(np.exp(-np.abs(z)))
    return float(entropies.mean()), (sigmoid(z) - flat.mean()) / z.size


def cross_entropy_of_probabilities(z: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Sigmoid cross-entropy of what is a probability already: a sigmoid, twice."""
    p = sigmoid(z)
    value, slope = cross_entropy(p, y)
    return value, slope * p * (1 - p)


def logits_as_probabilities(z: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Binary cross-entropy that takes logits for probabilities (from_logits left out), clipped at 10⁻⁷."""
    # In float32, as Keras clips: there 1 − 10⁻⁷ is 0.99999988, which costs 15.942 and not 16.118.
    low, high = np.float32(1e-7), np.float32(1) - np.float32(1e-7)
    p = np.clip(z, low, high).astype(np.float64)
    slope = np.where((z > low) & (z < high), (p - y) / (p * (1 - p)), 0.0)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log1p(-p))), slope / z.size


def squared_error(z: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean squared error of the logits themselves."""
    return float(np.mean((z - y) ** 2)), 2 * (z - y) / z.size


def squared_error_of_probabilities(z: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean squared error of σ(z)."""
    p = sigmoid(z)
    value, slope = squared_error(p, y)
    return value, slope * p * (1 - p)


def summed(loss: Loss) -> Loss:
    """The sum over the examples in place of the mean."""

    def of_sum(z: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
        value, slope = loss(z, y)
        return value * z.size, slope * z.size

    return of_sum


# ---------------------------------------------------------------- gradients


def gradients(
    weights: Weights, x: np.ndarray, y: np.ndarray, loss: Loss = cross_entropy
) -> tuple[float, Weights]:
    """The loss of a batch and its gradients, one for each array of weights: backpropagation, in float64.

    I. Goodfellow, Y. Bengio and A. Courville, "Deep Learning" (2016), algorithms 6.3 and 6.4.
    """
    arrays = [np.asarray(w, np.float64) for w in weights]
    kernels, biases = arrays[::2], arrays[1::2]
    inputs = [np.asarray(x, np.float64)]
    for kernel, bias in zip(kernels[:-1], biases[:-1], strict=True):
        inputs.append(np.maximum(inputs[-1] @ kernel + bias, 0))
    value, slope = loss(inputs[-1] @ kernels[-1] + biases[-1], np.asarray(y, np.float64))
    found: Weights = []
    for place in reversed(range(len(kernels))):
        found = [inputs[place].T @ slope, slope.sum(axis=0), *found]
        slope = (slope @ kernels[place].T) * (inputs[place] > 0)
    return value, found


def global_norm(arrays: Iterable[np.ndarray]) -> float:
    """The length of all arrays together as one arrow: the root of the sum of all squares."""
    return float(np.sqrt(sum(np.square(np.asarray(a, np.float64)).sum() for a in arrays)))


# ---------------------------------------------------------------- optimizers


class Optimizer(Protocol):
    def step(self, weights: Weights, slopes: Weights) -> Weights: ...


@dataclass
class SGD:
    """w ← w − rate · g."""

    rate: float

    def step(self, weights: Weights, slopes: Weights) -> Weights:
        return [w - self.rate * g for w, g in zip(weights, slopes, strict=True)]


@dataclass
class Adam:
    """Adam as Keras computes it: both averages corrected for their beginning, epsilon beside the root of v.

    D. P. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization" (2015), the form before section 2.1
    ("epsilon hat"): w ← w − rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε).
    """

    rate: float
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    steps: int = 0
    m: Weights = field(default_factory=list)
    v: Weights = field(default_factory=list)

    def step(self, weights: Weights, slopes: Weights) -> Weights:
        self.m = self.m or [np.zeros_like(w) for w in weights]
        self.v = self.v or [np.zeros_like(w) for w in weights]
        self.steps += 1
        self.m = [self.beta_1 * m + (1 - self.beta_1) * g for m, g in zip(self.m, slopes, strict=True)]
        self.v = [self.beta_2 * v + (1 - self.beta_2) * g * g for v, g in zip(self.v, slopes, strict=True)]
        rate = self.rate * np.sqrt(1 - self.beta_2**self.steps) / (1 - self.beta_1**self.steps)
        moments = zip(weights, self.m, self.v, strict=True)
        return [w - rate * m / (np.sqrt(v) + self.epsilon) for w, m, v in moments]


def optimizer_called(name: str, rate: float) -> Optimizer:
    """A new optimizer by its name in Keras, "SGD" or "Adam"."""
    return {"SGD": SGD, "Adam": Adam}[name](rate)


# ---------------------------------------------------------------- steps


@dataclass(frozen=True)
class Replayed:
    """What a training gives: the loss before each step, the loss after it, the size of its batch; the last weights."""

    losses: list[float]
    after: list[float]
    sizes: list[int]
    weights: Weights

    def means(self, steps: int, weighted: bool = True) -> list[float]:
        """The mean loss of every `steps` steps, each counted as often as it has examples, or once."""
        found = []
        for begin in range(0, len(self.losses), steps):
            part = slice(begin, begin + steps)
            found.append(float(np.average(self.losses[part], weights=self.sizes[part] if weighted else None)))
        return found


def batches_of(x: np.ndarray, y: np.ndarray, size: int, epochs: int = 1, last: bool = True) -> list[tuple]:
    """The batches of so many epochs in the order of the data, the last, smaller one included or left out."""
    end = len(x) if last else len(x) - len(x) % size
    return [(x[begin : begin + size], y[begin : begin + size]) for begin in range(0, end, size)] * epochs


def replay(
    weights: Weights,
    batches: Iterable[tuple[np.ndarray, np.ndarray]],
    optimizer: Callable[[], Optimizer],
    loss: Loss = cross_entropy,
    *,
    anew: bool = False,
    uphill: bool = False,
    only: Sequence[int] | None = None,
) -> Replayed:
    """Train over again in NumPy, one step a batch.

    `optimizer` makes the optimizer: once, or `anew` for each step. `uphill` turns the gradients' signs;
    `only` names the places of the arrays that are trained, the others stay as they are.
    """
    now = [np.asarray(w, np.float64) for w in weights]
    losses, after, sizes = [], [], []
    used = optimizer()
    for x, y in batches:
        value, slopes = gradients(now, x, y, loss)
        used = optimizer() if anew else used
        places = range(len(now)) if only is None else only
        moved = used.step([now[k] for k in places], [-slopes[k] if uphill else slopes[k] for k in places])
        for place, array in zip(places, moved, strict=True):
            now[place] = array
        losses.append(value)
        after.append(gradients(now, x, y, loss)[0])
        sizes.append(len(x))
    return Replayed(losses, after, sizes, now)


# ---------------------------------------------------------------- the check

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

    A mistake's `looks_like(context)` gives one value for each probe (a list with one for a plain value), in
    the form of what `pick` takes: `context.probes` are the probes, `context.reference` is all that the
    reference recorded. `otherwise` is said where no mistake is recognised.
    """

    pick: str = ""
    what: str = "weights"
    atol: float = 1e-5
    rtol: float = 1e-4
    probes_from: Callable[[np.random.Generator], tuple] | None = None
    mistakes: tuple[Mistake, ...] | list[Mistake] = ()
    otherwise: str = ""
    knows_mistakes = True

    def same(self, answer: Any, wrong: Any) -> bool:
        tolerance = Tolerance(self.atol, self.rtol)
        mine, theirs = self._all_picked(answer), self._all_picked(wrong)
        if len(mine) != len(theirs) or any(isinstance(found, Finding) for found in (*mine, *theirs)):
            return False
        return all(self._difference(*pair, tolerance) is None for pair in zip(mine, theirs, strict=True))

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
        if first.outcome is Outcome.VALUE and (says := self._known(mine, tolerance, context)):
            return Finding(Outcome.VALUE, says)
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

    def _known(self, mine: list, tolerance: Tolerance, context: Context) -> str:
        for mistake in self.mistakes:
            try:
                with np.errstate(all="ignore"):
                    values = mistake.looks_like(context)
            except Exception as error:
                raise CourseError(
                    f"The mistake {mistake.says[:60]!r} cannot be computed: {type(error).__name__}: {error}.",
                    "Mend its looks_like in the lesson's grading key.",
                ) from error
            pairs = zip(mine, values, strict=True)
            if all(self._difference(a, b, tolerance) is None for a, b in pairs):
                return mistake.says
        return ""


def _nothing(answer: Any) -> str:
    return " Does the function end without return?" if answer is None else ""
