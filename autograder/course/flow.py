"""Which names of the notebook a cell reads, and which it binds: read from its text, nothing is run.

A reading that Python itself would not do may be told, never the other way round. Takes time linear in the text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from autograder.course.plain import parsed, words


@dataclass(frozen=True)
class Names:
    """A cell's names: those that it may `bind`, and those whose value from another cell it may read.

    `before`: it reads what cells before it made of them. `later`: a function of its own reads them when it is
    called, so also what cells behind it make of them. `texts` are the words of its short texts, and the names of
    attributes and imports: a name may be looked up by these. `looks_up`: it mentions what does so.
    """

    bound: frozenset[str]
    before: frozenset[str]
    later: frozenset[str]
    texts: frozenset[str]
    looks_up: bool


#: globals()["wide_runs"], eval("wide_runs") and the like.
_LOOK_UPS = {
    "eval", "exec", "ev", "ex", "globals", "locals", "vars", "f_globals", "f_locals", "get_ipython",
    "user_global_ns", "user_ns", "__dict__", "__globals__", "__main__",
}  # fmt: skip
#: Characters of a text that may be code; a longer one is prose.
_LONGEST = 200
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
#: What may run when its cell has ended.
_CALLED = (*_FUNCTIONS, ast.Lambda, ast.GeneratorExp)


def names_of(source: str) -> Names:
    """The names of a cell. One that is no Python, or too deep for it, may do whatever its words say."""
    try:
        tree, unread = parsed(source)
        reads = _Reads(set(unread), set(unread))
        _walk(tree.body, reads, _Made())
    except Exception:  # whatever Python's own parser raises
        every = words(source)
        return Names(every, every, every, every, True)
    looks_up = not _LOOK_UPS.isdisjoint(words(source))
    bound = unread.union(_bound(tree))
    return Names(bound, frozenset(reads.before), frozenset(reads.later), frozenset(reads.texts), looks_up)


# ---------------------------------------------------------------- what is read


@dataclass
class _Reads:
    """What has been found so far; see Names."""

    before: set[str] = field(default_factory=set)
    later: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)

    def add(self, name: str, made: _Made, deferred: bool) -> None:
        """A read, after the cell itself has made some names for certain."""
        if name not in made.names:
            self.before.add(name)
        if deferred:
            self.later.add(name)


@dataclass
class _Made:
    """The names that a cell itself has bound for certain, up to where it is being read."""

    names: set[str] = field(default_factory=set)
    log: list[str] = field(default_factory=list)

    def add(self, names: Iterable[str]) -> None:
        new = [name for name in names if name not in self.names]
        self.names.update(new)
        self.log += new

    @contextmanager
    def block(self, names: Iterable[str] = ()) -> Iterator[None]:
        """A part that may not be run, or not to its end: what it binds, and these names, is certain inside alone."""
        before = len(self.log)
        self.add(names)
        yield
        self.names.difference_update(self.log[before:])
        del self.log[before:]


def _walk(statements: Iterable[ast.stmt], reads: _Reads, made: _Made) -> None:
    """Follow statements in the order in which they run."""
    for statement in statements:
        match statement:
            case ast.For() | ast.AsyncFor():
                _look([statement.iter, statement.target], reads, made)
                _block(statement.body, reads, made, _stored([statement.target]))
                _block(statement.orelse, reads, made)
            case ast.While() | ast.If():
                _look([statement.test], reads, made)
                _block(statement.body, reads, made)
                _block(statement.orelse, reads, made)
            case ast.With() | ast.AsyncWith():
                _look(statement.items, reads, made)
                _block(statement.body, reads, made, _stored(i.optional_vars for i in statement.items))
            case ast.Try() | ast.TryStar():
                _block([*statement.body, *statement.orelse], reads, made)
                for handler in statement.handlers:
                    _look([handler.type], reads, made)
                    _block(handler.body, reads, made, [handler.name] if handler.name else [])
                _block(statement.finalbody, reads, made)
            case ast.Delete():
                _look([statement], reads, made)
                made.names.difference_update(_stored(statement.targets))
            case _:
                _look([statement], reads, made)
                made.add(_given(statement))


def _block(statements: Iterable[ast.stmt], reads: _Reads, made: _Made, names: Iterable[str] = ()) -> None:
    with made.block(names):
        _walk(statements, reads, made)


def _given(statement: ast.stmt) -> Iterable[str]:
    """The names that a statement has bound for certain when it is done."""
    if isinstance(statement, ast.Assign):
        return _stored(statement.targets)
    if isinstance(statement, ast.AnnAssign) and statement.value:
        return _stored([statement.target])
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return [name for alias in statement.names for name in _names_given(alias)]
    return [statement.name] if isinstance(statement, (*_FUNCTIONS, ast.ClassDef)) else []


def _stored(targets: Iterable[ast.expr | None]) -> list[str]:
    """The names that these targets bind, or delete."""
    nodes = (node for target in targets if target is not None for node in ast.walk(target))
    return [node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)]


def _look(nodes: Iterable[ast.AST | None], reads: _Reads, made: _Made) -> None:
    """Find what is read in expressions, and in whatever else: no recursion, a sum may be a thousand levels deep.

    With each node go the names that are local there, scope by scope, and whether it may run later.
    """
    waiting: list[tuple[ast.AST, tuple[frozenset[str], ...], bool]] = [(n, (), False) for n in nodes if n]
    while waiting:
        node, local, deferred = waiting.pop()
        name = _read(node)
        if name and not any(name in scope for scope in local):
            reads.add(name, made, deferred)
        reads.texts |= _texts(node)
        inside, outside = _parts(node)
        waiting += [(part, local, deferred) for part in outside]
        if inside:
            own, later = (*local, _locals(node)), deferred or isinstance(node, _CALLED)
            waiting += [(part, own, later) for part in inside]


def _read(node: ast.AST) -> str:
    """The name that this node itself reads, or ""."""
    if isinstance(node, ast.AugAssign):
        node = node.target
        return node.id if isinstance(node, ast.Name) else ""
    return node.id if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store) else ""


def _texts(node: ast.AST) -> frozenset[str]:
    """The words of a text; the notebook's module has its names as attributes, and to be imported."""
    match node:
        case ast.Constant(value=str() as text) if len(text) <= _LONGEST:
            return words(text)
        case ast.Attribute(attr=name) | ast.alias(name=name):
            return words(name)
    return frozenset()


