"""A student's figure, drawn again from what was recorded of it: for the feedback page.

The cell that makes a figure is often a function, and shows none itself. What is drawn is plain data, in the
trusted process; no text is read as mathematics or markup.
"""

from __future__ import annotations

import base64
import io
import pickle
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.safe.png import Picture, safe_png
from autograder.safe.text import clean_line

#: Plots, lines and groups of bars in a plot, and points or bars in one of them, that are drawn; a figure with more
#: shows these.
_PLOTS, _LINES, _POINTS = 4, 12, 5_000


def drawn(value: Any) -> Picture | None:
    """The picture of a decoded record of kind "figure", or None where it cannot be drawn."""
    try:
        content = pickle.dumps(value["axes"][:_PLOTS])
        return (_remembered if len(content) <= _MOST_REMEMBERED else _from)(content)
    except Exception:  # whatever a student's figure holds must not cost a grade
        return None


def _from(content: bytes) -> Picture | None:
    return _draw(pickle.loads(content))


#: To draw takes 50 ms, and right answers to one exercise look alike.
_remembered = lru_cache(maxsize=64)(_from)
_MOST_REMEMBERED = 256 << 10


def _draw(plots: list[dict[str, Any]]) -> Picture | None:
    if not any(plot["lines"] or plot["bars"] for plot in plots):
        return None
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.collections import PolyCollection
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.5, 3.2 * max(len(plots), 1)), dpi=90, layout="constrained")
    canvas = FigureCanvasAgg(figure)
    said = []
    for number, plot in enumerate(plots, 1):
        axes = figure.add_subplot(len(plots), 1, number)
        for line in plot["lines"][:_LINES]:
            axes.plot(_numbers(line["x"]), _numbers(line["y"]), label=_text(line["label"]))
        for colour, bars in enumerate(plot["bars"][:_LINES]):
            # One drawing for all of them: each bar for itself takes milliseconds.
            axes.add_collection(PolyCollection(_corners(bars), facecolors=f"C{colour}"))
            axes.autoscale_view()
        axes.set_xlabel(_text(plot["xlabel"]), parse_math=False)
        axes.set_ylabel(_text(plot["ylabel"]), parse_math=False)
        axes.set_title(_text(plot["title"]), parse_math=False)
        axes.set(xscale=_scale(plot["xscale"]), yscale=_scale(plot["yscale"]))
        if plot["legend"] and axes.get_legend_handles_labels()[0]:
            for text in axes.legend().get_texts():
                text.set_parse_math(False)
        labels = ", ".join(_text(line["label"]) for line in plot["lines"][:_LINES])
        said.append(
            f"{len(plot['lines'])} lines ({labels}), x: {_text(plot['xlabel'])}, y: {_text(plot['ylabel'])}"
        )
    buffer = io.BytesIO()
    canvas.print_png(buffer)
    png = safe_png(base64.b64encode(buffer.getvalue()).decode("ascii"))
    return (
        Picture(png, clean_line(f"Your figure, drawn from what was recorded: {'; '.join(said)}", 300))
        if png
        else None
    )


def _numbers(values: Any) -> np.ndarray:
    """The first numbers of a list or an array of one dimension. Raises ValueError, TypeError."""
    numbers = np.asarray(values[:_POINTS], dtype=np.float64)
    if numbers.ndim != 1:
        raise ValueError("numbers in more than one dimension")
    return numbers


def _corners(bars: dict[str, Any]) -> np.ndarray:
    """The four corners of each bar, standing or lying, from its centre and its lengths."""
    x, y, width, height = (_numbers(bars[name]) for name in ("x", "y", "width", "height"))
    signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return np.stack([np.stack([x + i * width / 2, y + j * height / 2], -1) for i, j in signs], 1)


def _text(value: Any) -> str:
    return clean_line(str(value), 60)


def _scale(value: Any) -> str:
    return "log" if value == "log" else "linear"
