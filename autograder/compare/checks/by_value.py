"""A loss or a metric of the student's own, known by the values that it gives and not by its name.

The recorder compiles a network that passes its inputs on with what the student wrote, and notes what Keras
makes of it on a few fixed pairs of labels and outputs, in the forms in which labels come. Here the same is
worked out for Keras's own losses and metrics.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.compare.networks.activations import sigmoid, softmax
from autograder.compare.networks.losses import accuracy_of, loss_of
from autograder.compare.networks.network import NetworkError

#: Examples in each form.
EXAMPLES = 12
#: Kept within float32 and the bounds that one's own code sets to its logarithms.
_RTOL, _ATOL = 2e-3, 2e-5


def forms(units: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Form of the labels → labels and outputs, for a network of so many outputs. As in the recorder."""
    i, j = np.arange(EXAMPLES)[:, None], np.arange(units)[None, :]
    raw = (2.5 * np.sin(1.7 * i + 2.3 * j + 0.5 * i * j)).astype(np.float32)
    classes = (i[:, 0] * i[:, 0] + 3 * i[:, 0]) // 2 % max(units, 2)
    if units == 1:
        yes = (classes[:, None] % 2).astype(np.float32)
        return {
            "yes or no": (yes, sigmoid(raw)),
            "yes or no, logits": (yes, raw),
            "numbers": (sigmoid(raw[::-1]), sigmoid(raw)),
        }
    one_hot = np.eye(units, dtype=np.float32)[classes]
    return {
        "classes": (classes, softmax(raw)),
        "classes, logits": (classes, raw),
        "one-hot": (one_hot, softmax(raw)),
        "one-hot, logits": (one_hot, raw),
        "numbers": (softmax(raw[::-1]), softmax(raw)),
    }


def _loss(name: str, from_logits: bool) -> Callable[[np.ndarray, np.ndarray], float]:
    return lambda labels, outputs: loss_of(name, outputs, labels, from_logits)


def _accuracy(labels: np.ndarray, outputs: np.ndarray) -> float:
    return accuracy_of(outputs, labels)


#: (name, from_logits) → its value; the forms of labels that it is for, by how their names begin.
_KNOWN: dict[tuple[str, bool], tuple[Callable[[np.ndarray, np.ndarray], float], tuple[str, ...]]] = {
    **{
        (name, logits): (_loss(name, logits), (f"{form}, logits" if logits else form,))
        for name, form in (
            ("binary_crossentropy", "yes or no"),
            ("sparse_categorical_crossentropy", "classes"),
            ("categorical_crossentropy", "one-hot"),
        )
        for logits in (False, True)
    },
    **{
        (name, False): (_loss(name, False), ("yes or no", "one-hot", "numbers"))
        for name in ("mean_squared_error", "mean_absolute_error", "root_mean_squared_error")
    },
    ("binary_accuracy", False): (_accuracy, ("yes or no",)),
    ("sparse_categorical_accuracy", False): (_accuracy, ("classes",)),
    ("categorical_accuracy", False): (_accuracy, ("one-hot",)),
}


def known_by_value(values: Any, units: Any) -> tuple[str, bool] | None:
    """(name, from_logits) of the Keras loss or metric that gives these values; None where none does.

    `values` are what was recorded: form → value, None where it raised. `units` are the network's outputs.
    """
    if not isinstance(values, Mapping) or type(units) is not int or not 0 < units <= 1_000:
        return None
    given = forms(units)
    for what, (value, for_forms) in _KNOWN.items():
        mine = {form: values.get(form) for form in for_forms if form in given}
        if mine and all(_same(own, value, *given[form]) for form, own in mine.items()):
            return what
    return None


def _same(own: Any, value: Callable[[np.ndarray, np.ndarray], float], *pair: np.ndarray) -> bool:
    if not isinstance(own, float) or not np.isfinite(own):
        return False
    try:
        right = value(*pair)
    except (NetworkError, ValueError, IndexError):
        return False
    return bool(abs(own - right) <= _ATOL + _RTOL * abs(right))
