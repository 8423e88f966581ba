"""What the answers of lesson 06 are worth, and which mistakes are known by name.

Nobody but the grader reads this file: it is never released, and nothing of it enters a kernel.

Functions are judged on fresh arrays, within a relative 1e-4 (float32 is fine). The one training with a
threshold is that of exercise 12. Cost and accuracy on the 90 test images over 20 seeds each (least,
median, greatest), from initial weights as Keras draws them:

    network    trained                        cost                      accuracy
    25-15-1    rate 1, 100 epochs: reference  0.0009  0.0014  0.0027    1.000  1.000  1.000
    8-1        the same: the spare one        0.0017  0.0022  0.0041    1.000  1.000  1.000
    25-15-1    batches of 64                  0.0017  0.0024  0.0042    1.000  1.000  1.000
    25-15-1    all rows in one batch          0.0120  0.0142  0.0174    1.000  1.000  1.000
    25-15-1    rate 1, 10 epochs              0.0138  0.0165  0.0207    1.000  1.000  1.000
    25-15-1    rate 0.1, 100 epochs           0.0141  0.0163  0.0196    1.000  1.000  1.000
    25-15-1    squared error, 100 epochs      0.0126  0.0140  0.0158    1.000  1.000  1.000
    25-15-1    rate 1, 1 epoch                0.5893  0.6793  0.8583    0.500  0.500  1.000
    25-15-1    rate 0.01, 100 epochs          0.5794  0.6431  0.6764    0.733  0.972  1.000

So a cost of at most 0.1 with 95 % right says that the network was trained; how long, its steps and the
history say. The unit of exercise 6 involves no chance: its weights agree with NumPy's to 3e-7.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.key import (
    Architecture,
    ByHand,
    Check,
    Choice,
    Compiled,
    Context,
    Exercise,
    Finding,
    Fresh,
    Function,
    History,
    Mistake,
    NetworkError,
    Outcome,
    Raised,
    Trained,
    Value,
    by_probe,
    never_trained,
    normal,
    read_network,
)

RTOL = 1e-4
ATOL = 1e-6


NO_SIGMOID = ByHand(
    *("sigmoid", "expit", "hard_sigmoid", "log_sigmoid", "logsigmoid", "logistic", "logistic_gen"),
)
NO_LOSS = ByHand(
    *("binary_crossentropy", "BinaryCrossentropy", "BinaryFocalCrossentropy", "binary_focal_crossentropy"),
    *("sigmoid_cross_entropy_with_logits", "log_loss"),
)
NO_TAPE = ByHand(
    *("GradientTape", "gradients"),
    says="This uses GradientTape. Here the derivatives are to be worked out by hand.",
)


# ---------------------------------------------------------------- what is right, for the mistakes' sake


def sigma(z: np.ndarray) -> np.ndarray:
    return np.exp(-np.logaddexp(0, -z))


def losses(f: np.ndarray, y: np.ndarray) -> np.ndarray:
    return raw_losses(np.clip(f, 1e-7, 1 - 1e-7), y)


def cost(w: np.ndarray, b: float, X: np.ndarray, y: np.ndarray) -> float:
    return float(np.mean(losses(sigma(X @ w + b), y)))


def gradient(w: np.ndarray, b: float, X: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float]:
    error = sigma(X @ w + b) - y
    return X.T @ error / len(y), float(np.mean(error))


def squared_gradient(w: np.ndarray, b: float, X: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float]:
    """The derivatives of the mean squared error of a sigmoid unit."""
    f = sigma(X @ w + b)
    error = 2 * (f - y) * f * (1 - f)
    return X.T @ error / len(y), float(np.mean(error))


def walked(w, b, X, y, rate, steps, sign=-1.0, slope=gradient):
    """Weights, bias and the costs before and after each step of gradient descent."""
    costs = [cost(w, b, X, y)]
    for _ in range(steps):
        dw, db = slope(w, b, X, y)
        w, b = w + sign * rate * dw, b + sign * rate * db
        costs.append(cost(w, b, X, y))
    return w, b, costs


# ---------------------------------------------------------------- 1 sigmoid


def near(rng: np.random.Generator) -> tuple:
    return tuple((rng.uniform(-6, 6, shape),) for shape in ((7,), (1,), (4, 3), (2, 2, 2)))


def far(rng: np.random.Generator) -> tuple:
    """Far to the left, far to the right, both: the two usual forms overflow at one side each."""
    size = rng.uniform(750, 1000, 6)
    mixed = np.concatenate([size[:4] * [1, -1, -1, 1], rng.uniform(-3, 3, 3)])
    return ((-size,), (size,), (rng.permutation(mixed),))


SIGMOID = (
    Mistake(
        "The sign in the exponent is wrong: this is σ(−z). A large z gives almost 1.",
        by_probe(lambda z: sigma(-z)),
    ),
    Mistake("This is tanh, which goes from −1 to 1.", by_probe(np.tanh)),
    Mistake(
        "This is the slope of the sigmoid, not the sigmoid.", by_probe(lambda z: sigma(z) * (1 - sigma(z)))
    ),
    Mistake("Below the line stands a minus: it is 1 + e^(−z).", by_probe(lambda z: 1 / (1 - np.exp(-z)))),
    Mistake(
        "−|z| belongs into the exponent of both cases, but for z below 0 e^(−|z|) stands above the line, too.",
        by_probe(lambda z: sigma(np.abs(z))),
    ),
    Mistake(
        "The two cases are the wrong way round: σ is above 0.5 where z is positive.",
        by_probe(lambda z: sigma(-np.abs(z)) * (z >= 0) + sigma(np.abs(z)) * (z < 0)),
    ),
    Mistake(
        "Negative z give 0: this is ReLU or a step, not the sigmoid.",
        by_probe(lambda z: np.where(z >= 0, sigma(z), 0)),
    ),
    Mistake("Negative z give 0: this is ReLU, not the sigmoid.", by_probe(lambda z: np.maximum(z, 0))),
    Mistake(
        "This is a softmax: the entries share a total of 1. The sigmoid looks at each entry for itself.",
        by_probe(lambda z: np.exp(z) / np.exp(z).sum()),
    ),
    Mistake(
        "This is one number for all entries. Asked for is the sigmoid of each.",
        by_probe(lambda z: np.mean(sigma(z))),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Safely(Function):
    """A function that was called while NumPy raises what it would else warn of."""

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        finding = super().examine(answer, reference, context)
        if "FloatingPointError" in finding.message or "OverflowError" in finding.message:
            says = (
                "Far from 0 something overflows (e to a large power), and NumPy warns. Take e to the power −|z| only. "
                "np.where works out both of its branches, so each must be safe for every z."
            )
            return replace(finding, message=says)
        return finding


@dataclass(frozen=True, kw_only=True)
class Products(Function):
    """A function with a matrix product in it. Where its lengths do not fit, `product` says which one would."""

    product: str

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        finding = super().examine(answer, reference, context)
        if finding.outcome is Outcome.RAISED and "matmul" in finding.message:
            return replace(finding, message=f"The lengths in a matrix product do not fit: {self.product}")
        return finding


# ---------------------------------------------------------------- 2 loss, 3 cost


def labels_of(rng: np.random.Generator, size: int) -> np.ndarray:
    """Labels 0.0 and 1.0, both of them there, in numbers that differ."""
    y = np.zeros(size)
    y[: size // 3 + 1] = 1
    return rng.permutation(y)


def between(rng: np.random.Generator) -> tuple:
    return tuple((rng.uniform(0.03, 0.97, size), labels_of(rng, size)) for size in (5, 6, 9, 20))


def at_the_edges(rng: np.random.Generator) -> tuple:
    y = labels_of(rng, 6)
    some = rng.uniform(0.1, 0.9, 6)
    both = np.array([0.0, 0.0, 1.0, 1.0, 0.0, 1.0])
    low, high = (np.where(np.arange(6) % 2, some, edge) for edge in (0.0, 1.0))
    return ((1 - y, y), (y, y), (low, both), (high, both))


def raw_losses(f: np.ndarray, y: np.ndarray) -> np.ndarray:
    return -y * np.log(f) - (1 - y) * np.log(1 - f)


MEAN_OF_LOSSES = Mistake(
    "This is the mean, the cost. Asked for is one loss for each example.",
    by_probe(lambda f, y: np.mean(losses(f, y))),
)

LOSS = (
    MEAN_OF_LOSSES,
    Mistake(
        "This is the sum over the examples. Asked for is one loss for each example.",
        by_probe(lambda f, y: np.sum(losses(f, y))),
    ),
    Mistake(
        "The sign is wrong: a minus belongs before both parts, so that no loss is negative.",
        by_probe(lambda f, y: -losses(f, y)),
    ),
    Mistake(
        "The second part has the wrong sign: both parts have a minus before them.",
        by_probe(lambda f, y: -y * np.log(f) + (1 - y) * np.log(1 - f)),
    ),
    Mistake("The part for y = 0 is missing: −(1 − y) · ln(1 − f).", by_probe(lambda f, y: y * losses(f, y))),
    Mistake("The part for y = 1 is missing: −y · ln f.", by_probe(lambda f, y: (1 - y) * losses(f, y))),
    Mistake(
        "The labels are the wrong way round: f is the probability of 1.",
        by_probe(lambda f, y: losses(f, 1 - y)),
    ),
    Mistake(
        "The arguments are swapped: the probabilities come first, then the labels.",
        by_probe(lambda f, y: losses(y, f)),
    ),
    Mistake(
        "This is a logarithm of base 2. The loss takes the natural one, np.log.",
        by_probe(lambda f, y: losses(f, y) / np.log(2)),
    ),
    Mistake(
        "This is a logarithm of base 10. The loss takes the natural one, np.log.",
        by_probe(lambda f, y: losses(f, y) / np.log(10)),
    ),
    Mistake(
        "This is the squared error. Asked for is binary cross-entropy.",
        by_probe(lambda f, y: (f - y) ** 2),
    ),
    Mistake(
        "This is the absolute error. Asked for is binary cross-entropy.",
        by_probe(lambda f, y: np.abs(f - y)),
    ),
    Mistake(
        "A sigmoid was applied to f, which is a probability already.",
        by_probe(lambda f, y: losses(sigma(f), y)),
    ),
)

EDGES = (
    Mistake(
        "Not clipped: at probabilities of 0 and 1 this gives NaN or infinity. Clip f to 1e-7 … 1 − 1e-7 first.",
        by_probe(raw_losses),
    ),
    Mistake(
        "Not clipped: −ln 0 is infinite. Clip f to 1e-7 … 1 − 1e-7 before the logarithm.",
        by_probe(lambda f, y: np.where(y == 1, -np.log(f), -np.log(1 - f))),
    ),
    Mistake(
        "Clipped below only. At f = 1 the other logarithm, ln(1 − f), breaks in the same way: clip at both ends.",
        by_probe(lambda f, y: raw_losses(np.maximum(f, 1e-7), y)),
    ),
    Mistake(
        "Clipped above only. At f = 0 the first logarithm, ln f, breaks: clip at both ends.",
        by_probe(lambda f, y: raw_losses(np.minimum(f, 1 - 1e-7), y)),
    ),
    *(
        Mistake(
            f"Clipped, but at {epsilon:g}: asked for is Keras's 1e-7.",
            lambda reference, probes, epsilon=epsilon: [
                raw_losses(np.clip(f, epsilon, 1 - epsilon), y) for f, y in probes
            ],
        )
        for epsilon in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15)
    ),
    *LOSS,
)


def problem(rng: np.random.Generator, m: int, n: int) -> tuple:
    """w, b, X, y of a small logistic regression, with a bias that matters."""
    return rng.normal(0, 0.8, n), float(rng.uniform(0.4, 1.2)), rng.normal(0, 1.2, (m, n)), labels_of(rng, m)


def problems(rng: np.random.Generator) -> tuple:
    return tuple(problem(rng, m, n) for m, n in ((5, 2), (7, 3), (12, 4), (4, 6)))


COST = (
    Mistake(
        "This is the sum of the losses. The cost is their mean.",
        by_probe(lambda w, b, X, y: len(y) * cost(w, b, X, y)),
    ),
    Mistake(
        "Divided by the number of parameters, too. The mean is over the rows; parameters are what J depends on.",
        by_probe(lambda w, b, X, y: cost(w, b, X, y) / (len(w) + 1)),
    ),
    Mistake(
        "Divided by the number of inputs, too. The mean is over the rows alone.",
        by_probe(lambda w, b, X, y: cost(w, b, X, y) / len(w)),
    ),
    Mistake(
        "The sum is divided by the number of inputs. Divide by the number of rows, len(y).",
        by_probe(lambda w, b, X, y: cost(w, b, X, y) * len(y) / len(w)),
    ),
    Mistake("The bias is missing: z = X @ w + b.", by_probe(lambda w, b, X, y: cost(w, 0, X, y))),
    Mistake("The sign is wrong: no cost is negative.", by_probe(lambda w, b, X, y: -cost(w, b, X, y))),
    Mistake(
        "This is half of the cost: nothing is to be halved here.",
        by_probe(lambda w, b, X, y: cost(w, b, X, y) / 2),
    ),
    Mistake(
        "The sigmoid is missing: z = X @ w + b is no probability yet.",
        by_probe(lambda w, b, X, y: np.mean(losses(X @ w + b, y))),
    ),
    Mistake(
        "The sigmoid was applied twice.",
        by_probe(lambda w, b, X, y: np.mean(losses(sigma(sigma(X @ w + b)), y))),
    ),
    Mistake(
        "This is the mean squared error. Asked for is the mean of the loss L, binary cross-entropy.",
        by_probe(lambda w, b, X, y: np.mean((sigma(X @ w + b) - y) ** 2)),
    ),
    Mistake(
        "The labels are the wrong way round, or loss got its arguments in the wrong order: loss(f, y).",
        by_probe(lambda w, b, X, y: np.mean(losses(y, sigma(X @ w + b)))),
    ),
    Mistake(
        "There is one loss for each row. The cost is one number, their mean.",
        by_probe(lambda w, b, X, y: losses(sigma(X @ w + b), y)),
    ),
)


# ---------------------------------------------------------------- 4 gradient, 5 descend


def changed(of_dw: Callable, of_db: Callable) -> Callable[[list, tuple], list]:
    """A mistake's gradients from the right dw and db and the number of rows."""

    def looks_like(reference: list, probes: tuple) -> list:
        found = []
        for w, b, X, y in probes:
            dw, db = gradient(w, b, X, y)
            found.append((of_dw(dw, len(y)), of_db(db, len(y))))
        return found

    return looks_like


