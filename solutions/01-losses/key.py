"""What the answers of lesson 01 are worth, and which mistakes are known by name.

Nobody but the grader reads this file: it is never released, and nothing of it enters a kernel.

Nothing in this lesson is trained or random: functions are judged on fresh arrays, within a relative
1e-4 (float32 is fine). At probabilities of exactly 0 and 1 the tolerance is 2 %: clipped in float32, an
example with label 0 costs 15.942 instead of 16.118, and both are right.
"""

from __future__ import annotations

from collections.abc import Callable
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
    Mistake,
    Outcome,
    Tolerance,
    difference,
    is_array,
    normal,
)

RTOL = 1e-4
ATOL = 1e-7


def by_probe(formula: Callable[..., Any]) -> Callable[[list, tuple], list]:
    """A mistake's values, one for each probe, from the probe's arguments alone."""

    def looks_like(reference: list, probes: tuple) -> list:
        with np.errstate(all="ignore"):
            return [formula(*probe) for probe in probes]

    return looks_like


def per_example(formula: Callable[..., Any]) -> Mistake:
    return Mistake(
        "There is one value for each example. Asked for is one number for all of them together.",
        by_probe(formula),
    )


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


SIGNED_SUM = Mistake(
    "The errors are added with their signs, so they cancel: take absolute values first.",
    by_probe(lambda a, p: np.sum(a - p)),
)
SIGNED_MEAN = Mistake(
    "The errors are averaged with their signs, so they cancel: take absolute values first.",
    by_probe(lambda a, p: np.mean(a - p)),
)


def shares(a: np.ndarray, p: np.ndarray) -> tuple[float, float]:
    distance = np.abs(a - p)
    return float(distance.max() / distance.sum()), float(distance.max() ** 2 / np.sum(distance**2))


def shares_of_largest_signed(a: np.ndarray, p: np.ndarray) -> tuple[float, float]:
    largest = np.max(a - p)
    return float(largest / np.abs(a - p).sum()), float(largest**2 / np.sum((a - p) ** 2))


def shares_of_largest_value(a: np.ndarray, p: np.ndarray) -> tuple[float, float]:
    distance = np.abs(a - p)
    place = p.argmax()
    return float(distance[place] / distance.sum()), float(distance[place] ** 2 / np.sum(distance**2))


def square_of_sum(a: np.ndarray, p: np.ndarray) -> tuple[float, float]:
    first, _ = shares(a, p)
    return first, first**2


def share_with_root(a: np.ndarray, p: np.ndarray) -> tuple[float, float]:
    first, second = shares(a, p)
    return first, float(np.sqrt(second))


# ---------------------------------------------------------------- 4 draw


@dataclass(frozen=True, kw_only=True)
class LogLossCurves(Check):
    """−ln p and −ln(1 − p), over the probabilities that the reference draws them for.

    One right line of two earns half. Where the two are named the wrong way round, a part is lost.
    """

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        lines = drawn_lines(answer)
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
        for says, change in (
            ("The lines lie below 0: put a minus before the logarithm.", lambda y: -y),
            (
                "These are logarithms of base 2. Cross-entropy takes the natural one, np.log.",
                lambda y: y / np.log(2),
            ),
            (
                "These are logarithms of base 10. Cross-entropy takes the natural one, np.log.",
                lambda y: y / np.log(10),
            ),
            ("These are the probabilities. The loss is minus their logarithm.", lambda y: np.exp(-y)),
        ):
            if any(names_of(lines, wanted, change(curve)) for curve in curves.values()):
                return Finding(Outcome.VALUE, says)
        return Finding(
            Outcome.VALUE, "No line shows −ln p or −ln(1 − p) over the p that the function was given."
        )


def drawn_lines(figure: Any) -> list[dict]:
    """The lines of a recorded figure, each with a name: its label, else the legend's text in its place."""
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


