"""What the answers of lesson 07 are worth.

Nobody but the grader reads this file: it is never released, and nothing of it enters a kernel.

Nothing is judged by how well it was trained: steps, loops and gradients are compared with the reference's, number
by number, on fresh weights and batches.
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
    Finding,
    Outcome,
    Steps,
    Tolerance,
    Value,
    difference,
    is_array,
    kind_of,
    normal,
    shown,
)

# ---------------------------------------------------------------- fresh weights and batches


def some_weights(rng: np.random.Generator) -> list[np.ndarray]:
    """2-16-1, with weights of moderate size and no bias at 0."""
    shapes = ((2, 16), (16,), (16, 1), (1,))
    return [rng.normal(0, 0.6, shape).astype("float32") for shape in shapes]


def some_batch(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Points (size, 2) and labels (size, 1), 0 and 1 in unlike numbers and in no order."""
    labels = rng.permutation(np.arange(size) < size // 3 + 1).astype("int64").reshape(-1, 1)
    return rng.uniform(-1.5, 1.5, (size, 2)).astype("float32"), labels


# ---------------------------------------------------------------- 4 one-step


@dataclass(frozen=True, kw_only=True)
class AdamAsItComes(Check):
    """An optimizer's class and settings are those of Adam() without arguments; its name is its own."""

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        if answer.get("class") != reference["class"]:
            says = f"The optimizer is {shown(answer.get('class'))[1:-1]}; asked for is Adam."
            return Finding(Outcome.VALUE, says)
        for key, right in reference.items():
            if key == "name":
                continue
            mine = answer.get(key)
            same = mine == right
            if is_array(normal(mine)) and is_array(normal(right)):
                same = difference(normal(mine), normal(right), Tolerance(rtol=1e-5)) is None
            if not same:
                says = (
                    f"It is Adam, but with {key} = {shown(mine)}. Asked for are its defaults: no arguments."
                )
                return Finding(Outcome.VALUE, says)
        return Finding.right()


# ---------------------------------------------------------------- 5 train-step, 7 compile-step


def steps_to_try(rng: np.random.Generator) -> tuple:
    """(weights, points, labels, optimizer, rate, steps): SGD shows a wrong scale, Adam over steps a lost memory."""
    plans = ((24, "SGD", 0.4, 1), (17, "Adam", 0.05, 3))
    return tuple(
        (some_weights(rng), *some_batch(rng, size), name, rate, steps) for size, name, rate, steps in plans
    )


def calls_to_try(rng: np.random.Generator) -> tuple:
    return tuple(
        (some_weights(rng), *some_batch(rng, size), name, rate, 8)
        for size, name, rate in ((20, "SGD", 0.2), (11, "Adam", 0.03))
    )


BY_HAND = ByHand(
    "train_on_batch",
    "fit",
    says="This is Keras's own step. Write the step yourself: tape, gradients, optimizer.apply.",
)


@dataclass(frozen=True, kw_only=True)
class RunsWithoutPython(Check):
    """How often Python ran the network in eight calls of one shape: compiled, once or twice (Adam's variables)."""

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        counts = []
        for result in answer if isinstance(answer, list) else ():
            returned = result.get("returned") if isinstance(result, dict) else None
            count = returned.get("python") if isinstance(returned, dict) else None
            if not isinstance(count, int) or isinstance(count, bool):
                return Finding(Outcome.RAISED, "The compiled step could not be called eight times.")
            counts.append(count)
        if len(counts) != len(reference):
            return Finding(Outcome.TYPE, "What was recorded is not what a function returns.")
        if min(counts) == 0:
            return Finding(Outcome.VALUE, "The step does not use the network that compile_step was given.")
        if max(counts) > 3:
            says = (
                f"In eight calls Python ran the network {max(counts)} times: the step is not compiled, or "
                "compiled anew in each call. Put tf.function around it once, in compile_step, outside of the step."
            )
            return Finding(Outcome.VALUE, says)
        return Finding.right()


# ---------------------------------------------------------------- 6 training-loop


def loops_to_try(rng: np.random.Generator) -> tuple:
    """(weights, points, labels, optimizer, rate, epochs, batch size): no size divides the number of points."""
    plans = ((45, "SGD", 0.4, 2, 20), (38, "Adam", 0.05, 3, 16))
    return tuple((some_weights(rng), *some_batch(rng, size), *plan) for size, *plan in plans)


# ---------------------------------------------------------------- 8 equal-to-fit


#: What the cell of exercise 8 may call: if it raises, nothing of the cell comes right.
EARLIER_STEPS = ("train-step", "training-loop", "compile-step")


@dataclass(frozen=True, kw_only=True)
class OwnDifference(Check):
    """The largest absolute difference between the student's two lists of weights, whatever these are worth."""

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        mine = normal(answer)
        if not is_array(mine) or mine.ndim:
            return Finding(Outcome.TYPE, f"This is {kind_of(mine)}; one number is asked for.")
        lists = [self._weights(name, context) for name in ("by_fit", "by_loop")]
        if any(found is None for found in lists):
            return Finding(Outcome.MISSING, "It cannot be compared: one of the two networks is missing.")
        first, second = lists
        if [a.shape for a in first] != [b.shape for b in second]:
            return Finding(Outcome.MISSING, "It cannot be compared: the two networks differ in shape.")
        apart = [a.astype(np.float64) - b.astype(np.float64) for a, b in zip(first, second, strict=True)]
        right = max(float(np.abs(a).max()) for a in apart)
        if abs(float(mine) - right) <= 1e-4 * right:
            return Finding.right(f"The weights differ by up to {right:.1e}.")
        if float(mine) < 0 or abs(float(mine) - max(float(a.max()) for a in apart)) <= 1e-9:
            return Finding(
                Outcome.VALUE, "These are differences with their signs: take absolute values first."
            )
        says = f"This is {float(mine):.2g}, but the weights of your two networks differ by up to {right:.2g}."
        return Finding(Outcome.VALUE, says)

    @staticmethod
    def _weights(name: str, context: Context) -> list[np.ndarray] | None:
        record = context.answers.get(("equal-to-fit", name))
        if record is None or not isinstance(record.value, list):
            return None
        arrays = [np.asarray(normal(array)) for array in record.value]
        return arrays if arrays and all(is_array(array) and array.size for array in arrays) else None


# ---------------------------------------------------------------- 9 mend-tapes, 10 clip


def batches_to_try(rng: np.random.Generator) -> tuple:
    return tuple((some_weights(rng), *some_batch(rng, size)) for size in (12, 19))


def clips_to_try(rng: np.random.Generator) -> tuple:
    """Above the limit and below it, with an array of zeros, one array only, and nothing but zeros."""
    shapes = ((3, 4), (4,), (4, 1), (1,))
    big = [rng.normal(0, 3, shape).astype("float32") for shape in shapes]
    small = [rng.normal(0, 0.05, shape).astype("float32") for shape in shapes]
    some_zero = [big[0] * 2, np.zeros(4, "float32")]
    zeros = [np.zeros(shape, "float32") for shape in shapes]
    return ((big, 1.5), (small, 2.0), (some_zero, 0.7), ([big[2]], 1.0), (zeros, 1.0))


# ---------------------------------------------------------------- the exercises

exercises = [
    Exercise(
        "labels-float",
        "Labels as fractions",
        demands={
            "float32": "of type float32",
            "shape": "of shape (200, 1)",
        },
        checks=[
            Value(
                "labels_float",
                dtype="float32",
                hint="tf.cast(labels, tf.float32).",
                atol=1e-6,
            )
        ],
    ),
    Exercise(
        "cross-entropy",
        "Cross-entropy of each example",
        demands={
            "each-example": "one number for each example",
            "names": "labels as labels, logits as logits",
        },
        checks=[
            Value(
                "cross_entropy",
                rtol=1e-4,
                atol=1e-6,
                needs="labels-float",
                hint="tf.nn.sigmoid_cross_entropy_with_logits(labels=labels_float, logits=logits).",
            )
        ],
    ),
    Exercise(
        "loss",
        "The loss",
        demands={
            "mean": "the mean",
            "one-number": "one number",
        },
        checks=[
            Value(
                "loss",
                rtol=1e-4,
                atol=1e-6,
                needs="cross-entropy",
                hint="tf.reduce_mean(cross_entropy), without an axis.",
            )
        ],
    ),
    Exercise(
        "one-step",
        "One step",
        demands={
            "loss": "the mean cross-entropy",
            "all-variables": "four gradients, in order",
            "inside": "the loss computed inside the tape",
            "adam": "Adam with its defaults",
            "once": "applied once",
            "all-points": "all points",
        },
        checks=[
            AdamAsItComes("adam", share=2, hint="adam = keras.optimizers.Adam()."),
            Steps(
                "gradients",
                share=5,
                what="gradients",
                atol=1e-6,
                rtol=1e-3,
                hint="tape.gradient(loss, network.trainable_variables), after the with block.",
            ),
            Steps(
                "weights",
                share=5,
                atol=2e-5,
                hint="adam.apply(gradients, network.trainable_variables), once.",
            ),
        ],
    ),
    Exercise(
        "train-step",
        "The train step",
        demands={
            "one-step": "one step",
            "loss": "the mean cross-entropy",
            "before": "returns the loss before the step",
            "optimizer": "the optimizer that it is given",
            "tensor": "the loss as a tensor",
            "by-hand": "with a tape, no train_on_batch",
            "batch": "on the batch that it is given",
            "all-variables": "all layers",
        },
        checks=[
            Steps(
                "step",
                label="train_step",
                share=5,
                part="the loss that it returns",
                pick="losses",
                what="losses",
                probes_from=steps_to_try,
                rules=(BY_HAND,),
                hint="Return the mean cross-entropy that the tape recorded.",
            ),
            Steps(
                "step",
                label="train_step",
                share=9,
                part="the weights that it leaves",
                pick="weights",
                rules=(BY_HAND,),
                hint="Tape, gradients, optimizer.apply: all with the arguments of the function.",
            ),
            Value(
                "is_tensor",
                label="train_step",
                part="a tensor",
                share=1,
                known={
                    False: "What it returns is no tensor. Return the loss as a tensor, without .numpy() or float()."
                },
                hint="return the loss as tf.reduce_mean gives it.",
            ),
        ],
    ),
    Exercise(
        "training-loop",
        "The loop",
        demands={
            "in-order": "in order, no shuffling",
            "last-batch": "the last, smaller batch, too",
            "weighted": "weighted by the batches' sizes",
            "each-epoch": "one number an epoch",
            "batch-size": "batches of batch_size",
            "epochs": "as many epochs as asked",
            "optimizer": "the optimizer that it is given",
        },
        checks=[
            Steps(
                "loop",
                label="train",
                share=6,
                part="the losses that it returns",
                pick="losses",
                what="losses",
                probes_from=loops_to_try,
                needs="train-step",
                otherwise="Are the batches in the order of the data (no shuffling), and is the mean weighted "
                "by their sizes?",
                hint="Add up float(loss) * len(batch) over an epoch, and divide by len(points).",
            ),
            Steps(
                "loop",
                label="train",
                share=8,
                part="the weights that it leaves",
                pick="weights",
                needs="train-step",
                otherwise="Are the batches in the order of the data (no shuffling), all of them, in each epoch?",
                hint="for each epoch: for begin in range(0, len(points), batch_size): one train_step.",
            ),
        ],
    ),
    Exercise(
        "quiz-training-only",
        "Only for training",
        checks=[
            Choice(
                "answer",
                explain={
                    "a": "The loss on test data is computed by the same function, which wants labels of the "
                    "logits' type.",
                    "b": "Testing changes no weight, so it needs no gradients: no tape, and no optimizer.",
                    "c": "The mean is what is printed, too: one number that can be compared between data "
                    "sets of any size.",
                    "d": "The tape only listens while the loss is computed. Without it the loss is the same.",
                },
            )
        ],
    ),
    Exercise(
        "compile-step",
        "Compile the step",
        demands={
            "compiled": "compiled by tf.function",
            "once": "compiled in the first call alone",
            "two-arguments": "a function of two arguments",
            "network": "with the network that it is given",
            "loss": "returns the loss",
        },
        runs_wrong_answers=False,  # each would be compiled; what its step leaves is what train_step leaves
        checks=[
            RunsWithoutPython(
                "compiled",
                label="compile_step",
                share=6,
                part="how often Python runs",
                needs="train-step",
                hint="@tf.function above the def of the inner function; return that function, without parentheses.",
            ),
            Steps(
                "compiled",
                label="compile_step",
                share=2,
                part="the loss that it returns",
                pick="losses",
                what="losses",
                probes_from=calls_to_try,
                needs="train-step",
                hint="return train_step(network, optimizer, points, labels).",
            ),
            Steps(
                "compiled",
                label="compile_step",
                share=2,
                part="the weights that it leaves",
                pick="weights",
                needs="train-step",
                hint="The network and the optimizer are those that compile_step was given.",
            ),
        ],
    ),
    Exercise(
        "quiz-tracing",
        "What tracing means",
        checks=[
            Choice(
                "answer",
                explain={
                    "a": "That is what an eager step does. A compiled one leaves Python's print behind after "
                    "tracing; tf.print stays in the graph.",
                    "b": "Python runs while tracing only, and then the loss is a symbol that has a shape and "
                    "no value. (Twice, where the optimizer makes its variables.)",
                    "c": "Python does run at the beginning only, but on symbols: there is no first loss to "
                    "be printed yet.",
                    "d": "print is allowed. It prints the symbol.",
                },
            )
        ],
    ),
    Exercise(
        "equal-to-fit",
        "Equal to fit",
        demands={
            "in-order": "without shuffling",
            "loss": "from logits",
            "rate": "Adam at 0.01",
            "epochs": "5 epochs",
            "batches": "batches of 32",
            "own-network": "a network of its own for the loop",
            "difference": "the largest absolute difference, one number",
        },
        runs_wrong_answers=False,  # each would train two networks
        checks=[
            Steps(
                "by_fit",
                share=4,
                atol=2e-5,
                rtol=1e-4,
                needs=EARLIER_STEPS,
                otherwise="Are the rate 0.01 and the loss one of logits, batches and epochs as asked for? Is the order "
                "that of the data? fit shuffles unless told shuffle=False.",
                hint="fit(points, labels, batch_size=32, epochs=5, shuffle=False) with Adam(learning_rate=0.01).",
            ),
            Steps(
                "by_loop",
                share=5,
                atol=2e-5,
                rtol=1e-4,
                needs=EARLIER_STEPS,
                otherwise="A new network, with an Adam(0.01) of its own? Five times all batches in their order, the "
                "last one, too?",
                hint="build_network(), Adam(0.01), and five epochs of batches of 32, the last one of 8.",
            ),
            OwnDifference(
                "largest_difference",
                share=3,
                needs=EARLIER_STEPS,
                hint="max(np.abs(a - b).max() for a, b in zip(by_fit.get_weights(), by_loop.get_weights())).",
            ),
        ],
    ),
    Exercise(
        "mend-tapes",
        "Mend three tapes",
        demands={
            "gradients": "a list of four gradients",
            "squared-error": "b keeps the mean squared error of the probabilities",
            "cross-entropy": "a and c keep the mean cross-entropy",
        },
        checks=[
            Steps(
                name,
                what="gradients",
                probes_from=batches_to_try,
                hint="Everything from network(points) to the loss inside the with block, and nothing but tensors on "
                "the way.",
            )
            for name in ("mended_a", "mended_b", "mended_c")
        ],
    ),
    Exercise(
        "clip",
        "Clip by the global norm",
        demands={
            "global": "by the norm of all together",
            "below": "nothing changes below the limit",
            "list": "a list of the same shapes",
            "by-hand": "no ready-made clipping",
            "zero": "all zeros stay zeros",
        },
        checks=[
            Steps(
                "clip_gradients",
                what="gradients",
                atol=1e-6,
                rtol=1e-4,
                probes_from=clips_to_try,
                rules=(
                    ByHand(
                        "clip_by_global_norm",
                        "clip_by_norm",
                        "clip_by_value",
                        "global_clipnorm",
                        says="This is ready-made clipping. Write the norm and the factor yourself.",
                    ),
                ),
                hint="norm = root of the sum of all squares of all arrays; each array times limit / norm, if "
                "norm > limit.",
            )
        ],
    ),
]
