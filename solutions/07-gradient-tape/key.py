"""What the answers of lesson 07 are worth, and which mistakes are known by name.

Nobody but the grader reads this file: it is never released, and nothing of it enters a kernel.

Nothing is judged by how well it was trained: steps, loops and gradients are compared with the reference's, number
by number, on fresh weights and batches, and the mistakes are trained over again in NumPy (autograder.key.Steps).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.key import (
    SGD,
    Adam,
    ByHand,
    Check,
    Choice,
    Context,
    Exercise,
    Finding,
    Loss,
    Mistake,
    Outcome,
    Steps,
    Tolerance,
    Value,
    Weights,
    batches_of,
    cross_entropy,
    cross_entropy_broadcast,
    cross_entropy_of_probabilities,
    difference,
    global_norm,
    gradients,
    is_array,
    kind_of,
    logits_as_probabilities,
    normal,
    optimizer_called,
    replay,
    shown,
    sigmoid,
    squared_error,
    squared_error_of_probabilities,
    summed,
)

# ---------------------------------------------------------------- fresh weights and batches


def some_weights(rng: np.random.Generator) -> Weights:
    """2-16-1, with weights of moderate size and no bias at 0."""
    shapes = ((2, 16), (16,), (16, 1), (1,))
    return [rng.normal(0, 0.6, shape).astype("float32") for shape in shapes]


def some_batch(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Points (size, 2) and labels (size, 1), 0 and 1 in unlike numbers and in no order."""
    labels = rng.permutation(np.arange(size) < size // 3 + 1).astype("int64").reshape(-1, 1)
    return rng.uniform(-1.5, 1.5, (size, 2)).astype("float32"), labels


def kept(context: Context, *places: tuple[str, str]) -> list[Any]:
    """What the reference recorded."""
    return [context.reference[place].value for place in places]


def all_data(context: Context) -> tuple[np.ndarray, np.ndarray]:
    """The 200 points and labels of the lesson."""
    x, y = kept(context, ("labels-float", "points"), ("labels-float", "labels"))
    return np.asarray(x), np.asarray(y)


# ---------------------------------------------------------------- 1 to 3: labels, cross-entropy, loss


@dataclass(frozen=True, kw_only=True)
class OfLogits(Value):
    """A value that was worked out from the lesson's logits z and labels y, and so were its mistakes.

    `known` are mistakes whose looks_like gets (z, y), float64 of shape (200, 1).
    """

    known: tuple[Mistake, ...]

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        finding = super().examine(answer, reference, context)
        if finding.outcome is Outcome.RIGHT:
            return finding
        z, y = kept(context, ("labels-float", "logits"), ("labels-float", "labels"))
        mine, tolerance = normal(answer), Tolerance(self.atol, self.rtol)
        for mistake in self.known:
            with np.errstate(all="ignore"):
                value = normal(mistake.looks_like(np.asarray(z, np.float64), np.asarray(y, np.float64)))
            if difference(mine, value, tolerance, finite=False) is None:
                return Finding(finding.outcome, mistake.says)
        return finding


def entropies(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))


def clipped_entropies(p: np.ndarray, y: np.ndarray) -> np.ndarray:
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


LABELS = (
    Mistake("The values are right, but the shape is (200,): keep (200, 1), only the type changes.", np.ravel),
    Mistake("The 0s and 1s have changed places.", lambda ref: 1 - ref),
    Mistake(
        "Each label has become a row of two numbers. Keep one column: only the type changes.",
        lambda ref: np.concatenate([1 - ref, ref], axis=1),
    ),
)

