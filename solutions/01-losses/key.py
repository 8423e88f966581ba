"""What the answers of lesson 01 are worth.

Nobody but the grader reads this file: it is never released, and nothing of it enters a kernel.

Nothing in this lesson is trained or random: functions are judged on fresh arrays, within a relative
1e-4 (float32 is fine). At probabilities of exactly 0 and 1 the tolerance is 2 %: clipped in float32, an
example with label 0 costs 15.942 instead of 16.118, and both are right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.key import (
    ByHand,
    Check,
    Choice,
    Context,
    Exercise,
    Figure,
    Finding,
    Function,
    Outcome,
    Tolerance,
    difference,
    is_array,
    normal,
    without_marks,
)

RTOL = 1e-4
ATOL = 1e-7


# ---------------------------------------------------------------- 1 norms, 2 means, 3 outlier


def regression(rng: np.random.Generator) -> tuple:
    """Actual and predicted values; at least three examples, errors of both signs, none of them alike."""
    probes = []
    for size in (3, 5, 8, 13, 40):
        actual = rng.normal(20, 8, size)
        off = rng.uniform(0.6, 6, size) * np.where(np.arange(size) % 2, 1, -1)
        # Now the positive errors weigh more, now the negative ones.
        probes.append((actual, actual + (off if len(probes) % 2 else -off)))
    return tuple(probes)


def with_outlier(rng: np.random.Generator) -> tuple:
    """Errors of which the largest in absolute value is negative, and not that of the largest prediction."""
    probes = []
    for size in (3, 5, 9, 20):
        actual = rng.normal(40, 5, size)
        off = rng.uniform(-3, 3, size)
        off[int(rng.integers(size))] = rng.uniform(7, 15)
        probes.append((actual, actual + off))
    return tuple(probes)


#: The example that is predicted highest is not the one that is predicted worst; two are predicted equally badly.
LARGE_PREDICTION = (np.array([30.0, 60.0, 45.0]), np.array([42.0, 61.0, 43.0]))
TIE = (np.array([10.0, 20.0, 30.0]), np.array([14.0, 16.0, 31.0]))


# ---------------------------------------------------------------- 4 draw


@dataclass(frozen=True, kw_only=True)
class LogLossCurves(Check):
    """−ln p and −ln(1 − p), over the probabilities that the reference draws them for.

    One right line of two earns half. Where the two are named the wrong way round, a part is lost.
    """

    knows_mistakes = True

    def same(self, answer: Any, wrong: Any) -> bool:
        mine, theirs = drawn_lines(answer), drawn_lines(wrong)
        return len(mine) == len(theirs) and all(names_of(mine, line["x"], line["y"]) for line in theirs)

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        lines = drawn_lines(answer, reference)
        if not lines:
            return Finding(Outcome.MISSING, "There is no line in the figure.")
        wanted = normal(reference["axes"][0]["lines"][0]["x"])
        curves = {1: -np.log(wanted), 0: -np.log(1 - wanted)}
        found = {label: names_of(lines, wanted, curve) for label, curve in curves.items()}
        if all(found.values()):
            if any(only_says(name, "0") for name in found[1]) and any(
                only_says(name, "1") for name in found[0]
            ):
                says = "The names are the wrong way round: −ln p is what label 1 costs."
                return Finding(Outcome.VALUE, says, 0.6)
            if len(lines) > 2:
                return Finding(Outcome.SHAPE, f"There are {len(lines)} lines; asked for are two.", 0.6)
            return Finding.right()
        if any(found.values()):
            there, missing = (1, 0) if found[1] else (0, 1)
            says = f"The line for label {there} is right; that for label {missing} is missing or wrong."
            return Finding(Outcome.VALUE, says, 0.5)
        return Finding(
            Outcome.VALUE, "No line shows −ln p or −ln(1 − p) over the p that the function was given."
        )


def drawn_lines(figure: Any, reference: Any = None) -> list[dict]:
    """The lines of a recorded figure, each with a name: its label, else the legend's text in its place.

    Beside a reference those are left out that only mark something.
    """
    if not isinstance(figure, dict) or not isinstance(figure.get("axes"), list):
        return []
    lines = []
    for axes in figure["axes"]:
        if not isinstance(axes, dict) or not isinstance(axes.get("lines"), list):
            return []
        legend = axes.get("legend") if isinstance(axes.get("legend"), list) else []
        for place, line in enumerate(axes["lines"]):
            if not isinstance(line, dict) or not {"x", "y"} <= set(line):
                return []
            name = legend[place] if place < len(legend) else line.get("label", "")
            if reference is None or without_marks({"lines": [line]}, reference)["lines"]:
                lines.append({"x": normal(line["x"]), "y": normal(line["y"]), "name": str(name)})
    return lines


def names_of(lines: list[dict], x: np.ndarray, y: np.ndarray) -> list[str]:
    """The names of the lines that show y over x, in any order of the points."""
    found = []
    for line in lines:
        if is_array(line["x"]) and is_array(line["y"]) and line["x"].shape == x.shape == line["y"].shape:
            order = np.argsort(line["x"])
            same = (
                difference(line[k][order], v, Tolerance(atol=1e-4)) is None for k, v in (("x", x), ("y", y))
            )
            if all(same):
                found.append(line["name"] or "without a name")
    return found


def only_says(name: str, digit: str) -> bool:
    other = {"0": "1", "1": "0"}[digit]
    return digit in name and other not in name


# ---------------------------------------------------------------- 5 bce, 6 bce-logits


def labels_of(rng: np.random.Generator, size: int) -> np.ndarray:
    """Labels 0.0 and 1.0, both of them there, in numbers that differ."""
    y = np.zeros(size)
    y[: size // 3 + 1] = 1
    return rng.permutation(y)


def between(rng: np.random.Generator) -> tuple:
    return tuple((labels_of(rng, size), rng.uniform(0.03, 0.97, size)) for size in (5, 6, 9, 20))


def at_the_edges(rng: np.random.Generator) -> tuple:
    """Certain and wrong; certain and right; both, with ordinary ones between; the edge at 0 alone, and that at 1."""
    y = labels_of(rng, 6)
    mixed = np.concatenate([y, 1 - y, labels_of(rng, 5)])
    p = np.concatenate([y, y, rng.uniform(0.1, 0.9, 5)])
    some = rng.uniform(0.1, 0.9, 6)
    only_zeros, only_ones = (np.where(np.arange(6) % 2, some, edge) for edge in (0.0, 1.0))
    both = np.array([0.0, 0.0, 1.0, 1.0, 0.0, 1.0])
    return ((y, 1 - y), (y, y), (mixed, p), (both, only_zeros), (both, only_ones))


def near(rng: np.random.Generator) -> tuple:
    return tuple(
        (labels_of(rng, size), rng.uniform(0.2, 4, size) * rng.permutation(np.arange(size) % 2 * 2 - 1))
        for size in (5, 6, 9, 20)
    )


def far(rng: np.random.Generator) -> tuple:
    """Logits of ±50 to ±1000: positive ones, negative ones, both. A sigmoid breaks in all, e^−z in two."""
    probes = []
    for signs in ([1] * 6, [-1] * 6, [1, 1, -1, -1, 1, -1]):
        y = np.array([0.0, 1.0, 0.0, 1.0, 0.0, 1.0])
        z = np.array(signs) * np.concatenate([rng.uniform(750, 1000, 4), rng.uniform(50, 300, 2)])
        order = rng.permutation(6)
        probes.append((y[order], z[order]))
    return tuple(probes)


BY_HAND = ByHand(
    *("binary_crossentropy", "BinaryCrossentropy", "binary_focal_crossentropy", "log_loss"),
    *("categorical_crossentropy", "CategoricalCrossentropy"),
    *("sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"),
    *("sigmoid_cross_entropy_with_logits", "softmax_cross_entropy_with_logits"),
    "sparse_softmax_cross_entropy_with_logits",
    *("mean_absolute_error", "MeanAbsoluteError", "mean_squared_error", "MeanSquaredError"),
)


# ---------------------------------------------------------------- 7 sparse, 8 untrained


def classes_and_probabilities(rng: np.random.Generator) -> tuple:
    """Whole-number labels and softmax outputs; more examples than classes, so that rows can be "
    "mistaken for labels."""
    probes = []
    for size, classes in ((7, 3), (12, 5), (15, 10), (9, 4)):
        scores = np.exp(rng.normal(0, 1.2, (size, classes)))
        probes.append((rng.integers(0, classes, size), scores / scores.sum(axis=1, keepdims=True)))
    return tuple(probes)


