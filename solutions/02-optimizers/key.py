"""What the answers of lesson 02 are worth, and which mistakes are known by name.

Nobody but the grader reads this file: it is never released, and nothing of it enters a kernel.

The hand-written optimizers are judged on fresh arrays within a relative 1e-4 (float32 is fine). Where
epsilon stands is told apart only by gradients near its own size: these are records of their own
(rmsprop_small, adam_small), worth a third of their exercise.

loss_curve trains for real. `fit` shuffles, and an answer may draw its order from another place in the
random stream, so the losses may be off by what the order does. Measured over 20 orders, the largest
distance of any epoch's loss from the reference's, relative: SGD 0.02: 0.7 %, 0.03: 0.6 %, 0.05: 1.1 %,
0.08: 1.9 %, Adam 0.001: 2.0 % (4.5 % without shuffling; at 0.002 it would be 7 % and 12 %). The tolerance
is 8 %; batches of 32 are off by 27 to 49 % in the last epoch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.key import (
    Choice,
    Context,
    Exercise,
    Figure,
    Finding,
    Function,
    Mistake,
    Outcome,
    normal,
)

RTOL = 1e-4
ATOL = 1e-9


def by_probe(formula: Callable[..., Any]) -> Callable[[list, tuple], list]:
    """A mistake's values, one for each probe, from the probe's arguments alone."""

    def looks_like(reference: list, probes: tuple) -> list:
        with np.errstate(all="ignore"):
            return [formula(*probe) for probe in probes]

    return looks_like


def mistakes(*pairs: tuple[str, Callable[..., Any]]) -> tuple[Mistake, ...]:
    """(what is said, the formula that gives it), as mistakes known by the probes' arguments."""
    return tuple(Mistake(says, by_probe(formula)) for says, formula in pairs)


def signs(rng: np.random.Generator, shape: tuple) -> np.ndarray:
    """Both signs, mixed."""
    return rng.permutation(np.where(np.arange(np.prod(shape)) % 2, 1.0, -1.0)).reshape(shape)


def sized(rng: np.random.Generator, shape: tuple, low: float = 0.5, high: float = 2.0) -> np.ndarray:
    """Numbers of both signs, none of them near 0, no two of the same size."""
    return rng.uniform(low, high, shape) * signs(rng, shape)


# ---------------------------------------------------------------- 1 step


def step_probes(rng: np.random.Generator) -> tuple:
    shapes = ((2,), (5,), (3, 2), (1,))
    return tuple((sized(rng, s), sized(rng, s, 0.2, 4), float(rng.uniform(0.02, 0.3))) for s in shapes)


def both(first: Any, second: Any) -> list:
    return [first, second]


STEP = mistakes(
    (
        "The step is right, but it was written into the array that the function was given (w -= …). Write w - …",
        lambda w, g, r: both(w - r * g, w - r * g),
    ),
    (
        "gd_step returns nothing, and has changed the array that it was given: write return w - …",
        lambda w, g, r: both(None, w - r * g),
    ),
    ("gd_step returns nothing: end with return.", lambda w, g, r: both(None, w)),
    ("Uphill: the gradient is to be subtracted.", lambda w, g, r: both(w + r * g, w)),
    ("The learning rate is missing: multiply the gradient by it.", lambda w, g, r: both(w - g, w)),
    ("This is the change alone, with a plus. Subtract it from w.", lambda w, g, r: both(r * g, w)),
    ("This is the change alone. Add it to w.", lambda w, g, r: both(-r * g, w)),
    ("The gradient is divided by the learning rate: multiply.", lambda w, g, r: both(w - g / r, w)),
    (
        "Only the signs of the gradient count here: its size does, too.",
        lambda w, g, r: both(w - r * np.sign(g), w),
    ),
    (
        "This is (1 − rate) · w, or the like: the gradient is to be multiplied by the rate, not w.",
        lambda w, g, r: both(w - r * w, w),
    ),
    ("The rate has multiplied w as well: only the gradient.", lambda w, g, r: both(r * (w - g), w)),
)


# ---------------------------------------------------------------- 2 descend, 3 converge


def walk(steepness: Any, bottom: Any, start: Any, rate: float, steps: int) -> np.ndarray:
    places = [np.asarray(start, dtype=float)]
    for _ in range(steps):
        places.append(places[-1] - rate * steepness * (places[-1] - bottom))
    return np.array(places)


def walks(rng: np.random.Generator) -> tuple:
    """Bowls over one to four weights, rates below the limit, from 2 to 9 steps."""
    probes = []
    for weights, steps in ((2, 2), (1, 4), (3, 5), (4, 9)):
        steepness = rng.uniform(0.5, 3, weights)
        bottom = sized(rng, (weights,))
        start = bottom + sized(rng, (weights,), 1, 4)
        probes.append((steepness, bottom, start, float(rng.uniform(0.05, 0.25)), steps))
    return tuple(probes)


def all_last(way: np.ndarray) -> np.ndarray:
    return np.tile(way[-1], (len(way), 1))


def last_but_start(way: np.ndarray) -> np.ndarray:
    return np.vstack([way[:1], np.tile(way[-1], (len(way) - 1, 1))])


def first_gradient_only(a: Any, b: Any, start: Any, rate: float, steps: int) -> np.ndarray:
    return start - rate * np.arange(steps + 1)[:, None] * (a * (start - b))


