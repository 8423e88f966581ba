"""What the answers of lesson 05 are worth.

Nobody but the grader reads this file: it is never released, and nothing of it enters a kernel.

Grading always runs on the stand-in (scikit-learn's Digits, enlarged). The thresholds below rest on 20 seeds
each (least, median, greatest); accuracies are those on the 360 test images, worked out from the weights:

    network                      images               after 10 epochs        after 1 epoch
    128 ReLU, 10 sigmoid         / 255, the reference 0.933  0.950  0.956    0.683  0.769  0.836
    128 ReLU, 10 sigmoid         not scaled           0.894  0.940  0.969
    128 ReLU, 10 sigmoid         / 16                 0.942  0.965  0.975
    32 ReLU, 10 sigmoid (spare)  / 255                0.864  0.921  0.933
    128 ReLU, 10 softmax         / 255, the reference 0.944  0.958  0.969    0.797  0.844  0.881
    128 ReLU, 10 softmax         not scaled           0.883  0.936  0.969

The training loss of the first and of the tenth epoch, over the same seeds:

    128 ReLU, 10 sigmoid         / 255                0.308  0.327  0.348    0.045  0.048  0.055
    128 ReLU, 10 sigmoid         not scaled           2.349  5.052  8.552    0.064  0.118  0.198
    128 ReLU, 10 sigmoid         / 16                 0.207  0.382  0.587    0.014  0.020  0.030
    32 ReLU, 10 sigmoid (spare)  / 255                0.360  0.407  0.497    0.068  0.090  0.108
"""

from __future__ import annotations

import re
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
    TrainedOnOwnScale,
    Value,
    accuracy_of,
    is_array,
    kind_of,
    loss_of_network,
    normal,
    predict,
    read_network,
    read_settings,
)

# ---------------------------------------------------------------- 1 scale


TEST_DATA = (("scale", "X_test"), ("scale", "y_test"))

#: The images as learners may have scaled them: the scaling has its own points, and costs none elsewhere.
OTHER_SCALES = (
    lambda ref: ref,
    lambda ref: ref * 255,
    lambda ref: ref * 255 / 256,
    lambda ref: ref * 255 / 16,
    lambda ref: ref / 255,
    np.floor,
    lambda ref: ref / ref.max(axis=(1, 2), keepdims=True),
    lambda ref: 1 - ref,
    lambda ref: 2 * ref - 1,
)

# ---------------------------------------------------------------- 2 bce


def bce_probes(rng: np.random.Generator) -> tuple:
    """Labels of several shapes, one-hot and not, with probabilities well inside 0 and 1."""
    probes = []
    for n, k in ((1, 10), (4, 10), (7, 10), (5, 3), (6, 6)):
        labels = (
            np.eye(k)[rng.integers(0, k, n)] if k == 10 else rng.integers(0, 2, (n, k)).astype(np.float64)
        )
        probes.append((labels, rng.uniform(0.02, 0.98, (n, k))))
    return tuple(probes)


def edge_probes(rng: np.random.Generator) -> tuple:
    """Probabilities of exactly 0 and 1, right and wrong."""
    probes = []
    for n, k in ((2, 2), (4, 10), (5, 3)):
        labels = rng.integers(0, 2, (n, k)).astype(np.float64)
        answers = rng.integers(0, 2, (n, k)).astype(np.float64)
        labels[0], answers[0] = 1.0, 1.0  # perfect
        labels[1], answers[1] = 1.0, 0.0  # as wrong as can be
        probes.append((labels, answers))
    return tuple(probes)


@dataclass(frozen=True, kw_only=True)
class AtTheEdges(Function):
    """Clipped as asked: 1e-7 away from 0 and 1, whatever the precision."""

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        finding = super().examine(answer, reference, context)
        if finding.outcome is Outcome.RIGHT or not isinstance(answer, list):
            return finding
        values = [normal(r.get("returned")) if isinstance(r, dict) else None for r in answer]
        if not all(is_array(v) and v.ndim == 1 and v.size >= 2 for v in values):
            return finding
        if not all(np.isfinite(v).all() for v in values):
            says = "At probabilities of exactly 0 and 1 it gives NaN or infinity: clip them to 1e-7 and 1 − 1e-7 first."
            return Finding(Outcome.VALUE, says)
        worst = values[0][1]  # the second image of the first probe is as wrong as can be
        costs = f"The worst answer costs {worst:.2f}; with a clip at 1e-7 it is 16.12."
        if worst > 17:
            return Finding(Outcome.VALUE, f"{costs} Your clip lies nearer to 0 and 1.")
        if 0 < worst < 15.5:
            return Finding(Outcome.VALUE, f"{costs} Your clip lies further from 0 and 1.")
        return finding