def linear_gradient(w: np.ndarray, b: float, X: np.ndarray, y: np.ndarray) -> tuple:
    error = X @ w + b - y
    return X.T @ error / len(y), np.mean(error)


def same(value, m):
    return value


GRADIENT = (
    Mistake(
        "The signs are turned: the error is f − y, not y − f.", changed(lambda d, m: -d, lambda d, m: -d)
    ),
    Mistake(
        "These are sums over the rows. J is a mean, so its derivatives are means, too: divide by len(y).",
        changed(lambda d, m: m * d, lambda d, m: m * d),
    ),
    Mistake("dw is a sum over the rows, not the mean: divide by len(y).", changed(lambda d, m: m * d, same)),
    Mistake("db is a sum over the rows, not the mean.", changed(same, lambda d, m: m * d)),
    Mistake(
        "Twice what is right. The factor 2 belongs to squared errors; cross-entropy's slope is f − y.",
        changed(lambda d, m: 2 * d, lambda d, m: 2 * d),
    ),
    Mistake(
        "This is the gradient of the mean squared error: f (1 − f) does not occur with cross-entropy.",
        by_probe(squared_gradient),
    ),
    Mistake(
        "The factor f (1 − f) does not belong here: the slope of the logarithm cancels it.",
        by_probe(lambda w, b, X, y: tuple(d / 2 for d in squared_gradient(w, b, X, y))),
    ),
    Mistake("The sigmoid is missing: the error is σ(X @ w + b) − y.", by_probe(linear_gradient)),
    Mistake("The bias is missing in z = X @ w + b.", by_probe(lambda w, b, X, y: gradient(w, 0, X, y))),
    Mistake(
        "The two are the wrong way round: return dw, db.",
        by_probe(lambda w, b, X, y: gradient(w, b, X, y)[::-1]),
    ),
    Mistake(
        "db is not the derivative of the bias: its input is 1 in every row, so it is the mean of f − y.",
        by_probe(lambda w, b, X, y: (gradient(w, b, X, y)[0], np.mean(gradient(w, b, X, y)[0]))),
    ),
)


