"""What the answers of lesson 06 are worth.

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
    NetworkError,
    Outcome,
    Raised,
    Trained,
    Value,
    never_trained,
    normal,
    read_network,
    sigmoid,
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


# ---------------------------------------------------------------- 1 sigmoid


def near(rng: np.random.Generator) -> tuple:
    return tuple((rng.uniform(-6, 6, shape),) for shape in ((7,), (1,), (4, 3), (2, 2, 2)))


def far(rng: np.random.Generator) -> tuple:
    """Far to the left, far to the right, both: the two usual forms overflow at one side each."""
    size = rng.uniform(750, 1000, 6)
    mixed = np.concatenate([size[:4] * [1, -1, -1, 1], rng.uniform(-3, 3, 3)])
    return ((-size,), (size,), (rng.permutation(mixed),))


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


def problem(rng: np.random.Generator, m: int, n: int) -> tuple:
    """w, b, X, y of a small logistic regression, with a bias that matters."""
    return rng.normal(0, 0.8, n), float(rng.uniform(0.4, 1.2)), rng.normal(0, 1.2, (m, n)), labels_of(rng, m)


def problems(rng: np.random.Generator) -> tuple:
    return tuple(problem(rng, m, n) for m, n in ((5, 2), (7, 3), (12, 4), (4, 6)))


# ---------------------------------------------------------------- 4 gradient, 5 descend


def walks(rng: np.random.Generator) -> tuple:
    return tuple(
        (*problem(rng, m, n), float(rng.uniform(0.15, 0.7)), steps)
        for m, n, steps in ((6, 2, 3), (8, 3, 5), (5, 4, 2), (9, 2, 4))
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
    """One unit's trained weights are those of the reference's gradient descent from zero."""

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


# ---------------------------------------------------------------- 10 compile


NOT_DESCENT = {
    "RMSprop": "The optimizer is RMSprop, which Keras takes if it is told none. Plain gradient descent is SGD.",
    "Adam": "The optimizer is Adam, whose steps are of another kind. Plain gradient descent is SGD.",
}

OTHER_LOSSES = {
    "mean_squared_error": "The loss is mean_squared_error; for a yes or no it is binary cross-entropy.",
    "categorical_crossentropy": "categorical_crossentropy is for several outputs that share a total of 1. Here there "
    "is one: binary.",
    "sparse_categorical_crossentropy": "sparse_categorical_crossentropy wants one output for each class. Here there "
    "is one output: binary.",
}

OTHER_LOSSES_OF_NUMBERS = {
    "binary_crossentropy": "The loss is binary_crossentropy for a number, too: it compares a probability with 0 or 1."
    " A number that is to be met takes the mean squared error.",
    "mean_absolute_error": "The loss is mean_absolute_error; asked for is the mean squared error.",
}


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


FIT_STEPS = {
    100: "100 steps: all rows were in one batch. The usual batches of 32 come if nothing is said.",
    1800: "1,800 steps: the network was trained twice. fit goes on where it ended; make a new network first.",
    0: "0 steps: call model.fit(…).",
}


# ---------------------------------------------------------------- 13 backward, 7 slopes


def layers_to_go_back(rng: np.random.Generator) -> tuple:
    probes = []
    for m, n, u in ((5, 3, 2), (4, 2, 6), (7, 5, 4), (6, 4, 1)):
        a_in, W = rng.uniform(0.05, 0.95, (m, n)), rng.normal(0, 0.9, (n, u))
        a_out = sigmoid(a_in @ W + rng.normal(0, 0.5, u))
        probes.append((a_in, W, a_out, rng.normal(0, 1, (m, u))))
    return tuple(probes)


def units_and_labels(rng: np.random.Generator) -> tuple:
    return tuple((rng.uniform(-5, 5, size), labels_of(rng, size)) for size in (5, 8, 13))


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
        demands={
            "finite": "nothing overflows",
            "entries": "one result for each entry",
            "by-hand": "no ready-made sigmoid",
            "returned": "returned",
        },
        checks=[
            Function(
                "sigmoid_near",
                label="sigmoid",
                part="moderate numbers",
                share=4,
                probes=near,
                rtol=RTOL,
                atol=ATOL,
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
                rules=(NO_SIGMOID,),
                hint="e = np.exp(-np.abs(z)) never overflows: np.where(z >= 0, 1, e) / (1 + e).",
            ),
        ],
    ),
    Exercise(
        "loss",
        "The loss of each example",
        demands={
            "each-example": "one loss for each example",
            "clip": "clipped at 1e-7 at both ends",
            "by-hand": "no ready-made loss",
            "order": "probabilities first",
        },
        checks=[
            Function(
                "loss_between",
                label="loss",
                part="probabilities between 0 and 1",
                share=5,
                probes=between,
                rtol=RTOL,
                atol=ATOL,
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
                rules=(NO_LOSS,),
                hint="np.clip(f, 1e-7, 1 - 1e-7) before the logarithms.",
            ),
        ],
    ),
    Exercise(
        "cost",
        "The cost",
        demands={
            "one-number": "one number",
            "mean": "the mean over the rows",
            "any-data": "the data that it is given",
        },
        checks=[
            Function(
                "cost",
                probes=problems,
                rtol=RTOL,
                atol=ATOL,
                needs=("sigmoid", "loss"),
                hint="The mean of loss(sigmoid(X @ w + b), y).",
            ),
        ],
    ),
    Exercise(
        "gradient",
        "The gradient",
        demands={
            "order": "dw first",
            "mean": "means over the rows",
            "one-number": "db is one number",
            "by-hand": "without GradientTape",
        },
        checks=[
            Products(
                "gradient",
                product="X has a row for each example, so it is X.T @ error, with a dot T.",
                probes=problems,
                rtol=RTOL,
                atol=ATOL,
                needs="sigmoid",
                rules=(NO_TAPE,),
                hint="error = f − y; then X.T @ error / len(y), and the mean of error.",
            ),
        ],
    ),
    Exercise(
        "descend",
        "Gradient descent",
        demands={
            "after-each": "the cost after each step",
            "steps": "as many steps as asked",
            "unchanged": "the caller's w stays as it is",
            "together": "w and b move together",
            "rate": "with the rate that it is given",
        },
        checks=[
            Function(
                "descend",
                share=8,
                probes=walks,
                rtol=RTOL,
                atol=ATOL,
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
        demands={
            "from-zero": "its weights begin at zero",
            "optimizer": "plain gradient descent at 0.5",
            "loss": "binary cross-entropy",
            "all-rows": "all rows at once",
            "steps": "30 steps",
            "sigmoid": "one unit with sigmoid",
        },
        checks=[
            Architecture(
                "unit", share=2, hint='keras.Input(shape=(64,)), then Dense(1, activation="sigmoid").'
            ),
            Compiled(
                "unit",
                share=2,
                parts=("optimizer", "learning_rate", "loss"),
                known={**NOT_DESCENT, **OTHER_LOSSES},
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
        demands={
            "order": "binary cross-entropy first",
            "each-example": "one slope for each example",
        },
        checks=[
            Function(
                "slopes",
                probes=units_and_labels,
                rtol=RTOL,
                atol=ATOL,
                needs="sigmoid",
                hint="f − y, and 2 (f − y) f (1 − f).",
            ),
        ],
    ),
    Exercise(
        "shapes",
        "The shapes of the parameters",
        demands={
            "pairs": "W first, then b",
            "shapes": "shapes, as tuples",
            "any-network": "any network",
        },
        checks=[
            Function(
                "parameter_shapes",
                probes=stacks,
                hint="((inputs, width), (width,)) for each layer; then inputs = width.",
            ),
        ],
    ),
    Exercise(
        "build",
        "25-15-1",
        demands={
            "new-network": "a new network at each call",
            "inputs": "64 numbers in",
            "units": "25, 15 and 1 units",
            "sigmoid": "sigmoid in every layer",
            "as-drawn": "the initial weights as Keras draws them",
            "uncompiled": "not compiled",
            "returned": "returns the network",
        },
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
        demands={
            "optimizer": "plain gradient descent",
            "rate": "with the rate that it is given",
            "yes-or-no": "binary cross-entropy for a yes or no",
            "number": "mean squared error for a number",
            "metric": "accuracy for a yes or no",
            "returned": "returns the network",
        },
        checks=[
            Compiled(
                "for_yes_or_no",
                label="for a yes or no",
                share=2,
                parts=("optimizer", "learning_rate"),
                known=NOT_DESCENT,
                hint="keras.optimizers.SGD(learning_rate=rate).",
            ),
            Compiled(
                "for_yes_or_no",
                label="for a yes or no",
                share=2,
                parts=("loss",),
                known=OTHER_LOSSES,
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
                known={**NOT_DESCENT, **OTHER_LOSSES_OF_NUMBERS},
                hint="The same optimizer; keras.losses.MeanSquaredError().",
            ),
        ],
    ),
    Exercise(
        "steps",
        "Count the steps",
        demands={
            "last-batch": "the last, smaller batch counts",
            "each-epoch": "each epoch begins anew",
            "whole": "a whole number",
        },
        checks=[
            Function(
                "steps_taken",
                probes=trainings,
                hint="Batches of an epoch, rounded up, times epochs.",
            ),
        ],
    ),
    Exercise(
        "fit",
        "Train it",
        demands={
            "epochs": "100 epochs",
            "batches": "batches of 32",
            "rate": "a rate of 1.0",
            "data": "on X and Y",
            "new-network": "a new network",
        },
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
                known=FIT_STEPS,
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
            Compiled(
                "network",
                label="model",
                share=1,
                parts=("learning_rate",),
                needs=("build", "compile"),
                hint='compile_network(build_network(), "yes or no", 1.0).',
            ),
        ],
    ),
    Exercise(
        "backward",
        "One layer back",
        demands={
            "order": "dW, db, d_in",
            "shapes": "shaped as W, b and a_in",
            "sums": "sums over the rows, as J holds the mean",
            "by-hand": "without GradientTape",
        },
        checks=[
            Products(
                "layer_backward",
                product="dW is a_in.T @ dz, of shape (n, u), and d_in is dz @ W.T, of shape (m, n).",
                probes=layers_to_go_back,
                rtol=RTOL,
                atol=ATOL,
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