# ---------------------------------------------------------------- 3 catch


def any_batch(message: str) -> str:
    """An error's text without the number of images in a batch, which depends on how many there are: None or 32."""
    return re.sub(r"\((?:None|\d+),", "(N,", message)


@dataclass(frozen=True, kw_only=True)
class Refusal(Value):
    """The text of the error that was caught, or of another one."""

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        finding = super().examine(answer, reference, context)
        if finding.outcome is Outcome.RIGHT or not isinstance(answer, str):
            return finding
        if any_batch(answer) == any_batch(reference):
            return Finding.right()
        if any_batch(reference) in any_batch(answer):
            says = "The message is in it, but refusal is not the exception itself: assign error, not a text made of it."
            return Finding(Outcome.VALUE, says)
        if "same shape" in answer and "(N, 1)" in any_batch(answer):
            says = "These labels were turned into a column. Asked for is the error with y_train as it is."
            return Finding(Outcome.VALUE, says)
        if answer.strip() in ("", "None"):
            return Finding(Outcome.VALUE, "No exception was kept: fit with y_train as it is, inside try.")
        return Finding(
            Outcome.VALUE,
            "This is another error than the one that Keras raises for these labels: call "
            "old_network.fit(X_train, y_train, epochs=1), and nothing else, inside try.",
        )


# ---------------------------------------------------------------- 4 one-hot


# ---------------------------------------------------------------- 6 compile

OPTIMIZERS = {
    "SGD": "The optimizer is SGD, with one step size for all parameters; asked for is Adam.",
    "RMSprop": "The optimizer is RMSprop, which Keras takes if it is told nothing; asked for is Adam.",
}

LOSSES = {
    "sparse_categorical_crossentropy": "sparse_categorical_crossentropy is for one choice among ten, with whole "
    "numbers as labels, and it would treat these sigmoids as a softmax without a word. Ours are ten questions of yes "
    "or no.",
    "categorical_crossentropy": "categorical_crossentropy is for one choice among ten, behind a softmax: it looks "
    "only at the digit that is right. Ours are ten questions of yes or no.",
    "mean_squared_error": "mean_squared_error measures distances between numbers; for yes or no asked for is binary "
    "cross-entropy.",
}

METRICS = {
    "binary_accuracy": "binary_accuracy counts single answers: always saying no has 0.90. Asked for is the share of "
    'images, which is what "accuracy" means with these shapes.',
    "sparse_categorical_accuracy": "sparse_categorical_accuracy takes labels that are whole numbers; ours are one-hot"
    " rows.",
    "Accuracy": "The class Accuracy counts outputs that are exactly equal to the labels, which probabilities never "
    'are. The text "accuracy" is something else.',
}

# ---------------------------------------------------------------- 7 baseline


def one_in_ten(rng: np.random.Generator) -> tuple:
    return ((0.5,), (0.1,), *((float(p),) for p in rng.uniform(0.02, 0.98, 4)))


def other_shares(rng: np.random.Generator) -> tuple:
    return tuple((float(p), float(s)) for p, s in rng.uniform(0.05, 0.95, (6, 2)))


# ---------------------------------------------------------------- 8 fit, 9 evaluate, 12 compare

#: What a trained network builds on, before it is trained.
NETWORK = ("scale", "one-hot", "build", "compile")


