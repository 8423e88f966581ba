"""A text is changed in the places that its syntax tree names, and nowhere else."""

from __future__ import annotations

import ast

import pytest

from autograder.author.splicing import first_line, source_of, spliced, top_functions, top_names, tree_of

TEXT = """\
größe = "中文" + 'x'  # é stays
@wraps(f)
def g(x) :
    return  x+1
y = (
    g(größe),  2
)
"""


def node_of(text: str, kind: type[ast.AST], number: int = 0) -> ast.AST:
    return [node for node in ast.walk(tree_of(text)) if isinstance(node, kind)][number]


def test_no_change_leaves_the_text_as_it_was() -> None:
    assert spliced(TEXT, []) == TEXT


def test_changes_in_any_order_leave_all_else_as_it_was_written() -> None:
    """Columns count bytes: what stands behind letters of several bytes is found all the same."""
    changes = [
        (node_of(TEXT, ast.Constant, 1), "'y' * 30"),
        (node_of(TEXT, ast.Tuple), "h(ö),\n    3"),
        (node_of(TEXT, ast.Return), "return  0"),
        (node_of(TEXT, ast.Constant), '"x"'),
    ]
    assert source_of(TEXT, changes[0][0]) == "'x'"
    expected = (
        TEXT.replace("'x'", "'y' * 30").replace('"中文"', '"x"').replace("return  x+1", "return  0")
    ).replace("(\n    g(größe),  2\n)", "h(ö),\n    3")
    assert spliced(TEXT, changes) == spliced(TEXT, reversed(changes)) == expected


def test_a_function_goes_with_its_decorators() -> None:
    function = node_of(TEXT, ast.FunctionDef)
    assert (first_line(function), function.lineno) == (2, 3)
    assert spliced(TEXT, [(function, "g = abs")]) == "größe = \"中文\" + 'x'  # é stays\ng = abs\n" + "".join(
        TEXT.splitlines(keepends=True)[4:]
    )


def test_the_ends_of_lines_stay() -> None:
    text = "x = 1\r\ny = 2\r\nz = 3"
    assert spliced(text, [(node_of(text, ast.Constant, 1), "20")]) == "x = 1\r\ny = 20\r\nz = 3"


def test_the_text_of_a_node_is_as_it_was_written_and_of_a_new_one_as_python_writes_it() -> None:
    assert source_of(TEXT, node_of(TEXT, ast.Call, 1)) == "g(größe)"
    assert source_of(TEXT, ast.Name("new", ast.Load())) == "new"


@pytest.mark.parametrize("text", ["%time f()", "x = (", "x = '\0'"])
def test_what_is_no_python_has_no_tree_and_no_names(text: str) -> None:
    assert tree_of(text) is None
    assert top_functions(text) == top_names(text) == []


def test_only_the_top_level_counts() -> None:
    text = (
        "def f():\n    a = 1\n    def inner(): pass\nclass C:\n    def m(self): pass\nif x:\n    def g(): pass\n"
        "b, (c, *d) = b.e = 1\nh[i] = c = 2\nj: int = 3\nk += 1"
    )
    assert [function.name for function in top_functions(text)] == ["f"]
    assert top_names(text) == ["b", "c", "d"]
