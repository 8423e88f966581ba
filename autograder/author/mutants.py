"""Mutants: a reference's answer with one thing changed. A grade that cannot tell one tells too little.

Texts are left alone, but for names that mean something, and so is what nobody is asked for: prints, sizes and
colours of figures.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from dataclasses import dataclass

from autograder.author.splicing import source_of, spliced, tree_of
from autograder.course.plain import words


@dataclass(frozen=True)
class Mutant:
    """A changed answer. Its title is the changed line as it reads now."""

    title: str
    text: str


def mutants(text: str, own: Set[int] | None = None) -> list[Mutant]:
    """Every mutant of an answer, in the order of its text; none of one that is no Python.

    `own` are the numbers of the lines that are the student's to write, None for all.
    """
    tree = tree_of(text)
    found: dict[str, Mutant] = {}
    for node, new in _changes(tree, text) if tree else ():
        if own is not None and node.lineno not in own:
            continue
        changed = spliced(text, [(node, new)])
        if changed != text and tree_of(changed) is not None:
            found.setdefault(changed, Mutant(_title(text, node, new), changed))
    return list(found.values())


def _title(text: str, node: ast.AST, new: str) -> str:
    if new == "pass":
        return f"without {' '.join(source_of(text, node).split())}"
    lines = text.encode().split(b"\n")
    head, tail = lines[node.lineno - 1][: node.col_offset], lines[node.end_lineno - 1][node.end_col_offset :]
    return " ".join(f"{head.decode()}{new}{tail.decode()}".split())


#: Calls that nobody's points hang on.
_FREE_CALLS = words("print display tight_layout show close clear_output")
#: Keyword arguments that nobody is asked for.
_FREE_KEYWORDS = words(
    """
    figsize alpha linewidth lw linestyle color c fontsize dpi verbose metadata s marker markersize width
    height layout loc name flush end sep zorder constrained_layout edgecolor facecolor ncol frameon