def own_data(part: str, context: Context) -> tuple[np.ndarray, np.ndarray]:
    """Images of "test" or "held_out" as the student scaled them, where that is possible, and their digits."""
    images = normal(context.reference["scale", f"X_{part}"].value)
    digits = normal(context.reference["scale", f"y_{part}"].value)
    own = context.answers.get(("scale", f"X_{part}"))
    mine = normal(own.value) if own is not None and not isinstance(own.value, Raised) else None
    if is_array(mine) and mine.shape == images.shape and np.isfinite(mine).all():
        images = mine
    return images, digits


def labels_for(loss: str, digits: np.ndarray) -> np.ndarray:
    """The digits, or one-hot rows, whichever this loss takes."""
    return digits if loss.startswith("sparse_") else np.eye(10)[digits.astype(int)]


def compiled_loss(record: Any) -> str:
    """The name of the loss that a model was compiled with, if it is one of the cross-entropies known here."""
    loss = read_settings(record).loss
    known = (
        "binary_crossentropy",
        "categorical_crossentropy",
        "sparse_categorical_crossentropy",
        "mean_squared_error",
    )
    if loss is None or loss.name not in known:
        raise NetworkError("It was compiled with a loss that cannot be compared here.")
    return loss.name


@dataclass(frozen=True, kw_only=True)
class LossCurves(History):
    """Training and validation loss of ten epochs, from a network that was new when it began.

    Their end must be what the trained weights give: curves are only what the student's process says.
    """

    curves: tuple[str, ...] = ("loss", "val_loss")
    falls: tuple[str, ...] = ("loss",)

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        finding = super().examine(answer, reference, context)
        if finding.outcome is Outcome.SHAPE and isinstance(answer, dict) and "val_loss" not in answer:
            return replace(finding, message="There is no validation loss: hold the last fifth out.")
        if isinstance(answer, dict) and is_array(loss := normal(answer.get("loss"))) and (loss < 0).any():
            says = "The loss is negative, so the labels are not 0 and 1: train on the one-hot Y_train."
            return Finding(Outcome.VALUE, says)
        if finding.outcome is not Outcome.RIGHT:
            return finding
        # See the second table: a new network begins at 0.2 or more, a trained one goes on from 0.11 or less
        # (only raw pixels end higher in rare cases: then it is not noticed).
        if normal(answer["loss"])[0] < 0.15:
            says = "The first epoch begins where another training ended: make a new network in the same cell as fit."
            return Finding(Outcome.VALUE, says)
        return self._of_its_network(answer, context) or finding

    def _of_its_network(self, answer: Any, context: Context) -> Finding | None:
        record = context.answers.get(("fit", "network"))
        if record is None or isinstance(record.value, Raised):
            return Finding(Outcome.MISSING, "There is no trained network that these curves could belong to.")
        images, digits = own_data("held_out", context)
        try:
            name = compiled_loss(record.value)
            loss = loss_of_network(name, read_network(record.value), images, labels_for(name, digits))
        except NetworkError as error:
            return Finding(Outcome.MISSING, f"These curves cannot be compared with the network. {error}")
        if abs(normal(answer["val_loss"])[-1] - loss) <= 2e-3 * loss + 1e-4:
            return None
        says = (
            "Their end is not the loss that the trained network has on the last fifth of the training images: "
            "keep what this fit returned, and hold that fifth out."
        )
        return Finding(Outcome.VALUE, says)