def numbers_of_classes(rng: np.random.Generator) -> tuple:
    return tuple((int(k),) for k in (2, 10, *rng.choice(np.arange(11, 1000), size=3, replace=False)))


# ---------------------------------------------------------------- the quiz

NUMBER = {
    "c": "Binary cross-entropy compares a probability with 0 or 1; here the answer is a number with a unit.",
    "d": "Categorical cross-entropy is for names of classes; here the answer is a number.",
    "e": "Sparse categorical cross-entropy is for names of classes, even though they are written as numbers. "
    "Litres and minutes are numbers: 7 is nearer to 8 than to 70.",
}  # fmt: skip
NOT_ERRORS = {
    "a": "Squared error measures how far off a number is. Classes are names: no class is nearer to the "
    "right one than another.",
    "b": "Absolute error measures how far off a number is. Classes are names: no class is nearer to the "
    "right one than another.",
}

TASKS = {
    "task_1": {
        "a": "Squares make one large error cost more than many small ones: what this task asks for.",
        "b": "With absolute errors one shortfall of ten costs as much as ten of one. The task says that it is worse.",
        **NUMBER,
    },
    "task_2": {
        "a": 'Squares would let the forgotten buttons rule: a delivery "until the next morning" is an outlier, and '
        "not even true.",
        "b": "Absolute errors hold on to the typical delivery; the few false ones hardly move it.",
        **NUMBER,
    },
    "task_3": {
        **NOT_ERRORS,
        "c": "One question of yes or no, one sigmoid unit: binary cross-entropy.",
        "d": "Categorical cross-entropy needs one output for each class; with a single unit there is "
        "nothing to choose from.",
        "e": 'Sparse categorical cross-entropy needs one output for each class, and would read the label 1 as "the '
        'second output".',
    },
    "task_4": {
        **NOT_ERRORS,
        "c": "Twelve questions of yes or no that do not exclude one another: a sigmoid for each, and "
        "binary cross-entropy.",
        "d": "Rows of 0s and 1s, but with several 1s or none: the classes are not exclusive, so they must "
        "not share one total.",
        "e": "The sparse form has room for one class only. A recording may have several instruments, or none.",
    },
    "task_5": {
        **NOT_ERRORS,
        "c": "Binary cross-entropy is for questions of yes or no; a letter is exactly one of 26.",
        "d": "The right family, but this form wants each label as a row of 26 numbers. These are whole numbers.",
        "e": "Exclusive classes, labels as whole numbers: sparse categorical cross-entropy.",
    },
    "task_6": {
        **NOT_ERRORS,
        "c": "Binary cross-entropy asks each class for itself; here exactly one of three is right, as softmax says.",
        "d": "Exclusive classes, labels as one-hot rows: categorical cross-entropy.",
        "e": "The right family, but the sparse form wants whole numbers as labels. These are rows.",
    },
}