CROSS_ENTROPY = (
    Mistake(
        "This is their mean already. Here one value for each example is asked for, of shape (200, 1).",
        lambda z, y: entropies(z, y).mean(),
    ),
    Mistake(
        "Labels and logits are swapped: labels=labels_float, logits=logits.", lambda z, y: entropies(y, z)
    ),
    Mistake(
        "A sigmoid was applied before: the function wants the logits as they are, and would squeeze twice.",
        lambda z, y: entropies(sigmoid(z), y),
    ),
    Mistake(
        "The values are right, but the shape is (200,): Keras's function takes a mean over the last axis. Asked for "
        "is (200, 1).",
        lambda z, y: entropies(z, y)[:, 0],
    ),
    Mistake(
        "The logits were taken for probabilities: Keras's function needs from_logits=True.",
        lambda z, y: clipped_entropies(z, y)[:, 0],
    ),
    Mistake(
        "This is softmax cross-entropy: over a single output softmax is always 1, and the loss always 0.",
        lambda z, y: np.zeros(len(z)),
    ),
    Mistake(
        "Every logit is compared with every label: labels of shape (200,) against logits of shape (200, 1). "
        "Give both the shape (200, 1).",
        lambda z, y: entropies(z, y.reshape(1, -1)),
    ),
    Mistake("The sign is wrong: a cross-entropy is never negative.", lambda z, y: -entropies(z, y)),
    Mistake("The labels are the wrong way round.", lambda z, y: entropies(z, 1 - y)),
    Mistake(
        "This is the squared error of the logits. Asked for is cross-entropy.", lambda z, y: (z - y) ** 2
    ),
)

LOSS = (
    Mistake(
        "This is the sum over the examples; the exercise asks for the mean: tf.reduce_mean.",
        lambda z, y: entropies(z, y).sum(),
    ),
    Mistake(
        "The mean is taken over each example's own value, so nothing was averaged. Leave the axis away.",
        lambda z, y: entropies(z, y)[:, 0],
    ),
    Mistake(
        "Nothing was averaged yet: one number for all examples is asked for.", lambda z, y: entropies(z, y)
    ),
    Mistake(
        "The value is right, but it is a list of one number (shape (1,)). Leave the axis away.",
        lambda z, y: entropies(z, y).mean(axis=0),
    ),
    Mistake("The sign is wrong: the loss is to become small.", lambda z, y: -entropies(z, y).mean()),
    Mistake("This is the largest value, not the mean.", lambda z, y: entropies(z, y).max()),
    Mistake(
        "Every logit is compared with every label: labels of shape (200,) against logits of shape (200, 1).",
        lambda z, y: entropies(z, y.reshape(1, -1)).mean(),
    ),
    Mistake(
        "This is the mean of the squares. The cross-entropies are averaged as they are.",
        lambda z, y: (entropies(z, y) ** 2).mean(),
    ),
    Mistake("This is the mean of the logits, not of the cross-entropy.", lambda z, y: z.mean()),
    Mistake("This is the median, not the mean.", lambda z, y: np.median(entropies(z, y))),
)

# ---------------------------------------------------------------- what goes wrong in a step

SUM = "Your loss is a sum over the batch; the exercise asks for the mean."
UPHILL = (
    "The step goes uphill: a minus too many. The optimizer itself goes against the gradient that it is given."
)
STANDING = "The weights are what they were before. Was apply called, with the variables of the network that was given?"
BROADCAST = (
    "Every logit is compared with every label: labels of shape (N,) against logits of shape (N, 1) make N × N "
    "numbers. Give both the shape (N, 1)."
)
TWICE = (
    "A sigmoid was applied before the cross-entropy, which applies its own: the logits were squeezed twice."
)
FROM_LOGITS = "The logits were taken for probabilities: Keras's loss needs from_logits=True."
SQUARED = "This is the squared error of the logits. Asked for is sigmoid cross-entropy."
ANEW = (
    "The optimizer was made anew in each step: Adam's averages begin at 0 each time. Use the one that the "
    "function is given."
)
OWN_ADAM = (
    "An Adam of your own was used, with its own learning rate. Use the optimizer that the function is given."
)
LAST_LAYER = (
    "Only the last layer was trained. The gradients of all of network.trainable_variables are asked for."
)
KERNELS = "Only the kernels were trained, not the biases: use all of network.trainable_variables."
WHOLE = "This step is made with all 200 points of the lesson, not with the batch that the function was given."
AFTER = (
    "The loss is computed anew after the step. Return the loss that the tape has recorded, before the step."
)


def losses_known(make: Callable[[Loss], Callable[[Context], list]]) -> tuple[Mistake, ...]:
    """The mistakes that are another loss; `make(loss)` says what a training with it gives."""
    return (
        Mistake(SUM, make(summed(cross_entropy))),
        Mistake(BROADCAST, make(cross_entropy_broadcast)),
        Mistake(TWICE, make(cross_entropy_of_probabilities)),
        Mistake(FROM_LOGITS, make(logits_as_probabilities)),
        Mistake(SQUARED, make(squared_error)),
    )


# ---------------------------------------------------------------- 4 one-step