DESCEND = mistakes(
    (
        "All rows are the last place: w -= … changes one and the same array again and again. Write w = w - …",
        lambda *p: all_last(walk(*p)),
    ),
    (
        "After the start all rows are the last place: w -= … changes one and the same array. Write w = w - …",
        lambda *p: last_but_start(walk(*p)),
    ),
    (
        "The start is missing: it is the first row, so that there are steps + 1 rows.",
        lambda *p: walk(*p)[1:],
    ),
    ("The last place is missing: there are steps + 1 rows.", lambda *p: walk(*p)[:-1]),
    ("One step too many.", lambda a, b, s, r, n: walk(a, b, s, r, n + 1)),
    ("Only the last place is returned. Return all of them, the start first.", lambda *p: walk(*p)[-1]),
    (
        "These are the walk's places one below the other, in one row. Asked for is shape (steps + 1, n).",
        lambda *p: walk(*p).ravel(),
    ),
    (
        "The walk is right, but lies on its side: one row for each step.",
        lambda *p: walk(*p).T,
    ),
    ("Uphill: subtract the gradient, do not add it.", lambda a, b, s, r, n: walk(a, b, s, -r, n)),
    (
        "Every step is the same: ask for the gradient anew in every step, where you are now.",
        first_gradient_only,
    ),
    (
        "The learning rate is missing: multiply the gradient by it.",
        lambda a, b, s, r, n: walk(a, b, s, 1.0, n),
    ),
    (
        "The learning rate is always 0.1 here: use the argument.",
        lambda a, b, s, r, n: walk(a, b, s, 0.1, n),
    ),
    (
        "The learning rate is always 0.25 here: use the argument.",
        lambda a, b, s, r, n: walk(a, b, s, 0.25, n),
    ),
    (
        "There are always 3 steps here: use the argument.",
        lambda a, b, s, r, n: walk(a, b, s, r, 3),
    ),
)


def bowls_to_converge(rng: np.random.Generator) -> tuple:
    """Gradients of both signs, of both signs at once; one start at the bottom; one rate that diverges."""
    probes = []
    for above in (np.array([1.0]), np.array([-1.0]), np.array([1.0, -1.0]), np.array([-1.0, -1.0, 1.0])):
        steepness = rng.uniform(0.8, 2, len(above))
        bottom = sized(rng, (len(above),))
        start = bottom + above * rng.uniform(2, 4, len(above))
        probes.append((steepness, bottom, start, float(rng.uniform(0.1, 0.3)), 0.01, 500))
    bottom = sized(rng, (2,))
    probes.append((np.array([1.0, 2.0]), bottom, bottom.copy(), 0.2, 0.01, 50))
    probes.append((np.array([1.0, 2.0]), bottom, bottom + 2, 1.2, 0.01, 17))
    return tuple(probes)


def count(flat: Callable[[np.ndarray], Any], steepness, bottom, start, rate, tolerance, limit) -> int:
    """How many steps are taken until `flat(gradient)` says so."""
    w = np.asarray(start, dtype=float)
    for taken in range(limit):
        gradient = steepness * (w - bottom)
        if flat(gradient):
            return taken
        w = w - rate * gradient
    return limit


def by_rule(rule: Callable[[np.ndarray, float], Any]) -> Callable[..., int]:
    """The count where "flat" is `rule(gradient, tolerance)`."""

    def formula(a, b, start, rate, tolerance, limit):
        return count(lambda g: rule(g, tolerance), a, b, start, rate, tolerance, limit)

    return formula


right_count = by_rule(lambda g, tolerance: np.max(np.abs(g)) < tolerance)


def moved_less(a, b, start, rate, tolerance, limit):
    return count(lambda g: np.max(np.abs(rate * g)) < tolerance, a, b, start, rate, tolerance, limit)


def low_loss(a, b, start, rate, tolerance, limit):
    return count(lambda g: np.sum(g**2 / a) / 2 < tolerance, a, b, start, rate, tolerance, limit)


def looked_after_the_step(a, b, start, rate, tolerance, limit):
    w = np.asarray(start, dtype=float)
    for taken in range(limit):
        w = w - rate * a * (w - b)
        if np.max(np.abs(a * (w - b))) < tolerance:
            return taken + 1
    return limit


CONVERGE = mistakes(
    (
        "A gradient of −6 is not flat: compare the absolute values with the tolerance.",
        by_rule(lambda g, tolerance: np.max(g) < tolerance),
    ),
    (
        "A gradient of −6 is not flat: compare the absolute values with the tolerance.",
        by_rule(lambda g, tolerance: np.all(g < tolerance)),
    ),
    (
        "One entry that is small is not enough: every entry of the gradient has to be.",
        by_rule(lambda g, tolerance: np.any(np.abs(g) < tolerance)),
    ),
    (
        "One entry that is small is not enough: every entry of the gradient has to be.",
        by_rule(lambda g, tolerance: np.min(np.abs(g)) < tolerance),
    ),
    (
        "Entries of both signs cancel in a sum or mean: every entry has to be small by itself.",
        by_rule(lambda g, tolerance: np.abs(np.sum(g)) < tolerance),
    ),
    (
        "Entries of both signs cancel in a sum or mean: every entry has to be small by itself.",
        by_rule(lambda g, tolerance: np.abs(np.mean(g)) < tolerance),
    ),
    (
        "This looks at the length of the gradient; asked for is that every entry is below the tolerance.",
        by_rule(lambda g, tolerance: np.linalg.norm(g) < tolerance),
    ),
    (
        "This looks at the mean of the absolute values; asked for is that every one is below the tolerance.",
        by_rule(lambda g, tolerance: np.mean(np.abs(g)) < tolerance),
    ),
    (
        "This looks at how far the weights moved, so the rate comes in. Look at the gradient itself.",
        moved_less,
    ),
    ("This looks at the loss. Flat means that the gradient is small.", low_loss),
    (
        "One too many: where it is flat already, no step is needed. Look before you step, and count the steps made.",
        lambda *p: right_count(*p) + 1,
    ),
    (
        "One too many, except where it gives up: look before you step, and return the number of steps made.",
        lambda *p: min(right_count(*p) + 1, p[-1]),
    ),
    (
        "One too few: the step that led to where it is flat counts, too.",
        lambda *p: right_count(*p) - (0 < right_count(*p) < p[-1]),
    ),
    (
        "At a start that is flat already it still makes a step: look first, then step.",
        looked_after_the_step,
    ),
    (
        "This is the place. Asked for is the number of steps.",
        lambda a, b, s, r, t, n: walk(a, b, s, r, right_count(a, b, s, r, t, n))[-1],
    ),
    ("This is always the limit: return as soon as it is flat.", lambda *p: p[-1]),
)


