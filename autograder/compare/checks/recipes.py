"""Recipes: the settings of a training, handed in as plain data; the training itself happens here.

A network's weights are a claim: they may have been trained on anything, for as long as anybody liked.
Settings are not. Whoever hands in a dictionary of six settings has said everything, and what these are
worth is found out by training with them, in NumPy, on the reference's data, from several seeds.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.compare.checks.base import Check, Context
from autograder.compare.checks.compiled import canonical
from autograder.compare.checks.values import (
    is_array,
    kind_of,
    normal,
    shown,
)
from autograder.compare.networks.activations import softmax
from autograder.compare.records import value_of
from autograder.compare.result import Finding, Margin, Outcome
from autograder.errors import CourseError

LOSSES = ("sparse_categorical_crossentropy", "mean_squared_error")
OPTIMIZERS = ("sgd", "rmsprop", "adam")
KEYS = ("width", "loss", "optimizer", "learning_rate", "batch_size", "epochs")
LEAST_BATCH = 8
SEEDS = 5

Weights = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True)
class TrainingSettings:
    """The settings of one training: `width` hidden ReLU units, then softmax over the classes."""

    width: int
    loss: str
    optimizer: str
    learning_rate: float
    batch_size: int
    epochs: int


@dataclass(frozen=True, kw_only=True)
class Recipe(Check):
    """A dictionary of settings whose network stays within a budget and becomes as accurate as asked for.

    `train` and `exam` name inputs and labels (whole numbers) among the reference's records. The network
    has one hidden layer: inputs → `width` ReLU units → softmax over the classes. With `accuracy` it is
    trained `SEEDS` times, and the median of the accuracies on the exam must reach it; without, only
    form and budget are judged.
    """

    train: tuple[tuple[str, str], tuple[str, str]]
    exam: tuple[tuple[str, str], tuple[str, str]]
    max_parameters: int
    max_epochs: int
    accuracy: float | None = None

    @property
    def reads(self) -> tuple[tuple[str, str], ...]:
        return (*self.train, *self.exam)

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        (inputs, labels), (exam, truth) = (self._data(names, context) for names in (self.train, self.exam))
        classes = int(labels.max()) + 1
        settings = read_recipe(answer)
        if isinstance(settings, Finding):
            return settings
        size = parameters(inputs.shape[1], settings.width, classes)
        if size > self.max_parameters:
            has, allowed = f"{size:,} parameters", f"{self.max_parameters:,}"
            return Finding(
                Outcome.VALUE, f"A width of {settings.width} makes {has}; the budget is {allowed}."
            )
        if settings.epochs > self.max_epochs:
            says = f"These are {settings.epochs} epochs; the budget is {self.max_epochs}."
            return Finding(Outcome.VALUE, says)
        if self.accuracy is None:
            return Finding.right(f"The network has {size:,} of {self.max_parameters:,} parameters.")
        reached = accuracies(settings, inputs, labels, exam, truth)
        middle = float(np.median(reached))
        says = (
            f"Trained {len(reached)} times with these settings, the network is right on {min(reached):.3f} to "
            f"{max(reached):.3f} of the exam's images, in the middle {middle:.3f}"
        )
        margins = (Margin("median accuracy", middle, self.accuracy),)
        if middle >= self.accuracy:
            return Finding.right(f"{says}.", margins)
        says = f"{says}; asked for are {self.accuracy:.2f}.{advice(settings, middle, classes)}"
        return Finding(Outcome.VALUE, says, margins=margins)

    def _data(self, names: tuple[tuple[str, str], ...], context: Context) -> tuple[np.ndarray, np.ndarray]:
        found = []
        for place in names:
            array = normal(value_of(context.reference, place))
            if not is_array(array) or not len(array):
                raise CourseError(
                    f"The check of {self.name!r} needs the reference's record {place[1]!r} of exercise {place[0]!r}.",
                    "Record it in that exercise's hidden tests, or correct the grading key.",
                )
            found.append(array)
        return found[0].astype(np.float64), found[1].astype(np.int64)


def advice(settings: TrainingSettings, middle: float, classes: int) -> str:
    """What to try, from the settings that fell short."""
    if settings.optimizer == "sgd" and settings.learning_rate < 0.05:
        return " SGD takes steps in proportion to the gradient: it wants a far larger rate than Adam."
    if settings.optimizer != "sgd" and settings.learning_rate > 0.1:
        return " The rate is far too large: Adam and RMSprop make every step about that long."
    if settings.optimizer != "sgd" and settings.learning_rate < 0.003:
        return " The rate is too small for so few epochs: try ten times as much."
    if settings.loss == "mean_squared_error":
        return " Squared error behind a softmax learns slowly: which loss is made for classes?"
    if middle < 2 / classes:
        return " That is no better than guessing: the rate is too large."
    return ""


# ---------------------------------------------------------------- reading


def read_recipe(answer: Any) -> TrainingSettings | Finding:
    """The settings that a decoded answer holds, or what is wrong with it."""
    if not isinstance(answer, dict):
        return Finding(
            Outcome.TYPE, f"This is {kind_of(normal(answer))}; a dictionary of settings is asked for."
        )
    if missing := [key for key in KEYS if key not in answer]:
        return Finding(Outcome.SHAPE, f"The settings lack {', '.join(missing)}.")
    if extra := [key for key in answer if key not in KEYS]:
        return Finding(
            Outcome.SHAPE, f"There is no setting called {', '.join(shown(key)[:40] for key in extra[:3])}."
        )
    if wrong := _wrong_number(answer) or _wrong_name(answer):
        return wrong
    width, batch, epochs, rate = (_scalar(answer[key]) for key in (*_LEAST, "learning_rate"))
    loss, optimizer = canonical(answer["loss"]), answer["optimizer"].lower()
    return TrainingSettings(width, loss, optimizer, float(rate), batch, epochs)


#: The settings that are whole numbers, and how large each is at least.
_LEAST = {"width": 1, "batch_size": LEAST_BATCH, "epochs": 1}


def _wrong_number(answer: Mapping[str, Any]) -> Finding | None:
    for key, least in _LEAST.items():
        value = _scalar(answer[key])
        if type(value) is not int:
            return Finding(Outcome.TYPE, f"{key} is {shown(value)}: a whole number is asked for.")
        if not least <= value <= 100_000:
            return Finding(Outcome.VALUE, f"{key} is {shown(value)}: it must be at least {least}.")
    rate = _scalar(answer["learning_rate"])
    if type(rate) not in (int, float):
        return Finding(Outcome.TYPE, f"learning_rate is {shown(rate)}: a number is asked for.")
    if not (math.isfinite(rate) and 0 < rate <= 1000):
        return Finding(Outcome.VALUE, f"learning_rate is {shown(rate)}: it must be a number above 0.")
    return None


def _wrong_name(answer: Mapping[str, Any]) -> Finding | None:
    for key, names in (("loss", LOSSES), ("optimizer", OPTIMIZERS)):
        value = answer[key]
        if not isinstance(value, str):
            return Finding(
                Outcome.TYPE, f"{key} is {kind_of(normal(value))}: a name in quotation marks is asked for."
            )
        known = canonical(value[:60]) if key == "loss" else value.lower()
        if known not in names:
            return Finding(
                Outcome.VALUE, f"{key} is {shown(value)}: the choice is between {', '.join(names)}."
            )
    return None


def _scalar(value: Any) -> Any:
    return value.item() if isinstance(value, np.ndarray) and value.ndim == 0 else value


# ---------------------------------------------------------------- training


def parameters(inputs: int, width: int, classes: int) -> int:
    """How many parameters inputs → width → classes has, weights and biases."""
    return inputs * width + width + width * classes + classes


def accuracies(
    settings: TrainingSettings, inputs: np.ndarray, labels: np.ndarray, exam: np.ndarray, truth: np.ndarray
) -> list[float]:
    """The accuracy on the exam after each of `SEEDS` trainings; 0 where the weights did not stay finite.

    Students of a class choose the same settings: what this process has trained is not trained again.
    """
    digest = hashlib.sha256()
    for array in (inputs, labels, exam, truth):
        digest.update(repr(array.shape).encode() + array.tobytes())
    key = (settings, digest.digest())
    if key not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = _accuracies(settings, inputs, labels, exam, truth)
    return list(_known[key])


_known: dict[tuple[TrainingSettings, bytes], list[float]] = {}
_MOST_KNOWN = 1_000


def _accuracies(
    settings: TrainingSettings, inputs: np.ndarray, labels: np.ndarray, exam: np.ndarray, truth: np.ndarray
) -> list[float]:
    classes = int(labels.max()) + 1
    reached = []
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        start = new_weights(inputs.shape[1], settings.width, classes, rng)
        orders = (rng.permutation(len(inputs)) for _ in range(settings.epochs))
        weights = train(settings, inputs, labels, start, orders)
        with np.errstate(all="ignore"):
            outputs = forward(weights, exam)[1]
        right = np.mean(outputs.argmax(axis=1) == truth)
        reached.append(float(right) if np.isfinite(outputs).all() else 0.0)
    return reached


def new_weights(inputs: int, width: int, classes: int, rng: np.random.Generator) -> Weights:
    """Weights as Keras begins with: uniform within ±√(6 / (in + out)), biases zero.

    Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010), equation 16.
    """
    kernels = []
    for n, m in ((inputs, width), (width, classes)):
        limit = math.sqrt(6 / (n + m))
        kernels.append(rng.uniform(-limit, limit, size=(n, m)))
    return kernels[0], np.zeros(width), kernels[1], np.zeros(classes)


def forward(weights: Weights, inputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(hidden ReLU values, class probabilities) for inputs of shape (examples, features)."""
    w1, b1, w2, b2 = weights
    hidden = np.maximum(inputs @ w1 + b1, 0.0)
    return hidden, softmax(hidden @ w2 + b2)


