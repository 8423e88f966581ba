"""What the answers of lesson 02 are worth.

Nobody but the grader reads this file: it is never released, and nothing of it enters a kernel.

The hand-written optimizers are judged on fresh arrays within a relative 1e-4 (float32 is fine). Where
epsilon stands is told apart only by gradients near its own size: these are records of their own
(rmsprop_small, adam_small), worth a third of their exercise.

loss_curve trains for real. `fit` shuffles, and an answer may draw its order from another place in the
random stream, so the losses may be off by what the order does. Measured over 20 orders, the largest
distance of any epoch's loss from the reference's, relative: SGD 0.02: 0.7 %, 0.03: 0.6 %, 0.05: 1.1 %,
0.08: 1.9 %, Adam 0.001: 2.0 % (4.5 % without shuffling; at 0.002 it would be 7 % and 12 %). The tolerance
is 8 %; batches of 32 are off by 27 to 49 % in the last epoch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.key import Choice, Context, Exercise, Figure, Finding, Function, Outcome, normal

RTOL = 1e-4
ATOL = 1e-9


def signs(rng: np.random.Generator, shape: tuple) -> np.ndarray:
    """Both signs, mixed."""
    return rng.permutation(np.where(np.arange(np.prod(shape)) % 2, 1.0, -1.0)).reshape(shape)


def sized(rng: np.random.Generator, shape: tuple, low: float = 0.5, high: float = 2.0) -> np.ndarray:
    """Numbers of both signs, none of them near 0, no two of the same size."""
    return rng.uniform(low, high, shape) * signs(rng, shape)


# ---------------------------------------------------------------- 1 step


def step_probes(rng: np.random.Generator) -> tuple:
    shapes = ((2,), (5,), (3, 2), (1,))
    return tuple((sized(rng, s), sized(rng, s, 0.2, 4), float(rng.uniform(0.02, 0.3))) for s in shapes)


# ---------------------------------------------------------------- 2 descend, 3 converge


def walks(rng: np.random.Generator) -> tuple:
    """Bowls over one to four weights, rates below the limit, from 2 to 9 steps."""
    probes = []
    for weights, steps in ((2, 2), (1, 4), (3, 5), (4, 9)):
        steepness = rng.uniform(0.5, 3, weights)
        bottom = sized(rng, (weights,))
        start = bottom + sized(rng, (weights,), 1, 4)
        probes.append((steepness, bottom, start, float(rng.uniform(0.05, 0.25)), steps))
    return tuple(probes)


def bowls_to_converge(rng: np.random.Generator) -> tuple:
    """Gradients of both signs, of both signs at once; one start at the bottom; one rate that diverges."""
    probes = []
    for above in (np.array([1.0]), np.array([-1.0]), np.array([1.0, -1.0]), np.array([-1.0, -1.0, 1.0])):
        steepness = rng.uniform(0.8, 2, len(above))
        bottom = sized(rng, (len(above),))
        start = bottom + above * rng.uniform(2, 4, len(above))
        probes.append((steepness, bottom, start, float(rng.uniform(0.1, 0.3)), 0.01, 500))
    bottom = sized(rng, (2,))
    probes.append((np.array([1.0, 2.0]), bottom, bottom.copy(), 0.2, 0.01, 50))
    probes.append((np.array([1.0, 2.0]), bottom, bottom + 2, 1.2, 0.01, 17))
    return tuple(probes)


def bowl(*start: float) -> tuple:
    """A walk in a round bowl with its bottom at 0, where the gradient is the place itself; flat is below 0.01."""
    return np.ones(len(start)), np.zeros(len(start)), np.array(start), 0.1, 0.01, 200


#: Flat, but with a longer gradient; not flat, but with a smaller mean; entries that cancel.
BOTH_NEARLY_FLAT, ONE_NEARLY_FLAT, CANCELLING = bowl(0.008, 0.008), bowl(0.015, 0.001), bowl(1.0, -1.0)
#: A gradient of exactly the tolerance, which is not below it; both are powers of two, as their squares are.
AT_THE_TOLERANCE = (np.ones(1), np.zeros(1), np.array([0.25]), 0.5, 0.25, 200)


# ---------------------------------------------------------------- 4 stable, 5 steps


def rates_and_curvatures(rng: np.random.Generator) -> tuple:
    """Factors between 0 and 1, between −1 and 0, and below −1."""
    probes = []
    for low, high in ((0.1, 0.9), (1.1, 1.9), (2.1, 4), (0.1, 0.9)):
        curvature = float(rng.uniform(0.5, 20))
        probes.append((float(rng.uniform(low, high)) / curvature, curvature))
    return tuple(probes)


def curvatures(rng: np.random.Generator) -> tuple:
    return tuple((rng.permutation(np.geomspace(0.3, 3, n) * rng.uniform(0.9, 9)),) for n in (2, 3, 5, 8))


def examples_and_batches(rng: np.random.Generator) -> tuple:
    """Sizes that divide evenly, and sizes that do not, by little and by much; a batch larger than the data."""
    even = int(rng.integers(3, 9))
    probes = [(32 * even, 32, int(rng.integers(2, 6)))]
    for batch, least, most in ((7, 1, 3), (10, 6, 9), (64, 1, 31)):
        rest = int(rng.integers(least, most + 1))
        probes.append((batch * int(rng.integers(4, 20)) + rest, batch, int(rng.integers(3, 8)) | 1))
    probes.append((20, 50, 4))
    return tuple(probes)


# ---------------------------------------------------------------- 6 momentum


def momentum_probes(rng: np.random.Generator) -> tuple:
    return tuple(
        (
            sized(rng, shape),
            sized(rng, shape, 0.1, 1.5),
            sized(rng, shape, 0.3, 5),
            float(rng.uniform(0.02, 0.3)),
            float(rng.uniform(0.4, 0.95)),
        )
        for shape in ((2,), (4,), (3, 2), (1,))
    )


# ---------------------------------------------------------------- 7 rmsprop


def rmsprop_probes(rng: np.random.Generator) -> tuple:
    """Gradients of ordinary size: where epsilon stands makes no difference."""
    return tuple(
        (
            sized(rng, shape),
            rng.uniform(0.2, 4, shape),
            sized(rng, shape, 0.3, 5),
            float(rng.uniform(0.02, 0.3)),
            float(rng.uniform(0.7, 0.95)),
            1e-7,
        )
        for shape in ((2,), (4,), (3, 2), (3,))
    )


def rmsprop_small(rng: np.random.Generator) -> tuple:
    """Averages near epsilon in the first step; epsilons of several sizes; a gradient of 0 from the beginning."""
    probes = []
    for epsilon in (1e-7, 1e-6, 1e-5, 1e-3):
        gradient = sized(rng, (3,), 0.5, 3) * np.sqrt(epsilon)
        probes.append((sized(rng, (3,)), np.zeros(3), gradient, float(rng.uniform(0.05, 0.3)), 0.9, epsilon))
    still = np.array([0.0, 0.002])
    probes.append((sized(rng, (2,)), np.zeros(2), still, 0.1, 0.9, 1e-7))
    return tuple(probes)


# ---------------------------------------------------------------- 8 adam


def adam_probes(rng: np.random.Generator) -> tuple:
    """The first step, early ones and a late one; gradients of ordinary size."""
    probes = []
    for shape, step in (((2,), 1), ((4,), 2), ((3, 2), 5), ((3,), 60)):
        first = step == 1
        probes.append((
            sized(rng, shape),
            np.zeros(shape) if first else sized(rng, shape, 0.1, 1.5),
            np.zeros(shape) if first else rng.uniform(0.01, 0.4, shape),
            sized(rng, shape, 0.3, 5),
            step,
            float(rng.uniform(0.02, 0.3)),
            float(rng.uniform(0.8, 0.93)),
            float(rng.uniform(0.98, 0.998)),
            1e-7,
        ))  # fmt: skip
    return tuple(probes)


def adam_small(rng: np.random.Generator) -> tuple:
    """First steps with gradients between epsilon and epsilon / √(1 − beta_2); one with none at all."""
    probes = []
    for epsilon in (1e-7, 1e-6, 1e-4):
        gradient = sized(rng, (3,), 3, 30) * epsilon
        w, rate = sized(rng, (3,)), float(rng.uniform(0.05, 0.3))
        probes.append((w, np.zeros(3), np.zeros(3), gradient, 1, rate, 0.9, 0.999, epsilon))
    still = np.array([0.0, 1e-6])
    probes.append((sized(rng, (2,)), np.zeros(2), np.zeros(2), still, 1, 0.1, 0.9, 0.999, 1e-7))
    return tuple(probes)


# ---------------------------------------------------------------- 9 loss-curve


def trials(rng: np.random.Generator) -> tuple:
    """Rates at which the loss falls well and the order of the examples matters little."""
    return (
        ("SGD", float(rng.uniform(0.05, 0.08))),
        ("SGD", float(rng.uniform(0.02, 0.03))),
        ("Adam", float(rng.uniform(0.0008, 0.0012))),
    )


@dataclass(frozen=True, kw_only=True)
class Curves(Function):
    """Loss curves of several trials. What went wrong shows in how they compare with one another."""

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        found = super().examine(answer, reference, context)
        if found.outcome is Outcome.RIGHT or not isinstance(answer, list) or len(answer) != len(reference):
            return found
        if any(
            "type History cannot be recorded" in str(one.get("raised", ""))
            for one in answer
            if isinstance(one, dict)
        ):
            return Finding(
                found.outcome, 'This is the History object that fit returns: return its .history["loss"].'
            )
        if not all(isinstance(one, dict) and set(one) == {"returned"} for one in answer):
            return found
        mine = [normal(one["returned"]) for one in answer]
        right = np.array([one["returned"] for one in reference])
        if all(isinstance(one, dict) for one in mine):
            says = 'This is the dictionary of what fit reports. Return its entry "loss".'
            return Finding(found.outcome, says)
        if all(np.ndim(one) == 0 for one in mine) and np.allclose(mine, right[:, -1], rtol=0.08):
            says = "This is the loss of the last epoch alone. Return those of all five."
            return Finding(found.outcome, says)
        if not all(isinstance(one, np.ndarray) and one.shape == right[0].shape for one in mine):
            return found
        if not all(np.isfinite(one).all() for one in mine):
            return found
        says = diagnosis(np.array(mine, dtype=float), right)
        return Finding(found.outcome, says) if says else found


def diagnosis(mine: np.ndarray, right: np.ndarray) -> str:
    """What is wrong with curves of shape (trials, epochs), in words; "" where nothing is recognised."""

    def near(a: Any, b: Any, within: float = 0.08) -> bool:
        return bool(np.all(np.abs(np.asarray(a) - b) <= within * np.abs(b)))

    if near(mine[0], right[0]) and np.all(mine[1:, 0] < right[1:, 0] * 0.9):
        return (
            "The first trial is right, the later ones begin where the one before ended: take a new network "
            "in each call."
        )
    if near(mine[0], mine[1], 0.01):
        return "Two trials of SGD at different rates give the same losses: is the learning rate used?"
    if near(mine[:2], right[:2]):
        return "The trials with SGD are right, that with Adam is not: is optimizer_class used?"
    if near(mine[2], right[2]):
        return "The trial with Adam is right, those with SGD are not: is optimizer_class used?"
    if np.all(np.diff(mine, axis=1) > 0):
        return "The values rise from epoch to epoch: is this the accuracy? Asked for is the loss."
    if np.all(mine < right):
        return "The losses fall too fast: batches of 64, 5 epochs, a new network, the rate as given?"
    if np.all(mine > right):
        return "The losses fall too slowly: batches of 64, 5 epochs, the rate as given?"
    return ""


# ---------------------------------------------------------------- 11 pick-rate


def sweeps(rng: np.random.Generator) -> tuple:
    """Sweeps with NaN at the end, with NaN and infinity, with a best rate at either end, with none diverged."""
    probes = []
    for place, broken in ((2, (np.nan,)), (1, (np.nan, np.inf)), (0, ()), (3, (np.nan, np.nan)), (4, ())):
        finite = 6 - len(broken)
        losses = rng.uniform(0.9, 2.4, finite)
        losses[min(place, finite - 1)] = rng.uniform(0.1, 0.6)
        rates = np.geomspace(1e-3, 1, 6) * rng.uniform(0.8, 1.3)
        probes.append((rates, np.concatenate([losses, broken])))
    return tuple(probes)


#: Without the run that diverged, each loss stands one place before its rate.
DIVERGED_FIRST = (np.array([1.0, 0.1, 0.01, 0.001]), np.array([np.nan, 0.9, 0.2, 0.5]))


# ---------------------------------------------------------------- quizzes

CURVE_OF = {
    "a": "far too small: the loss falls, but hardly; after 60 steps it is not a fifth of the way down",
    "b": "about right: quickly down, and then it stays low",
    "c": "too large: down at first, then up and down, because the steps lead across the valley",
    "d": "so large that it diverges: each step lands higher than the one before",
}


def curve(right: str, seen: str) -> dict[str, str]:
    """The explanations for a run: what each letter would look like, and what is seen."""
    return {
        letter: f"This is what the curve shows: {seen}."
        if letter == right
        else f"Such a run looks otherwise ({looks}). Here: {seen}."
        for letter, looks in CURVE_OF.items()
    }


RUNS = {
    "run_1": curve("c", "it falls in a few steps, then jumps about and never settles; a smaller rate would"),
    "run_2": curve("a", "a slow, nearly straight fall that has hardly begun after 60 steps"),
    "run_3": curve("b", "a quick fall, and then it stays at the bottom"),
    "run_4": curve("d", "within a few steps the loss leaves the picture at the top, and does not come back"),
}

ANSWERS = {
    "answer_1": {
        "a": "The wrong way round: backpropagation works out the gradient, and changes nothing.",
        "b": "Backpropagation gives the slope for every weight; what to do with it is the optimizer's choice.",
        "c": "They are two jobs: with the same gradient SGD, RMSProp and Adam make different steps.",
        "d": "There is only one gradient at a given place, for a given batch. Nothing is tried out or picked.",
    },
    "answer_2": {
        "a": "Then every step would wait for all epochs, and there would be one.",
        "b": "That would be batch gradient descent, with all examples at once. fit does not wait for an epoch's end.",
        "c": "100 / 10 = 10 batches an epoch, 3 epochs: 30 steps, each for all weights of all layers.",
        "d": "30 steps is right, but each moves the whole network: backpropagation gives all slopes at once.",
    },
    "answer_3": {
        "a": "Each weight's step is divided by the size of its own gradients: the part that comes from RMSProp.",
        "b": "That is the other part, m, the running average of the gradient above the fraction.",
        "c": "That is AdaGrad, whose sum only grows. Adam's average forgets, so its steps do not die out.",
        "d": "Nothing is added up over the weights: every weight is treated by itself.",
    },
    "answer_4": {
        "a": "nan stays nan: once a weight is nan, no further step makes it a number again.",
        "b": "The steps are too long already: it would diverge sooner.",
        "c": "Falling and then nan means that the steps grew out of control: shorten them, and look again.",
        "d": "Single examples make the gradient noisier and the steps wilder.",
    },
}


# ---------------------------------------------------------------- the exercises

exercises = [
    Exercise(
        "step",
        "One step",
        demands={"new-array": "a new array, w stays as it was"},
        checks=[
            Function(
                "step_and_w",
                label="gd_step",
                probes=step_probes,
                rtol=RTOL,
                atol=ATOL,
                hint="return w - learning_rate * gradient.",
            )
        ],
    ),
    Exercise(
        "descend",
        "Walk",
        demands={
            "all-places": "every place, the start first",
            "rows": "a row for each place",
        },
        checks=[
            Function(
                "descend",
                probes=walks,
                rtol=RTOL,
                atol=1e-6,
                hint="A list of places; in each step the gradient where you are now; np.array of the list.",
            )
        ],
    ),
    Exercise(
        "converge",
        "Walk until it is flat",
        demands={
            "every-entry": "every entry of the gradient",
            "absolute": "in absolute value",
            "flat-start": "0 where the start is flat",
            "limit": "gives up at the limit",
            "number": "the number of steps",
        },
        checks=[
            Function(
                "converge",
                label="steps_to_converge",
                probes=bowls_to_converge,
                decisive=(BOTH_NEARLY_FLAT, ONE_NEARLY_FLAT, CANCELLING, AT_THE_TOLERANCE),
                hint="Look first, then step; return the number of steps made.",
            )
        ],
    ),
    Exercise(
        "stable",
        "How large may the rate be?",
        demands={
            "sign": "the factor with its sign",
            "all-directions": "converges in every direction",
            "one-number": "one rate for all",
        },
        checks=[
            Function(
                "shrink_factor",
                probes=rates_and_curvatures,
                share=1,
                rtol=RTOL,
                atol=1e-7,
                hint="1 − rate · curvature, with its sign.",
            ),
            Function(
                "largest_stable_rate",
                probes=curvatures,
                share=2,
                rtol=RTOL,
                atol=ATOL,
                hint="Solve 1 − rate · a = −1; the largest curvature gives up first.",
            ),
        ],
    ),
    Exercise(
        "quiz-curves",
        "Read four curves",
        checks=[Choice(run, explain=letters) for run, letters in RUNS.items()],
    ),
    Exercise(
        "steps",
        "Count the steps",
        demands={
            "every-epoch": "each epoch begins anew",
            "whole": "a whole number",
        },
        checks=[
            Function(
                "number_of_steps",
                probes=examples_and_batches,
                decisive=((33, 32, 3),),  # a last batch of one
                hint="Round the batches of one epoch up, then multiply by the epochs.",
            )
        ],
    ),
    Exercise(
        "momentum",
        "Momentum, in Keras's form",
        demands={
            "both": "w and velocity, in this order",
            "keras": "Keras's form",
        },
        checks=[
            Function(
                "momentum_step",
                probes=momentum_probes,
                rtol=RTOL,
                atol=ATOL,
                hint="velocity = momentum * velocity - learning_rate * gradient; w + velocity.",
            )
        ],
    ),
    Exercise(
        "rmsprop",
        "RMSProp, in Keras's form",
        demands={
            "both": "w and average, in this order",
            "epsilon": "epsilon under the root",
        },
        checks=[
            Function(
                "rmsprop_step",
                probes=rmsprop_probes,
                share=2,
                rtol=RTOL,
                atol=ATOL,
                hint="First the new average of the squares, then the step divided by its root.",
            ),
            Function(
                "rmsprop_small",
                label="rmsprop_step",
                probes=rmsprop_small,
                share=1,
                rtol=RTOL,
                atol=1e-11,
                part="tiny gradients",
                hint="np.sqrt(average + epsilon).",
            ),
        ],
    ),
    Exercise(
        "adam",
        "Adam, in Keras's form",
        demands={
            "all-three": "w, m and v, in this order",
            "keras": "Keras's form",
            "step-number": "corrected by the step's number",
        },
        checks=[
            Function(
                "adam_step",
                probes=adam_probes,
                share=2,
                rtol=RTOL,
                atol=ATOL,
                hint="Two averages, a corrected rate, and the step; return m and v uncorrected.",
            ),
            Function(
                "adam_small",
                label="adam_step",
                probes=adam_small,
                share=1,
                rtol=RTOL,
                atol=1e-16,
                part="tiny gradients",
                hint="Keras's form: np.sqrt(v) + epsilon with the uncorrected v.",
            ),
        ],
    ),
    Exercise(
        "loss-curve",
        "One trial",
        demands={
            "new-network": "a new network for each call",
            "optimizer": "an optimizer of the class that it is given",
            "rate": "with the rate that it is given",
            "batches": "batches of 64",
            "epochs": "five epochs",
            "losses": "returns the list of losses",
        },
        runs_wrong_answers=False,  # each would train a network
        checks=[
            Curves(
                "loss_curve",
                probes=trials,
                rtol=0.08,
                hint='A new network and a new optimizer in each call; history.history["loss"].',
            )
        ],
    ),
    Exercise(
        "sweep-plot",
        "The picture that people use to choose",
        demands={
            "one-plot": "one pair of axes",
            "each-name": "a line for each name",
            "logarithmic": "the x axis alone is logarithmic",
            "labels": "a label on each axis",
            "legend": "a legend with the names",
            "styles": "different styles",
        },
        checks=[
            Figure(
                "sweep",
                label="plot_sweep",
                axes=1,
                as_reference=("lines",),
                xscale="log",
                yscale="linear",
                xlabel=True,
                ylabel=True,
                legend=True,
                styles=True,
                atol=1e-6,
                hint='axis.plot(rates, values, label=name) for each name; axis.set_xscale("log").',
            )
        ],
    ),
    Exercise(
        "pick-rate",
        "Pick a rate",
        demands={
            "rate": "the rate, not its place or loss",
            "finite": "NaN and infinity never win",
        },
        checks=[
            Function(
                "pick_rate",
                probes=sweeps,
                decisive=(DIVERGED_FIRST,),
                rtol=1e-5,
                hint="rates[np.nanargmin(final_losses)]",
            )
        ],
    ),
    Exercise(
        "quiz-optimizers",
        "Who does what?",
        checks=[Choice(answer, explain=letters) for answer, letters in ANSWERS.items()],
    ),
]