# ---------------------------------------------------------------- 4 stable, 5 steps


def rates_and_curvatures(rng: np.random.Generator) -> tuple:
    """Factors between 0 and 1, between −1 and 0, and below −1."""
    probes = []
    for low, high in ((0.1, 0.9), (1.1, 1.9), (2.1, 4), (0.1, 0.9)):
        curvature = float(rng.uniform(0.5, 20))
        probes.append((float(rng.uniform(low, high)) / curvature, curvature))
    return tuple(probes)


def curvatures(rng: np.random.Generator) -> tuple:
    return tuple((rng.permutation(np.geomspace(0.3, 3, n) * rng.uniform(0.9, 9)),) for n in (2, 3, 5, 8))


SHRINK = mistakes(
    ("This is what is taken away; asked for is what is left of the distance.", lambda r, a: r * a),
    ("The step leads towards the bottom: 1 minus, not 1 plus.", lambda r, a: 1 + r * a),
    ("The curvature is missing: rate · a is taken away.", lambda r, a: 1 - r),
    ("The rate is missing: rate · a is taken away.", lambda r, a: 1 - a),
    (
        "Keep the sign: a negative factor says that the step leads across to the other side.",
        lambda r, a: abs(1 - r * a),
    ),
    ("A negative factor is cut off at 0: it says that the step overshoots.", lambda r, a: max(0, 1 - r * a)),
    ("This is what becomes of the loss: the square of the factor.", lambda r, a: (1 - r * a) ** 2),
    ("The curvature is halved or doubled: each step takes rate · a away.", lambda r, a: 1 - 2 * r * a),
    ("The curvature is halved or doubled: each step takes rate · a away.", lambda r, a: 1 - r * a / 2),
    ("The sign is the wrong way round: 1 − rate · a.", lambda r, a: r * a - 1),
    ("Divided instead of multiplied: 1 − rate · a.", lambda r, a: 1 - r / a),
)

STABLE = mistakes(
    (
        "This is the limit of the flattest direction. The one with the largest curvature gives up first.",
        lambda a: 2 / np.min(a),
    ),
    (
        "At this rate one step leads right to the bottom of the steepest direction. Up to twice as much converges.",
        lambda a: 1 / np.max(a),
    ),
    (
        "The curvatures do not add up: each direction has its own limit, and the smallest of these counts.",
        lambda a: 2 / np.sum(a),
    ),
    (
        "The mean curvature does not matter: each direction has its own limit, and the smallest of these counts.",
        lambda a: 2 / np.mean(a),
    ),
    (
        "This is the rate that is fastest in the worst direction. Asked for is the one where it stops converging.",
        lambda a: 2 / (np.max(a) + np.min(a)),
    ),
    ("This is the limit of the flattest direction, halved.", lambda a: 1 / np.min(a)),
    (
        "There is one limit for each direction. Asked for is one rate that works in all of them.",
        lambda a: 2 / a,
    ),
    ("This is the wrong way up: 2 divided by the largest curvature.", lambda a: np.max(a) / 2),
    ("This is half of the largest curvature's inverse: 2 / a, not 1 / (2 a).", lambda a: 0.5 / np.max(a)),
    ("The first weight is taken: look for the largest curvature.", lambda a: 2 / a[0]),
    ("The last weight is taken: look for the largest curvature.", lambda a: 2 / a[-1]),
)


def examples_and_batches(rng: np.random.Generator) -> tuple:
    """Sizes that divide evenly, and sizes that do not, by little and by much; a batch larger than the data."""
    even = int(rng.integers(3, 9))
    probes = [(32 * even, 32, int(rng.integers(2, 6)))]
    for batch, least, most in ((7, 1, 3), (10, 6, 9), (64, 1, 31)):
        rest = int(rng.integers(least, most + 1))
        probes.append((batch * int(rng.integers(4, 20)) + rest, batch, int(rng.integers(3, 8)) | 1))
    probes.append((20, 50, 4))
    return tuple(probes)


