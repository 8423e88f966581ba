"""A cell's text as Python: IPython's own lines are left out, and every other line keeps its number."""

from __future__ import annotations

import ast

import pytest

from autograder.course.plain import parsed, without_magics, words


@pytest.mark.parametrize(
    ("source", "python"),
    [
        ("x = 1\n", "x = 1\n"),
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("for i in range(3):\n    !ls {i}\n    print(i)", "for i in range(3):\n    pass\n    print(i)"),
        ("?print\nprint?\nx = 2", "pass\npass\nx = 2"),
        ("files = !ls\nt = %timeit -o f(files)\ny = 3", "pass\npass\ny = 3"),
    ],
    ids=["plain", "magic", "indented", "help", "assigned"],
)
def test_ipythons_lines_are_left_out_where_they_stand(source: str, python: str) -> None:
    assert without_magics(source) == python
    tree, _ = parsed(source)
    assert ast.dump(tree) == ast.dump(ast.parse(python))


def test_the_words_of_the_lines_left_out_are_told() -> None:
    """A name that only a magic reads is read all the same."""
    assert parsed("%time fit(model)\nx = other")[1] == {"time", "fit", "model"}
    assert parsed("x = other % 2")[1] == frozenset()


def test_what_is_no_python_raises_what_the_parser_raises() -> None:
    with pytest.raises(SyntaxError):
        parsed("%time f()\nx = = 1")


def test_a_word_may_have_letters_of_any_alphabet_and_no_digit_first() -> None:
    assert words("naïve = Größe + 2nd_try_3") == {"naïve", "Größe", "nd_try_3"}
