"""Demonstrations are left out of grading, unless something in the notebook uses them.

Which names a cell reads and binds: see test_flow.
"""

from __future__ import annotations

import nbformat
import pytest

from autograder.course.skipping import TAG, skippable


def skipped(*cells: str) -> list[int]:
    """Indices left out; a cell that begins with "~" is tagged."""
    made = []
    for source in cells:
        metadata = {"tags": [TAG]} if source.startswith("~") else {}
        made.append(nbformat.v4.new_code_cell(source.removeprefix("~"), metadata=metadata))
    return sorted(skippable(made))


def test_a_tagged_cell_that_nothing_uses_is_left_out() -> None:
    assert skipped("a = 1", "~b = a", "c = a") == [1]


def test_an_untagged_cell_is_never_left_out() -> None:
    assert skipped("a = 1", "b = 2") == []


@pytest.mark.parametrize("user", ["print(b)", "def later():\n    return b", "b b b", "%timeit b"])
def test_a_cell_that_is_used_is_run(user: str) -> None:
    assert skipped("~b = 2", user) == []


def test_a_demonstration_that_only_ipython_can_read_is_run_where_a_word_of_it_is_used() -> None:
    assert skipped("~files = !ls", "print(files)") == []
    assert skipped("~b = 2\n%time c = b", "print(c)") == []


def test_what_a_star_import_binds_nobody_knows_so_it_is_run() -> None:
    assert skipped("~from math import *", "print('done')") == []


def test_a_chain_is_run_from_its_first_cell_on() -> None:
    assert skipped("~a = 1", "~b = a", "~d = 5", "print(b)") == [2]


def test_a_chain_of_demonstrations_is_left_out_whole() -> None:
    assert skipped("~a = 1", "~b = a", "print('done')") == [0, 1]


def test_text_cells_are_no_matter() -> None:
    cells = [nbformat.v4.new_markdown_cell("b"), nbformat.v4.new_code_cell("b = 1", metadata={"tags": [TAG]})]
    assert skippable(cells) == {1}


def test_a_cell_that_uses_a_name_of_its_own_needs_no_other() -> None:
    assert skipped("~b = 2", "b = 1\nprint(b)") == [0]
    assert skipped("~b = 2", "if x:\n    b = 1\nprint(b)") == []


def test_only_what_comes_later_uses_a_name_but_a_function_uses_it_when_it_is_called() -> None:
    assert skipped("print(b)", "~b = 2", "c = 1") == [1]
    assert skipped("def f():\n    return b", "~b = 2", "f()") == []
    assert skipped("b = 1\ng = lambda: b", "~b = 2", "g()") == []


def test_a_name_bound_anew_on_the_way_is_the_later_cells() -> None:
    assert skipped("b = 1", "~b = 2", "print(b)") == []


def test_a_text_is_a_name_only_where_names_are_looked_up() -> None:
    assert skipped("~b = 2", "task = 'b'") == [0]
    assert skipped("~b = 2", "task = 'b'", "globals()[task]") == []
    assert skipped("~b = 2", "import __main__\nprint(__main__.b)") == []