"""
)

_BINARY: dict[type, tuple[str, ...]] = {
    ast.Add: ("-",),
    ast.Sub: ("+",),
    ast.Mult: ("/",),
    ast.Div: ("*",),
    ast.FloorDiv: ("/",),
    ast.Mod: ("*",),
    ast.Pow: ("*",),
}
_COMPARED: dict[type, tuple[str, ...]] = {
    ast.Lt: ("<=", ">"),
    ast.LtE: ("<", ">="),
    ast.Gt: (">=", "<"),
    ast.GtE: (">", "<="),
    ast.Eq: ("!=",),
    ast.NotEq: ("==",),
    ast.Is: ("is not",),
    ast.IsNot: ("is",),
    ast.In: ("not in",),
    ast.NotIn: ("in",),
}
#: Functions that are taken for one another.
_SIBLINGS = {"min": "max", "mean": "sum", "argmin": "argmax", "zeros": "ones", "any": "all", "log": "log10"}
_SIBLINGS |= {"nanargmin": "nanargmax", "nanmin": "nanmax", "nanmean": "nansum"}
_SIBLINGS |= {"reduce_min": "reduce_max", "reduce_mean": "reduce_sum", "abs": "negative", "floor": "ceil"}
_SIBLINGS |= {other: one for one, other in _SIBLINGS.items() if one not in ("abs", "log")}

#: Texts that mean something to Keras or Matplotlib.
_WORDS = {
    "relu": "tanh",
    "sigmoid": "softmax",
    "adam": "sgd",
    "mse": "mae",
    "log": "linear",
    "val_loss": "loss",
}
_WORDS |= {"val_accuracy": "accuracy", "a": "b"}
_WORDS |= {other: one for one, other in _WORDS.items()}

#: Functions of two arguments that may be exchanged.
_COMMUTING = words("maximum minimum add multiply equal not_equal isclose allclose array_equal")

#: A node, and the text that stands in its place.
Change = tuple[ast.AST, str]


def _changes(tree: ast.AST, text: str) -> Iterator[Change]:
    for node in _counting(tree):
        yield from _dropped(node)
        yield from _replaced(node, text)
        if isinstance(node, ast.Call):
            yield from _calls(node, text)
        elif isinstance(node, (ast.If, ast.IfExp, ast.While)):
            yield node.test, f"(not ({source_of(text, node.test)}))"


def _replaced(node: ast.AST, text: str) -> Iterator[Change]:
    """One operator, constant or name in place of another."""
    match node:
        case ast.BinOp():
            yield from _operators(node, text)
        case ast.BoolOp():
            other = " or " if isinstance(node.op, ast.And) else " and "
            yield node, f"({other.join(_operand(v, text) for v in node.values)})"
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            yield node, _operand(node.operand, text)
        case ast.Compare(ops=[op], left=left, comparators=[right]):
            for new in _COMPARED[type(op)]:
                yield node, f"({_operand(left, text)} {new} {_operand(right, text)})"
        case ast.Tuple(elts=[one, other, *_], ctx=ast.Load()):
            yield from ((one, source_of(text, other)), (other, source_of(text, one)))
        case ast.Constant():
            yield from ((node, new) for new in _other_constants(node.value))
        case ast.Attribute(attr=name) if name in _SIBLINGS:
            yield node, f"{source_of(text, node.value)}.{_SIBLINGS[name]}"
        case ast.Name(id="min" | "max" | "any" | "all" as name, ctx=ast.Load()):
            yield node, _SIBLINGS[name]
        case ast.comprehension(ifs=[test]):
            yield test, "True"


def _counting(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that points may hang on, outer ones first."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.JoinedStr) or _is_free(child):
            continue
        yield child
        yield from _counting(child)


def _is_free(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in _FREE_CALLS
        case ast.keyword(arg=name):
            return name in _FREE_KEYWORDS
        case ast.Expr(value=value):
            return isinstance(value, ast.Constant) or _is_free(value)
    return False


def _dropped(node: ast.AST) -> Iterator[Change]:
    """A statement left out, but for one that gives a name its value: without that, the cell only fails."""
    match node:
        case ast.Assign(targets=[ast.Name() | ast.Tuple(), *_]):
            return
        case ast.Expr() | ast.Assign() | ast.AugAssign() | ast.If() | ast.For() | ast.While() | ast.Raise():
            yield node, "pass"


def _operand(node: ast.expr, text: str) -> str:
    """Its text, in brackets where it has parts: those that it stood in are no part of it."""
    whole = isinstance(node, (ast.Name, ast.Constant, ast.Call, ast.Attribute, ast.Subscript))
    return source_of(text, node) if whole else f"({source_of(text, node)})"


def _operators(node: ast.BinOp, text: str) -> Iterator[Change]:
    left, right = _operand(node.left, text), _operand(node.right, text)
    for new in _BINARY.get(type(node.op), ()):
        yield node, f"({left} {new} {right})"
    if isinstance(node.op, ast.MatMult):
        yield node, f"({right} @ {left})"


def _other_constants(value: object) -> Iterator[str]:
    if isinstance(value, bool):
        yield str(not value)
    elif isinstance(value, int):
        yield from (str(value + 1), f"({value - 1})")
    elif isinstance(value, float):
        yield from (repr(value * 2 if value else 1.0), repr(value / 2 if value else -1.0))
    elif value in _WORDS:
        yield repr(_WORDS[value])


def _calls(node: ast.Call, text: str) -> Iterator[Change]:
    """Two arguments exchanged, a keyword left out, another axis."""
    name = source_of(text, node.func)
    arguments = [source_of(text, a) for a in node.args]
    keywords = [source_of(text, k) for k in node.keywords]
    commutes = name.rpartition(".")[2] in _COMMUTING
    if len(arguments) > 1 and not commutes and not any(isinstance(a, ast.Starred) for a in node.args[:2]):
        swapped = [arguments[1], arguments[0], *arguments[2:]]
        yield node, f"{name}({', '.join(swapped + keywords)})"
    for number, keyword in enumerate(node.keywords):
        if keyword.arg is None or keyword.arg in _FREE_KEYWORDS:
            continue
        yield node, f"{name}({', '.join(arguments + keywords[:number] + keywords[number + 1 :])})"
