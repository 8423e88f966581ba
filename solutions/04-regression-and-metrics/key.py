"""What the answers of lesson 04 are worth.

Nobody but the grader reads this file: it is never released, and nothing of it enters a kernel.

Mean squared errors on the 1,000 test mangoes, whose scores are sound, over 20 seeds each (least, median,
greatest). The mean predictor has 0.0596, the oracle 0.0032. The thresholds below rest on them:

    network                          loss   trained on               MSE on the test mangoes
    100-64-1, ten epochs             MSE    640 sound scores         0.0036  0.0038  0.0041
    the spare network, 16 units      MSE    640 sound scores         0.0034  0.0037  0.0040
    100-64-1, two epochs             MSE    640 sound scores         0.0039  0.0045  0.0066
    100-64-1, one epoch              MSE    640 sound scores         0.0059  0.0092  0.0145
    100-64-1 without the sigmoid     MSE    640 sound scores         0.0061  0.0079  0.0100
    100-64-1                         MAE    800 sound scores         0.0036  0.0043  0.0056
    100-64-1                         MAE    800 scores, 154 lost     0.0041  0.0049  0.0078
    the spare network                MAE    800 scores, 154 lost     0.0041  0.0046  0.0065
    100-64-1                         MSE    800 scores, 154 lost     0.0134  0.0184  0.0271
    the spare network                MSE    800 scores, 154 lost     0.0146  0.0171  0.0262
    100-64-1, three epochs           MSE    320 sound scores         0.0041  0.0055  0.0093

The first epoch's training loss of a new 100-64-1 is 0.0114, 0.0210, 0.0571, of a new spare
one 0.0078, 0.0523, 0.1417; a trained one goes on below 0.0042.

In 81 runs more, the first row's greatest was 0.0050, the next one 0.0045.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    MustUse,
    Network,
    NetworkError,
    Outcome,
    Raised,
    Trained,
    Value,
    is_array,
    kind_of,
    loss_of_network,
    movement,
    never_trained,
    normal,
    predict,
    read_network,
    read_settings,
)

MSE = "mean_squared_error"

#: Between what a right network reaches, 0.0050 or less in 101 runs, and one without the sigmoid, 0.0061 or more in 44.
NEAR_THE_FLOOR = 0.0056
#: On the spoilt scores, with the absolute error as loss 0.0078 and less in 40 runs; with the squared error
#: 0.0134 and more.
NOT_PULLED_DOWN = 0.0100


# ---------------------------------------------------------------- 1 floors, 2 mean-predictor


def half_widths(rng: np.random.Generator) -> tuple:
    return tuple((float(width),) for width in rng.uniform(0.02, 0.45, 5))


def two_sets_of_scores(rng: np.random.Generator) -> tuple:
    """Training and test scores of different lengths and means, the training scores skewed."""
    return tuple(
        (rng.uniform(0, 1, n) ** 2, rng.uniform(0.2, 1, m)) for n, m in ((5, 8), (9, 4), (20, 13), (12, 30))
    )


# ---------------------------------------------------------------- 4 param-column


def sizes(rng: np.random.Generator) -> tuple:
    return tuple((int(n), int(h)) for n, h in rng.integers(3, 300, size=(5, 2)))


# ---------------------------------------------------------------- 5 compile

OPTIMIZERS = {
    "SGD": "The optimizer is SGD, with one step size for all; asked for is Adam.",
    "RMSprop": "The optimizer is RMSprop, which Keras takes if it is told nothing, and one of Adam's two parents; "
    "asked for is Adam itself.",
}

NO_SQUARES = {
    "binary_crossentropy": "binary_crossentropy is for answers of yes or no. A sigmoid at the end does not make a "
    "question of it: these targets are numbers.",
    "mean_squared_logarithmic_error": "The loss is the mean squared logarithmic error, which counts factors. Asked "
    "for is mean_squared_error.",
}

LOSSES = {
    "mean_absolute_error": "The loss is the mean absolute error. That is asked for as a metric; the loss is the mean "
    "squared error.",
    **NO_SQUARES,
}

METRICS = {
    "binary_accuracy": "Accuracy measures nothing here: it counts targets that are exactly 0 or 1. Asked for are mean "
    "squared and mean absolute error.",
}

# ---------------------------------------------------------------- 6 rmse, 7 rmse-metric


def rows(rng: np.random.Generator) -> tuple:
    """Errors of which some are much larger than others, so that RMSE and MAE are apart."""
    return tuple(
        (
            actual,
            actual + rng.normal(0, 0.1, len(actual)) * rng.permutation([4, 1, 1, 1] * (len(actual) // 4)),
        )
        for actual in (rng.uniform(0, 1, size) for size in (4, 8, 12, 40))
    )


def row_and_column(rng: np.random.Generator) -> tuple:
    return tuple((actual, predicted[:, None]) for actual, predicted in rows(rng))


BY_HAND = ByHand(
    "RootMeanSquaredError",
    "root_mean_squared_error",
    "MeanSquaredError",
    "mean_squared_error",
    says="Write the formula yourself: squares, mean, root.",
)


def batches_to_report(rng: np.random.Generator) -> tuple:
    """Inputs (N, 1), which the network passes on, targets (N,), and a batch size that leaves a smaller last batch."""
    probes = []
    for size, batch_size in ((9, 9), (11, 4), (7, 1)):
        inputs = rng.uniform(0, 1, (size, 1))
        probes.append((inputs, inputs[:, 0] + rng.uniform(0.02, 0.6, size), batch_size))
    return tuple(probes)


@dataclass(frozen=True, kw_only=True)
class Reported(Function):
    """One entry of what the compiled network reports for each probe."""

    entry: str

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        if not isinstance(answer, list) or not all(isinstance(result, dict) for result in answer):
            return Finding(Outcome.TYPE, "What was recorded is not what a network reports.")
        reports = [result.get("returned") for result in answer if "returned" in result]
        if any(not isinstance(report, dict) for report in reports):
            return Finding(Outcome.TYPE, "What was recorded is not what a network reports.")
        without = next((report for report in reports if self.entry not in report), None)
        if without is not None:
            keys = ", ".join(sorted(str(key)[:40] for key in list(without)[:8])) or "nothing"
            says = f'Reported are {keys}, but nothing is called {self.entry}: give the metric name="{self.entry}".'
            return Finding(Outcome.MISSING, says)
        return super().examine(self._entries(answer), self._entries(reference), context)

    def _entries(self, results: list) -> list:
        return [{"returned": r["returned"][self.entry]} if "returned" in r else r for r in results]


# ---------------------------------------------------------------- 8 difference, 9 experiment


def two_lists_of_weights(rng: np.random.Generator) -> tuple:
    """Lists of four arrays; the largest difference is now positive, now negative, never in the first or last."""
    probes = []
    for place, sign in ((1, -1), (2, 1), (2, -1), (1, 1)):
        first = [rng.normal(size=shape).astype(np.float32) for shape in ((5, 3), (3,), (3, 1), (1,))]
        second = [array + rng.uniform(-0.3, 0.3, array.shape).astype(np.float32) for array in first]
        second[place].flat[int(rng.integers(3))] = (
            first[place].max() + 3 if sign > 0 else first[place].min() - 3
        )
        probes.append((first, second))
    return tuple(probes)


def own_network(name: str, context: Context) -> Network:
    """A network of the experiment as the student's process recorded it. Raises NetworkError where there is none."""
    record = context.answers.get(("experiment", name))
    if record is None or isinstance(record.value, Raised):
        raise NetworkError(f"There is no network called {name}.")
    return read_network(record.value)


@dataclass(frozen=True, kw_only=True)
class SameWeights(Check):
    """`plain` and `watched`: other metrics, trained, and the same weights bit for bit."""

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        try:
            watched, plain = read_network(answer), own_network("plain", context)
            if never_trained(watched) or never_trained(plain):
                return Finding(
                    Outcome.VALUE, "The networks were never trained: their biases are all still zero."
                )
            settings = [
                read_settings(context.answers["experiment", name].value) for name in ("plain", "watched")
            ]
        except NetworkError as error:
            return Finding(Outcome.MISSING, str(error))
        if settings[0].metrics == settings[1].metrics:
            says = "plain and watched have the same metrics, so they prove nothing: pass the argument on."
            return Finding(Outcome.VALUE, says)
        distance = movement(plain, watched)
        if distance == 0:
            return Finding.right()
        if not np.isfinite(distance):
            return Finding(Outcome.SHAPE, "plain and watched are networks of different sizes.")
        return Finding(
            Outcome.VALUE,
            "plain and watched do not have the same weights: set the seed and build a new network inside the "
            "function, in this order.",
        )


@dataclass(frozen=True, kw_only=True)
class OtherWeights(Check):
    """`steered` was trained, from the same start as `watched`, towards another loss."""

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        try:
            steered, watched = read_network(answer), own_network("watched", context)
            if never_trained(steered):
                return Finding(Outcome.VALUE, "The network was never trained: its biases are all still zero.")
            losses = [read_settings(r).loss for r in (answer, context.answers["experiment", "watched"].value)]
        except NetworkError as error:
            return Finding(Outcome.MISSING, str(error))
        distance = movement(watched, steered)
        if losses[0] == losses[1]:
            says = "watched and steered were compiled with the same loss: pass the argument on to compile."
            return Finding(Outcome.VALUE, says)
        if distance == 0 or not np.isfinite(distance):
            says = "watched and steered have the same weights, though the loss is another, or are of different sizes."
            return Finding(Outcome.VALUE, says)
        return Finding.right()


