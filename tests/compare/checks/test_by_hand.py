"""By hand or not: what is entered counts, then the function's own text; a mention is no use."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.recording import context, payload

from autograder.compare.checks.by_hand import ByHand, used_by

RULE = ByHand("mean_squared_error", "MeanSquaredError", of="mse")


def says(*texts: str, entered: frozenset[str] = frozenset()) -> str:
    return RULE.broken(replace(context(), texts=texts, entered=entered, name="mse"))


MINE = "def mse(a, p):\n    return ((a - p) ** 2).mean()\n"


@pytest.mark.parametrize(
    "text",
    [
        MINE + "print(mse(a, p), keras.losses.MeanSquaredError()(a, p))",
        'def mse(a, p):\n    """mean_squared_error"""\n    return ((a - p) ** 2).mean()',
        MINE + 'plt.plot(x, label="mean_squared_error")',
        "def mse(a, p, mean_squared_error=None):\n    return ((a - p) ** 2).mean()",
        "def mse(a, p):\n    mean_squared_error = ((a - p) ** 2).mean()\n    return mean_squared_error",
        "class mean_squared_error:\n    pass\n" + MINE,
        "mse = lambda a, p: {'mean_squared_error': ((a - p) ** 2).mean()}['mean_squared_error']",
        "%timeit mse(1, 2)\n" + MINE,
        "class Result:\n    mean_squared_error = 1\nfound = Result()\n"
        "def mse(a, p):\n    found.mean_squared_error = ((a - p) ** 2).mean()\n    return found.mean_squared_error",
    ],
)
def test_a_mention_is_no_use(text: str) -> None:
    assert says(text) == ""


@pytest.mark.parametrize(
    "texts",
    [
        ("def mse(a, p):\n    return keras.losses.mean_squared_error(a, p)",),
        ("from sklearn.metrics import mean_squared_error as m\ndef mse(a, p):\n    return m(a, p)",),
        ("ready = keras.losses.MeanSquaredError", "mse = lambda a, p: ready()(a, p)"),
        (
            "def helper(a, p):\n    return keras.losses.mean_squared_error(a, p)",
            "def mse(*both):\n    return helper(*both)",
        ),
        ("mse = functools.partial(keras.losses.mean_squared_error)",),
        ("class Mine:\n    def __call__(self, a, p):\n        return losses.mean_squared_error(a, p)\nmse = Mine()",),
        ("def mse(a, p):\n    from sklearn.metrics import mean_squared_error\n    return mean_squared_error(a, p)",),
    ],
)  # fmt: skip
def test_the_ready_made_is_found_in_the_text_through_the_notebook(texts: tuple[str, ...]) -> None:
    assert "is ready-made" in says(*texts)


def test_what_is_entered_counts_whatever_the_text_says() -> None:
    assert "mean_squared_error" in says(MINE, entered=frozenset({"mean_squared_error", "call"}))


def test_the_last_definition_counts() -> None:
    first = "def mse(a, p):\n    return keras.losses.mean_squared_error(a, p)"
    assert says(first, MINE) == "" and says(MINE, first)


def test_a_text_that_cannot_be_read_is_not_punished() -> None:
    assert says("def mse(:", "x = " + "(" * 500) == ""
    assert used_by("nothing", ()) == frozenset()


def test_the_recorder_notes_what_a_function_enters(tmp_path) -> None:
    losses = pytest.importorskip("keras").losses
    probes = tmp_path / "probes.json"
    probes.write_text('{"it": [{"list": [{"list": [1.0]}, {"list": [2.0]}]}]}')
    other_name = losses.get("mse")

    def sent(function) -> list[str]:
        return payload("function", lambda: function, entered=True, AUTOGRADER_PROBES=str(probes))["entered"]

    assert "mean_squared_error" in sent(lambda a, p: float(other_name(a, p)[()]))
    assert "mean_squared_error" not in sent(lambda a, p: (a[0] - p[0]) ** 2)