def bce_of(y: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Binary cross-entropy of each example as the formula has it: infinite or NaN at the edges."""
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


def clipped(p: np.ndarray, epsilon: float = 1e-7) -> np.ndarray:
    return np.clip(p, epsilon, 1 - epsilon)


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


CROSS_ENTROPY = (
    Mistake(
        "This is the sum over the examples. Asked for is the mean.",
        by_probe(lambda y, p: np.sum(bce_of(y, clipped(p)))),
    ),
    Mistake(
        "The sign is wrong: a minus belongs before the formula, so that no loss is negative.",
        by_probe(lambda y, p: -np.mean(bce_of(y, clipped(p)))),
    ),
    Mistake(
        "This is a logarithm of base 2. Cross-entropy takes the natural one, np.log.",
        by_probe(lambda y, p: np.mean(bce_of(y, clipped(p))) / np.log(2)),
    ),
    Mistake(
        "This is a logarithm of base 10. Cross-entropy takes the natural one, np.log.",
        by_probe(lambda y, p: np.mean(bce_of(y, clipped(p))) / np.log(10)),
    ),
    Mistake(
        "The part for label 0 is missing: (1 − y) · ln(1 − p).",
        by_probe(lambda y, p: -np.mean(y * np.log(clipped(p)))),
    ),
    Mistake(
        "The part for label 1 is missing: y · ln p.",
        by_probe(lambda y, p: -np.mean((1 - y) * np.log(1 - clipped(p)))),
    ),
    Mistake(
        "The labels are the wrong way round: p is the probability of label 1.",
        by_probe(lambda y, p: np.mean(bce_of(1 - y, clipped(p)))),
    ),
    Mistake(
        "The arguments are swapped: the labels come first, then the probabilities.",
        by_probe(lambda y, p: np.mean(bce_of(p, clipped(y)))),
    ),
    Mistake(
        "The arguments are swapped: the labels come first, then the probabilities.",
        by_probe(lambda y, p: np.mean(bce_of(p, y))),
    ),
    Mistake(
        "A sigmoid was applied to p, which is a probability already: it was squeezed twice.",
        by_probe(lambda y, p: np.mean(bce_of(y, 1 / (1 + np.exp(-p))))),
    ),
    Mistake(
        "This is the mean squared error of the probabilities, not cross-entropy.",
        by_probe(lambda y, p: np.mean((y - p) ** 2)),
    ),
    per_example(lambda y, p: bce_of(y, clipped(p))),
)

EDGES = (
    Mistake(
        "Not clipped: 0 · ln 0 is NaN, and −ln 0 is infinite. Clip p to 1e-7 … 1 − 1e-7 before the logarithm.",
        by_probe(lambda y, p: np.mean(bce_of(y, p))),
    ),
    Mistake(
        "Not clipped: −ln 0 is infinite. Clip p to 1e-7 … 1 − 1e-7 before the logarithm.",
        by_probe(lambda y, p: np.mean(np.where(y == 1, -np.log(p), -np.log(1 - p)))),
    ),
    Mistake(
        "Clipped below only. At p = 1 the other logarithm, ln(1 − p), breaks in the same way: clip at both ends.",
        by_probe(lambda y, p: np.mean(bce_of(y, np.maximum(p, 1e-7)))),
    ),
    Mistake(
        "Clipped above only. At p = 0 the first logarithm, ln p, breaks: clip at both ends.",
        by_probe(lambda y, p: np.mean(bce_of(y, np.minimum(p, 1 - 1e-7)))),
    ),
    *(
        Mistake(
            f"Clipped, but at {epsilon:g}: asked for is Keras's 1e-7, so that the worst is about 16.118.",
            lambda reference, probes, epsilon=epsilon: [
                np.mean(bce_of(y, clipped(p, epsilon))) for y, p in probes
            ],
        )
        for epsilon in (1e-3, 1e-4, 1e-5, 1e-6, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 2.220446049250313e-16)
    ),
    *CROSS_ENTROPY,
)


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def safe(y: np.ndarray, z: np.ndarray) -> np.ndarray:
    return np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))


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


LOGITS = (
    Mistake(
        "This is the sum over the examples. Asked for is the mean.", by_probe(lambda y, z: np.sum(safe(y, z)))
    ),
    Mistake("The sign is wrong: no cross-entropy is negative.", by_probe(lambda y, z: -np.mean(safe(y, z)))),
    Mistake(
        "The logarithm at the end is missing: ln(1 + e^−|z|).",
        by_probe(lambda y, z: np.mean(np.maximum(z, 0) - z * y)),
    ),
    Mistake(
        "z · y is missing: the loss does not look at the labels.",
        by_probe(lambda y, z: np.mean(safe(0 * y, z))),
    ),
    Mistake("max(z, 0) is missing.", by_probe(lambda y, z: np.mean(safe(y, z) - np.maximum(z, 0)))),
    Mistake(
        "z comes first, where max(z, 0) belongs.",
        by_probe(lambda y, z: np.mean(safe(y, z) + np.minimum(z, 0))),
    ),
    Mistake(
        "Too large where z is negative: max(z, 0) in front, not |z|; −|z| in the exponent, not −z.",
        by_probe(lambda y, z: np.mean(safe(y, z) + np.maximum(-z, 0))),
    ),
    Mistake(
        "The exponent has lost its minus: it is −|z|.", by_probe(lambda y, z: np.mean(safe(y, z) + np.abs(z)))
    ),
    Mistake(
        "The labels are the wrong way round: a large logit means label 1.",
        by_probe(lambda y, z: np.mean(safe(1 - y, z))),
    ),
    Mistake(
        "This is a logarithm of base 2. Cross-entropy takes the natural one, np.log.",
        by_probe(lambda y, z: np.mean(safe(y, z)) / np.log(2)),
    ),
    Mistake(
        "z was squeezed twice: the formula from logits takes z itself, no sigmoid.",
        by_probe(lambda y, z: np.mean(safe(y, sigmoid(z)))),
    ),
    Mistake(
        "The logits were taken for probabilities and clipped: z may be any number.",
        by_probe(lambda y, z: np.mean(bce_of(y, clipped(z)))),
    ),
    Mistake(
        "The arguments are swapped: the labels come first, then the logits.",
        by_probe(lambda y, z: np.mean(safe(z, y))),
    ),
    per_example(safe),
)

FAR = (
    Mistake(
        "A sigmoid was taken first, and rounded to 0 or 1, where the logarithm breaks (infinite or "
        "NaN). Use the form without a probability.",
        by_probe(lambda y, z: np.mean(bce_of(y, sigmoid(z)))),
    ),
    Mistake(
        "A probability was clipped on the way, so nothing costs more than 16.118. A logit of −1000 "
        "for label 1 costs 1000.",
        by_probe(lambda y, z: np.mean(bce_of(y, clipped(sigmoid(z))))),
    ),
    Mistake(
        "e^−z overflows where z is very negative. The exponent has to be −|z|, with max(z, 0) in front.",
        by_probe(lambda y, z: np.mean(z - z * y + np.log(1 + np.exp(-z)))),
    ),
    Mistake(
        "e^z overflows where z is large. The exponent has to be −|z|, with max(z, 0) in front.",
        by_probe(lambda y, z: np.mean(np.log(1 + np.exp(z)) - z * y)),
    ),
    Mistake(
        "A sigmoid was taken first, and rounded to 0 or 1, where the logarithm is infinite. Use the form without one.",
        by_probe(lambda y, z: np.mean(-np.log(np.where(y == 1, sigmoid(z), 1 - sigmoid(z))))),
    ),
    *LOGITS,
)

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


def of_truth(y: np.ndarray, p: np.ndarray) -> np.ndarray:
    """The probability that each example's right class was given."""
    return p[np.arange(len(y)), y]


def softmax(a: np.ndarray) -> np.ndarray:
    scores = np.exp(a)
    return scores / scores.sum(axis=1, keepdims=True)


def all_classes(y: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Every class as a question of yes or no, as binary cross-entropy has it."""
    return bce_of(np.eye(p.shape[1])[y], p)


SPARSE = (
    Mistake(
        "This is the sum over the examples. Asked for is the mean.",
        by_probe(lambda y, p: -np.sum(np.log(of_truth(y, p)))),
    ),
    Mistake(
        "The minus is missing: the logarithm of a probability is negative, a loss is not.",
        by_probe(lambda y, p: np.mean(np.log(of_truth(y, p)))),
    ),
    Mistake(
        "This is a logarithm of base 2. Cross-entropy takes the natural one, np.log.",
        by_probe(lambda y, p: -np.mean(np.log2(of_truth(y, p)))),
    ),
    Mistake(
        "This is a logarithm of base 10. Cross-entropy takes the natural one, np.log.",
        by_probe(lambda y, p: -np.mean(np.log10(of_truth(y, p)))),
    ),
    Mistake(
        "The mean is taken over all N · k entries, most of them 0. Divide by the number of examples, N.",
        by_probe(lambda y, p: -np.sum(np.log(of_truth(y, p))) / p.size),
    ),
    Mistake(
        "This takes the largest probability of each row, whatever the label is. Take that of the label.",
        by_probe(lambda y, p: -np.mean(np.log(p.max(axis=1)))),
    ),
    Mistake(
        "This is the logarithm of the mean probability. First the logarithms, then the mean.",
        by_probe(lambda y, p: -np.log(np.mean(of_truth(y, p)))),
    ),
    Mistake(
        "p[labels] picks whole rows, by the label. One entry from each row is asked for: "
        "p[np.arange(len(labels)), labels].",
        by_probe(lambda y, p: -np.mean(np.log(p[y]))),
    ),
    Mistake(
        "p[:, labels] picks a column for every label, from all rows: N · N numbers. One from each "
        "row: p[np.arange(len(labels)), labels].",
        by_probe(lambda y, p: -np.mean(np.log(p[:, y]))),
    ),
    Mistake("All entries count here. Only the right class does.", by_probe(lambda y, p: -np.mean(np.log(p)))),
    Mistake(
        "Only the right class counts; here the others do, too.",
        by_probe(lambda y, p: -np.mean(np.log(p).sum(axis=1))),
    ),
    Mistake(
        "Softmax was applied to p, which holds probabilities already: squeezed twice.",
        by_probe(lambda y, p: -np.mean(np.log(of_truth(y, softmax(p))))),
    ),
    Mistake(
        "This is binary cross-entropy of every entry. With exclusive classes only −ln p of the right one counts.",
        by_probe(lambda y, p: np.mean(all_classes(y, p))),
    ),
    per_example(lambda y, p: -np.log(of_truth(y, p))),
)


def numbers_of_classes(rng: np.random.Generator) -> tuple:
    return tuple((int(k),) for k in (2, 10, *rng.choice(np.arange(11, 1000), size=3, replace=False)))


NO_IDEA = (
    Mistake("This is the probability. The loss is minus its natural logarithm.", by_probe(lambda k: 1 / k)),
    Mistake("The sign is wrong: −ln(1/k) is positive.", by_probe(lambda k: -np.log(k))),
    Mistake(
        "This is a logarithm of base 2. Cross-entropy takes the natural one, np.log.",
        by_probe(lambda k: np.log2(k)),
    ),
    Mistake(
        "This is a logarithm of base 10. Cross-entropy takes the natural one, np.log.",
        by_probe(lambda k: np.log10(k)),
    ),
    Mistake(
        "The terms of all classes are averaged. Only the right class counts.",
        by_probe(lambda k: np.log(k) / k),
    ),
    Mistake(
        "The terms of all classes are added up. Only the right class counts.",
        by_probe(lambda k: np.log(k) * k),
    ),
    Mistake(
        "This is ln 10 whatever the number of classes is: use the argument.", by_probe(lambda k: np.log(10))
    ),
    Mistake("This is ln 10 whatever the number of classes is: use the argument.", by_probe(lambda k: 2.303)),
    Mistake(
        "This is the loss of yes/no questions answered with 0.5, ln 2. Here k classes share the probability.",
        by_probe(lambda k: np.log(2)),
    ),
)


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
        checks=[
            Function(
                "l1_norm",
                probes=regression,
                rtol=RTOL,
                atol=ATOL,
                mistakes=(
                    Mistake(
                        "This is the mean of the absolute errors. Asked for is their sum.",
                        by_probe(lambda a, p: np.mean(np.abs(a - p))),
                    ),
                    SIGNED_SUM,
                    Mistake(
                        "The errors are added with their signs, and the absolute value is taken of "
                        "the sum. First absolute values, then the sum.",
                        by_probe(lambda a, p: np.abs(np.sum(a - p))),
                    ),
                    Mistake(
                        "These are squares. The L1 norm adds absolute values.",
                        by_probe(lambda a, p: np.sum((a - p) ** 2)),
                    ),
                    Mistake(
                        "This is the root of the sum of squares, the L2 norm.",
                        by_probe(lambda a, p: np.sqrt(np.sum((a - p) ** 2))),
                    ),
                    Mistake(
                        "This is the largest absolute error alone. Add all of them.",
                        by_probe(lambda a, p: np.max(np.abs(a - p))),
                    ),
                    per_example(lambda a, p: np.abs(a - p)),
                ),
                hint="np.sum of np.abs of the differences.",
            ),
            Function(
                "sum_of_squares",
                probes=regression,
                rtol=RTOL,
                atol=ATOL,
                mistakes=(
                    Mistake(
                        "This is the mean of the squared errors. Asked for is their sum.",
                        by_probe(lambda a, p: np.mean((a - p) ** 2)),
                    ),
                    Mistake(
                        "This is the root of the sum of squares: the L2 norm in the strict sense. "
                        "Leave the root away.",
                        by_probe(lambda a, p: np.sqrt(np.sum((a - p) ** 2))),
                    ),
                    Mistake(
                        "This is the square of the sum. First squares, then the sum.",
                        by_probe(lambda a, p: np.sum(a - p) ** 2),
                    ),
                    Mistake(
                        "This is the square of the sum of absolute errors. Square each error, then add.",
                        by_probe(lambda a, p: np.sum(np.abs(a - p)) ** 2),
                    ),
                    Mistake(
                        "These are absolute values. Square the errors.",
                        by_probe(lambda a, p: np.sum(np.abs(a - p))),
                    ),
                    Mistake(
                        "The values themselves are squared, then subtracted. First subtract, then square.",
                        by_probe(lambda a, p: np.sum(a**2 - p**2)),
                    ),
                    per_example(lambda a, p: (a - p) ** 2),
                ),
                hint="np.sum of (actual − predicted) ** 2.",
            ),
        ],
    ),
    Exercise(
        "means",
        "Two means",
        checks=[
            Function(
                "mae",
                probes=regression,
                rtol=RTOL,
                atol=ATOL,
                rules=(BY_HAND,),
                mistakes=(
                    Mistake(
                        "This is the sum of the absolute errors. Asked for is their mean.",
                        by_probe(lambda a, p: np.sum(np.abs(a - p))),
                    ),
                    SIGNED_MEAN,
                    Mistake(
                        "This is the MSE: squares. MAE takes absolute values.",
                        by_probe(lambda a, p: np.mean((a - p) ** 2)),
                    ),
                    Mistake(
                        "This is the median of the absolute errors, not their mean.",
                        by_probe(lambda a, p: np.median(np.abs(a - p))),
                    ),
                    Mistake(
                        "The errors are averaged with their signs, and the absolute value is taken "
                        "of the mean. First absolute values.",
                        by_probe(lambda a, p: np.abs(np.mean(a - p))),
                    ),
                    Mistake(
                        "This divides by N − 1. The mean divides by N.",
                        by_probe(lambda a, p: np.sum(np.abs(a - p)) / (len(a) - 1)),
                    ),
                    per_example(lambda a, p: np.abs(a - p)),
                ),
                hint="np.mean of np.abs of the differences.",
            ),
            Function(
                "mse",
                probes=regression,
                rtol=RTOL,
                atol=ATOL,
                rules=(BY_HAND,),
                mistakes=(
                    Mistake(
                        "This is the sum of the squared errors. Asked for is their mean.",
                        by_probe(lambda a, p: np.sum((a - p) ** 2)),
                    ),
                    Mistake(
                        "This is the root of the mean squared error (RMSE). Leave the root away.",
                        by_probe(lambda a, p: np.sqrt(np.mean((a - p) ** 2))),
                    ),
                    Mistake(
                        "This is the square of the mean error. First squares, then the mean.",
                        by_probe(lambda a, p: np.mean(a - p) ** 2),
                    ),
                    Mistake(
                        "This is the square of the MAE. Square each error, then take the mean.",
                        by_probe(lambda a, p: np.mean(np.abs(a - p)) ** 2),
                    ),
                    Mistake(
                        "This is the MAE: absolute values. MSE takes squares.",
                        by_probe(lambda a, p: np.mean(np.abs(a - p))),
                    ),
                    Mistake(
                        "This is half of the MSE. (Some texts halve it; here it is the plain mean.)",
                        by_probe(lambda a, p: np.mean((a - p) ** 2) / 2),
                    ),
                    Mistake(
                        "This divides by N − 1. The mean divides by N.",
                        by_probe(lambda a, p: np.sum((a - p) ** 2) / (len(a) - 1)),
                    ),
                    per_example(lambda a, p: (a - p) ** 2),
                ),
                hint="np.mean of (actual − predicted) ** 2.",
            ),
        ],
    ),
    Exercise(
        "outlier",
        "The share of the outlier",
        checks=[
            Function(
                "shares",
                label="share_of_largest",
                probes=with_outlier,
                rtol=RTOL,
                atol=ATOL,
                mistakes=(
                    Mistake(
                        "The right two numbers, the wrong way round: first the share of the L1 norm.",
                        by_probe(lambda a, p: shares(a, p)[::-1]),
                    ),
                    Mistake(
                        "This takes the largest error with its sign. The largest in absolute value may be negative.",
                        by_probe(shares_of_largest_signed),
                    ),
                    Mistake(
                        "This takes the example with the largest prediction, not the one with the largest error.",
                        by_probe(shares_of_largest_value),
                    ),
                    Mistake(
                        "Both are shares of the L1 norm. For the second, square the errors.",
                        by_probe(lambda a, p: (shares(a, p)[0],) * 2),
                    ),
                    Mistake(
                        "Both are shares of the sum of squares. The first is that of the L1 norm.",
                        by_probe(lambda a, p: (shares(a, p)[1],) * 2),
                    ),
                    Mistake(
                        "The second divides by the square of the sum. Divide by the sum of the squares.",
                        by_probe(square_of_sum),
                    ),
                    Mistake(
                        "The second has a root in it. The sum of squares has none.", by_probe(share_with_root)
                    ),
                    Mistake(
                        "These are per cent. Asked for are shares, between 0 and 1.",
                        by_probe(lambda a, p: tuple(100 * s for s in shares(a, p))),
                    ),
                ),
                hint="distance.max() / distance.sum(), then the same with distance ** 2.",
            ),
        ],
    ),
    Exercise(
        "draw",
        "Draw −ln p",
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
                hint="label=… in each plot, then axis.legend().",
            ),
        ],
    ),
    Exercise(
        "bce",
        "Binary cross-entropy by hand",
        checks=[
            Function(
                "between",
                label="bce",
                part="probabilities between 0 and 1",
                share=8,
                probes=between,
                rtol=RTOL,
                atol=ATOL,
                mistakes=CROSS_ENTROPY,
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
                mistakes=EDGES,
                rules=(BY_HAND,),
                hint=("np.clip(p, 1e-7, 1 - 1e-7) before the logarithms."),
            ),
        ],
    ),
    Exercise(
        "bce-logits",
        "Binary cross-entropy from logits",
        checks=[
            Function(
                "near",
                label="bce_from_logits",
                part="moderate logits",
                share=8,
                probes=near,
                rtol=RTOL,
                atol=ATOL,
                mistakes=LOGITS,
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
                mistakes=FAR,
                rules=(BY_HAND,),
                hint=("With −|z| in the exponent nothing can overflow, and nothing needs a clip."),
            ),
        ],
    ),
    Exercise(
        "sparse",
        "Sparse categorical cross-entropy",
        checks=[
            Function(
                "sparse_ce",
                probes=classes_and_probabilities,
                rtol=RTOL,
                atol=ATOL,
                mistakes=SPARSE,
                rules=(BY_HAND,),
                hint=("From each row the probability of the label, its −ln, then the mean."),
            ),
        ],
    ),
    Exercise(
        "untrained",
        "The loss of an untrained classifier",
        checks=[
            Function(
                "loss_of_no_idea",
                probes=numbers_of_classes,
                rtol=RTOL,
                mistakes=NO_IDEA,
                hint=("The right class gets 1/k, and −ln(1/k) is ln k."),
            ),
        ],
    ),
    Exercise(
        "quiz-losses", "Six tasks", checks=[Choice(name, explain=explain) for name, explain in TASKS.items()]
    ),
]
