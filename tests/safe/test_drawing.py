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