# ---------------------------------------------------------------- 10 fit, 11 robust

TEST_DATA = (("fit", "X_test"), ("fit", "y_test"))


def given_data(part: str, context: Context) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and scores, "train" or "test", as the lesson gives them."""
    return tuple(normal(context.reference["fit", f"{letter}_{part}"].value) for letter in "Xy")


def own_model(context: Context) -> Network:
    record = context.answers.get(("fit", "network"))
    if record is None or isinstance(record.value, Raised):
        raise NetworkError("There is no network called model.")
    return read_network(record.value)


@dataclass(frozen=True, kw_only=True)
class LossCurves(History):
    """Ten epochs of training and validation loss, from a new network, that end where its weights are."""

    curves: tuple[str, ...] = ("loss", "val_loss")
    falls: tuple[str, ...] = ("loss",)

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        finding = super().examine(answer, reference, context)
        if finding.outcome is Outcome.SHAPE and isinstance(answer, dict) and "val_loss" not in answer:
            return replace(finding, message="There is no validation loss: hold the last fifth out.")
        if finding.outcome is not Outcome.RIGHT:
            return finding
        # The first epoch's loss over 20 seeds is 0.0078 or more; a trained network's next one is below 0.0042.
        if normal(answer["loss"])[0] < 0.006:
            says = (
                "The first epoch begins where another training ended: make a new network in fit's own cell."
            )
            return Finding(Outcome.VALUE, says)
        inputs, targets = given_data("train", context)
        try:
            loss = loss_of_network(MSE, own_model(context), inputs[640:], targets[640:])
        except NetworkError as error:
            return Finding(Outcome.MISSING, f"These curves cannot be compared with the network. {error}")
        if abs(normal(answer["val_loss"])[-1] - loss) <= 2e-3 * loss + 1e-6:
            return Finding.right()
        says = (
            "Their end is not the mean squared error that model has on the last fifth of the training "
            "mangoes: keep what this fit returned, and hold that fifth out."
        )
        return Finding(Outcome.VALUE, says)


@dataclass(frozen=True, kw_only=True)
class OwnEvaluation(Check):
    """The loss in `evaluate`'s result is what the student's own network really has on the test mangoes."""

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        if not isinstance(answer, dict):
            kind = kind_of(normal(answer))
            return Finding(Outcome.TYPE, f"This is {kind}; a dictionary is asked for: return_dict=True.")
        said = loss_in(answer)
        if said is None:
            keys = ", ".join(str(key)[:40] for key in list(answer)[:8]) or "nothing"
            return Finding(Outcome.MISSING, f"There is no loss in it, one finite number, only {keys}.")
        try:
            right, on_training = (
                loss_of_network(MSE, own_model(context), *given_data(part, context))
                for part in ("test", "train")
            )
        except NetworkError as error:
            return Finding(Outcome.MISSING, f"It cannot be compared with your network. {error}")
        if abs(said - right) <= 1e-3 * right + 1e-6:
            return Finding.right()
        if abs(said - on_training) <= 1e-3 * on_training + 1e-6:
            says = (
                "This is the loss on the training mangoes. Asked for are the test mangoes, X_test and y_test."
            )
            return Finding(Outcome.VALUE, says)
        return Finding(
            Outcome.VALUE, f"Its loss is {said:.4f}, which is not the MSE of model on the test mangoes."
        )


def loss_in(results: Mapping[Any, Any]) -> float | None:
    said = normal(results.get("loss"))
    return float(said) if is_array(said) and said.ndim == 0 and np.isfinite(said) else None


@dataclass(frozen=True, kw_only=True)
class NotPulledDown(Trained):
    """Weights that the lost scores have not spoilt; where they have, by how much."""

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        finding = super().examine(answer, reference, context)
        if finding.outcome is not Outcome.VALUE:
            return finding
        inputs, targets = given_data("test", context)
        try:
            network = read_network(answer)
            off = float(np.mean(predict(network, inputs).ravel() - targets))
        except (NetworkError, ValueError):
            return finding
        if never_trained(network) or off > -0.05:
            return finding
        says = (
            f"Its predictions are {-off:.2f} too low on average: the lost scores, stored as 0, have pulled "
            "them down. "
            "Is the mean absolute error its loss?"
        )
        return replace(finding, message=f"{finding.message} {says}")


# ---------------------------------------------------------------- quiz-tasks

CAN_BE_ANY = "One unit without activation can give any number"
TASKS: dict[str, dict[str, str]] = {
    "task_1": {
        "a": "A number without a fixed range, so no activation; and large misses are what hurts, so squares, "
        "which count them most, in the loss and in the metric.",
        "b": f"{CAN_BE_ANY}, as it should. But MAE takes one miss of 100 MW for no worse than a hundred of "
        "1 MW, and here "
        "the large one means a blackout.",
        "c": "A sigmoid ends at 1, a town needs hundreds of megawatts: the network would push against its "
        "ceiling.",
        "d": "That answers yes or no. Asked for is a number.",
        "e": "Classes do not lie between one another; megawatts do.",
        "f": "That answers several questions of yes or no. Asked for is one number.",
    },
    "task_2": {
        "a": f"{CAN_BE_ANY}, also a share of 1.2 or −0.1. It is not wrong, but another way cannot leave the "
        "range.",
        "b": f"{CAN_BE_ANY}, also a share of 1.2 or −0.1; and the targets are measured, without gross "
        "errors.",
        "c": "A measured number from 0 to 1: the sigmoid cannot leave this range, and MAE says in shares of "
        "the picture how far off the network is.",
        "d": "As a loss, binary cross-entropy would do for shares, too. But accuracy measures nothing here: "
        "hardly a share is exactly 0 or 1.",
        "e": "A share is a number, not one of several classes.",
        "f": "There is one question here, and its answer is a number.",
    },
    "task_3": {
        "a": "The squares of a few entries of 5,000 minutes would rule the loss, and drag the predictions "
        "up.",
        "b": "Minutes have no fixed upper end, so no activation. The wrong entries are outvoted by an "
        "absolute error, which aims at the median; and MAE is read in minutes.",
        "c": "A sigmoid ends at 1; repairs take longer than a minute.",
        "d": "That answers yes or no. Asked for are minutes.",
        "e": "Minutes are numbers, not classes: 61 is nearly 60.",
        "f": "There is one question here, and its answer is a number.",
    },
    "task_4": {
        "a": "The labels are names written as numbers. Bird 14 does not lie between birds 13 and 15.",
        "b": "The labels are names written as numbers. Bird 14 does not lie between birds 13 and 15.",
        "c": "One number between 0 and 1 cannot say which of 30.",
        "d": "One unit answers one question of yes or no. Here are 30 to choose from.",
        "e": "Exactly one of 30: their probabilities share a total of 1, which is softmax; and the labels "
        "are whole numbers, which is what sparse means.",
        "f": "Thirty questions, yes or no, would allow two birds at once, or none. Exactly one sings, and "
        "the labels are whole numbers, not rows.",
    },
    "task_5": {
        "a": "The targets are 0 and 1, answers to a question. Without an activation the output would be no "
        "probability.",
        "b": "The targets are 0 and 1. The median of mostly zeros is 0: the absolute error would be content "
        "with never.",
        "c": "It trains, but squares behind a sigmoid hardly push a network that is sure and wrong; and MAE "
        "does not say whether the missed ones are found.",
        "d": "One question of yes or no: a sigmoid gives the probability, binary cross-entropy fits it. As "
        "few are missed, accuracy alone would praise a network that says no to all; recall tells.",
        "e": "Two softmax units would do as well, but a single question needs a single unit.",
        "f": "That is for several questions about each patient. Here is one.",
    },
    "task_6": {
        "a": "Eight answers of yes or no are asked for, not one number.",
        "b": "Eight answers of yes or no are asked for, not one number.",
        "c": "Eight answers of yes or no are asked for, not one number.",
        "d": "Right for one allergen. Here are eight, each with a unit of its own.",
        "e": "Softmax shares a total of 1: with two allergens in a dish neither could be certain, and a dish "
        "without any would still be given one.",
        "f": "Eight questions that do not exclude one another: eight sigmoids, each with its own binary "
        "cross-entropy; and "
        "precision and recall of each, since a missed nut is another mistake than a false alarm.",
    },
}

# ---------------------------------------------------------------- the exercises

floors = Exercise(
    "floors",
    "The noise floor",
    demands={
        "both": "MSE first, then MAE",
        "any-width": "any half width",
        "uniform": "errors spread evenly",
    },
    checks=[
        Function(
            "floors",
            probes=half_widths,
            rtol=0.02,
            hint="For errors spread evenly from −a to a, the mean of the squares is a² / 3, that of the "
            "sizes a / 2.",
        ),
    ],
)

mean_predictor = Exercise(
    "mean-predictor",
    "The score of not looking",
    demands={
        "mean-of-training": "the mean of y_train",
        "on-test": "judged on y_test",
        "both": "MSE first, then MAE",
    },
    checks=[
        Function(
            "score_of_mean",
            probes=two_sets_of_scores,
            rtol=1e-4,
            hint="errors = y_test - y_train.mean(), then the mean of the squares and that of the sizes.",
        ),
    ],
)

build = Exercise(
    "build",
    "Build the network",
    demands={
        "new-network": "a new network at each call",
        "inputs": "100 numbers in",
        "hidden": "64 units with ReLU",
        "output": "one unit with sigmoid",
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
        Architecture(
            "network",
            share=0.5,
            parts=("layers",),
            hint="Two dense layers, each with its activation: one hidden, one for the output.",
        ),
        Architecture("network", share=2, parts=("units",), hint="64 hidden units, and one at the end."),
        Architecture(
            "network",
            share=3,
            parts=("activations",),
            hint="ReLU after the hidden layer; the sigmoid at the end, so that the output lies between 0 and "
            "1. (Softmax over a single unit is always 1.)",
        ),
        Architecture(
            "network", share=1.5, parts=("input",), hint="keras.Input(shape=(100,)): 100 wavelengths a mango."
        ),
    ],
)

param_column = Exercise(
    "param-column",
    "The column of parameters",
    demands={
        "five-numbers": "five whole numbers, the total last",
        "any-network": "any numbers of inputs and units",
        "returned": "returned as a list",
    },
    checks=[
        Function(
            "param_column",
            probes=sizes,
            hint="inputs · hidden + hidden, 0, hidden + 1, 0, and the sum.",
        ),
    ],
)

quiz_sigmoid = Exercise(
    "quiz-sigmoid",
    "Why a sigmoid?",
    checks=[
        Choice(
            "answer",
            explain={
                "a": "Mean squared error takes any numbers. Most regressions end without an activation.",
                "b": "A number between 0 and 1 is not yet a probability. This one is a score, an amount of "
                "ripeness; nobody asked whether the mango is ripe.",
                "c": "The sigmoid's outputs lie between 0 and 1, and so do the scores: the network cannot "
                "leave the range, and need not learn it. (That the score is right is another matter.)",
                "d": "Its slope is never larger than a quarter, and that rather slows training where it is "
                "flat. The range is the reason, not the slope.",
            },
        ),
    ],
)

compile_network = Exercise(
    "compile",
    "Compile for a number",
    demands={
        "optimizer": "Adam with its default settings",
        "loss": "mean squared error",
        "metrics": "both metrics",
        "given": "compiles the network that it is given",
        "returned": "returns the network",
    },
    checks=[
        Compiled(
            "settings",
            share=2.5,
            parts=("optimizer", "learning_rate"),
            known=OPTIMIZERS,
            hint='Adam with its defaults: "adam" or keras.optimizers.Adam().',
        ),
        Compiled(
            "settings",
            share=2.5,
            parts=("loss",),
            known=LOSSES,
            hint='loss="mean_squared_error", or "mse".',
        ),
        Compiled(
            "settings",
            share=2,
            parts=("metrics",),
            known=METRICS,
            hint='metrics=["mean_squared_error", "mean_absolute_error"], a list of two.',
        ),
        Architecture(
            "settings",
            share=1,
            parts=("layers", "units"),
            hint="Compile the network that the function is given, not one from elsewhere in the notebook.",
        ),
    ],
)

quiz_metrics = Exercise(
    "quiz-metrics",
    "Why both?",
    checks=[
        Choice(
            "answer",
            explain={
                "a": "The optimizer looks at the loss alone. Without any metric it finds the same weights.",
                "b": "MAE is the average distance, in the score's unit; MSE counts large errors most. Two "
                "networks with the "
                "same MAE may differ much in MSE, and then one of them blunders now and then.",
                "c": "Both are worked out on whatever data there are, in training as well as in testing.",
                "d": "Often, but not always: in section 7 the networks were trained with one and judged by "
                "the other, and it made a difference. If they always agreed, one would do.",
            },
        ),
    ],
)

rmse = Exercise(
    "rmse",
    "RMSE by hand",
    demands={
        "one-number": "one number",
        "column": "also for predictions of shape (N, 1)",
        "by-hand": "no ready-made function",
    },
    checks=[
        Function(
            "rmse_of_rows",
            label="rmse",
            part="two rows",
            share=4,
            probes=rows,
            rtol=1e-4,
            rules=(BY_HAND,),
            hint="np.sqrt(np.mean(errors ** 2)).",
        ),
        Function(
            "rmse_of_row_and_column",
            label="rmse",
            part="a row and a column",
            share=2,
            probes=row_and_column,
            rtol=1e-4,
            rules=(BY_HAND,),
            hint="np.ravel(predicted) makes a row of a column.",
        ),
    ],
)

rmse_metric = Exercise(
    "rmse-metric",
    "An RMSE that is one",
    demands={
        "name": "reported as rmse",
        "all-examples": "over all examples, whatever the batches",
        "loss": "mean squared error as loss",
        "optimizer": "Adam",
    },
    checks=[
        Reported(
            "reported",
            part="rmse",
            share=4,
            entry="rmse",
            probes=batches_to_report,
            rtol=1e-3,
            hint='metrics=[keras.metrics.RootMeanSquaredError(name="rmse")].',
        ),
        Compiled(
            "settings",
            share=2,
            parts=("optimizer", "learning_rate", "loss"),
            known={**OPTIMIZERS, **NO_SQUARES},
            hint="Adam with its defaults, and mean_squared_error as the loss.",
        ),
    ],
)

difference = Exercise(
    "difference",
    "How different are two networks?",
    demands={
        "absolute": "the distance, without its sign",
        "all-arrays": "over all arrays",
        "one-number": "one number",
    },
    checks=[
        Function(
            "difference",
            label="largest_difference",
            probes=two_lists_of_weights,
            rtol=1e-4,
            hint="max(np.abs(a - b).max() for a, b in zip(first, second)).",
        ),
    ],
)

experiment = Exercise(
    "experiment",
    "The proof",
    demands={
        "seed": "the seed is set, first",
        "new-network": "a new network",
        "loss": "the loss that it is given",
        "metrics": "the metrics that it is given",
        "trained": "trained",
        "first-320": "on the first 320 mangoes",
        "epochs": "for 3 epochs",
        "returned": "returns the network",
    },
    checks=[
        SameWeights(
            "watched",
            part="same weights as plain",
            share=3,
            needs="build",
            hint="keras.utils.set_random_seed(7), then a new network, both inside the function; then compile "
            "with the function's own arguments, and fit.",
        ),
        Value(
            "steps",
            label="plain, watched and steered",
            part="the steps of their training",
            share=1,
            needs="build",
            hint="Three epochs of X_train[:320], in batches of 32, are 30 steps.",
        ),
        OtherWeights(
            "steered",
            part="other weights than watched",
            share=2,
            needs="build",
            hint="loss=loss in compile: the argument.",
        ),
        Compiled(
            "watched",
            share=1.5,
            parts=("optimizer", "loss", "metrics"),
            needs="build",
            hint="metrics=metrics, loss=loss.",
        ),
        Compiled(
            "steered",
            share=1.5,
            parts=("loss",),
            needs="build",
            hint="loss=loss in compile: the argument.",
        ),
    ],
    runs_wrong_answers=False,  # each would train three networks
)

quiz_roles = Exercise(
    "quiz-roles",
    "Who does what?",
    checks=[
        Choice(
            "answer",
            explain={
                "a": "Both are worked out on both. evaluate reports the loss on test data, fit the metrics "
                "on training data.",
                "b": "Only the loss has a gradient that the optimizer follows. Metrics are reported along "
                "the way, in "
                "training and in testing: change them, and the weights stay the same bit for bit.",
                "c": "Metrics change no weight, neither after a batch nor after an epoch: that is what your "
                "proof shows.",
                "d": "Mean absolute error can be either, but not with the same result: as a loss it led to "
                "other weights. And accuracy cannot be a loss at all: it has no useful gradient.",
            },
        ),
    ],
)

fit = Exercise(
    "fit",
    "Beat the mean, approach the floor",
    demands={
        "epochs": "10 epochs",
        "held-out": "the last fifth is held out",
        "new-network": "a new network",
        "test-mangoes": "evaluated on the test mangoes",
        "dictionary": "results is a dictionary",
    },
    checks=[
        Trained(
            "network",
            share=5,
            loss=NEAR_THE_FLOOR,
            loss_name=MSE,
            data=TEST_DATA,
            needs=("build", "compile"),
            hint="A compiled network called model, trained on X_train and y_train for ten epochs.",
        ),
        LossCurves(
            "history",
            share=1.5,
            needs=("build", "compile"),
            hint="epochs=10 and validation_split=0.2, on a new network.",
        ),
        OwnEvaluation(
            "results",
            share=1.5,
            needs=("build", "compile"),
            hint="model.evaluate(X_test, y_test, return_dict=True).",
        ),
    ],
)

robust = Exercise(
    "robust",
    "A loss that lets itself be outvoted",
    demands={
        "loss": "mean absolute error as loss",
        "spoilt": "on y_spoilt",
        "trained": "trained for 10 epochs",
    },
    checks=[
        Compiled(
            "network",
            share=3,
            parts=("loss",),
            known={
                MSE: "The loss is the mean squared error, which aims at the mean, lost scores included. The "
                "mean absolute error aims at the median. (As a metric it changes nothing.)",
                "huber": "The loss is Huber's: a good idea, but with its default it squares all errors up to 1, "
                "so here all. Asked for is the mean absolute error.",
            },
            needs="build",
            hint='robust.compile(optimizer="adam", loss="mean_absolute_error").',
        ),
        NotPulledDown(
            "network",
            part="trained on the spoilt scores",
            share=5,
            loss=NOT_PULLED_DOWN,
            loss_name=MSE,
            data=TEST_DATA,
            needs="build",
            rules=(
                MustUse("y_spoilt", says="Asked for is a network trained on y_spoilt, the spoilt scores."),
            ),
            hint="A new network, trained on X_train and y_spoilt for ten epochs.",
        ),
    ],
)

quiz_tasks = Exercise(
    "quiz-tasks",
    "Six tasks",
    checks=[Choice(name, explain=explain) for name, explain in TASKS.items()],
)

exercises = [
    floors,
    mean_predictor,
    build,
    param_column,
    quiz_sigmoid,
    compile_network,
    quiz_metrics,
    rmse,
    rmse_metric,
    difference,
    experiment,
    quiz_roles,
    fit,
    robust,
    quiz_tasks,
]