@dataclass(frozen=True, kw_only=True)
class AdamAsItComes(Check):
    """An optimizer's class and settings are those of Adam() without arguments; its name is its own."""

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        if not isinstance(answer, dict):
            return Finding(
                Outcome.TYPE, f"This is {kind_of(normal(answer))}; an optimizer's settings are asked for."
            )
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


def first_step(loss: Loss = cross_entropy, optimizer: Callable = lambda: Adam(0.001), steps: int = 1, **how):
    """What exercise 4 would leave, with a mistake."""

    def looks_like(context: Context) -> list:
        (start,) = kept(context, ("one-step", "start"))
        return [replay(start, [all_data(context)] * steps, optimizer, loss, **how).weights]

    return looks_like


def first_gradients(loss: Loss = cross_entropy, factor: float = 1.0, examples: int = 200):
    def looks_like(context: Context) -> list:
        (start,) = kept(context, ("one-step", "start"))
        x, y = all_data(context)
        return [[factor * g for g in gradients(start, x[:examples], y[:examples], loss)[1]]]

    return looks_like


def applied_twice(context: Context) -> list:
    (start,) = kept(context, ("one-step", "start"))
    _, slopes = gradients(start, *all_data(context))
    adam = Adam(0.001)
    return [adam.step(adam.step(start, slopes), slopes)]


FIRST_GRADIENTS = (
    *losses_known(first_gradients),
    Mistake(
        "The gradients have the wrong sign: they are asked for as the tape gives them.",
        first_gradients(factor=-1),
    ),
    Mistake(
        "These are the gradients of a batch of 32. Asked for are all 200 points.",
        first_gradients(examples=32),
    ),
    Mistake(
        "These are the gradients after the step. Ask the tape for them before the weights move.",
        lambda context: [
            gradients(first_step()(context)[0], *all_data(context))[1],
        ],
    ),
)

FIRST_STEP = (
    Mistake(STANDING, first_step(optimizer=lambda: SGD(0.0))),
    Mistake(UPHILL, first_step(uphill=True)),
    Mistake("Two steps were made. Apply the gradients once.", first_step(steps=2)),
    Mistake("The gradients were applied twice. Once is one step.", applied_twice),
    Mistake(
        "This is a step of plain gradient descent, not of Adam.", first_step(optimizer=lambda: SGD(0.001))
    ),
    Mistake(
        "This is a step of plain gradient descent (SGD), not of Adam.",
        first_step(optimizer=lambda: SGD(0.01)),
    ),
    Mistake(
        "The learning rate is 0.01. Asked for is Adam with its defaults, 0.001.",
        first_step(optimizer=lambda: Adam(0.01)),
    ),
    Mistake(LAST_LAYER, first_step(only=(2, 3))),
    Mistake(KERNELS, first_step(only=(0, 2))),
    *losses_known(first_step),
)

# ---------------------------------------------------------------- 5 train-step, 7 compile-step


def steps_to_try(rng: np.random.Generator) -> tuple:
    """(weights, points, labels, optimizer, rate, steps): SGD shows a wrong scale, Adam over steps a lost memory."""
    plans = ((24, "SGD", 0.4, 1), (9, "SGD", 0.2, 3), (17, "Adam", 0.05, 4))
    return tuple(
        (some_weights(rng), *some_batch(rng, size), name, rate, steps) for size, name, rate, steps in plans
    )


def calls_to_try(rng: np.random.Generator) -> tuple:
    return tuple(
        (some_weights(rng), *some_batch(rng, size), name, rate, 8)
        for size, name, rate in ((20, "SGD", 0.2), (11, "Adam", 0.03))
    )


def stepped(part: str, loss: Loss = cross_entropy, optimizer: Callable | None = None, data=None, **how):
    """What a mistaken step returns ("losses", "after") or leaves ("weights"), for each probe.

    `optimizer` makes another one than was given; `data(context)` gives another batch than was given.
    """

    def looks_like(context: Context) -> list:
        found = []
        for weights, x, y, name, rate, steps in context.probes:
            batch = data(context) if data else (x, y)
            used = optimizer or (lambda name=name, rate=rate: optimizer_called(name, rate))
            found.append(getattr(replay(weights, [batch] * steps, used, loss, **how), part))
        return found

    return looks_like


BY_HAND = ByHand(
    "train_on_batch",
    "fit",
    says="This is Keras's own step. Write the step yourself: tape, gradients, optimizer.apply.",
)


