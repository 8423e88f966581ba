"""Mutants: what is changed in an answer, and what nobody's points hang on."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from autograder.author.answers import own_lines
from autograder.author.mutants import mutants


def titles(text: str) -> list[str]:
    return [mutant.title for mutant in mutants(text)]


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("x = a + b * c", "x = (a - (b * c))"),
        ("x = (a - b) * c", "x = ((a - b) / c)"),
        ("x = a < b", "x = (a <= b)"),
        ("x = a < b", "x = (a > b)"),
        ("x = values[3:]", "x = values[4:]"),
        ("x = values[3:]", "x = values[(2):]"),
        ("x = values.sum(axis=0)", "x = values.sum(axis=1)"),
        ("x = values.sum(axis=0)", "x = values.sum()"),
        ("x = values.sum(axis=0)", "x = values.mean(axis=0)"),
        ("x = f(a, b)", "x = f(b, a)"),
        ("x = min(a, key=b)", "x = max(a, key=b)"),
        ("x = -a", "x = a"),
        ("x = a and not b", "x = (a or (not b))"),
        ("fit(1)\nx = 2", "without fit(1)"),
        ("x += 1", "without x += 1"),
        ("if a:\n    x = 1", "if (not (a)):"),
        ("x = f(shuffle=True)", "x = f(shuffle=False)"),
        ("x = 0.5", "x = 0.25"),
        ("x = [i for i in y if i > 2]", "x = [i for i in y if True]"),
        ("def f():\n    return a, b", "return b, b"),
        ('net.add(Dense(1, activation="relu"))', "net.add(Dense(1, activation='tanh'))"),
    ],
)
def test_one_thing_is_changed(text: str, one: str) -> None:
    assert one in titles(text)


def test_a_mutant_is_the_whole_answer_with_its_comments() -> None:
    (mutant,) = mutants("# mine: α\ny = x  # so\nz = -y  # and so")
    assert mutant.text == "# mine: α\ny = x  # so\nz = y  # and so"
    assert mutant.title == "z = y # and so"


@pytest.mark.parametrize(
    "text",
    [
        "print(f'{x + 1}', 3)",
        "'a docstring'",
        "figure(figsize=size)",
        "x = np.maximum(a, b)",
        "x = f'{a + b:.2f}'",
        "x = !ls",
        "x = (",
    ],
)
def test_what_makes_no_difference_is_left_alone(text: str) -> None:
    assert [m for m in titles(text) if not m.startswith("without figure")] == []


def test_what_the_lesson_has_in_a_cell_stays() -> None:
    source = "keras.utils.set_random_seed(6)\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION\nfit(2)"
    cell = SimpleNamespace(source=source)
    assert own_lines(cell) == {2}
    found = mutants("keras.utils.set_random_seed(6)\nx = 1\nfit(2)", own_lines(cell))
    assert [mutant.title for mutant in found] == ["x = 2", "x = (0)"]