@dataclass(frozen=True, kw_only=True)
class OwnEvaluation(Check):
    """One entry of `evaluate`'s result is what the student's own network gives on the test images."""

    entry: str

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        if not isinstance(answer, dict):
            kind = kind_of(normal(answer))
            return Finding(Outcome.TYPE, f"This is {kind}; a dictionary is asked for: return_dict=True.")
        found = [v for key, v in answer.items() if isinstance(key, str) and self._is(key)]
        if not found:
            keys = ", ".join(str(key)[:40] for key in list(answer)[:8]) or "nothing"
            return Finding(Outcome.MISSING, f"There is no {self.entry} in it, only {keys}.")
        said = normal(found[0])
        if not is_array(said) or said.ndim or not np.isfinite(said):
            return Finding(Outcome.TYPE, f"Its {self.entry} is not one finite number.")
        record = context.answers.get(("evaluate", "network"))
        if record is None or isinstance(record.value, Raised):
            return Finding(Outcome.MISSING, "There is no network called model to compare it with.")
        try:
            right, held_out = (self._measured(record.value, part, context) for part in ("test", "held_out"))
        except NetworkError as error:
            return Finding(Outcome.MISSING, f"It cannot be compared with your network. {error}")
        return self._judged(said, right, held_out)

    def _judged(self, said: np.ndarray, right: tuple, held_out: tuple) -> Finding:
        if any(self._close(said, value) for value in right):
            return Finding.right()
        if any(self._close(said, value) for value in held_out):
            says = (
                f"This is the {self.entry} on images held out of training. Asked for are X_test and Y_test."
            )
            return Finding(Outcome.VALUE, says)
        says = f"Its {self.entry} is {said:.4f}, which is not what your network gives on the test images."
        return Finding(Outcome.VALUE, says)

    def _close(self, said: np.ndarray, value: float) -> bool:
        # One image of 360 is 0.0028; sums of the loss in float32 agree far better than 0.1 %.
        return abs(said - value) <= (0.0003 if self.entry == "accuracy" else 1e-3 * abs(value) + 1e-5)

    def _is(self, key: str) -> bool:
        return key == "loss" if self.entry == "loss" else "acc" in key

    def _measured(self, record: Any, part: str, context: Context) -> tuple[float, ...]:
        """What may rightly be reported: which metric was compiled has cost its points there."""
        images, digits = own_data(part, context)
        network = read_network(record)
        if self.entry == "loss":
            name = compiled_loss(record)
            return (loss_of_network(name, network, images, labels_for(name, digits)),)
        outputs = predict(network, images)
        if outputs.ndim != 2 or outputs.shape[1] != 10:
            raise NetworkError("It does not give ten numbers for each image.")
        compiled = {m.name for m in read_settings(record).metrics if "acc" in m.name}
        right = () if compiled == {"binary_accuracy"} else (accuracy_of(outputs, digits),)
        if "binary_accuracy" in compiled:
            yes_or_no = np.mean((outputs > 0.5) == (np.eye(10)[digits.astype(int)] == 1))
            right += (float(yes_or_no),)
        return right


@dataclass(frozen=True, kw_only=True)
class Compared(Check):
    """comparison[entry] is the share of test images that the student's own network recognises."""

    entry: str
    network: tuple[str, str]

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        if not isinstance(answer, dict):
            kind = kind_of(normal(answer))
            return Finding(
                Outcome.TYPE, f'This is {kind}; a dictionary is asked for: {{"sigmoid": …, "softmax": …}}.'
            )
        if self.entry not in answer:
            return Finding(Outcome.MISSING, f"There is no entry {self.entry!r} in it.")
        said = normal(answer[self.entry])
        if not is_array(said) or said.ndim or not np.isfinite(said):
            return Finding(Outcome.TYPE, f"Its entry {self.entry!r} is not one finite number.")
        record = context.answers.get(self.network)
        if record is None or isinstance(record.value, Raised):
            return Finding(Outcome.MISSING, "There is no such network to compare it with.")
        images, digits = own_data("test", context)
        try:
            network = read_network(record.value)
            outputs = predict(network, images)
            share = accuracy_of(outputs, digits)
        except NetworkError as error:
            return Finding(Outcome.MISSING, f"It cannot be compared with your network. {error}")
        if abs(said - share) <= 0.0003:
            return Finding.right()
        return Finding(Outcome.VALUE, self._why(said, share, outputs, network, record.value, images, digits))

    def _why(self, said, share, outputs, network, record, images, digits) -> str:
        rows = np.eye(10)[digits.astype(int)]
        if abs(said - np.mean((outputs > 0.5) == (rows == 1))) <= 0.0003:
            return (
                f"{self.entry}: this is the binary accuracy, the share of single answers, of which nine in ten are an "
                "easy no. Asked for is the share of images."
            )
        try:
            name = compiled_loss(record)
            loss = loss_of_network(name, network, images, labels_for(name, digits))
        except NetworkError:
            loss = np.nan
        if abs(said - loss) <= 1e-3 * abs(loss) + 1e-5:
            says = (
                "this is the loss, and losses of two kinds do not compare. Asked for is the share of images."
            )
            return f"{self.entry}: {says}"
        if abs(said - 100 * share) <= 0.03:
            return f"{self.entry}: this is in per cent; asked for is a number from 0 to 1."
        if abs(said - (1 - share)) <= 0.0003:
            return f"{self.entry}: this is the share of images that are not recognised."
        return f"{self.entry}: {said:.4f} is not the share of the test images that this network recognises."