def step_mistakes(part: str) -> tuple[Mistake, ...]:
    """The mistakes of a train step, by its losses or its weights."""
    return (
        Mistake(STANDING, stepped(part, optimizer=lambda: SGD(0.0))),
        *losses_known(lambda loss: stepped(part, loss)),
        Mistake(UPHILL, stepped(part, uphill=True)),
        Mistake(ANEW, stepped(part, anew=True)),
        Mistake(OWN_ADAM, stepped(part, optimizer=lambda: Adam(0.001), anew=True)),
        Mistake(OWN_ADAM, stepped(part, optimizer=lambda: Adam(0.001))),
        Mistake(LAST_LAYER, stepped(part, only=(2, 3))),
        Mistake(KERNELS, stepped(part, only=(0, 2))),
        Mistake(WHOLE, stepped(part, data=all_data)),
        *((Mistake(AFTER, stepped("after")),) if part == "losses" else ()),
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
        if max(counts) >= 8:
            says = (
                f"In eight calls Python ran the network {max(counts)} times: the step is not compiled, or "
                f"compiled anew "
                "in each call. Put tf.function around it once, in compile_step, outside of the step."
            )
            return Finding(Outcome.VALUE, says)
        if max(counts) > 3:
            return Finding(Outcome.VALUE, f"In eight calls Python still ran {max(counts)} times.")
        return Finding.right()


# ---------------------------------------------------------------- 6 training-loop


def loops_to_try(rng: np.random.Generator) -> tuple:
    """(weights, points, labels, optimizer, rate, epochs, batch size): no size divides the number of points."""
    plans = ((45, "SGD", 0.4, 2, 8), (38, "Adam", 0.05, 3, 6))
    return tuple((some_weights(rng), *some_batch(rng, size), *plan) for size, *plan in plans)


def looped(
    part: str, *, anew: str = "", last: bool = True, size=None, epochs=None, weighted=True, then=None, **how
):
    """What a mistaken loop returns ("losses") or leaves ("weights"), for each probe.

    `anew` is "step" or "epoch"; `size(x, batch_size)` and `epochs` replace what was given; `then` works the
    epochs' numbers out of (losses of one epoch's batches, their sizes).
    """

    def looks_like(context: Context) -> list:
        found = []
        for weights, x, y, name, rate, given_epochs, given_size in context.probes:
            one = batches_of(x, y, size(x, given_size) if size else given_size, 1, last)
            count = epochs or given_epochs

            def used(name=name, rate=rate):
                return optimizer_called(name, rate)

            if anew == "epoch":
                numbers, now = [], weights
                for _ in range(count):
                    done = replay(now, one, used, **how)
                    numbers, now = numbers + done.means(len(one)), done.weights
            else:
                done = replay(weights, one * count, used, anew=anew == "step", **how)
                numbers, now = done.means(len(one), weighted), done.weights
                if then:
                    cuts = [slice(b, b + len(one)) for b in range(0, len(done.losses), len(one))]
                    numbers = [then(np.array(done.losses[c]), np.array(done.sizes[c])) for c in cuts]
            found.append(now if part == "weights" else numbers)
        return found

    return looks_like


def first_batch_always(part: str):
    def looks_like(context: Context) -> list:
        found = []
        for weights, x, y, name, rate, epochs, size in context.probes:
            each = -(-len(x) // size)
            batches = [(x[:size], y[:size])] * each * epochs
            done = replay(weights, batches, lambda name=name, rate=rate: optimizer_called(name, rate))
            found.append(done.weights if part == "weights" else done.means(each))
        return found

    return looks_like


def loop_mistakes(part: str) -> tuple[Mistake, ...]:
    shared = (
        Mistake(
            "The last, smaller batch is left out: a slice may reach over the end, so go on until the last point.",
            looped(part, last=False),
        ),
        Mistake(
            "Each step takes all the points at once. Cut them into batches of batch_size.",
            looped(part, size=lambda x, s: len(x)),
        ),
        Mistake(
            "Each step takes a single point. Cut the points into batches of batch_size.",
            looped(part, size=lambda x, s: 1),
        ),
        Mistake(
            "Every step takes the first batch again: let the beginning move on.", first_batch_always(part)
        ),
        Mistake(ANEW, looped(part, anew="step")),
        Mistake(
            "The optimizer is made anew in each epoch. Use the one that train was given, all the time.",
            looped(part, anew="epoch"),
        ),
        Mistake("The training goes uphill.", looped(part, uphill=True)),
        *(
            Mistake(
                f"The batches have {n} points. Asked for is batch_size, which may be another number.",
                looped(part, size=lambda x, s, n=n: n),
            )
            for n in (10, 16, 20, 32, 64)
        ),
    )
    if part == "weights":
        return (
            Mistake(
                "The data were gone through once only: repeat it for each epoch.", looped(part, epochs=1)
            ),
            Mistake(STANDING, lambda context: [probe[0] for probe in context.probes]),
            *shared,
        )
    return (
        Mistake(
            "This is the simple mean of the batches' losses. The last, smaller batch counts less: weigh each "
            "loss by the size of its batch.",
            looped(part, weighted=False),
        ),
        Mistake(
            "This is the loss of the last batch of each epoch. Asked for is the mean over its batches.",
            looped(part, then=lambda b, n: b[-1]),
        ),
        Mistake(
            "This is the loss of the first batch of each epoch. Asked for is the mean over its batches.",
            looped(part, then=lambda b, n: b[0]),
        ),
        Mistake(
            "This is the sum of the batches' losses. Asked for is their mean, weighted by the sizes.",
            looped(part, then=lambda b, n: b.sum()),
        ),
        Mistake(
            "This is the sum over all examples. Divide by the number of points.",
            looped(part, then=lambda b, n: (b * n).sum()),
        ),
        Mistake(
            "The last batch is counted as if it were full: multiply by the number of points that are in it.",
            looped(part, then=lambda b, n: (b * n[0]).sum() / n.sum()),
        ),
        Mistake(
            "The total is not set back to 0 at the beginning of an epoch.",
            lambda context: [list(np.cumsum(values)) for values in looped(part)(context)],
        ),
        *shared,
    )


# ---------------------------------------------------------------- 8 equal-to-fit


def five_epochs(
    loss: Loss = cross_entropy, rate: float = 0.01, epochs: int = 5, size: int = 32, last=True, **how
):
    def looks_like(context: Context) -> list:
        (start,) = kept(context, ("one-step", "start"))
        x, y = all_data(context)
        return [replay(start, batches_of(x, y, size, epochs, last), lambda: Adam(rate), loss, **how).weights]

    return looks_like


def after_another(context: Context) -> list:
    """Five epochs more on weights that have had five epochs, with a new Adam."""
    (trained,) = kept(context, ("equal-to-fit", "by_fit"))
    return [replay(trained, batches_of(*all_data(context), 32, 5), lambda: Adam(0.01)).weights]


def untrained(context: Context) -> list:
    return kept(context, ("one-step", "start"))


#: What the cell of exercise 8 may call: if it raises, nothing of the cell comes right.
EARLIER_STEPS = ("train-step", "training-loop", "compile-step")

TRAINED_OTHERWISE = (
    Mistake("These weights are not trained at all: they are still the first ones.", untrained),
    Mistake("The learning rate is Adam's default, 0.001. Asked for is 0.01.", five_epochs(rate=0.001)),
    *(
        Mistake(
            f"These are the weights after {n} epoch{'s' * (n > 1)}. Asked for are 5.", five_epochs(epochs=n)
        )
        for n in (1, 2, 3, 4, 6, 10)
    ),
    Mistake("The last batch, of 8 points, is left out.", five_epochs(last=False)),
    Mistake("All 200 points were taken in one batch. Asked for are batches of 32.", five_epochs(size=200)),
    *(
        Mistake(f"The batches have {n} points. Asked for are 32.", five_epochs(size=n))
        for n in (16, 20, 50, 64, 100)
    ),
    Mistake(
        "This network went on from the weights that the other training ended with. Build a new one for each.",
        after_another,
    ),
    Mistake(ANEW.split(" Use")[0], five_epochs(anew=True)),
    *losses_known(five_epochs),
)


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
            says = (
                f"The weights differ by up to {right:.1e}."
                if right
                else "Not a single bit of the weights differs."
            )
            return Finding.right(says)
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


def taped(loss: Loss, factor: float = 1.0):
    return lambda context: [
        [factor * g for g in gradients(weights, x, y, loss)[1]] for weights, x, y in context.probes
    ]


def mended(name: str, right: Loss, others: tuple[tuple[str, Loss], ...]) -> Steps:
    return Steps(
        name,
        what="gradients",
        probes_from=batches_to_try,
        mistakes=(
            Mistake(SUM, taped(summed(right))),
            Mistake("The gradients have the wrong sign.", taped(right, -1.0)),
            Mistake(
                "There are only zeros: no way leads from the weights to the loss on this tape, as with None.",
                taped(right, 0.0),
            ),
            *(Mistake(says, taped(loss)) for says, loss in others),
        ),
        hint="Everything from network(points) to the loss inside the with block, and nothing but tensors on the way.",
    )


def clips_to_try(rng: np.random.Generator) -> tuple:
    """Above the limit and below it, with an array of zeros, one array only, and nothing but zeros."""
    shapes = ((3, 4), (4,), (4, 1), (1,))
    big = [rng.normal(0, 3, shape).astype("float32") for shape in shapes]
    small = [rng.normal(0, 0.05, shape).astype("float32") for shape in shapes]
    some_zero = [big[0] * 2, np.zeros(4, "float32")]
    zeros = [np.zeros(shape, "float32") for shape in shapes]
    return ((big, 1.5), (small, 2.0), (some_zero, 0.7), ([big[2]], 1.0), (zeros, 1.0))


def clipped(change: Callable[[Weights, float, float], Weights], always: bool = True):
    """A mistake's gradients for each probe; `change` gets (gradients, limit, global norm)."""

    def looks_like(context: Context) -> list:
        found = []
        for arrays, limit in context.probes:
            norm = global_norm(arrays)
            found.append(list(arrays) if norm <= limit and not always else change(arrays, limit, norm))
        return found

    return looks_like


def scale(arrays: Weights, factor: float) -> Weights:
    return [a * factor for a in arrays]


CLIPPING = (
    Mistake(
        "Each number is cut off by itself. That changes the direction: one factor for all is asked for.",
        clipped(lambda g, c, n: [np.clip(a, -c, c) for a in g]),
    ),
    Mistake(
        "Each array is clipped by its own norm. The norm of all arrays together is asked for, and one factor.",
        clipped(lambda g, c, n: [a * min(1.0, c / max(global_norm([a]), 1e-30)) for a in g]),
    ),
    Mistake(
        "Scaled to the limit always. Where the norm is below the limit, nothing should change.",
        clipped(lambda g, c, n: scale(g, c / n) if n else g),
    ),
    Mistake(
        "The root is missing: the norm is the root of the sum of squares.",
        clipped(lambda g, c, n: scale(g, min(1.0, c / n**2)) if n else g),
    ),
    Mistake(
        "The norm here is a sum of absolute values. It is the root of the sum of squares.",
        clipped(lambda g, c, n: scale(g, min(1.0, c / sum(np.abs(a).sum() for a in g))) if n else g),
    ),
    Mistake(
        "The norm here is the sum of the arrays' norms. First add all squares, then take one root.",
        clipped(lambda g, c, n: scale(g, min(1.0, c / sum(global_norm([a]) for a in g))) if n else g),
    ),
    Mistake(
        "The norm here is the largest of the arrays' norms. All squares together are asked for.",
        clipped(lambda g, c, n: scale(g, min(1.0, c / max(global_norm([a]) for a in g))) if n else g),
    ),
    Mistake(
        "Shortened to length 1, not to the limit: multiply by limit / norm.",
        clipped(lambda g, c, n: scale(g, 1 / n), always=False),
    ),
    Mistake(
        "The factor is upside down: limit / norm, not norm / limit.",
        clipped(lambda g, c, n: scale(g, n / c), always=False),
    ),
    Mistake("Nothing was clipped.", clipped(lambda g, c, n: g)),
)

# ---------------------------------------------------------------- the exercises

exercises = [
    Exercise(
        "labels-float",
        "Labels as fractions",
        checks=[
            Value(
                "labels_float",
                dtype="float32",
                mistakes=LABELS,
                hint="tf.cast(labels, tf.float32).",
                atol=1e-6,
            )
        ],
    ),
    Exercise(
        "cross-entropy",
        "Cross-entropy of each example",
        checks=[
            OfLogits(
                "cross_entropy",
                rtol=1e-4,
                atol=1e-6,
                known=CROSS_ENTROPY,
                needs="labels-float",
                hint="tf.nn.sigmoid_cross_entropy_with_logits(labels=labels_float, logits=logits).",
            )
        ],
    ),
    Exercise(
        "loss",
        "The loss",
        checks=[
            OfLogits(
                "loss",
                rtol=1e-4,
                atol=1e-6,
                known=LOSS,
                needs="cross-entropy",
                hint="tf.reduce_mean(cross_entropy), without an axis.",
            )
        ],
    ),
    Exercise(
        "one-step",
        "One step",
        checks=[
            AdamAsItComes("adam", share=2, hint="adam = keras.optimizers.Adam()."),
            Steps(
                "gradients",
                share=5,
                what="gradients",
                atol=1e-6,
                rtol=1e-3,
                mistakes=FIRST_GRADIENTS,
                hint="tape.gradient(loss, network.trainable_variables), after the with block.",
            ),
            Steps(
                "weights",
                share=5,
                atol=2e-5,
                mistakes=FIRST_STEP,
                hint="adam.apply(gradients, network.trainable_variables), once.",
            ),
        ],
    ),
    Exercise(
        "train-step",
        "The train step",
        checks=[
            Steps(
                "step",
                label="train_step",
                share=5,
                part="the loss that it returns",
                pick="losses",
                what="losses",
                probes_from=steps_to_try,
                mistakes=step_mistakes("losses"),
                rules=(BY_HAND,),
                hint="Return the mean cross-entropy that the tape recorded.",
            ),
            Steps(
                "step",
                label="train_step",
                share=9,
                part="the weights that it leaves",
                pick="weights",
                mistakes=step_mistakes("weights"),
                rules=(BY_HAND,),
                hint="Tape, gradients, optimizer.apply: all with the arguments of the function.",
            ),
        ],
    ),
    Exercise(
        "training-loop",
        "The loop",
        checks=[
            Steps(
                "loop",
                label="train",
                share=6,
                part="the losses that it returns",
                pick="losses",
                what="losses",
                probes_from=loops_to_try,
                mistakes=loop_mistakes("losses"),
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
                mistakes=loop_mistakes("weights"),
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
                mistakes=step_mistakes("losses"),
                needs="train-step",
                hint="return train_step(network, optimizer, points, labels).",
            ),
            Steps(
                "compiled",
                label="compile_step",
                share=2,
                part="the weights that it leaves",
                pick="weights",
                mistakes=step_mistakes("weights"),
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
        checks=[
            Steps(
                "by_fit",
                share=4,
                atol=2e-5,
                rtol=1e-4,
                mistakes=TRAINED_OTHERWISE,
                needs=EARLIER_STEPS,
                otherwise="Is the order that of the data? fit shuffles unless told shuffle=False.",
                hint="fit(points, labels, batch_size=32, epochs=5, shuffle=False) with Adam(learning_rate=0.01).",
            ),
            Steps(
                "by_loop",
                share=5,
                atol=2e-5,
                rtol=1e-4,
                mistakes=TRAINED_OTHERWISE,
                needs=EARLIER_STEPS,
                otherwise="A new network, an Adam(0.01) of its own, five times all batches in their order?",
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
        checks=[
            mended(
                "mended_a",
                cross_entropy,
                (
                    (TWICE, cross_entropy_of_probabilities),
                    (BROADCAST, cross_entropy_broadcast),
                    (SQUARED, squared_error),
                ),
            ),
            mended(
                "mended_b",
                squared_error_of_probabilities,
                (
                    (
                        "This is the gradient of cross-entropy. broken_b wants the mean squared error of the "
                        "probabilities.",
                        cross_entropy,
                    ),
                    ("This is the squared error of the logits: the sigmoid is missing.", squared_error),
                ),
            ),
            mended(
                "mended_c",
                cross_entropy,
                (
                    (
                        "This is the gradient of the squared error. broken_c wants cross-entropy.",
                        squared_error_of_probabilities,
                    ),
                    (TWICE, cross_entropy_of_probabilities),
                    (BROADCAST, cross_entropy_broadcast),
                    (SQUARED, squared_error),
                ),
            ),
        ],
    ),
    Exercise(
        "clip",
        "Clip by the global norm",
        checks=[
            Steps(
                "clip_gradients",
                what="gradients",
                atol=1e-6,
                rtol=1e-4,
                probes_from=clips_to_try,
                mistakes=CLIPPING,
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