def walks(rng: np.random.Generator) -> tuple:
    return tuple(
        (*problem(rng, m, n), float(rng.uniform(0.15, 0.7)), steps)
        for m, n, steps in ((6, 2, 3), (8, 3, 5), (5, 4, 2), (9, 2, 4))
    )


def one_after_the_other(w, b, X, y, rate, steps):
    """The bias moves by a derivative that was worked out after the weights had moved."""
    costs = []
    for _ in range(steps):
        w = w - rate * gradient(w, b, X, y)[0]
        b = b - rate * gradient(w, b, X, y)[1]
        costs.append(cost(w, b, X, y))
    return w, b, costs


def bias_stays(w, b, X, y, rate, steps):
    costs = []
    for _ in range(steps):
        w = w - rate * gradient(w, b, X, y)[0]
        costs.append(cost(w, b, X, y))
    return w, b, costs


def with_costs(choose: Callable[[list], list], **settings) -> Callable[[list, tuple], list]:
    def looks_like(reference: list, probes: tuple) -> list:
        found = []
        for probe in probes:
            w, b, costs = walked(*probe, **settings)
            found.append((w, b, choose(costs)))
        return found

    return looks_like


def other_length(change: int) -> Callable[[list, tuple], list]:
    def looks_like(reference: list, probes: tuple) -> list:
        found = []
        for *start, steps in probes:
            w, b, costs = walked(*start, steps + change)
            found.append((w, b, costs[1:]))
        return found

    return looks_like


