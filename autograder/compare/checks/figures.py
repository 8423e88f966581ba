"""Figures: what a matplotlib figure shows, as plain facts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.compare.checks.base import Check, Context
from autograder.compare.checks.values import (
    Tolerance,
    difference,
    is_array,
    normal,
)
from autograder.compare.records import value_of
from autograder.compare.result import Finding, Outcome

#: (exercise, record), then keys into a dictionary: ("fit", "history", "loss").
Place = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Figure(Check):
    """A figure shows what is asked for; only what is set is looked at.

    A straight line across or up (`axvline`, to mark something) is no line that was asked for, nor one too many,
    unless the reference has such a line. Labels and names are compared with the reference's only to see whether
    they have been exchanged.

    `axes`, `lines`, `images`: how many there are (over all axes).
    `shows`: series that some line must show as its y. Each is a place in the STUDENT's own records:
        (exercise, record, key, ...), so that a picture of one's own training is right.
    `as_reference`: the lines, the bars or the points ("lines", "bars", "points") show the same data
        as the reference's, in any order, within `atol` and `rtol` (as in `Value`).
    `xlabel`, `ylabel`, `title`, `legend`: True asks for some text on every axes that shows data (a
        title of the whole figure counts; a legend must name each of several lines).
    `xscale`, `yscale`: "linear", "log".
    `styles`: no two lines are drawn in the same style, with the same marker and in the same width.
    """

    axes: int | None = None
    lines: int | None = None
    images: int | None = None
    shows: tuple[Place, ...] = ()
    as_reference: tuple[str, ...] = ()
    xlabel: bool = False
    ylabel: bool = False
    title: bool = False
    legend: bool = False
    xscale: str = ""
    yscale: str = ""
    styles: bool = False
    atol: float | None = None
    rtol: float | None = None

    @property
    def reads(self) -> tuple[tuple[str, str], ...]:
        return tuple((exercise, record) for exercise, record, *_ in self.shows)

    def __post_init__(self) -> None:
        if unknown := set(self.as_reference) - {"lines", "bars", "points"}:
            raise ValueError(f"Figure cannot compare {sorted(unknown)} with the reference's.")

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        if not _is_figure(answer):
            return Finding(Outcome.TYPE, "What was recorded is not a figure.")
        shown = [a for a in answer["axes"] if any(a[key] for key in ("lines", "bars", "points", "images"))]
        if not shown:
            return Finding(Outcome.MISSING, "The figure is empty: nothing is drawn in it.")
        shown = [without_marks(a, reference) for a in shown]
        return (
            self._numbers(answer, shown)
            or self._shown(shown, context)
            or self._compared(shown, reference)
            or self._texts(answer, shown, reference)
            or (_styles(shown) if self.styles else None)
            or Finding.right()
        )

    def _numbers(self, answer: dict, shown: list[dict]) -> Finding | None:
        if self.axes is not None and len(shown) != self.axes:
            return _wrong_number(len(shown), "plot")
        if self.lines is not None and (n := sum(len(a["lines"]) for a in shown)) != self.lines:
            return _wrong_number(n, "line")
        if self.images is not None and (n := sum(a["images"] for a in shown)) != self.images:
            return _wrong_number(n, "image")
        for key, wanted in (("xscale", self.xscale), ("yscale", self.yscale)):
            for a in shown:
                if wanted and a[key] != wanted:
                    has = f"The {key[0]} axis has the scale {a[key][:30]}"
                    return Finding(Outcome.VALUE, f"{has}, which is not the one asked for.")
        return None

    def _shown(self, shown: list[dict], context: Context) -> Finding | None:
        drawn = [normal(line["y"]) for a in shown for line in a["lines"]]
        for place in self.shows:
            wanted = normal(_found(place, context))
            name = " ".join(place[1:])
            if not is_array(wanted) or wanted.ndim != 1 or not wanted.size or not np.isfinite(wanted).all():
                return Finding(Outcome.MISSING, f"There is no {name} to compare the figure with.")
            if not any(_same(line, wanted, self._tolerance) for line in drawn):
                return Finding(Outcome.VALUE, f"No line shows your own {name}.")
        return None

    def _compared(self, shown: list[dict], reference: dict) -> Finding | None:
        for key in self.as_reference:
            mine = [_data(item) for a in shown for item in a[key]]
            right = [_data(item) for a in reference["axes"] for item in a[key]]
            if len(mine) != len(right):
                nouns = {"lines": "line", "bars": "set of bars", "points": "set of points"}
                return _wrong_number(len(mine), nouns[key])
            for wanted in right:
                match = next(
                    (i for i, item in enumerate(mine) if _all_same(item, wanted, self._tolerance)), None
                )
                if match is None:
                    return Finding(Outcome.VALUE, f"Not all {key} show the data asked for.")
                del mine[match]
        return None

    @property
    def _tolerance(self) -> Tolerance:
        return Tolerance(self.atol, self.rtol)

    def _texts(self, answer: dict, shown: list[dict], reference: dict) -> Finding | None:
        for a in shown:
            for key, asked in (("xlabel", self.xlabel), ("ylabel", self.ylabel)):
                if asked and not (a[key].strip() or answer[f"sup{key}"].strip()):
                    return Finding(Outcome.MISSING, f"The {key[0]} axis has no label: say what it shows.")
            if self.title and not (a["title"].strip() or answer["suptitle"].strip()):
                return Finding(Outcome.MISSING, "The figure has no title.")
            if self.xlabel and self.ylabel and _exchanged_labels(a, reference):
                return Finding(Outcome.VALUE, "The labels of the two axes are exchanged.")
            if self.legend and (finding := _legend(a, answer, reference)):
                return finding
        return None


def _legend(a: dict, answer: dict, reference: dict) -> Finding | None:
    names = [text for text in (*a["legend"], *answer["legend"]) if text.strip()]
    asked = [key for key in ("lines", "bars", "points") if any(right[key] for right in reference["axes"])]
    things = sum(len(a[key]) for key in asked)
    if not names:
        return Finding(Outcome.MISSING, "There is no legend: give each line a label, then call legend().")
    if len(names) < things:
        return Finding(Outcome.MISSING, "The legend does not name every line.")
    if len(set(names)) < len(names):
        return Finding(Outcome.VALUE, "Two lines have the same name in the legend.")
    if _exchanged_names(a, reference):
        return Finding(Outcome.VALUE, "The names in the legend are the wrong way round.")
    return None


def without_marks(axes: dict, reference: dict) -> dict:
    """The axes without lines straight across or up, where the reference has none such: they mark something."""
    if any(_is_mark(line) for right in reference["axes"] for line in right["lines"]):
        return axes
    return {**axes, "lines": [line for line in axes["lines"] if not _is_mark(line)]}


def _is_mark(line: dict) -> bool:
    ends = [normal(line["x"]), normal(line["y"])]
    return all(is_array(end) and end.shape == (2,) for end in ends) and any(e[0] == e[1] for e in ends)


def _styles(shown: list[dict]) -> Finding | None:
    for a in shown:
        drawn = [(line.get("style"), line.get("marker"), line.get("linewidth")) for line in a["lines"]]
        if len(set(drawn)) < len(drawn):
            return Finding(Outcome.VALUE, "Two lines are drawn in the same style: give each one of its own.")
    return None


def _exchanged_labels(a: dict, reference: dict) -> bool:
    right = reference["axes"][0]
    return _exchanged((a["xlabel"], a["ylabel"]), (right["xlabel"], right["ylabel"]))


def _exchanged_names(a: dict, reference: dict) -> bool:
    """Whether two lines that show the reference's data have each the other's name."""
    rights = [line for axes in reference["axes"] for line in axes["lines"]]
    named = list(zip(a["lines"], _names(a), strict=True))
    pairs = [
        (name, right["label"])
        for right in rights
        for name in [next((name for line, name in named if _same_data(line, right)), None)]
        if name is not None
    ]
    return any(
        _exchanged((one[0], other[0]), (one[1], other[1]))
        for place, one in enumerate(pairs)
        for other in pairs[:place]
    )


def _names(a: dict) -> list[str]:
    """What each line is called: its label, else the legend's text in its place."""
    legend = a["legend"] if len(a["legend"]) == len(a["lines"]) else [""] * len(a["lines"])
    return [str(line.get("label") or text) for line, text in zip(a["lines"], legend, strict=True)]