# ---------------------------------------------------------------- 10 stopping


def ending_early(rng: np.random.Generator) -> tuple:
    """Losses that fall, go up for less than the patience, fall again, and stop falling; ties among them."""
    probes = []
    for patience in (1, 2, 3, 4, 3):
        falling = sorted((float(v) for v in rng.uniform(1, 2, 4)), reverse=True)
        bump = [falling[-1] + float(v) for v in rng.uniform(0.1, 1, patience - 1)]
        lower = [falling[-1] - 0.25, falling[-1] - 0.5]
        tie = [lower[-1]] if patience > 1 else []
        # Above the lowest, but falling: no progress all the same.
        above = sorted((float(v) for v in rng.uniform(0.1, 1, patience - len(tie))), reverse=True)
        after = [lower[-1] + value for value in above]
        late = [lower[-1] - 0.5, lower[-1] - 0.4]  # lower still, but never seen
        probes.append(([round(v, 4) for v in falling + bump + lower + tie + after + late], patience))
    return tuple(probes)


def never_ending(rng: np.random.Generator) -> tuple:
    """Losses after which nothing ends early."""
    falling = [round(float(v), 4) for v in sorted(rng.uniform(0, 1, 6), reverse=True)]
    return ((falling, 2), ([3.0, 2.0, 2.5, 1.0, 1.5, 0.5], 2), ([1.0], 1), ([2.0, 3.0, 3.5], 3))


# ---------------------------------------------------------------- 11 precision-recall


def detectors(rng: np.random.Generator) -> tuple:
    """Digits and probabilities of six detectors that are sometimes right, in all four ways."""
    probes = []
    for digit in rng.permutation(10)[:6]:
        labels = np.concatenate([np.arange(10), rng.integers(0, 10, 50), [digit] * 8])
        probabilities = rng.uniform(0.0, 0.6, (len(labels), 10))
        shown = rng.uniform(0.2, 0.99, len(labels))
        probabilities[np.arange(len(labels)), labels] = shown
        # Two answers above one half in a row, where the larger one is another digit's.
        probabilities[-3:, digit] = 0.6
        probabilities[-3:, (digit + 1) % 10] = 0.9
        probes.append((labels.astype(np.int64), probabilities, int(digit)))
    return tuple(probes)


def silent_detectors(rng: np.random.Generator) -> tuple:
    """A detector that never says yes, others beside it that do."""
    probes = []
    for digit in (int(d) for d in rng.permutation(10)[:3]):
        labels = np.arange(20) % 10
        probabilities = rng.uniform(0.0, 0.9, (20, 10))
        probabilities[:, digit] = rng.uniform(0.0, 0.5, 20)
        probes.append((labels.astype(np.int64), probabilities, digit))
    return tuple(probes)


@dataclass(frozen=True, kw_only=True)
class NeverYes(Function):
    """0.0 and 0.0 where there is not a single yes."""

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        finding = super().examine(answer, reference, context)
        if finding.outcome in (Outcome.VALUE, Outcome.RAISED, Outcome.TYPE):
            says = "For a detector that never says yes, return a precision of 0.0 (and a recall of 0.0)."
            return Finding(finding.outcome, f"{says} {finding.message}")
        return finding


# ---------------------------------------------------------------- the exercises

scale = Exercise(
    "scale",
    "Scale the pixels",
    demands={
        "from-0-to-1": "0 becomes 0.0, 255 becomes 1.0",
        "same-rule": "the same rule for all images",
        "shape": "the shape stays",
        "unchanged": "x_train stays as it is",
        "both": "training and test images",
    },
    checks=[
        Value(
            "X_train_shape",
            label="X_train",
            part="shape",
            share=1,
            hint="The images keep their shape, (N, 28, 28).",
        ),
        Value(
            "X_held_out",
            label="X_train",
            part="the last fifth",
            share=2,
            atol=1e-5,
            hint="x_train / 255.",
        ),
        Value("X_test", share=2, atol=1e-5, hint="The same rule as for X_train."),
    ],
)