STEPS = mistakes(
    (
        "The last, smaller batch of an epoch is a step too: round the number of batches up.",
        lambda n, b, e: n // b * e,
    ),
    (
        "Round up for each epoch, not once for all: every epoch begins with a full batch.",
        lambda n, b, e: -(-n * e // b),
    ),
    (
        "Round down nowhere: every epoch begins with a full batch and ends with what is left.",
        lambda n, b, e: n * e // b,
    ),
    (
        "Rounded to the nearest: a smaller last batch is always one more step.",
        lambda n, b, e: round(n / b) * e,
    ),
    (
        "The number of batches is not whole: round it up, the last one is smaller.",
        lambda n, b, e: n / b * e,
    ),
    (
        "Where the examples divide evenly into batches, there is no extra one.",
        lambda n, b, e: (n // b + 1) * e,
    ),
    ("These are the steps of one epoch: multiply by the epochs.", lambda n, b, e: -(-n // b)),
    ("These are the examples that are looked at, not the steps.", lambda n, b, e: n * e),
    ("These are the epochs: the weights move after each batch.", lambda n, b, e: e),
)


# ---------------------------------------------------------------- 6 momentum


def momentum_probes(rng: np.random.Generator) -> tuple:
    return tuple(
        (
            sized(rng, shape),
            sized(rng, shape, 0.1, 1.5),
            sized(rng, shape, 0.3, 5),
            float(rng.uniform(0.02, 0.3)),
            float(rng.uniform(0.4, 0.95)),
        )
        for shape in ((2,), (4,), (3, 2), (1,))
    )


def rolled(w: Any, velocity: Any) -> tuple:
    """What a step returns that moves by `velocity`."""
    return w + velocity, velocity


MOMENTUM = mistakes(
    (
        "The right numbers in the wrong order: return w first, then velocity.",
        lambda w, v, g, r, k: rolled(w, k * v - r * g)[::-1],
    ),
    (
        "Only w is returned. The velocity is needed for the next step: return w, velocity.",
        lambda w, v, g, r, k: w + k * v - r * g,
    ),
    (
        "Only the velocity is returned: return w, velocity.",
        lambda w, v, g, r, k: k * v - r * g,
    ),
    (
        "This is the other convention: the rate comes in last, and the velocity points uphill. In Keras's form the "
        "velocity is momentum · velocity − rate · gradient, and w moves by it.",
        lambda w, v, g, r, k: (w - r * (k * v + g), k * v + g),
    ),
    (
        "The velocity points uphill here (+ rate · gradient). In Keras's form the gradient is subtracted, and the "
        "velocity is added to w.",
        lambda w, v, g, r, k: (w - (k * v + r * g), k * v + r * g),
    ),
    (
        "Uphill: the velocity takes in minus the learning rate times the gradient.",
        lambda w, v, g, r, k: rolled(w, k * v + r * g),
    ),
    (
        "The velocity is right, but w was moved against it: it points downhill already, so add it.",
        lambda w, v, g, r, k: (w - (k * v - r * g), k * v - r * g),
    ),
    (
        "The learning rate multiplies the velocity once more: it is in there already.",
        lambda w, v, g, r, k: (w + r * (k * v - r * g), k * v - r * g),
    ),
    (
        "w was moved by the old velocity. First the new velocity, then w moves by it.",
        lambda w, v, g, r, k: (w + v, k * v - r * g),
    ),
    (
        "The old velocity is not multiplied by momentum, so it never fades.",
        lambda w, v, g, r, k: rolled(w, v - r * g),
    ),
    (
        "The gradient is multiplied by 1 − momentum here. Keras's form does not do that.",
        lambda w, v, g, r, k: rolled(w, k * v - (1 - k) * r * g),
    ),
    (
        "Momentum multiplies the gradient's part as well. It only fades the old velocity.",
        lambda w, v, g, r, k: rolled(w, k * (v - r * g)),
    ),
    (
        "The learning rate is missing in the velocity.",
        lambda w, v, g, r, k: rolled(w, k * v - g),
    ),
    (
        "The old velocity is forgotten: this is plain gradient descent.",
        lambda w, v, g, r, k: rolled(w, -r * g),
    ),
    (
        "The old velocity is returned: the new one is needed for the next step.",
        lambda w, v, g, r, k: (w + k * v - r * g, v),
    ),
    (
        "This is Nesterov's momentum, which looks a step ahead. Asked for is the plain one.",
        lambda w, v, g, r, k: (w + k * (k * v - r * g) - r * g, k * v - r * g),
    ),
    (
        "Momentum and learning rate are swapped.",
        lambda w, v, g, r, k: rolled(w, r * v - k * g),
    ),
)


# ---------------------------------------------------------------- 7 rmsprop


def rmsprop_probes(rng: np.random.Generator) -> tuple:
    """Gradients of ordinary size: where epsilon stands makes no difference."""
    return tuple(
        (
            sized(rng, shape),
            rng.uniform(0.2, 4, shape),
            sized(rng, shape, 0.3, 5),
            float(rng.uniform(0.02, 0.3)),
            float(rng.uniform(0.7, 0.95)),
            1e-7,
        )
        for shape in ((2,), (4,), (3, 2), (3,))
    )


def rmsprop_small(rng: np.random.Generator) -> tuple:
    """Averages near epsilon in the first step; epsilons of several sizes; a gradient of 0 from the beginning."""
    probes = []
    for epsilon in (1e-7, 1e-6, 1e-5, 1e-3):
        gradient = sized(rng, (3,), 0.5, 3) * np.sqrt(epsilon)
        probes.append((sized(rng, (3,)), np.zeros(3), gradient, float(rng.uniform(0.05, 0.3)), 0.9, epsilon))
    still = np.array([0.0, 0.002])
    probes.append((sized(rng, (2,)), np.zeros(2), still, 0.1, 0.9, 1e-7))
    return tuple(probes)


def divided(w: Any, average: Any, g: Any, r: float, below: Any) -> tuple:
    return w - r * g / below, average


def mean_square(a: Any, g: Any, k: float) -> Any:
    return k * a + (1 - k) * g**2


RMSPROP = mistakes(
    (
        "The right numbers in the wrong order: return w first, then average.",
        lambda w, a, g, r, k, e: divided(w, mean_square(a, g, k), g, r, np.sqrt(mean_square(a, g, k) + e))[
            ::-1
        ],
    ),
    (
        "Only w is returned. The average is needed for the next step: return w, average.",
        lambda w, a, g, r, k, e: divided(w, 0, g, r, np.sqrt(mean_square(a, g, k) + e))[0],
    ),
    (
        "The old average is returned: the new one is needed for the next step.",
        lambda w, a, g, r, k, e: divided(w, a, g, r, np.sqrt(mean_square(a, g, k) + e)),
    ),
    (
        "Uphill: subtract the step from w.",
        lambda w, a, g, r, k, e: divided(w, mean_square(a, g, k), g, -r, np.sqrt(mean_square(a, g, k) + e)),
    ),
    (
        "The root is missing: divide by the root of the average.",
        lambda w, a, g, r, k, e: divided(w, mean_square(a, g, k), g, r, mean_square(a, g, k) + e),
    ),
    (
        "Divided by the root of the old average. First the new average, then the step with it.",
        lambda w, a, g, r, k, e: divided(w, mean_square(a, g, k), g, r, np.sqrt(a + e)),
    ),
    (
        "rho and 1 − rho are swapped: rho is what stays of the old average.",
        lambda w, a, g, r, k, e: divided(
            w, mean_square(a, g, 1 - k), g, r, np.sqrt(mean_square(a, g, 1 - k) + e)
        ),
    ),
    (
        "This is AdaGrad: it adds up all squares. RMSProp averages, and so forgets.",
        lambda w, a, g, r, k, e: divided(w, a + g**2, g, r, np.sqrt(a + g**2 + e)),
    ),
    (
        "1 − rho is missing: an average takes (1 − rho) of the new square in.",
        lambda w, a, g, r, k, e: divided(w, k * a + g**2, g, r, np.sqrt(k * a + g**2 + e)),
    ),
    (
        "The gradient is averaged, not its square.",
        lambda w, a, g, r, k, e: divided(w, k * a + (1 - k) * g, g, r, np.sqrt(k * a + (1 - k) * g + e)),
    ),
    (
        "The absolute values are averaged. RMSProp averages the squares.",
        lambda w, a, g, r, k, e: divided(
            w, k * a + (1 - k) * np.abs(g), g, r, np.sqrt(k * a + (1 - k) * np.abs(g) + e)
        ),
    ),
    (
        "One average for all weights together: each weight has its own, entry by entry.",
        lambda w, a, g, r, k, e: divided(
            w,
            k * a + (1 - k) * np.mean(g**2),
            g,
            r,
            np.sqrt(k * a + (1 - k) * np.mean(g**2) + e),
        ),
    ),
    (
        "One average for all weights together: each weight has its own, entry by entry.",
        lambda w, a, g, r, k, e: divided(
            w,
            k * a + (1 - k) * np.sum(g**2),
            g,
            r,
            np.sqrt(k * a + (1 - k) * np.sum(g**2) + e),
        ),
    ),
    (
        "This is plain gradient descent: divide the step by the root of the average.",
        lambda w, a, g, r, k, e: divided(w, mean_square(a, g, k), g, r, 1),
    ),
    (
        "The gradient is missing above the fraction.",
        lambda w, a, g, r, k, e: divided(w, mean_square(a, g, k), 1, r, np.sqrt(mean_square(a, g, k) + e)),
    ),
    (
        "The learning rate is missing.",
        lambda w, a, g, r, k, e: divided(w, mean_square(a, g, k), g, 1, np.sqrt(mean_square(a, g, k) + e)),
    ),
    (
        "Multiplied by the root of the average: divide.",
        lambda w, a, g, r, k, e: divided(
            w, mean_square(a, g, k), g, r, 1 / np.sqrt(mean_square(a, g, k) + e)
        ),
    ),
)

RMSPROP_SMALL = (
    *mistakes(
        (
            "Epsilon is added beside the root. In Keras's RMSprop it stands under it: √(average + epsilon).",
            lambda w, a, g, r, k, e: divided(
                w, mean_square(a, g, k), g, r, np.sqrt(mean_square(a, g, k)) + e
            ),
        ),
        (
            "There is no epsilon, so a gradient of 0 gives 0 / 0: √(average + epsilon).",
            lambda w, a, g, r, k, e: divided(w, mean_square(a, g, k), g, r, np.sqrt(mean_square(a, g, k))),
        ),
        (
            "Epsilon is always 1e-7 here: use the argument.",
            lambda w, a, g, r, k, e: divided(
                w, mean_square(a, g, k), g, r, np.sqrt(mean_square(a, g, k) + 1e-7)
            ),
        ),
        (
            "Epsilon went into the average itself. Add it only where you divide.",
            lambda w, a, g, r, k, e: divided(
                w, mean_square(a, g, k) + e, g, r, np.sqrt(mean_square(a, g, k) + e)
            ),
        ),
    ),
    *RMSPROP,
)


# ---------------------------------------------------------------- 8 adam


def adam_probes(rng: np.random.Generator) -> tuple:
    """The first step, early ones and a late one; gradients of ordinary size."""
    probes = []
    for shape, step in (((2,), 1), ((4,), 2), ((3, 2), 5), ((3,), 60)):
        first = step == 1
        probes.append((
            sized(rng, shape),
            np.zeros(shape) if first else sized(rng, shape, 0.1, 1.5),
            np.zeros(shape) if first else rng.uniform(0.01, 0.4, shape),
            sized(rng, shape, 0.3, 5),
            step,
            float(rng.uniform(0.02, 0.3)),
            float(rng.uniform(0.8, 0.93)),
            float(rng.uniform(0.98, 0.998)),
            1e-7,
        ))  # fmt: skip
    return tuple(probes)


def adam_small(rng: np.random.Generator) -> tuple:
    """First steps with gradients between epsilon and epsilon / √(1 − beta_2); one with none at all."""
    probes = []
    for epsilon in (1e-7, 1e-6, 1e-4):
        gradient = sized(rng, (3,), 3, 30) * epsilon
        w, rate = sized(rng, (3,)), float(rng.uniform(0.05, 0.3))
        probes.append((w, np.zeros(3), np.zeros(3), gradient, 1, rate, 0.9, 0.999, epsilon))
    still = np.array([0.0, 1e-6])
    probes.append((sized(rng, (2,)), np.zeros(2), np.zeros(2), still, 1, 0.1, 0.9, 0.999, 1e-7))
    return tuple(probes)


def adam_with(
    w, m, v, g, t, r, b1, b2, e, *,
    new_m=None, new_v=None, up=None, below=None, correct=lambda b1, b2, t: np.sqrt(1 - b2**t) / (1 - b1**t),
    kept=lambda m, v, *rest: (m, v), order=lambda w, m, v: (w, m, v),
):  # fmt: skip
    """Adam in Keras's form, with one part of it replaced."""
    m = b1 * m + (1 - b1) * g if new_m is None else new_m(m, g, b1)
    v = b2 * v + (1 - b2) * g**2 if new_v is None else new_v(v, g, b2)
    above = m if up is None else up(m, g)
    under = np.sqrt(v) + e if below is None else below(v, e, t, b2)
    w = w - r * correct(b1, b2, t) * above / under
    return order(w, *kept(m, v, b1, b2, t))


def adam_but(**changes: Any) -> Callable[..., Any]:
    return lambda *probe: adam_with(*probe, **changes)


def paper(w, m, v, g, t, r, b1, b2, e):
    """The first form of the paper: epsilon beside the root of the corrected average."""
    m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g**2
    return w - r * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + e), m, v


def under_the_root(w, m, v, g, t, r, b1, b2, e):
    m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g**2
    return w - r * (m / (1 - b1**t)) / np.sqrt(v / (1 - b2**t) + e), m, v


def stored_corrected(w, m, v, g, t, r, b1, b2, e):
    """The corrected averages are returned."""
    w, m, v = paper(w, m, v, g, t, r, b1, b2, e)
    return w, m / (1 - b1**t), v / (1 - b2**t)


def old_averages(w, m, v, g, t, r, b1, b2, e):
    rate = r * np.sqrt(1 - b2**t) / (1 - b1**t)
    return w - rate * m / (np.sqrt(v) + e), b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g**2


def swapped_betas(w, m, v, g, t, r, b1, b2, e):
    return adam_with(w, m, v, g, t, r, b2, b1, e)


ADAM = mistakes(
    (
        "The averages are returned corrected. Keep m and v as they are, and correct only what you step with: "
        "otherwise the next step corrects them again.",
        stored_corrected,
    ),
    (
        "There is no bias correction: the first steps are several times too long.",
        adam_but(correct=lambda b1, b2, t: 1),
    ),
    ("Only m is corrected, not v.", adam_but(correct=lambda b1, b2, t: 1 / (1 - b1**t))),
    ("Only v is corrected, not m.", adam_but(correct=lambda b1, b2, t: np.sqrt(1 - b2**t))),
    (
        "The correction is the same in every step: beta has to be taken to the power of step.",
        adam_but(correct=lambda b1, b2, t: np.sqrt(1 - b2) / (1 - b1)),
    ),
    (
        "beta · step instead of beta ** step: it is a power.",
        adam_but(correct=lambda b1, b2, t: np.sqrt(1 - b2 * t) / (1 - b1 * t)),
    ),
    (
        "The step is counted one too low: step is 1 in the first step already.",
        adam_but(correct=lambda b1, b2, t: np.sqrt(1 - b2 ** (t - 1)) / (1 - b1 ** (t - 1))),
    ),
    (
        "The step is counted one too high: step is 1 in the first step already.",
        adam_but(correct=lambda b1, b2, t: np.sqrt(1 - b2 ** (t + 1)) / (1 - b1 ** (t + 1))),
    ),
    (
        "The correction of v has lost its root.",
        adam_but(correct=lambda b1, b2, t: (1 - b2**t) / (1 - b1**t)),
    ),
    (
        "The corrections are upside down: 1 − beta_1^t stands below, the root of 1 − beta_2^t above.",
        adam_but(correct=lambda b1, b2, t: (1 - b1**t) / np.sqrt(1 - b2**t)),
    ),
    (
        "The root is missing below the fraction: divide by √v + epsilon.",
        adam_but(below=lambda v, e, t, b2: v + e),
    ),
    ("beta_1 and beta_2 are swapped: m goes with beta_1, v with beta_2.", swapped_betas),
    (
        "The shares are swapped: beta stays of the old average, 1 − beta comes from the new gradient.",
        adam_but(new_m=lambda m, g, b: (1 - b) * m + b * g, new_v=lambda v, g, b: (1 - b) * v + b * g**2),
    ),
    (
        "v averages the gradients. It should average their squares.",
        adam_but(new_v=lambda v, g, b: b * v + (1 - b) * g),
    ),
    (
        "1 − beta is missing: an average takes only that share of what is new.",
        adam_but(new_m=lambda m, g, b: b * m + g, new_v=lambda v, g, b: b * v + g**2),
    ),
    (
        "1 − beta_1 is missing in m: an average takes only that share of the new gradient.",
        adam_but(new_m=lambda m, g, b: b * m + g),
    ),
    (
        "The gradient itself is above the fraction: that is RMSProp. Adam steps by m.",
        adam_but(up=lambda m, g: g),
    ),
    ("The step is made with the old averages. First m and v, then the step.", old_averages),
    (
        "Uphill: subtract the step from w.",
        lambda w, m, v, g, t, r, *rest: adam_with(w, m, v, g, t, -r, *rest),
    ),
    ("m and v are in the wrong order: return w, m, v.", adam_but(order=lambda w, m, v: (w, v, m))),
    ("w is in the wrong place: return w, m, v.", adam_but(order=lambda w, m, v: (m, v, w))),
    (
        "Only w is returned. m and v are needed for the next step: return w, m, v.",
        adam_but(order=lambda w, m, v: w),
    ),
    (
        "The old m and v are returned: the new ones are needed for the next step.",
        lambda w, m, v, *rest: (adam_with(w, m, v, *rest)[0], m, v),
    ),
)

ADAM_SMALL = (
    *mistakes(
        (
            "This is the first form of the paper: epsilon beside the root of the corrected v. "
            "Keras adds it to the root of v as it is, and corrects the rate.",
            paper,
        ),
        (
            "Epsilon stands under the root. In Adam it stands beside it: √v + epsilon.",
            adam_but(below=lambda v, e, t, b2: np.sqrt(v + e)),
        ),
        ("Epsilon stands under the root. In Adam it stands beside it: √v + epsilon.", under_the_root),
        (
            "There is no epsilon, so a gradient of 0 gives 0 / 0: √v + epsilon.",
            adam_but(below=lambda v, e, t, b2: np.sqrt(v)),
        ),
        (
            "Epsilon is always 1e-7 here: use the argument.",
            adam_but(below=lambda v, e, t, b2: np.sqrt(v) + 1e-7),
        ),
    ),
    *ADAM,
)


# ---------------------------------------------------------------- 9 loss-curve


def trials(rng: np.random.Generator) -> tuple:
    """Rates at which the loss falls well and the order of the examples matters little."""
    return (
        ("SGD", float(rng.uniform(0.05, 0.08))),
        ("SGD", float(rng.uniform(0.02, 0.03))),
        ("Adam", float(rng.uniform(0.0008, 0.0012))),
    )


@dataclass(frozen=True, kw_only=True)
class Curves(Function):
    """Loss curves of several trials. What went wrong shows in how they compare with one another."""

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        found = super().examine(answer, reference, context)
        if found.outcome is Outcome.RIGHT or not isinstance(answer, list) or len(answer) != len(reference):
            return found
        if any(
            "type History cannot be recorded" in str(one.get("raised", ""))
            for one in answer
            if isinstance(one, dict)
        ):
            return Finding(
                found.outcome, 'This is the History object that fit returns: return its .history["loss"].'
            )
        if not all(isinstance(one, dict) and set(one) == {"returned"} for one in answer):
            return found
        mine = [normal(one["returned"]) for one in answer]
        right = np.array([one["returned"] for one in reference])
        if not all(isinstance(one, np.ndarray) and one.shape == right[0].shape for one in mine):
            return found
        if not all(np.isfinite(one).all() for one in mine):
            return found
        says = diagnosis(np.array(mine, dtype=float), right)
        return Finding(found.outcome, says) if says else found


def diagnosis(mine: np.ndarray, right: np.ndarray) -> str:
    """What is wrong with curves of shape (trials, epochs), in words; "" where nothing is recognised."""

    def near(a: Any, b: Any, within: float = 0.08) -> bool:
        return bool(np.all(np.abs(np.asarray(a) - b) <= within * np.abs(b)))

    if near(mine[0], right[0]) and np.all(mine[1:, 0] < right[1:, 0] * 0.9):
        return (
            "The first trial is right, the later ones begin where the one before ended: take a new network "
            "in each call."
        )
    if near(mine[0], mine[1], 0.01):
        return "Two trials of SGD at different rates give the same losses: is the learning rate used?"
    if near(mine[:2], right[:2]):
        return "The trials with SGD are right, that with Adam is not: is optimizer_class used?"
    if near(mine[2], right[2]):
        return "The trial with Adam is right, those with SGD are not: is optimizer_class used?"
    if np.all(np.diff(mine, axis=1) > 0):
        return "The values rise from epoch to epoch: is this the accuracy? Asked for is the loss."
    if np.all(mine < right):
        return "The losses fall too fast: batches of 64, 5 epochs, a new network, the rate as given?"
    if np.all(mine > right):
        return "The losses fall too slowly: batches of 64, 5 epochs, the rate as given?"
    return ""


# ---------------------------------------------------------------- 11 pick-rate


def sweeps(rng: np.random.Generator) -> tuple:
    """Sweeps with NaN at the end, with NaN and infinity, with a best rate at either end, with none diverged."""
    probes = []
    for place, broken in ((2, (np.nan,)), (1, (np.nan, np.inf)), (0, ()), (3, (np.nan, np.nan)), (4, ())):
        finite = 6 - len(broken)
        losses = rng.uniform(0.9, 2.4, finite)
        losses[min(place, finite - 1)] = rng.uniform(0.1, 0.6)
        rates = np.geomspace(1e-3, 1, 6) * rng.uniform(0.8, 1.3)
        probes.append((rates, np.concatenate([losses, broken])))
    return tuple(probes)


PICK = mistakes(
    ("This is the loss. Asked for is the rate that gave it.", lambda rates, losses: np.nanmin(losses)),
    (
        "This is a place in the array. Asked for is the rate at that place.",
        lambda rates, losses: int(np.nanargmin(losses)),
    ),
    (
        "A diverged run won: argmin takes NaN for the smallest. np.nanargmin leaves it aside.",
        lambda rates, losses: rates[np.argmin(losses)],
    ),
    (
        "This is the loss of a diverged run: np.min gives NaN as soon as one is there. And the rate is asked for.",
        lambda rates, losses: np.min(losses),
    ),
    ("This is the rate with the largest loss.", lambda rates, losses: rates[np.nanargmax(losses)]),
    (
        "This is the largest rate that did not diverge. Asked for is the lowest loss.",
        lambda rates, losses: rates[np.isfinite(losses)][-1],
    ),
    (
        "The places have shifted: without the diverged runs the losses no longer stand beside their rates.",
        lambda rates, losses: rates[::-1][np.nanargmin(losses)],
    ),
    ("This is the smallest rate. Asked for is the lowest loss.", lambda rates, losses: rates[0]),
)


# ---------------------------------------------------------------- quizzes

CURVE_OF = {
    "a": "far too small: the loss falls, but hardly; after 60 steps it is not a fifth of the way down",
    "b": "about right: quickly down, and then it stays low",
    "c": "too large: down at first, then up and down, because the steps lead across the valley",
    "d": "so large that it diverges: each step lands higher than the one before",
}


def curve(right: str, seen: str) -> dict[str, str]:
    """The explanations for a run: what each letter would look like, and what is seen."""
    return {
        letter: f"This is what the curve shows: {seen}."
        if letter == right
        else f"Such a run looks otherwise ({looks}). Here: {seen}."
        for letter, looks in CURVE_OF.items()
    }


RUNS = {
    "run_1": curve("c", "it falls in a few steps, then jumps about and never settles; a smaller rate would"),
    "run_2": curve("a", "a slow, nearly straight fall that has hardly begun after 60 steps"),
    "run_3": curve("b", "a quick fall, and then it stays at the bottom"),
    "run_4": curve("d", "within a few steps the loss leaves the picture at the top, and does not come back"),
}

ANSWERS = {
    "answer_1": {
        "a": "The wrong way round: backpropagation works out the gradient, and changes nothing.",
        "b": "Backpropagation gives the slope for every weight; what to do with it is the optimizer's choice.",
        "c": "They are two jobs: with the same gradient SGD, RMSProp and Adam make different steps.",
        "d": "There is only one gradient at a given place, for a given batch. Nothing is tried out or picked.",
    },
    "answer_2": {
        "a": "Then every step would wait for all epochs, and there would be one.",
        "b": "That would be batch gradient descent, with all examples at once. fit does not wait for an epoch's end.",
        "c": "100 / 10 = 10 batches an epoch, 3 epochs: 30 steps, each for all weights of all layers.",
        "d": "30 steps is right, but each moves the whole network: backpropagation gives all slopes at once.",
    },
    "answer_3": {
        "a": "Each weight's step is divided by the size of its own gradients: the part that comes from RMSProp.",
        "b": "That is the other part, m, the running average of the gradient above the fraction.",
        "c": "That is AdaGrad, whose sum only grows. Adam's average forgets, so its steps do not die out.",
        "d": "Nothing is added up over the weights: every weight is treated by itself.",
    },
    "answer_4": {
        "a": "nan stays nan: once a weight is nan, no further step makes it a number again.",
        "b": "The steps are too long already: it would diverge sooner.",
        "c": "Falling and then nan means that the steps grew out of control: shorten them, and look again.",
        "d": "Single examples make the gradient noisier and the steps wilder.",
    },
}


# ---------------------------------------------------------------- the exercises

exercises = [
    Exercise(
        "step",
        "One step",
        checks=[
            Function(
                "step_and_w",
                label="gd_step",
                probes=step_probes,
                rtol=RTOL,
                atol=ATOL,
                mistakes=STEP,
                hint="return w - learning_rate * gradient.",
            ),
        ],
    ),
    Exercise(
        "descend",
        "Walk",
        checks=[
            Function(
                "descend",
                probes=walks,
                rtol=RTOL,
                atol=1e-6,
                mistakes=DESCEND,
                hint="A list of places; in each step the gradient where you are now; np.array of the list.",
            ),
        ],
    ),
    Exercise(
        "converge",
        "Walk until it is flat",
        checks=[
            Function(
                "converge",
                label="steps_to_converge",
                probes=bowls_to_converge,
                mistakes=CONVERGE,
                hint="Look first, then step; return the number of steps made.",
            ),
        ],
    ),
    Exercise(
        "stable",
        "How large may the rate be?",
        checks=[
            Function(
                "shrink_factor",
                probes=rates_and_curvatures,
                share=1,
                rtol=RTOL,
                atol=1e-7,
                mistakes=SHRINK,
                hint="1 − rate · curvature, with its sign.",
            ),
            Function(
                "largest_stable_rate",
                probes=curvatures,
                share=2,
                rtol=RTOL,
                atol=ATOL,
                mistakes=STABLE,
                hint="Solve 1 − rate · a = −1; the largest curvature gives up first.",
            ),
        ],
    ),
    Exercise(
        "quiz-curves",
        "Read four curves",
        checks=[Choice(run, explain=letters) for run, letters in RUNS.items()],
    ),
    Exercise(
        "steps",
        "Count the steps",
        checks=[
            Function(
                "number_of_steps",
                probes=examples_and_batches,
                mistakes=STEPS,
                hint="Round the batches of one epoch up, then multiply by the epochs.",
            ),
        ],
    ),
    Exercise(
        "momentum",
        "Momentum, in Keras's form",
        checks=[
            Function(
                "momentum_step",
                probes=momentum_probes,
                rtol=RTOL,
                atol=ATOL,
                mistakes=MOMENTUM,
                hint="velocity = momentum * velocity - learning_rate * gradient; w + velocity.",
            ),
        ],
    ),
    Exercise(
        "rmsprop",
        "RMSProp, in Keras's form",
        checks=[
            Function(
                "rmsprop_step",
                probes=rmsprop_probes,
                share=2,
                rtol=RTOL,
                atol=ATOL,
                mistakes=RMSPROP,
                hint="First the new average of the squares, then the step divided by its root.",
            ),
            Function(
                "rmsprop_small",
                label="rmsprop_step",
                probes=rmsprop_small,
                share=1,
                rtol=RTOL,
                atol=1e-11,
                mistakes=RMSPROP_SMALL,
                part="tiny gradients",
                hint="np.sqrt(average + epsilon).",
            ),
        ],
    ),
    Exercise(
        "adam",
        "Adam, in Keras's form",
        checks=[
            Function(
                "adam_step",
                probes=adam_probes,
                share=2,
                rtol=RTOL,
                atol=ATOL,
                mistakes=ADAM,
                hint="Two averages, a corrected rate, and the step; return m and v uncorrected.",
            ),
            Function(
                "adam_small",
                label="adam_step",
                probes=adam_small,
                share=1,
                rtol=RTOL,
                atol=1e-16,
                mistakes=ADAM_SMALL,
                part="tiny gradients",
                hint="Keras's form: np.sqrt(v) + epsilon with the uncorrected v.",
            ),
        ],
    ),
    Exercise(
        "loss-curve",
        "One trial",
        runs_wrong_answers=False,  # each would train a network
        checks=[
            Curves(
                "loss_curve",
                probes=trials,
                rtol=0.08,
                mistakes=(
                    Mistake(
                        "This is the loss of the last epoch alone. Return those of all five.",
                        lambda reference: [losses[-1] for losses in reference],
                    ),
                    Mistake(
                        'This is the dictionary of what fit reports. Return its entry "loss".',
                        lambda reference: [{"loss": losses} for losses in reference],
                    ),
                    Mistake(
                        "The losses are in the wrong order: the first epoch comes first.",
                        lambda reference: [list(reversed(losses)) for losses in reference],
                    ),
                ),
                hint='A new network and a new optimizer in each call; history.history["loss"].',
            ),
        ],
    ),
    Exercise(
        "sweep-plot",
        "The picture that people use to choose",
        checks=[
            Figure(
                "sweep",
                label="plot_sweep",
                axes=1,
                as_reference=("lines",),
                xscale="log",
                yscale="linear",
                xlabel=True,
                ylabel=True,
                legend=True,
                styles=True,
                atol=1e-6,
                hint='axis.plot(rates, values, label=name) for each name; axis.set_xscale("log").',
            ),
        ],
    ),
    Exercise(
        "pick-rate",
        "Pick a rate",
        checks=[
            Function(
                "pick_rate",
                probes=sweeps,
                rtol=1e-5,
                mistakes=PICK,
                hint="rates[np.nanargmin(final_losses)]",
            ),
        ],
    ),
    Exercise(
        "quiz-optimizers",
        "Who does what?",
        checks=[Choice(answer, explain=letters) for answer, letters in ANSWERS.items()],
    ),
]
