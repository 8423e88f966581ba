"""A recorded figure drawn again."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from autograder.safe.drawing import drawn

LINE = {"x": np.arange(3.0), "y": np.array([3.0, 1.0, 0.5]), "label": "training"}
PLOT = {
    "title": "$x",
    "xlabel": "epoch",
    "ylabel": "loss $\\frac",
    "xscale": "linear",
    "yscale": "log",
    "legend": ["training"],
    "lines": [LINE, {**LINE, "label": "$\\broken{"}],
    "bars": [],
    "images": 0,
}


def test_a_figure_becomes_a_png_with_words() -> None:
    picture = drawn({"axes": [PLOT], "suptitle": ""})
    assert base64.b64decode(picture.png_base64).startswith(b"\x89PNG")
    assert picture.alt.startswith("Your figure, drawn from what was recorded: 2 lines (training, $")
    assert "x: epoch, y: loss" in picture.alt


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        {"axes": []},
        {"axes": [{}]},
        {"axes": [{**PLOT, "lines": [], "bars": []}]},
        {"axes": [{**PLOT, "lines": [{"x": np.arange(3), "y": np.arange(4), "label": ""}]}]},
    ],
)
def test_what_cannot_be_drawn_is_no_picture(value: object) -> None:
    assert drawn(value) is None


def bars(count: int, **more: object) -> dict[str, object]:
    x = np.arange(float(count))
    return {"x": x, "y": x / 2, "width": np.full(count, 0.8), "height": x, "label": "", **more}


def test_bars_are_drawn_however_many_there_are() -> None:
    few, many = (
        drawn({"axes": [{**PLOT, "yscale": "linear", "lines": [], "bars": [bars(n)]}]}) for n in (5, 100_000)
    )
    assert few is not None and many is not None and few.png_base64 != many.png_base64


@pytest.mark.parametrize("wrong", [np.ones((3, 3)), ["a", "b"], None, 3.0, "abc", [[1, 2], [3]], np.ones(2)])
def test_bars_without_proper_numbers_are_not_drawn(wrong: object) -> None:
    assert drawn({"axes": [{**PLOT, "bars": [bars(3, height=wrong)]}]}) is None
