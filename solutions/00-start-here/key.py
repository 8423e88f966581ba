"""What the answers of lesson 00 are worth.

Nobody but the grader reads this file: it is never released, and nothing of it enters a kernel.
"""

from __future__ import annotations

import numpy as np

from autograder.key import Choice, Exercise, Function, Value


def other_jars(rng: np.random.Generator) -> tuple:
    """Guesses and truths of other jars: other numbers, other lengths; the last are no whole numbers."""
    jars = [(rng.integers(100, 1000, size=n), int(rng.integers(300, 800))) for n in (1, 5, 12)]
    return (*jars, (rng.normal(0, 10, size=8), float(rng.normal())))


# ---------------------------------------------------------------- the exercises

exercises = [
    Exercise(
        "mean-guess",
        "The mean guess",
        demands={
            "one-number": "one number",
            "unrounded": "not rounded",
        },
        checks=[Value("mean_guess", hint="guesses.mean(), or the sum divided by how many there are.")],
    ),
    Exercise(
        "distances",
        "How far off?",
        demands={
            "array": "an array, one distance for each number",
            "sign": "never negative",
            "arguments": "of the numbers and the target that it is given",
            "unchanged": "its arguments stay as they are",
        },
        checks=[Function("distances", probes=other_jars, hint="np.abs(numbers - target), and return it.")],
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
            )
        ],
    ),
]
