"""What the answers of lesson 00 are worth, and which mistakes are known by name.

Nobody but the grader reads this file: it is never released, and nothing of it enters a kernel.
"""

from __future__ import annotations

import numpy as np

from autograder.key import (
    Choice,
    Exercise,
    Function,
    Mistake,
    Value,
)

#: The lesson's own data, as its second cell has them.
GUESSES = np.array([480, 550, 590, 700, 820, 430, 610, 760, 540, 650, 900, 500])
BEANS = 615


# ---------------------------------------------------------------- 1 mean-guess

ROUNDED = "The mean is rounded, or cut off. Keep it as it is, and round only where you print."

MEANS = (
    Mistake(
        "This is the sum of the guesses. For the mean, divide it by how many there are.",
        lambda ref: GUESSES.sum(),
    ),
    Mistake(
        "This is the median, the one in the middle. Asked for is the mean.", lambda ref: np.median(GUESSES)
    ),
    Mistake(
        "This is the middle between the smallest and the largest guess. The mean counts all twelve.",
        lambda ref: (GUESSES.min() + GUESSES.max()) / 2,
    ),
    Mistake(
        "The sum is divided by 11. There are twelve guesses: len(guesses).",
        lambda ref: GUESSES.sum() / (GUESSES.size - 1),
    ),
    Mistake(ROUNDED, lambda ref: np.floor(ref)),
    Mistake(ROUNDED, lambda ref: np.ceil(ref)),
    Mistake("This is what is really in the jar. Asked for is the mean of the guesses.", lambda ref: BEANS),
)


# ---------------------------------------------------------------- 2 distances


def other_jars(rng: np.random.Generator) -> tuple:
    """Guesses and truths of other jars: other numbers, other lengths; the last are no whole numbers."""
    jars = [(rng.integers(100, 1000, size=n), int(rng.integers(300, 800))) for n in (1, 5, 12)]
    return (*jars, (rng.normal(0, 10, size=8), float(rng.normal())))


DISTANCES = (
    Mistake(
        "The signs are still there: a distance is never negative.",
        lambda ref, probes: [n - t for n, t in probes],
    ),
    Mistake(
        "The signs are still there: a distance is never negative.",
        lambda ref, probes: [t - n for n, t in probes],
    ),
    Mistake(
        "The signs are taken away too early: subtract first, then take the sign off the difference.",
        lambda ref, probes: [np.abs(n) - np.abs(t) for n, t in probes],
    ),
    Mistake(
        "Numbers below the target come out as 0. They are off as well, by target - number.",
        lambda ref, probes: [np.maximum(n - t, 0) for n, t in probes],
    ),
    Mistake("These are the squares of the distances.", lambda ref: [r**2 for r in ref]),
    Mistake(
        "This is the mean of the distances. Asked for is one distance for each number.",
        lambda ref: [r.mean() for r in ref],
    ),
    Mistake(
        "The function gives the distances of the jar's guesses whatever it is called with. Use its arguments, "
        "numbers and target.",
        lambda ref: [np.abs(GUESSES - BEANS)] * len(ref),
    ),
    Mistake(
        "The function computes with beans whatever its target is. Use its argument target.",
        lambda ref, probes: [np.abs(n - BEANS) for n, _ in probes],
    ),
    Mistake(
        "The function computes with guesses whatever its numbers are. Use its argument numbers.",
        lambda ref, probes: [np.abs(GUESSES - t) for _, t in probes],
    ),
)


# ---------------------------------------------------------------- the exercises

exercises = [
    Exercise(
        "mean-guess",
        "The mean guess",
        checks=[
            Value(
                "mean_guess", mistakes=MEANS, hint="guesses.mean(), or the sum divided by how many there are."
            ),
        ],
    ),
    Exercise(
        "distances",
        "How far off?",
        checks=[
            Function(
                "distances",
                probes=other_jars,
                mistakes=DISTANCES,
                hint="np.abs(numbers - target), and return it.",
            ),
        ],
    ),
    Exercise(
        "quiz-fresh-kernel",
        "The untidy cell",
        checks=[
            Choice(
                "answer",
                explain={
                    "a": "The check passed in a kernel that remembered total. Grading starts "
                    "a fresh one, and asks again.",
                    "b": "Grading runs the notebook as it was handed in, from the top. No cell in it makes "
                    "total, so the answer stops with a NameError and there is no mean_guess to be graded.",
                    "c": "Only the lesson's own cells are put back. A cell that you add is yours, "
                    "and when you delete it, it is gone.",
                    "d": "One cell that fails costs its own exercise, and those that build on it. All others "
                    "are graded.",
                },
            ),
        ],
    ),
]