bce = Exercise(
    "bce",
    "Binary cross-entropy by hand",
    demands={
        "each-image": "one number for each image",
        "clip": "clipped at 1e-7",
        "by-hand": "no ready-made loss",
        "axis": "the mean along the last axis",
    },
    checks=[
        Function(
            "bce_inside",
            label="bce_per_image",
            part="probabilities between 0 and 1",
            share=7,
            probes=bce_probes,
            rtol=1e-4,
            rules=(
                ByHand(
                    "BinaryCrossentropy",
                    "binary_crossentropy",
                    "sigmoid_cross_entropy_with_logits",
                    "log_loss",
                    says="Write the formula with np.log yourself, without a ready-made loss.",
                ),
            ),
            hint="-np.mean(y · ln p + (1 − y) · ln(1 − p), axis=-1), p clipped.",
        ),
        # In float32 the clip at 1 − 1e-7 is a little coarser: the worst loss is 15.94 there, not 16.12.
        AtTheEdges(
            "bce_edges",
            label="bce_per_image",
            part="probabilities of exactly 0 and 1",
            share=3,
            probes=edge_probes,
            rtol=0.02,
            atol=1e-5,
            hint="np.clip(y_pred, 1e-7, 1 - 1e-7) before the logarithm.",
        ),
    ],
)

catch = Exercise(
    "catch",
    "Catch the error",
    demands={
        "exception": "the exception itself",
        "kept": "kept as refusal",
        "as-they-are": "with the labels as they are",
    },
    runs_wrong_answers=False,  # each would fit old_network, which is there for one first fit
    checks=[
        Refusal(
            "message",
            share=4,
            needs="scale",
            hint="try: old_network.fit(X_train, y_train, epochs=1), except ValueError as error: refusal = error.",
        ),
        Value(
            "kind",
            share=2,
            needs="scale",
            known={
                "str": "refusal is a text, not the exception itself: refusal = error.",
                "NoneType": "refusal is None: no exception was kept.",
            },
            hint="Keep the exception itself, not its text: refusal = error.",
        ),
    ],
)

quiz_refusal = Exercise(
    "quiz-refusal",
    "What the error says",
    checks=[
        Choice(
            "answer",
            explain={
                "a": "The number of images stands first, None (open) or the size of a batch, and it is the same in "
                "both shapes: the message is not about it.",
                "b": "None or 32, which stands first, is the number of images. Behind it the target has nothing, one "
                "number for each image; the output has a 10, ten numbers. Binary cross-entropy compares each output "
                "with a label of its own, so it needs ten labels for each image.",
                "c": "The network flattens them itself, in its first layer; the message is about labels and outputs, "
                "not about images.",
                "d": "With softmax there are ten outputs for each image as well, and binary cross-entropy fails in the "
                "same way. It is another loss, sparse categorical cross-entropy, that takes such labels.",
            },
        ),
    ],
)

one_hot = Exercise(
    "one-hot",
    "Ten answers for each image",
    demands={
        "rows": "a row of ten for each image",
        "numbers": "numbers 0 and 1",
        "column": "the 1 in the digit's column",
        "both": "training and test labels",
    },
    checks=[
        Value("Y_train", share=2, atol=1e-6, hint="keras.utils.to_categorical(y_train, 10)."),
        Value("Y_test", share=1, atol=1e-6, hint="The same from y_test."),
    ],
)

build = Exercise(
    "build",
    "Build the network",
    demands={
        "new-network": "a new network at each call",
        "images": "images of 28 × 28 in",
        "flat": "flattened",
        "hidden": "128 units with ReLU",
        "outputs": "10 units with sigmoid",
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
        Architecture("network", share=1, parts=("layers",), hint="Flatten, then two dense layers."),
        Architecture(
            "network", share=3, parts=("units",), hint="128 hidden units; ten outputs, one for each question."
        ),
        Architecture(
            "network",
            share=3,
            parts=("activations",),
            hint="ReLU in the hidden layer. Sigmoid at the end: ten separate questions, each with a probability of its "
            "own. (Softmax would make them share a total of 1.)",
        ),
        Architecture("network", share=1, parts=("input",), hint="keras.Input(shape=(28, 28))."),
    ],
)