# ---------------------------------------------------------------- the exercises

exercises = [
    Exercise(
        "norms",
        "Two sums",
        demands={
            "one-number": "one number each",
            "no-root": "the sum of squares without a root",
            "any-size": "arrays of any length",
        },
        checks=[
            Function(
                "l1_norm",
                probes=regression,
                rtol=RTOL,
                atol=ATOL,
                hint="np.sum of np.abs of the differences.",
            ),
            Function(
                "sum_of_squares",
                probes=regression,
                rtol=RTOL,
                atol=ATOL,
                hint="np.sum of (actual − predicted) ** 2.",
            ),
        ],
    ),
    Exercise(
        "means",
        "Two means",
        demands={
            "one-number": "one number each",
            "by-hand": "no ready-made function",
            "any-size": "arrays of any length",
        },
        checks=[
            Function(
                "mae",
                probes=regression,
                rtol=RTOL,
                atol=ATOL,
                rules=(BY_HAND,),
                hint="np.mean of np.abs of the differences.",
            ),
            Function(
                "mse",
                probes=regression,
                rtol=RTOL,
                atol=ATOL,
                rules=(BY_HAND,),
                hint="np.mean of (actual − predicted) ** 2.",
            ),
        ],
    ),
    Exercise(
        "outlier",
        "The share of the outlier",
        demands={
            "order": "two numbers, the L1 norm's share first",
            "absolute": "largest in absolute value",
            "shares": "between 0 and 1",
            "one-example": "of one example, though two may tie",
        },
        checks=[
            Function(
                "shares",
                label="share_of_largest",
                probes=with_outlier,
                decisive=(LARGE_PREDICTION, TIE),
                rtol=RTOL,
                atol=ATOL,
                hint="distance.max() / distance.sum(), then the same with distance ** 2.",
            )
        ],
    ),
    Exercise(
        "draw",
        "Draw −ln p",
        demands={
            "figure": "returns a figure",
            "one-plot": "one pair of axes",
            "two-lines": "two lines",
            "argument": "over the p that it is given",
            "labels": "a label on each axis",
            "legend": "a legend that tells the lines apart",
            "styles": "different styles",
        },
        checks=[
            Figure(
                "log_loss",
                label="plot_log_loss",
                part="one pair of axes",
                share=1,
                axes=1,
                hint="Both lines belong into one pair of axes, to be compared.",
            ),
            LogLossCurves(
                "log_loss",
                label="plot_log_loss",
                part="the two lines",
                share=5,
                hint="axis.plot(p, -np.log(p), …) for label 1, axis.plot(p, -np.log(1 - p), …) for label 0.",
            ),
            Figure(
                "log_loss",
                label="plot_log_loss",
                part="both axes labelled",
                share=2,
                xlabel=True,
                ylabel=True,
                hint="axis.set_xlabel and axis.set_ylabel.",
            ),
            Figure(
                "log_loss",
                label="plot_log_loss",
                part="a legend",
                share=2,
                legend=True,
                styles=True,
                hint="label=… and a style of its own in each plot, then axis.legend().",
            ),
        ],
    ),
    Exercise(
        "bce",
        "Binary cross-entropy by hand",
        demands={
            "one-number": "the mean, one number",
            "clip": "clipped at 1e-7 at both ends",
            "by-hand": "no ready-made function",
            "order": "labels first",
        },
        checks=[
            Function(
                "between",
                label="bce",
                part="probabilities between 0 and 1",
                share=8,
                probes=between,
                rtol=RTOL,
                atol=ATOL,
                rules=(BY_HAND,),
                hint=("−(y ln p + (1 − y) ln(1 − p)), then the mean."),
            ),
            Function(
                "at_the_edges",
                label="bce",
                part="probabilities of exactly 0 and 1",
                share=6,
                probes=at_the_edges,
                rtol=0.02,
                atol=1e-5,
                rules=(BY_HAND,),
                hint=("np.clip(p, 1e-7, 1 - 1e-7) before the logarithms."),
            ),
        ],
    ),
    Exercise(
        "bce-logits",
        "Binary cross-entropy from logits",
        demands={
            "one-number": "the mean, one number",
            "finite": "nothing infinite or NaN",
            "unclipped": "nothing is clipped",
            "by-hand": "no ready-made function",
            "order": "labels first",
        },
        checks=[
            Function(
                "near",
                label="bce_from_logits",
                part="moderate logits",
                share=8,
                probes=near,
                rtol=RTOL,
                atol=ATOL,
                rules=(BY_HAND,),
                hint=("max(z, 0) − z · y + ln(1 + e^−|z|), then the mean."),
            ),
            Function(
                "far",
                label="bce_from_logits",
                part="very large logits",
                share=6,
                probes=far,
                rtol=RTOL,
                atol=1e-6,
                rules=(BY_HAND,),
                hint=("With −|z| in the exponent nothing can overflow, and nothing needs a clip."),
            ),
        ],
    ),
    Exercise(
        "sparse",
        "Sparse categorical cross-entropy",
        demands={
            "one-number": "the mean, one number",
            "by-hand": "no ready-made function",
        },
        checks=[
            Function(
                "sparse_ce",
                probes=classes_and_probabilities,
                rtol=RTOL,
                atol=ATOL,
                rules=(BY_HAND,),
                hint=("From each row the probability of the label, its −ln, then the mean."),
            )
        ],
    ),
    Exercise(
        "untrained",
        "The loss of an untrained classifier",
        demands={"any-number": "any number of classes"},
        checks=[
            Function(
                "loss_of_no_idea",
                probes=numbers_of_classes,
                rtol=RTOL,
                hint=("The right class gets 1/k, and −ln(1/k) is ln k."),
            )
        ],
    ),
    Exercise(
        "quiz-losses", "Six tasks", checks=[Choice(name, explain=explain) for name, explain in TASKS.items()]
    ),
]
