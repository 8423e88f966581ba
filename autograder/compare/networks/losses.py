"""Losses and accuracies as Keras works them out, in NumPy."""

from __future__ import annotations

import numpy as np

from autograder.compare.networks.activations import sigmoid, softmax
from autograder.compare.networks.network import NetworkError

#: Keras keeps probabilities this far from 0 and 1 before it takes their logarithm (keras.config.epsilon()).
EPSILON = 1e-7


def accuracy_of(outputs: np.ndarray, labels: np.ndarray, from_logits: bool = False) -> float:
    """The share of examples whose class is right.

    `outputs` (N, classes) with labels as classes (N,) or (N, 1), or one-hot (N, classes); or
    `outputs` (N,) or (N, 1) with labels 0 and 1, decided at 0.5 (at 0 for logits). As Keras's
    SparseCategoricalAccuracy, CategoricalAccuracy and BinaryAccuracy. Raises NetworkError.
    """
    outputs, labels = _fitting(outputs, labels)
    if outputs.shape[1] == 1:
        chosen = outputs[:, 0] > (0.0 if from_logits else 0.5)
        # Equal to the label, as in Keras: one output answers yes or no, and is never right about a class 2.
        return float(np.mean(chosen == labels[:, 0]))
    classes = labels.argmax(axis=1) if labels.shape[1] > 1 else labels[:, 0]
    return float(np.mean(outputs.argmax(axis=1) == classes))


def loss_of(name: str, outputs: np.ndarray, labels: np.ndarray, from_logits: bool = False) -> float:
    """The mean loss over all examples, by the formulas below. Raises NetworkError where shapes do not fit."""
    outputs, labels = _fitting(outputs, labels)
    if name.startswith("sparse_"):
        classes = labels[:, 0].astype(np.int64)
        if labels.shape[1] != 1 or classes.min() < 0 or classes.max() >= outputs.shape[1]:
            raise NetworkError("The network has fewer outputs than there are classes.")
        labels = np.eye(outputs.shape[1])[classes]
        name = name.removeprefix("sparse_")
    if outputs.shape != labels.shape:
        raise NetworkError("The network's outputs do not have the shape of the labels.")
    return float(LOSSES[name](labels.astype(np.float64), outputs.astype(np.float64), from_logits))


def _fitting(outputs: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    outputs = outputs.reshape(-1, 1) if outputs.ndim == 1 else outputs
    labels = labels.reshape(-1, 1) if labels.ndim == 1 else labels
    if outputs.ndim != 2 or labels.ndim != 2 or len(outputs) != len(labels) or not len(labels):
        raise NetworkError("The network's outputs do not have the shape that the labels need.")
    if labels.shape[1] not in (1, outputs.shape[1]):
        raise NetworkError("The network does not have as many outputs as there are classes.")
    return outputs, labels


def binary_crossentropy(y: np.ndarray, p: np.ndarray, from_logits: bool = False) -> float:
    """−mean(y log p + (1 − y) log(1 − p)), p kept within [10⁻⁷, 1 − 10⁻⁷].

    Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 6.2.2.2; the bounds are those
    of keras.losses.binary_crossentropy.
    """
    p = np.clip(sigmoid(p) if from_logits else p, EPSILON, 1 - EPSILON)
    return -np.mean(y * np.log(p) + (1 - y) * np.log1p(-p))


def categorical_crossentropy(y: np.ndarray, p: np.ndarray, from_logits: bool = False) -> float:
    """−mean over examples of Σ y log p, p scaled to add up to 1 and kept within [10⁻⁷, 1 − 10⁻⁷].

    "Deep Learning" (2016), section 6.2.2.3; scaling and bounds are those of
    keras.losses.categorical_crossentropy.
    """
    p = softmax(p) if from_logits else p / np.maximum(p.sum(axis=1, keepdims=True), EPSILON)
    return -np.mean((y * np.log(np.clip(p, EPSILON, 1 - EPSILON))).sum(axis=1))


def mean_squared_error(y: np.ndarray, p: np.ndarray, from_logits: bool = False) -> float:
    """mean((y − p)²); "Deep Learning" (2016), section 5.1.4."""
    return np.mean(np.square(y - p))


def mean_absolute_error(y: np.ndarray, p: np.ndarray, from_logits: bool = False) -> float:
    """mean(|y − p|); keras.losses.mean_absolute_error."""
    return np.mean(np.abs(y - p))


def root_mean_squared_error(y: np.ndarray, p: np.ndarray, from_logits: bool = False) -> float:
    """√ mean((y − p)²); keras.metrics.RootMeanSquaredError."""
    return np.sqrt(mean_squared_error(y, p))


#: The losses that can be worked out here.
LOSSES = {
    "binary_crossentropy": binary_crossentropy,
    "categorical_crossentropy": categorical_crossentropy,
    "sparse_categorical_crossentropy": categorical_crossentropy,
    "mean_squared_error": mean_squared_error,
    "mean_absolute_error": mean_absolute_error,
    "root_mean_squared_error": root_mean_squared_error,
}