compile_network = Exercise(
    "compile",
    "Compile the network",
    demands={
        "optimizer": "Adam with a rate of 0.001",
        "loss": "binary cross-entropy",
        "metric": "accuracy",
        "returned": "returns the network",
    },
    checks=[
        Compiled(
            "settings",
            share=3,
            parts=("optimizer", "learning_rate"),
            known=OPTIMIZERS,
            hint='keras.optimizers.Adam(learning_rate=0.001), or "adam", which is the same.',
        ),
        Compiled("settings", share=3, parts=("loss",), known=LOSSES, hint='"binary_crossentropy".'),
        Compiled(
            "settings", share=1, parts=("metrics",), known=METRICS, hint='metrics=["accuracy"], a list.'
        ),
        Architecture(
            "settings",
            share=1,
            parts=("layers", "units"),
            hint="Compile the network that the function is given, not one from elsewhere in the notebook.",
        ),
    ],
)

baseline = Exercise(
    "baseline",
    "The loss of a constant answer",
    demands={
        "both-answers": "over yes and no",
        "mean": "the mean",
        "share": "for any share",
        "unrounded": "one number as it is",
    },
    checks=[
        Function(
            "guess_of_tenth",
            label="guess_loss",
            part="a share of one in ten",
            share=5,
            probes=one_in_ten,
            rtol=1e-5,
            hint="share · cost of a yes + (1 − share) · cost of a no.",
        ),
        Function(
            "guess_of_share",
            label="guess_loss",
            part="other shares",
            share=3,
            probes=other_shares,
            rtol=1e-5,
            hint="The same with another share.",
        ),
    ],
)

fit = Exercise(
    "fit",
    "Train for ten epochs",
    demands={
        "one-hot": "on the one-hot labels",
        "epochs": "10 epochs",
        "held-out": "the last fifth is held out",
        "new-network": "a new network, the trained one",
    },
    checks=[
        LossCurves(
            "history",
            share=3,
            needs=NETWORK,
            hint="epochs=10 and validation_split=0.2, on a new network.",
        ),
        # Below every network of the first table after ten epochs, above all of them after one.
        TrainedOnOwnScale(
            "network",
            share=6,
            accuracy=0.84,
            data=TEST_DATA,
            scales=OTHER_SCALES,
            needs=NETWORK,
            hint="Train a compiled network called model on X_train and Y_train for ten epochs.",
        ),
    ],
)

evaluate = Exercise(
    "evaluate",
    "Evaluate",
    demands={
        "test-images": "on the test images",
        "dictionary": "a dictionary",
    },
    checks=[
        OwnEvaluation(
            "results",
            part="loss",
            entry="loss",
            needs=(*NETWORK, "fit"),
            hint="model.evaluate(X_test, Y_test, return_dict=True).",
        ),
        OwnEvaluation(
            "results",
            part="accuracy",
            entry="accuracy",
            needs=(*NETWORK, "fit"),
            hint="It is in the same dictionary, if the network was compiled with the metric accuracy.",
        ),
    ],
)

stopping = Exercise(
    "stopping",
    "When would it stop?",
    demands={
        "from-1": "epochs count from 1",
        "in-a-row": "patience epochs in a row",
        "lowest": "lower than the lowest before",
        "as-low": "as low is not lower",
        "to-the-end": "else the last epoch",
    },
    checks=[
        Function(
            "stopping",
            label="stopping_epoch",
            part="a run that ends early",
            share=5,
            probes=ending_early,
            hint="A new lowest loss sets the count back to 0.",
        ),
        Function(
            "stopping_never",
            label="stopping_epoch",
            part="a run that goes to its end",
            share=2,
            probes=never_ending,
            hint="Without an early end: len(losses).",
        ),
    ],
)