def _same_data(mine: dict, right: dict) -> bool:
    return _all_same(_data(mine), _data(right), Tolerance())


def _exchanged(mine: tuple[str, str], right: tuple[str, str]) -> bool:
    """Whether two texts say each what the other should, by the words that only one of the right ones has."""
    words = [_words(text) for text in right]
    telling = (words[0] - words[1], words[1] - words[0])

    def score(text: str, told: set[str]) -> int:
        # "val" stands for "validation".
        return sum(any(w.startswith(t) or t.startswith(w) for t in told) for w in _words(text))

    straight = score(mine[0], telling[0]) + score(mine[1], telling[1])
    return score(mine[0], telling[1]) + score(mine[1], telling[0]) > straight


def _words(text: str) -> set[str]:
    """The words of a label, without the shortest, which say nothing; digits stay, but for those of a formula."""
    formula = re.search(r"[()=+*/−-]", text) is not None
    return {w for w in re.findall(r"[^\W_]+", text.lower()) if len(w) > 2 or (w.isdigit() and not formula)}


def _wrong_number(n: int, noun: str) -> Finding:
    plural = noun.replace("set ", "sets ", 1) if noun.startswith("set ") else noun + "s"
    has = f"{n} {noun if n == 1 else plural}"
    return Finding(Outcome.SHAPE, f"The figure has {has}, which is not the number asked for.")


