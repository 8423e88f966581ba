"""Figures: what is asked for is found in the record, and nothing else is looked at."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import matplotlib
import numpy as np
import pytest
from support.recording import context, record

from autograder.compare.result import Finding, Outcome
from autograder.key import Context, Figure

matplotlib.use("agg")
import matplotlib.pyplot as plt

NOTHING = Context({}, {})
HISTORY = {"loss": [2.0, 1.0, 0.5], "val_loss": [2.1, 1.2, 0.9]}
KNOWN = context(answers={("fit", "history"): HISTORY})
ALL = Figure(
    "curves",
    axes=1,
    lines=2,
    shows=(("fit", "history", "loss"), ("fit", "history", "val_loss")),
    xlabel=True,
    ylabel=True,
    legend=True,
    yscale="linear",
)


def drawn(
    change: Callable[[Any, Any], Any] = lambda fig, ax: None, labels: tuple = ("training", "validation")
) -> dict:
    """A right figure, but for what `change(figure, axes)` does to it; as recorded."""
    fig, ax = plt.subplots()
    epochs = [1, 2, 3]
    for label, curve in zip(labels, HISTORY.values(), strict=True):
        ax.plot(epochs, curve, label=label)
    ax.set(xlabel="epoch", ylabel="loss")
    if any(labels):
        ax.legend()
    change(fig, ax)
    facts = record("figure", fig)
    plt.close(fig)
    return facts


def judge(answer: Any, check: Figure = ALL, known: Context = KNOWN) -> Finding:
    return check.compare(answer, drawn(), known)


def test_a_figure_with_all_that_is_asked_for_is_right():
    assert judge(drawn()) == Finding.right()


@pytest.mark.parametrize(
    "change",
    [
        lambda fig, ax: fig.suptitle("more"),
        lambda fig, ax: [line.set_xdata([0, 1, 2]) for line in ax.lines],
        lambda fig, ax: [line.set_color("black") for line in ax.lines],
        lambda fig, ax: ax.grid(),
        lambda fig, ax: ax.axhline(1),
        lambda fig, ax: ax.axvline(2, label="best"),
        lambda fig, ax: ax.fill_between([1, 2, 3], [0, 0, 0], [1, 1, 1]),
        lambda fig, ax: ax.scatter([1], [0.5]),
        lambda fig, ax: ax.annotate("here", (1, 1)),
        lambda fig, ax: (ax.set_xlabel(""), fig.supxlabel("epoch")),
        lambda fig, ax: (ax.set_ylabel(""), fig.supylabel("loss")),
        lambda fig, ax: (ax.set_xlabel("Epoche"), ax.set_ylabel("Kosten")),
        lambda fig, ax: ax.plot([1, 2, 3], [9, 9, 9], alpha=0),
        lambda fig, ax: (ax.get_legend().remove(), fig.legend()),
    ],
)
def test_what_is_not_asked_for_is_free(change):
    assert judge(drawn(change)) == Finding.right()


WRONG = [
    (lambda fig, ax: ax.lines[1].remove(), Outcome.SHAPE, "1 line, which"),
    (lambda fig, ax: ax.plot([1, 2, 3], [1, 1, 1]), Outcome.SHAPE, "3 lines"),
    (lambda fig, ax: ax.lines[0].set_visible(False), Outcome.SHAPE, "1 line"),
    (lambda fig, ax: ax.lines[0].set_alpha(0), Outcome.SHAPE, "1 line"),
    (lambda fig, ax: ax.lines[0].set_linewidth(0), Outcome.SHAPE, "1 line"),
    (lambda fig, ax: ax.lines[0].set_linestyle("None"), Outcome.SHAPE, "1 line"),
    (lambda fig, ax: ax.lines[0].set_color("white"), Outcome.SHAPE, "1 line"),
    (
        lambda fig, ax: ax.set(xlabel="loss", ylabel="epoch"),
        Outcome.VALUE,
        "labels of the two axes are exchanged",
    ),
    (lambda fig, ax: ax.axis("off"), Outcome.MISSING, "x axis has no label"),
    (lambda fig, ax: ax.get_legend().set_visible(False), Outcome.MISSING, "no legend"),
    (lambda fig, ax: ax.clear(), Outcome.MISSING, "nothing is drawn"),
    (lambda fig, ax: ax.remove(), Outcome.MISSING, "nothing is drawn"),
    (lambda fig, ax: fig.add_axes([0, 0, 1, 1]).plot([1]), Outcome.SHAPE, "2 plots"),
    (lambda fig, ax: ax.lines[0].set_ydata([1, 1, 1]), Outcome.VALUE, "No line shows your own history loss."),
    (lambda fig, ax: ax.lines[0].set_data([1], [2.0]), Outcome.VALUE, "history loss"),
    (lambda fig, ax: ax.lines[0].set_ydata([2.0, np.nan, 0.5]), Outcome.VALUE, "history loss"),
    (lambda fig, ax: ax.set_xlabel(" "), Outcome.MISSING, "x axis has no label"),
    (lambda fig, ax: ax.set_ylabel(""), Outcome.MISSING, "y axis has no label"),
    (lambda fig, ax: ax.get_legend().remove(), Outcome.MISSING, "no legend"),
    (lambda fig, ax: ax.legend(["only one"]), Outcome.MISSING, "every line"),
    (lambda fig, ax: ax.legend(["same", "same"]), Outcome.VALUE, "same name"),
    (lambda fig, ax: ax.set_yscale("log"), Outcome.VALUE, "y axis has the scale log"),
]


@pytest.mark.parametrize(("change", "outcome", "says"), WRONG, ids=lambda x: x if isinstance(x, str) else "")
def test_what_is_wrong_in_a_figure_is_named(change, outcome, says):
    finding = judge(drawn(change))
    assert (finding.outcome, finding.earned) == (outcome, 0.0)
    assert says in finding.message


def test_names_the_wrong_way_round_are_seen():
    assert "wrong way round" in judge(drawn(labels=("validation", "training"))).message
    assert "wrong way round" in judge(drawn(labels=("val_loss", "loss"))).message
    assert judge(drawn(labels=("loss", "val_loss"))) == Finding.right()
    assert judge(drawn(labels=("a", "b"))) == Finding.right()
    by_legend = drawn(lambda fig, ax: ax.legend(["validation", "training"]), labels=("", ""))
    assert "wrong way round" in judge(by_legend).message


def test_styles_are_told_apart():
    check = Figure("curves", styles=True)
    assert "same style" in judge(drawn(), check).message
    assert judge(drawn(lambda fig, ax: ax.lines[0].set_linestyle("--")), check).earned == 1
    assert judge(drawn(lambda fig, ax: ax.lines[0].set_marker("o")), check).earned == 1
    dashes = [(2, 2), (5, 1)]
    own = drawn(lambda fig, ax: [line.set_dashes(d) for line, d in zip(ax.lines, dashes, strict=True)])
    assert judge(own, check).earned == 1


def test_the_axes_are_not_the_figure():
    fig, ax = plt.subplots()
    with pytest.raises(AttributeError):
        record("figure", ax).items()
    assert "axes of a figure" in record("figure", ax).message
    plt.close(fig)


def test_lines_without_labels_have_no_legend():
    assert "no legend" in judge(drawn(labels=("", ""))).message


def test_ones_own_numbers_are_needed_to_compare_a_figure_with_them():
    for history in (
        {},
        {"loss": [], "val_loss": []},
        {"loss": [np.nan] * 3},
        [1, 2],
        None,
        {"loss": {"a": 1}},
    ):
        finding = judge(drawn(), known=context(answers={("fit", "history"): history}))
        assert (finding.outcome, finding.earned) == (Outcome.MISSING, 0)
    assert judge(drawn(), known=NOTHING).earned == 0


def test_a_title_may_be_the_figures_or_the_plots():
    check = Figure("curves", title=True)
    assert judge(drawn(), check).outcome is Outcome.MISSING
    assert judge(drawn(lambda fig, ax: ax.set_title("Loss", loc="left")), check).earned == 1
    assert judge(drawn(lambda fig, ax: fig.suptitle("Loss")), check).earned == 1


def test_lines_bars_and_points_may_be_the_references():
    def plot(scale: float = 1.0, swapped: bool = False) -> dict:
        fig, ax = plt.subplots()
        x = np.linspace(0.01, 1, 50)
        curves = [-np.log(x), -np.log(1.01 - x) * scale]
        for curve in reversed(curves) if swapped else curves:
            ax.plot(x, curve)
        ax.bar([0, 1], [3, 4 * scale])
        ax.scatter([1, 2], [3 * scale, 4])
        facts = record("figure", fig)
        plt.close(fig)
        return facts

    reference = plot()
    for what in ("lines", "bars", "points"):
        check = Figure("curves", as_reference=(what,))
        assert check.compare(plot(), reference, NOTHING).earned == 1
        assert check.compare(plot(swapped=True), reference, NOTHING).earned == 1
        wrong = check.compare(plot(1.1), reference, NOTHING)
        assert (wrong.outcome, wrong.message) == (Outcome.VALUE, f"Not all {what} show the data asked for.")
        assert (
            Figure("curves", as_reference=(what,), rtol=0.2).compare(plot(1.1), reference, NOTHING).earned
            == 1
        )
        fewer = copy.deepcopy(plot())
        fewer["axes"][0][what] = []
        fewer["axes"][0]["images"] = 1
        assert check.compare(fewer, reference, NOTHING).outcome is Outcome.SHAPE


def test_a_line_may_be_drawn_from_right_to_left():
    def line(x: list, y: list) -> dict:
        return drawn(lambda fig, ax: ax.plot(x, y))

    check = Figure("curves", as_reference=("lines",))
    reference = line([1, 2, 4], [3.0, 1.0, 2.0])
    assert check.compare(line([4, 2, 1], [2.0, 1.0, 3.0]), reference, NOTHING).earned == 1
    assert check.compare(line([4, 2, 1], [3.0, 1.0, 2.0]), reference, NOTHING).earned == 0


def test_images_are_counted():
    def show(fig: Any, ax: Any) -> None:
        ax.imshow(np.zeros((2, 2)))

    assert judge(drawn(show), Figure("curves", images=1)).earned == 1
    assert "0 images" in judge(drawn(), Figure("curves", images=1)).message


def test_a_misspelt_part_is_the_authors_fault():
    with pytest.raises(ValueError, match="line"):
        Figure("curves", as_reference=("line",))


@pytest.mark.parametrize(
    "forge",
    [
        lambda f: None,
        lambda f: [],
        lambda f: {},
        lambda f: {"axes": 1},
        lambda f: {**f, "axes": [1]},
        lambda f: {**f, "suptitle": 1},
        lambda f: {**f, "legend": "a"},
        lambda f: {**f, "axes": f["axes"] * 600},
        lambda f: {**f, "axes": [{**f["axes"][0], "xlabel": None}]},
        lambda f: {**f, "axes": [{**f["axes"][0], "images": True}]},
        lambda f: {**f, "axes": [{**f["axes"][0], "images": -1}]},
        lambda f: {**f, "axes": [{**f["axes"][0], "legend": [1]}]},
        lambda f: {**f, "axes": [{**f["axes"][0], "lines": {"x": 1}}]},
        lambda f: {**f, "axes": [{**f["axes"][0], "lines": [{"y": [1]}] * 2}]},
        lambda f: {**f, "axes": [{**f["axes"][0], "lines": [{"x": "a", "y": "b"}] * 2}]},
        lambda f: {**f, "axes": [{**f["axes"][0], "lines": [{"x": np.zeros(0), "y": np.zeros(0)}] * 2}]},
        lambda f: {**f, "axes": [{**f["axes"][0], "lines": [{"x": {"a": 1}, "y": [[1], [2, 3]]}] * 2}]},
    ],
)
def test_a_forged_figure_earns_nothing_and_breaks_nothing(forge):
    forged = forge(drawn())
    for check in (ALL, Figure("curves", as_reference=("lines",))):
        finding = check.compare(forged, drawn(), KNOWN)
        assert finding.earned == 0
        assert finding.message