def gradient(loss: str, weights: Weights, inputs: np.ndarray, labels: np.ndarray) -> Weights:
    """The gradient of the mean loss over a batch; `labels` (examples,) are whole numbers.

    Squared error is the mean over classes, too, between probabilities and rows of 0s and one 1.
    """
    hidden, p = forward(weights, inputs)
    y = np.eye(p.shape[1])[labels]
    if loss == "mean_squared_error":
        slope = 2.0 * (p - y) / p.size
        scores = p * (slope - (slope * p).sum(axis=1, keepdims=True))
    else:
        scores = (p - y) / len(p)
    behind = (scores @ weights[2].T) * (hidden > 0)
    return inputs.T @ behind, behind.sum(axis=0), hidden.T @ scores, scores.sum(axis=0)


def train(
    settings: TrainingSettings,
    inputs: np.ndarray,
    labels: np.ndarray,
    start: Weights,
    orders: Iterable[Sequence[int]],
) -> Weights:
    """The weights after one epoch for each of `orders`, an order of the examples; the last batch may be smaller.

    The updates are those of Keras's SGD, RMSprop and Adam with their defaults but for the rate; Adam in the
    form with "epsilon hat" (Kingma and Ba, 2015, end of section 2).
    """
    weights = [array.copy() for array in start]
    means, squares = ([np.zeros_like(array) for array in start] for _ in range(2))
    step, rate = 0, settings.learning_rate
    with np.errstate(all="ignore"):
        for order in orders:
            for first in range(0, len(inputs), settings.batch_size):
                batch = order[first : first + settings.batch_size]
                step += 1
                gradients = gradient(settings.loss, tuple(weights), inputs[batch], labels[batch])
                for k, g in enumerate(gradients):
                    if settings.optimizer == "sgd":
                        weights[k] -= rate * g
                    elif settings.optimizer == "rmsprop":
                        squares[k] += 0.1 * (g * g - squares[k])
                        weights[k] -= rate * g / np.sqrt(squares[k] + 1e-7)
                    else:
                        means[k] += 0.1 * (g - means[k])
                        squares[k] += 0.001 * (g * g - squares[k])
                        corrected = rate * math.sqrt(1 - 0.999**step) / (1 - 0.9**step)
                        weights[k] -= corrected * means[k] / (np.sqrt(squares[k]) + 1e-7)
    return tuple(weights)