def _all_same(mine: list, wanted: list, tolerance: Tolerance) -> bool:
    return len(mine) == len(wanted) and all(_same(a, b, tolerance) for a, b in zip(mine, wanted, strict=True))


def _same(mine: Any, wanted: np.ndarray, tolerance: Tolerance) -> bool:
    return difference(normal(mine), wanted, tolerance) is None


def _data(item: dict) -> list[np.ndarray]:
    """The numbers of a line, bars or points, in the order in which they stand along x."""
    arrays = [normal(item[key]) for key in ("x", "y", "width", "height") if key in item]
    if not all(is_array(array) and array.ndim == 1 and array.shape == arrays[0].shape for array in arrays):
        return []
    order = np.argsort(arrays[0], kind="stable")
    return [array[order] for array in arrays]


def _found(place: Place, context: Context) -> Any:
    value = value_of(context.answers, place[:2])
    for key in place[2:]:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _is_figure(answer: Any) -> bool:
    """Whether a decoded value has exactly the parts that the checks above rely on."""
    if not isinstance(answer, dict) or not isinstance(answer.get("axes"), list):
        return False
    if not all(isinstance(answer.get(key), str) for key in ("suptitle", "supxlabel", "supylabel")):
        return False
    if not _texts(answer.get("legend")):
        return False
    return len(answer["axes"]) <= 500 and all(_is_axes(a) for a in answer["axes"])


def _is_axes(a: Any) -> bool:
    return (
        isinstance(a, dict)
        and all(isinstance(a.get(key), str) for key in ("title", "xlabel", "ylabel", "xscale", "yscale"))
        and _texts(a.get("legend"))
        and type(a.get("images")) is int
        and a["images"] >= 0
        and all(
            isinstance(a.get(key), list)
            and len(a[key]) <= 1000
            and all(isinstance(item, dict) and {"x", "y"} <= set(item) for item in a[key])
            for key in ("lines", "bars", "points")
        )
    )


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
