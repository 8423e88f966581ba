"""What a student reads of what was recorded."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.safe.value import LENGTH, described

LAYER = {"name": "d", "class": "Dense", "weights": [np.zeros((64, 10)), np.zeros(10)]}
AXES = {"lines": [{}, {}], "bars": [], "images": 1}


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("value", 0.30000000001, "0.3"),
        ("value", "a", "'a'"),
        ("value", None, "None"),
        ("value", [1, 2.5, "x"], "a list: 1, 2.5, 'x'"),
        ("value", (), "a tuple without elements"),
        ("value", list(range(1000)), "a list of 1,000; the first is 0"),
        ("value", {"loss": 1.0}, "a dict with 'loss'"),
        ("value", np.array(0.5, "f4"), "float32 0.5"),
        ("value", np.arange(3), "an array of shape (3,), int64: 0, 1, 2"),
        ("value", np.zeros((1437, 64), "f4"), "an array of shape (1437, 64), float32, from 0 to 0"),
        ("value", np.array([[np.nan, 1.0]]), "an array of shape (1, 2), float64, 1 of its values not finite"),
        ("value", np.zeros((0, 64)), "an array of shape (0, 64), float64"),
        ("value", np.array([[True, False]]), "an array of shape (1, 2), bool, from 0 to 1"),
        (
            "model",
            {"class": "Sequential", "layers": [LAYER], "compile": None},
            "Sequential of 1 layers, 650 parameters, not compiled",
        ),
        ("figure", {"axes": [AXES]}, "a figure with 1 plot: 2 lines, 1 image"),
        ("figure", {"axes": []}, "a figure with 0 plots"),
        ("function", [{"raised": ["ValueError", "no"]}], "a function that raised ValueError"),
        ("function", [{"returned": np.zeros(3)}], "a function that returned an array of shape (3,), float64"),
    ],
)
def test_records_in_words(kind: str, value: object, said: str) -> None:
    assert described(kind, value) == said


def test_a_function_that_returns_what_it_was_asked_gives_no_probe_away() -> None:
    for secret in (271828, "271828", (271828,), [271828.0], {"271828": 1}, np.array([271828])):
        assert "271828" not in described("function", [{"returned": secret}])


@pytest.mark.parametrize("kind", ["value", "model", "figure", "function"])
@pytest.mark.parametrize("value", [None, 5, "x" * 10**5, [], {}, {"layers": 3}, [[[[]]]] * 9, {"axes": [{}]}])
def test_no_record_is_too_strange_to_be_told(kind: str, value: object) -> None:
    assert len(described(kind, value)) <= LENGTH
