"""What a student's answer was recorded as, in a line: to be read beside the verdict on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.safe.text import clean_line

#: Characters of a description, and values of a short list or array that are named one by one.
LENGTH, NAMED = 160, 6


def described(kind: str, value: Any) -> str:
    """A decoded record in words; "" where there is nothing to say. Never raises for any value.

    Says what the student's own cell made, nothing of the reference and nothing of what a function was asked.
    """
    describe = {"model": _model, "figure": _figure, "function": _function}.get(kind, _value)
    try:
        return clean_line(describe(value), LENGTH)
    except Exception:
        return ""  # a record of a form that the recorder does not make: the verdict says so


def _value(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, (list, tuple)):
        kind = "a list" if isinstance(value, list) else "a tuple"
        if not value:
            return f"{kind} without elements"
        if len(value) <= NAMED and all(isinstance(v, (bool, int, float, str)) for v in value):
            return f"{kind}: {', '.join(map(_value, value))}"
        return f"{kind} of {len(value):,}; the first is {_value(value[0])}"
    if isinstance(value, dict):
        return (
            f"a dict with {', '.join(map(repr, list(value)[:NAMED]))}" if value else "a dict without entries"
        )
    if isinstance(value, float):
        return f"{value:.6g}"
    return clean_line(repr(value), 60)


def _array(value: np.ndarray) -> str:
    if value.ndim == 0:
        return (
            f"{value.dtype} {value.item():.6g}"
            if value.dtype.kind == "f"
            else f"{value.dtype} {value.item()}"
        )
    shape = f"an array of shape {value.shape}, {value.dtype}"
    if value.size == 0:
        return shape
    if value.ndim == 1 and value.size <= NAMED:
        return f"{shape}: {', '.join(f'{v:.4g}' for v in value.tolist())}"
    strange = int(np.sum(~np.isfinite(value))) if value.dtype.kind == "f" else 0
    if strange:
        return f"{shape}, {strange:,} of its values not finite"
    return f"{shape}, from {float(value.min()):.4g} to {float(value.max()):.4g}"


def _model(value: dict[str, Any]) -> str:
    layers: Sequence[dict[str, Any]] = value["layers"]
    parameters = sum(int(w.size) for layer in layers for w in layer.get("weights", []))
    compiled = "compiled" if value.get("compile") else "not compiled"
    return f"{value['class']} of {len(layers)} layers, {parameters:,} parameters, {compiled}"


def _figure(value: dict[str, Any]) -> str:
    axes = value["axes"]
    counts = [(sum(len(a[what]) for a in axes), what) for what in ("lines", "bars")]
    counts.append((sum(int(a["images"]) for a in axes), "images"))
    held = ", ".join(f"{n} {what if n != 1 else what[:-1]}" for n, what in counts if n)
    return f"a figure with {len(axes)} {'plot' if len(axes) == 1 else 'plots'}{': ' if held else ''}{held}"


def _function(value: list[dict[str, Any]]) -> str:
    """What came back from the first call, by its kind alone: a function may return what it was asked."""
    first = value[0]
    if "raised" in first:
        return f"a function that raised {first['raised'][0]}"
    returned = first["returned"]
    if isinstance(returned, np.ndarray):
        return f"a function that returned an array of shape {returned.shape}, {returned.dtype}"
    if isinstance(returned, (list, tuple, dict)):
        return f"a function that returned a {type(returned).__name__} of {len(returned)}"
    return (
        "a function that returned None"
        if returned is None
        else f"a function that returned a value of type {type(returned).__name__}"
    )