DESCEND = (
    Mistake(
        "Uphill: the parameters move with the gradient. Subtract it.", with_costs(lambda c: c[1:], sign=1.0)
    ),
    Mistake(
        "The costs are those before each step. Asked for is the cost after each step.",
        with_costs(lambda c: c[:-1]),
    ),
    Mistake(
        "costs begins with the cost before the first step, so it has one number too many.",
        with_costs(lambda c: c),
    ),
    Mistake(
        "There is one step only, however many are asked for: does return stand inside the loop?",
        by_probe(
            lambda w, b, X, y, rate, steps: (lambda r: (r[0], r[1], r[2][1:]))(walked(w, b, X, y, rate, 1))
        ),
    ),
    Mistake("This takes one step too few.", other_length(-1)),
    Mistake("This takes one step too many.", other_length(1)),
    Mistake(
        "The bias moves by a derivative that was worked out after the weights had moved. Work out dw and db first, "
        "then move both.",
        by_probe(one_after_the_other),
    ),
    Mistake("The bias never moves: b = b − rate · db.", by_probe(bias_stays)),
    Mistake(
        "The learning rate is not used: every step is the whole gradient.",
        by_probe(
            lambda w, b, X, y, rate, steps: (lambda r: (r[0], r[1], r[2][1:]))(walked(w, b, X, y, 1, steps))
        ),
    ),
    Mistake(
        "Asked for is a list of costs, one after each step. This is the last one alone.",
        with_costs(lambda c: c[-1]),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Untouched(Value):
    """An array that was passed to a function is the same afterwards."""

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        finding = super().examine(answer, reference, context)
        if finding.outcome is Outcome.VALUE:
            says = "The caller's w has changed: w -= … works on the caller's array. Write w = w - rate * dw."
            return replace(finding, message=says)
        return finding


# ---------------------------------------------------------------- 6 unit


@dataclass(frozen=True, kw_only=True)
class SameDescent(Check):
    """One unit's trained weights are those of the reference's gradient descent from zero.

    What other weights come of is worked out in NumPy, on the reference's data.
    """

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        try:
            mine, right = weights_of_unit(answer), weights_of_unit(reference)
            network = read_network(answer)
        except NetworkError as error:
            return Finding(Outcome.TYPE, str(error))
        if mine.shape != right.shape:
            return Finding(
                Outcome.SHAPE, f"It has {len(mine)} parameters; asked for are 65, 64 weights and a bias."
            )
        if np.abs(mine - right).max() < 1e-4:
            return Finding.right("Weight for weight what gradient descent by hand gives.")
        return Finding(Outcome.VALUE, self._why(mine, never_trained(network), context))

    def _why(self, mine: np.ndarray, untrained: bool, context: Context) -> str:
        record = context.answers.get(("unit", "steps"))
        steps = record.value if record is not None and isinstance(record.value, int) else None
        if untrained or steps == 0:
            return "The unit was never trained: call its fit()."
        if steps == 270:
            return (
                "fit took 270 steps, 30 epochs of 9 batches: it takes 32 rows at a time unless it is told otherwise. "
                "All rows at once is batch_size=len(X)."
            )
        if steps is not None and steps != 30:
            return f"fit took {steps} steps; asked for are 30, all rows in each."
        X, Y = (normal(context.reference["unit", name].value) for name in ("X", "Y"))
        for says, rate, slope in (
            (
                "These are the weights that the squared error leads to, not binary cross-entropy.",
                0.5,
                squared_gradient,
            ),
            (
                "These are the weights of a learning rate of 0.01, the default. Asked for is 0.5.",
                0.01,
                gradient,
            ),
            ("These are the weights of a learning rate of 1. Asked for is 0.5.", 1.0, gradient),
            ("These are the weights of a learning rate of 0.05. Asked for is 0.5.", 0.05, gradient),
        ):
            w, b, _ = walked(np.zeros(X.shape[1]), 0.0, X, Y, rate, 30, slope=slope)
            if np.abs(mine - np.append(w, b)).max() < 1e-4:
                return says
        return (
            "After 30 steps the weights are not those of gradient descent from zero. Does the layer begin with "
            'kernel_initializer="zeros", and are the rate and the loss those asked for?'
        )


def weights_of_unit(record: Any) -> np.ndarray:
    """All weights of a network in one row. Raises NetworkError."""
    network = read_network(record)
    arrays = [array.astype(np.float64).ravel() for layer in network.layers for array in layer.weights]
    return np.concatenate(arrays) if arrays else np.zeros(0)


# ---------------------------------------------------------------- 8 shapes, 11 steps


def stacks(rng: np.random.Generator) -> tuple:
    return tuple(
        (int(rng.integers(5, 90)), [int(u) for u in rng.choice(np.arange(2, 60), depth, replace=False)])
        for depth in (1, 2, 3, 5)
    )


def right_shapes(inputs: int, units: list[int]) -> list:
    return [((n, u), (u,)) for n, u in zip([inputs, *units], units, strict=False)]


SHAPES = (
    Mistake(
        "W is the wrong way round: in Keras its rows are the inputs of the layer, its columns the units.",
        by_probe(lambda n, units: [(W[::-1], b) for W, b in right_shapes(n, units)]),
    ),
    Mistake(
        "Every layer is given the first inputs. A layer's inputs are the units of the one before it.",
        by_probe(lambda n, units: [((n, u), (u,)) for u in units]),
    ),
    Mistake(
        "The shape of b is (u,), a tuple of one number: this is the number itself. Mind the comma.",
        by_probe(lambda n, units: [(W, W[1]) for W, _ in right_shapes(n, units)]),
    ),
    Mistake(
        "b has one entry for each unit of its layer, not for each input.",
        by_probe(lambda n, units: [(W, (W[0],)) for W, _ in right_shapes(n, units)]),
    ),
    Mistake(
        "b has one dimension in Keras, shape (u,), no row or column.",
        by_probe(lambda n, units: [(W, (1, W[1])) for W, _ in right_shapes(n, units)]),
    ),
    Mistake(
        "b has one dimension in Keras, shape (u,), no row or column.",
        by_probe(lambda n, units: [(W, (W[1], 1)) for W, _ in right_shapes(n, units)]),
    ),
    Mistake(
        "One bias for a whole layer? Each unit has its own.",
        by_probe(lambda n, units: [(W, (1,)) for W, _ in right_shapes(n, units)]),
    ),
    Mistake(
        "The two of each pair are the wrong way round: first W, then b.",
        by_probe(lambda n, units: [(b, W) for W, b in right_shapes(n, units)]),
    ),
    Mistake(
        "The last layer is missing.",
        by_probe(lambda n, units: right_shapes(n, units)[:-1]),
    ),
    Mistake(
        "These are numbers of parameters. Asked for are the shapes.",
        by_probe(lambda n, units: [(W[0] * W[1], W[1]) for W, _ in right_shapes(n, units)]),
    ),
)


def trainings(rng: np.random.Generator) -> tuple:
    """Rows, batch size, epochs: with a rest, without one, all rows in one batch, a batch larger than the data."""
    probes = []
    for full in (3, 7, 11):
        batch, epochs = int(rng.integers(10, 40)), int(rng.integers(3, 30))
        probes.append((full * batch + int(rng.integers(1, batch // 2)), batch, epochs))
    probes.append((128, 32, int(rng.integers(3, 30))))
    probes.append((57, 57, int(rng.integers(3, 30))))
    probes.append((57, 64, int(rng.integers(3, 30))))
    return tuple(probes)


STEPS = (
    Mistake(
        "The last batch of each epoch is missing where it is not full: it counts as well. Round up.",
        by_probe(lambda rows, batch, epochs: rows // batch * epochs),
    ),
    Mistake(
        "Rounded to the nearest: a last batch that is not full counts however small it is. Round up.",
        by_probe(lambda rows, batch, epochs: round(rows / batch) * epochs),
    ),
    Mistake(
        "Rounded once for all epochs. Each epoch has a last batch of its own: round up first, then multiply.",
        by_probe(lambda rows, batch, epochs: math.ceil(rows * epochs / batch)),
    ),
    Mistake(
        "One batch too many where none is left over: 128 rows are exactly 4 batches of 32.",
        by_probe(lambda rows, batch, epochs: (rows // batch + 1) * epochs),
    ),
    Mistake(
        "There are no half steps: round the batches of an epoch up.",
        by_probe(lambda rows, batch, epochs: rows / batch * epochs),
    ),
    Mistake(
        "This is the number of epochs. In each of them fit takes one step for every batch.",
        by_probe(lambda rows, batch, epochs: epochs),
    ),
    Mistake(
        "These are the steps of one epoch: multiply by the number of epochs.",
        by_probe(lambda rows, batch, epochs: math.ceil(rows / batch)),
    ),
    Mistake(
        "One step for every row? fit takes one for every batch.",
        by_probe(lambda rows, batch, epochs: rows * epochs),
    ),
)


# ---------------------------------------------------------------- 10 compile


NOT_DESCENT = (
    Mistake(
        "The optimizer is RMSprop, which Keras takes if it is told none. Plain gradient descent is SGD.",
        lambda ref: "RMSprop",
    ),
    Mistake(
        "The optimizer is Adam, whose steps are of another kind. Plain gradient descent is SGD.",
        lambda ref: "Adam",
    ),
)

OTHER_LOSSES = (
    Mistake(
        "The loss is mean_squared_error; for a yes or no it is binary cross-entropy.",
        lambda ref: "mean_squared_error",
    ),
    Mistake(
        "categorical_crossentropy is for several outputs that share a total of 1. Here there is one: binary.",
        lambda ref: "categorical_crossentropy",
    ),
    Mistake(
        "sparse_categorical_crossentropy wants one output for each class. Here there is one output: binary.",
        lambda ref: "sparse_categorical_crossentropy",
    ),
)

OTHER_LOSSES_OF_NUMBERS = (
    Mistake(
        "The loss is binary_crossentropy for a number, too: it compares a probability with 0 or 1. A number that is to "
        "be met takes the mean squared error.",
        lambda ref: "binary_crossentropy",
    ),
    Mistake(
        "The loss is mean_absolute_error; asked for is the mean squared error.",
        lambda ref: "mean_absolute_error",
    ),
)


# ---------------------------------------------------------------- 12 fit


@dataclass(frozen=True, kw_only=True)
class StepsTaken(Value):
    """How many steps the optimizer took in all: an answer for a network that was not there says nothing."""

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        finding = super().examine(answer, reference, context)
        record = context.answers.get(("fit", "network"))
        if finding.outcome is Outcome.RIGHT and (record is None or isinstance(record.value, Raised)):
            return Finding(
                Outcome.MISSING, "There is no network called model that could have taken these steps."
            )
        if finding.outcome is Outcome.VALUE and "steps" not in finding.message:
            said = normal(answer)
            return replace(
                finding, message=f"fit took {said} steps in all; 100 epochs of batches of 32 are not that."
            )
        return finding


FIT_STEPS = (
    Mistake(
        "100 steps: all rows were in one batch. The usual batches of 32 come if nothing is said.",
        lambda ref: 100,
    ),
    Mistake(
        "1,800 steps: the network was trained twice. fit goes on where it ended; make a new network first.",
        lambda ref: 1800,
    ),
    Mistake("No step was taken: call model.fit(…).", lambda ref: 0),
)


# ---------------------------------------------------------------- 13 backward, 7 slopes


def layers_to_go_back(rng: np.random.Generator) -> tuple:
    probes = []
    for m, n, u in ((5, 3, 2), (4, 2, 6), (7, 5, 4), (6, 4, 1)):
        a_in, W = rng.uniform(0.05, 0.95, (m, n)), rng.normal(0, 0.9, (n, u))
        a_out = sigma(a_in @ W + rng.normal(0, 0.5, u))
        probes.append((a_in, W, a_out, rng.normal(0, 1, (m, u))))
    return tuple(probes)


def back(a_in, W, a_out, d_out, dz=None):
    dz = d_out * a_out * (1 - a_out) if dz is None else dz
    return a_in.T @ dz, dz.sum(axis=0), dz @ W.T


def back_with(dz: Callable) -> Callable[[list, tuple], list]:
    return by_probe(lambda a, W, o, d: back(a, W, o, d, dz(o, d)))


BACKWARD = (
    Mistake(
        "The slope of the sigmoid is missing: dz = d_out · a_out · (1 − a_out).", back_with(lambda o, d: d)
    ),
    Mistake("Half of the sigmoid's slope: dz lacks the factor (1 − a_out).", back_with(lambda o, d: d * o)),
    Mistake("Half of the sigmoid's slope: dz lacks the factor a_out.", back_with(lambda o, d: d * (1 - o))),
    Mistake(
        "A sigmoid was applied to a_out, which has been through it already.",
        back_with(lambda o, d: d * sigma(o) * (1 - sigma(o))),
    ),
    Mistake(
        "This is the slope of tanh, 1 − a². A sigmoid's is a (1 − a).", back_with(lambda o, d: d * (1 - o**2))
    ),
    Mistake("The signs are turned.", back_with(lambda o, d: -d * o * (1 - o))),
    Mistake(
        "db is a mean over the rows. Asked for is the sum: the 1/m is in d_out already.",
        by_probe(lambda *p: (lambda r: (r[0], r[1] / len(p[0]), r[2]))(back(*p))),
    ),
    Mistake(
        "dW and db are means over the rows. Asked for are sums: the 1/m is in d_out already.",
        by_probe(lambda *p: (lambda r: (r[0] / len(p[0]), r[1] / len(p[0]), r[2]))(back(*p))),
    ),
    Mistake(
        "dW is divided by the number of rows: the 1/m is in d_out already.",
        by_probe(lambda *p: (lambda r: (r[0] / len(p[0]), r[1], r[2]))(back(*p))),
    ),
    Mistake(
        "d_in passes d_out on, not dz: the sigmoid lies on the way to the input, too.",
        by_probe(lambda a, W, o, d: (*back(a, W, o, d)[:2], d @ W.T)),
    ),
    Mistake(
        "dW uses d_out, not dz: the sigmoid lies between.",
        by_probe(lambda a, W, o, d: (a.T @ d, *back(a, W, o, d)[1:])),
    ),
    Mistake(
        "db uses d_out, not dz: the sigmoid lies between.",
        by_probe(lambda a, W, o, d: (back(a, W, o, d)[0], d.sum(axis=0), back(a, W, o, d)[2])),
    ),
    Mistake(
        "db is one number for the whole layer. Each unit has its own bias: sum over the rows, axis=0.",
        by_probe(lambda *p: (lambda r: (r[0], np.sum(r[1]), r[2]))(back(*p))),
    ),
    Mistake(
        "The parts are in another order: return dW, db, d_in.",
        by_probe(lambda *p: (lambda r: (r[1], r[0], r[2]))(back(*p))),
    ),
    Mistake(
        "The parts are in another order: return dW, db, d_in.",
        by_probe(lambda *p: (lambda r: (r[2], r[0], r[1]))(back(*p))),
    ),
    Mistake(
        "The slope of the sigmoid was applied once more to what is passed back. It belongs to the layer before, "
        "which will apply its own.",
        by_probe(lambda a, W, o, d: (*back(a, W, o, d)[:2], back(a, W, o, d)[2] * a * (1 - a))),
    ),
)


def units_and_labels(rng: np.random.Generator) -> tuple:
    return tuple((rng.uniform(-5, 5, size), labels_of(rng, size)) for size in (5, 8, 13))


def right_slopes(z: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    f = sigma(z)
    return f - y, 2 * (f - y) * f * (1 - f)


SLOPES = (
    Mistake(
        "The signs are turned: f − y, not y − f.",
        by_probe(lambda z, y: tuple(-s for s in right_slopes(z, y))),
    ),
    Mistake(
        "The two are the wrong way round: first cross-entropy, then the squared error.",
        by_probe(lambda z, y: right_slopes(z, y)[::-1]),
    ),
    Mistake(
        "The slope of the squared error lacks the factor 2, which the square brings.",
        by_probe(lambda z, y: (right_slopes(z, y)[0], right_slopes(z, y)[1] / 2)),
    ),
    Mistake(
        "The slope of the squared error lacks f (1 − f): this is the slope by f, not by z.",
        by_probe(lambda z, y: (right_slopes(z, y)[0], 2 * (sigma(z) - y))),
    ),
    Mistake(
        "These are the losses. Asked for are their slopes.",
        by_probe(lambda z, y: (losses(sigma(z), y), (sigma(z) - y) ** 2)),
    ),
    Mistake(
        "The sigmoid is missing: f = σ(z), then f − y.",
        by_probe(lambda z, y: (z - y, 2 * (z - y) * z * (1 - z))),
    ),
    Mistake(
        "These are means. Asked for is a slope for each example.",
        by_probe(lambda z, y: tuple(float(np.mean(s)) for s in right_slopes(z, y))),
    ),
    Mistake(
        "f (1 − f) does not belong into the slope of cross-entropy: the logarithm's slope cancels it.",
        by_probe(lambda z, y: (right_slopes(z, y)[1] / 2, right_slopes(z, y)[1])),
    ),
    Mistake(
        "The first is the slope by f. By z it is f − y: the slope of the sigmoid comes on top and cancels.",
        by_probe(lambda z, y: ((sigma(z) - y) / (sigma(z) * (1 - sigma(z))), right_slopes(z, y)[1])),
    ),
)


# ---------------------------------------------------------------- the quiz

QUIZ = {
    "quiz_1": {
        "a": "The rows, and nothing else: those of the whole data by hand, those of the batch inside fit.",
        "b": "The rows, yes. But nothing is divided by the number of parameters: J depends on them, it does not "
        "average over them. 65 or 2,031 of them gave the same ln 2.",
        "c": "There is one loss for each row, at the end of the last layer. The layers before have none of their own.",
        "d": "fit reports something like it, a mean over the batches of one epoch; the cost belongs to one set of "
        "parameters, here and now.",
    },
    "quiz_2": {
        "a": "How wrong a row is says its loss, which is known after the forward pass. Derivatives are by parameters; "
        "the rows have been averaged away.",
        "b": "For all 2,031 parameters at once, in one pass from the last layer to the first.",
        "c": "Every layer hands the derivative of its input on to the one before it, in the same pass.",
        "d": "Not yet: derivatives only say in which direction, and how steep. The optimizer makes new parameters of "
        "them: parameter − rate · derivative.",
    },
    "quiz_3": {
        "a": "With the sigmoid still at its end the network can say nothing above 1, whatever the loss asks for.",
        "b": "A linear output can be any number, but binary cross-entropy takes it for a probability.",
        "c": "Both: a linear last unit, so that it can say any number, and the mean squared error, so that it "
        "tries to.",
        "d": "fit and gradient descent stay as they are. But with the sigmoid at its end the network can say nothing "
        "above 1.",
    },
}


# ---------------------------------------------------------------- the exercises

exercises = [
    Exercise(
        "sigmoid",
        "A sigmoid that never overflows",
        checks=[
            Function(
                "sigmoid_near",
                label="sigmoid",
                part="moderate numbers",
                share=4,
                probes=near,
                rtol=RTOL,
                atol=ATOL,
                mistakes=SIGMOID,
                rules=(NO_SIGMOID,),
                hint="1 / (1 + e^(−z)), entry by entry.",
            ),
            Safely(
                "sigmoid_far",
                label="sigmoid",
                part="numbers far from 0",
                share=3,
                probes=far,
                rtol=RTOL,
                atol=ATOL,
                mistakes=SIGMOID,
                rules=(NO_SIGMOID,),
                hint="e = np.exp(-np.abs(z)) never overflows: np.where(z >= 0, 1, e) / (1 + e).",
            ),
        ],
    ),
    Exercise(
        "loss",
        "The loss of each example",
        checks=[
            Function(
                "loss_between",
                label="loss",
                part="probabilities between 0 and 1",
                share=5,
                probes=between,
                rtol=RTOL,
                atol=ATOL,
                mistakes=LOSS,
                rules=(NO_LOSS,),
                hint="−y ln f − (1 − y) ln(1 − f), for each example.",
            ),
            Function(
                "loss_edges",
                label="loss",
                part="probabilities of exactly 0 and 1",
                share=3,
                probes=at_the_edges,
                # Clipped in float32, an example with y = 0 costs 15.942 instead of 16.118: both are right.
                rtol=0.02,
                atol=1e-5,
                mistakes=EDGES,
                rules=(NO_LOSS,),
                hint="np.clip(f, 1e-7, 1 - 1e-7) before the logarithms.",
            ),
        ],
    ),
    Exercise(
        "cost",
        "The cost",
        checks=[
            Function(
                "cost",
                probes=problems,
                rtol=RTOL,
                atol=ATOL,
                mistakes=COST,
                needs=("sigmoid", "loss"),
                hint="The mean of loss(sigmoid(X @ w + b), y).",
            ),
        ],
    ),
    Exercise(
        "gradient",
        "The gradient",
        checks=[
            Products(
                "gradient",
                product="X has a row for each example, so it is X.T @ error, with a dot T.",
                probes=problems,
                rtol=RTOL,
                atol=ATOL,
                mistakes=GRADIENT,
                needs="sigmoid",
                rules=(NO_TAPE,),
                hint="error = f − y; then X.T @ error / len(y), and the mean of error.",
            ),
        ],
    ),
    Exercise(
        "descend",
        "Gradient descent",
        checks=[
            Function(
                "descend",
                share=8,
                probes=walks,
                rtol=RTOL,
                atol=ATOL,
                mistakes=DESCEND,
                needs=("cost", "gradient"),
                hint="In a loop: dw and db, then both parameters, then the new cost.",
            ),
            Untouched(
                "start_afterwards",
                label="descend",
                share=1,
                part="the caller's w",
                atol=0.0,
                needs=("cost", "gradient"),
                hint="w = w - rate * dw makes a new array; w -= rate * dw changes the caller's.",
            ),
        ],
    ),
    Exercise(
        "unit",
        "One Keras unit, the same numbers",
        checks=[
            Architecture(
                "unit", share=2, hint='keras.Input(shape=(64,)), then Dense(1, activation="sigmoid").'
            ),
            Compiled(
                "unit",
                share=2,
                parts=("optimizer", "learning_rate", "loss"),
                mistakes=(*NOT_DESCENT, *OTHER_LOSSES),
                hint="SGD(learning_rate=0.5) and BinaryCrossentropy().",
            ),
            SameDescent(
                "unit",
                share=4,
                part="trained weights",
                hint="From zeros, 30 epochs, all rows in one batch.",
            ),
        ],
    ),
    Exercise(
        "slopes",
        "Two slopes",
        checks=[
            Function(
                "slopes",
                probes=units_and_labels,
                rtol=RTOL,
                atol=ATOL,
                mistakes=SLOPES,
                needs="sigmoid",
                hint="f − y, and 2 (f − y) f (1 − f).",
            ),
        ],
    ),
    Exercise(
        "shapes",
        "The shapes of the parameters",
        checks=[
            Function(
                "parameter_shapes",
                probes=stacks,
                mistakes=SHAPES,
                hint="((inputs, width), (width,)) for each layer; then inputs = width.",
            ),
        ],
    ),
    Exercise(
        "build",
        "25-15-1",
        checks=[
            Fresh(
                "network",
                part="a new one each time, not compiled",
                share=1,
                hint="Make the network inside the function, and leave compile for later.",
            ),
            Architecture("network", share=1, parts=("layers",), hint="Three dense layers, each with biases."),
            Architecture("network", share=2, parts=("units",), hint="25, 15 and 1 units, in this order."),
            Architecture(
                "network",
                share=2,
                parts=("activations",),
                hint='activation="sigmoid" in every layer; a layer without it only multiplies and adds.',
            ),
            Architecture("network", share=1, parts=("input",), hint="keras.Input(shape=(64,))."),
        ],
    ),
    Exercise(
        "compile",
        "Compile for a yes or no, or for a number",
        checks=[
            Compiled(
                "for_yes_or_no",
                label="for a yes or no",
                share=2,
                parts=("optimizer", "learning_rate"),
                mistakes=NOT_DESCENT,
                hint="keras.optimizers.SGD(learning_rate=rate).",
            ),
            Compiled(
                "for_yes_or_no",
                label="for a yes or no",
                share=2,
                parts=("loss",),
                mistakes=OTHER_LOSSES,
                hint="keras.losses.BinaryCrossentropy().",
            ),
            Compiled(
                "for_yes_or_no",
                label="for a yes or no",
                share=1,
                parts=("metrics",),
                hint='metrics=["accuracy"], a list.',
            ),
            Compiled(
                "for_a_number",
                label="for a number",
                share=2,
                parts=("optimizer", "learning_rate", "loss"),
                mistakes=(*NOT_DESCENT, *OTHER_LOSSES_OF_NUMBERS),
                hint="The same optimizer; keras.losses.MeanSquaredError().",
            ),
        ],
    ),
    Exercise(
        "steps",
        "Count the steps",
        checks=[
            Function(
                "steps_taken",
                probes=trainings,
                mistakes=STEPS,
                hint="Batches of an epoch, rounded up, times epochs.",
            ),
        ],
    ),
    Exercise(
        "fit",
        "Train it",
        runs_wrong_answers=False,  # each would train a network
        checks=[
            History(
                "history",
                share=1,
                curves=("loss",),
                falls=("loss",),
                needs=("build", "compile"),
                hint="history = model.fit(X, Y, epochs=100, verbose=0).",
            ),
            StepsTaken(
                "steps",
                share=2,
                mistakes=FIT_STEPS,
                needs=("build", "compile"),
                hint="A new network, 100 epochs, batches of 32: 900 steps.",
            ),
            Trained(
                "network",
                share=5,
                accuracy=0.95,
                loss=0.1,
                data=(("fit", "X_test"), ("fit", "Y_test")),
                needs=("build", "compile"),
                hint="A rate of 1.0: with 0.01 the network has hardly begun after 100 epochs.",
            ),
        ],
    ),
    Exercise(
        "backward",
        "One layer back",
        checks=[
            Products(
                "layer_backward",
                product="dW is a_in.T @ dz, of shape (n, u), and d_in is dz @ W.T, of shape (m, n).",
                probes=layers_to_go_back,
                rtol=RTOL,
                atol=ATOL,
                mistakes=BACKWARD,
                rules=(NO_TAPE,),
                hint="dz = d_out · a_out · (1 − a_out); then a_in.T @ dz, the column sums of dz, and dz @ W.T.",
            ),
        ],
    ),
    Exercise(
        "quiz-steps",
        "Three questions",
        checks=[Choice(name, explain=explain) for name, explain in QUIZ.items()],
    ),
]