quiz_accuracy = Exercise(
    "quiz-accuracy",
    "What 0.95 says",
    checks=[
        Choice(
            "answer",
            explain={
                "a": "Images are counted by the categorical accuracy. Binary accuracy counts single answers, ten for "
                "each image, of which nine are an easy no.",
                "b": "An accuracy does not fix the loss: that depends on how sure the answers are.",
                "c": "Always saying no has 0.90, so 0.10 wrong; 0.95 has 0.05 wrong, which is half. Whether the "
                "largest of an image's ten outputs is the right one, binary accuracy does not ask.",
                "d": "The two numbers count different things: a network that always says no has a binary accuracy of "
                "0.90 and a categorical one of about 0.1.",
            },
        ),
    ],
)

precision_recall = Exercise(
    "precision-recall",
    "Precision and recall of one digit",
    demands={
        "order": "precision first",
        "threshold": "yes above 0.5, whatever the others say",
        "never-yes": "precision 0 where it never says yes",
        "shares": "from 0 to 1, not rounded",
    },
    checks=[
        Function(
            "precision_recall",
            share=6,
            probes=detectors,
            rtol=1e-5,
            hint="Hits divided by all yes answers; hits divided by all images of the digit.",
        ),
        NeverYes(
            "never_yes",
            label="precision_recall",
            part="never a yes",
            share=2,
            probes=silent_detectors,
            hint="Ask first whether there is any yes.",
        ),
    ],
)

quiz_silent = Exercise(
    "quiz-silent",
    "Which one is honest?",
    checks=[
        Choice(
            "answer",
            explain={
                "a": "A label of 7 is neither yes nor no: the loss becomes negative and falls without end.",
                "b": "The loss treats the ten sigmoids as a softmax while it trains; what predict then gives are no "
                "probabilities.",
                "c": "A 5 becomes 0.56, as if it were more of a yes than a 4. The loss stays finite, but digits are "
                "names, not degrees of one answer.",
                "d": "Ten questions, ten answers of yes or no, a probability for each: all three say the same.",
            },
        ),
    ],
)

compare = Exercise(
    "compare",
    "An honest comparison",
    demands={
        "softmax": "softmax at the end",
        "loss": "sparse categorical cross-entropy",
        "trained": "trained like model",
        "shares": "shares of the test images",
        "recognised": "what can be compared: the images that are recognised",
    },
    checks=[
        Architecture(
            "rival",
            share=2,
            hint="As in exercise 5, with softmax in place of sigmoid.",
        ),
        Compiled(
            "rival",
            share=1,
            parts=("optimizer", "learning_rate", "loss"),
            known={
                **OPTIMIZERS,
                "categorical_crossentropy": "categorical_crossentropy wants one-hot labels; asked for is the sparse "
                "form, which takes the labels 0 to 9 as they are.",
                "binary_crossentropy": "binary_crossentropy is the loss of the other network, for ten separate "
                "questions. The rival makes one choice among ten.",
            },
            hint='Adam, learning rate 0.001, and "sparse_categorical_crossentropy".',
        ),
        # Below every softmax network after ten epochs.
        TrainedOnOwnScale(
            "rival",
            part="training",
            share=2,
            accuracy=0.87,
            data=TEST_DATA,
            scales=OTHER_SCALES,
            needs="scale",
            hint="Ten epochs on X_train and y_train.",
        ),
        Compared(
            "comparison",
            part="sigmoid",
            share=1.5,
            entry="sigmoid",
            network=("compare", "network"),
            needs=(*NETWORK, "fit"),
            hint='model.evaluate(X_test, Y_test, return_dict=True)["accuracy"].',
        ),
        Compared(
            "comparison",
            part="softmax",
            share=1.5,
            entry="softmax",
            network=("compare", "rival"),
            needs=(*NETWORK, "fit"),
            hint='rival.evaluate(X_test, y_test, return_dict=True)["accuracy"].',
        ),
    ],
)

exercises = [
    scale,
    bce,
    catch,
    quiz_refusal,
    one_hot,
    build,
    compile_network,
    baseline,
    fit,
    evaluate,
    stopping,
    quiz_accuracy,
    precision_recall,
    quiz_silent,
    compare,
]
