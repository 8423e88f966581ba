"""Demonstrations are left out of grading, unless something in the notebook uses them."""

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


@pytest.mark.parametrize(
    "user",
    [
        "print(b)",
        "def later():\n    return b",
        "b += 1",
        "del b",
        "print(f'{b}')",
        "globals()['b']",
        "eval('b + 1')",
        "%timeit b",
        "[b for _ in range(3)]",
    ],
)
def test_a_cell_that_is_used_is_run(user: str) -> None:
    assert skipped("~b = 2", user) == []


@pytest.mark.parametrize(
    "binding",
    [
        "def b(): pass",
        "class b: pass",
        "import b",
        "import b.c",
        "from x import b",
        "import x as b",
        "for b in []: pass",
        "with x as b: pass",
        "b, c = 1, 2",
        "def f():\n    global b\n    b = 1",
        "[b := x for x in []]",
    ],
)
def test_every_kind_of_binding_is_seen(binding: str) -> None:
    assert skipped(f"~{binding}", "b") == []
    assert skipped(f"~{binding}", "unrelated") == [0]


@pytest.mark.parametrize(
    "own",
    [
        "def f(b):\n    b = 1\n    return b",
        "class C:\n    b = 1\n    def b(self): pass",
        "[1 for b in range(3)]",
        "{b: 1 for b in range(3)}",
        "f = lambda b: b",
        "def f():\n    import b",
    ],
)
def test_a_name_of_its_own_inside_is_none_of_the_notebooks(own: str) -> None:
    assert skipped(f"~{own}", "b = 1\nprint(b)") == [0]


def test_a_chain_is_run_from_its_first_cell_on() -> None:
    assert skipped("~a = 1", "~b = a", "~d = 5", "print(b)") == [2]


def test_a_chain_of_demonstrations_is_left_out_whole() -> None:
    assert skipped("~a = 1", "~b = a", "print('done')") == [0, 1]


@pytest.mark.parametrize(
    "unreadable",
    [
        "b b b",
        "    b",
        ">>> b",
        "!echo {b}",
        "%time b",
        "%%time\nb",
        "!echo \\\n  {b}",
        "files = !ls {b}",
        "b?",
        "x = b" + " + b" * 1_000,
        "x = b" + " + b" * 20_000,
        "x = b" + ".real" * 1_000,
        "x = " + "-" * 20_000 + "b",
        "!a\n" * 800 + "b",
    ],
    ids=lambda text: text[:12],
)
def test_a_cell_that_cannot_be_read_uses_every_word_of_it(unreadable: str) -> None:
    assert skipped("~b = 2", unreadable) == []
    assert skipped("~something_else = 2", unreadable) == [0]


def test_a_demonstration_that_cannot_be_read_binds_every_word_of_it() -> None:
    assert skipped("~files = !ls", "print(files)") == []
    assert skipped("~b = 2\n%time c = b", "print(c)") == []


def test_text_cells_are_no_matter() -> None:
    cells = [nbformat.v4.new_markdown_cell("b"), nbformat.v4.new_code_cell("b = 1", metadata={"tags": [TAG]})]
    assert skippable(cells) == {1}


@pytest.mark.parametrize(
    "own",
    [
        "b = 1\nprint(b)",
        "import b\nb.c",
        "for b in range(3):\n    print(b)",
        "with x as b:\n    print(b)",
        "try:\n    f()\nexcept E as b:\n    print(b)",
        "if x:\n    b = 1\n    print(b)",
        "def f(a, b=1):\n    return a + b",
        "def f():\n    b = 1\n    return lambda: b",
        "print([b for b in range(3)])",
        "f(lambda b: b)",
        "b = 1\nassert x, 'what is wrong with b'",
    ],
)
def test_a_cell_that_uses_a_name_of_its_own_needs_no_other(own: str) -> None:
    assert skipped("~b = 2", own) == [0]


@pytest.mark.parametrize(
    "perhaps",
    [
        "if x:\n    b = 1\nprint(b)",
        "for b in []:\n    pass\nprint(b)",
        "with x:\n    b = 1\nprint(b)",
        "try:\n    b = f()\nexcept E:\n    print(b)",
        "b = 1\ndel b\nprint(b)",
        "if x:\n    b = 1\n    del b\nprint(b)",
        "print(b)\nb = 1",
        "b = b",
        "b += 1",
        "[b for x in range(b)]",
        "[b for b in b]",
        "def f(a=b):\n    b = 1",
        "def f():\n    global b\n    return b",
        "class C:\n    b = b",
        "class C:\n    b = 1\n    def f(self):\n        return b",
        "b: int\nprint(b)",
    ],
)
def test_a_cell_that_may_use_another_cells_name_needs_it(perhaps: str) -> None:
    assert skipped("~b = 2", perhaps) == []


def test_only_what_comes_later_uses_a_name_but_a_function_uses_it_when_it_is_called() -> None:
    assert skipped("print(b)", "~b = 2", "c = 1") == [1]
    assert skipped("def f():\n    return b", "~b = 2", "f()") == []
    assert skipped("b = 1\ng = lambda: b", "~b = 2", "g()") == []


def test_a_name_bound_anew_on_the_way_is_the_later_cells() -> None:
    assert skipped("b = 1", "~b = 2", "print(b)") == []


def test_a_text_is_a_name_only_where_names_are_looked_up() -> None:
    assert skipped("~b = 2", "task = 'b'") == [0]
    assert skipped("~b = 2", "task = 'b'", "globals()[task]") == []