def _parts(node: ast.AST) -> tuple[list[ast.AST], list[ast.AST]]:
    """The parts of a node that lie in a scope of its own, and those that do not."""
    if isinstance(node, (*_FUNCTIONS, ast.Lambda)):
        inside = node.body if isinstance(node.body, list) else [node.body]
    elif isinstance(node, ast.ClassDef):
        inside = node.body
    elif isinstance(node, _COMPREHENSIONS):
        # But for the first iterable, which belongs to the outside.
        first = node.generators[0].iter
        parts = [part for g in node.generators for part in (g.target, g.iter, *g.ifs) if part is not first]
        values = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        return [*parts, *values], [first]
    else:
        return [], list(ast.iter_child_nodes(node))
    own = set(map(id, inside))
    return inside, [part for part in ast.iter_child_nodes(node) if id(part) not in own]


def _locals(node: ast.AST) -> frozenset[str]:
    """The names of a scope's own; none of a class's, whose body may read the notebook's name of the same spelling."""
    if isinstance(node, _COMPREHENSIONS):
        return frozenset(_stored(g.target for g in node.generators))
    if not isinstance(node, (*_FUNCTIONS, ast.Lambda)):
        return frozenset()
    given = node.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    own = {argument.arg for argument in every if argument}
    if isinstance(node, _FUNCTIONS):
        outside = {
            name for n in ast.walk(node) if isinstance(n, ast.Global | ast.Nonlocal) for name in n.names
        }
        own = (own | set(_own_scope(node.body))) - outside
    return frozenset(own)


# ---------------------------------------------------------------- what is bound


def _bound(tree: ast.Module) -> Iterator[str]:
    """The names that running a cell gives the notebook, from inside functions by `global`, from elsewhere by `:=`."""
    yield from _own_scope(tree.body)
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield from node.names
        elif isinstance(node, ast.NamedExpr):
            yield node.target.id


def _own_scope(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """The names that a scope's own statements bind, but not those of the scopes inside it."""
    waiting: list[ast.AST] = list(statements)
    while waiting:
        node = waiting.pop()
        yield from _names_given(node)
        waiting += _parts(node)[1]


def _names_given(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, (*_FUNCTIONS, ast.ClassDef)) or (isinstance(node, ast.ExceptHandler) and node.name):
        yield node.name
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).split(".")[0]
    elif isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest
