"""Which names a cell reads, and which it binds: no reading is missed, whatever form it has."""

from __future__ import annotations

import pytest

from autograder.course.flow import names_of
from autograder.course.plain import words


@pytest.mark.parametrize(
    "source",
    [
        "print(b)",
        "b += 1",
        "del b",
        "b.c = 1",
        "b[0] = 1",
        "b: int\nprint(b)",
        "x: b = 1",
        "print(f'{b}')",
        "print(f'{x:{b}}')",
        "await b",
        "assert x, b",
        "raise E from b",
        "lambda x=b: x",
        "@b\ndef f(): pass",
        "def f() -> b: pass",
        "class C(b): pass",
        "match b:\n    case _: pass",
        "match x:\n    case b.c: pass",
        "match x:\n    case b(): pass",
        "while b: pass",
        "for x[b] in y: pass",
        "with f() as x[b]: pass",
        "try: f()\nexcept b: pass",
        "try: f()\nexcept* b: pass",
        "%timeit b",
        "for x in y:\n    print(b)",
        "for x in y: pass\nelse:\n    print(b)",
        "while x:\n    print(b)",
        "while x: pass\nelse:\n    print(b)",
        "if x: pass\nelif y:\n    print(b)",
        "with x:\n    print(b)",
        "try:\n    print(b)\nexcept E: pass",
        "try: f()\nexcept E:\n    print(b)",
        "try: f()\nexcept E: pass\nelse:\n    print(b)",
        "try: f()\nfinally:\n    print(b)",
        "match x:\n    case 1 if b: pass",
        "match x:\n    case 1:\n        print(b)",
    ],
)
def test_every_kind_of_reading_is_seen(source: str) -> None:
    assert "b" in names_of(source).before


@pytest.mark.parametrize(
    "source",
    [
        "b = 1\nprint(b)",
        "b: int = 1\nprint(b)",
        "b, *c = x\nprint(b, c)",
        "import b\nb.c",
        "from x import c as b\nb",
        "def b(): pass\nb()",
        "class b: pass\nb()",
        "for b in range(3):\n    print(b)",
        "async for b in x:\n    print(b)",
        "with x as b:\n    print(b)",
        "with x as (b, c):\n    print(b, c)",
        "try:\n    f()\nexcept E as b:\n    print(b)",
        "if x:\n    b = 1\n    print(b)",
        "b = 1\nwhile x:\n    print(b)",
        "b = 1\nif x:\n    b = 2\nprint(b)",
    ],
)
def test_what_the_cell_itself_has_bound_for_certain_it_reads_of_no_other(source: str) -> None:
    assert "b" not in names_of(source).before


@pytest.mark.parametrize(
    "source",
    [
        "print(b)\nb = 1",
        "b = b",
        "for b in b: pass",
        "with b as b: pass",
        "if x:\n    b = 1\nprint(b)",
        "if x:\n    b = 1\nelse:\n    print(b)",
        "for b in []: pass\nprint(b)",
        "for b in []: pass\nelse:\n    print(b)",
        "while x:\n    b = 1\nprint(b)",
        "with x:\n    b = 1\nprint(b)",
        "with x as b: pass\nprint(b)",
        "try:\n    b = f()\nexcept E:\n    print(b)",
        "try:\n    b = f()\nexcept E: pass\nprint(b)",
        "try: f()\nfinally:\n    print(b)\n    b = 1",
        "try: f()\nexcept E as b: pass\nprint(b)",
        "match x:\n    case 1:\n        b = 1\nprint(b)",
        "match x:\n    case [b]: pass\nprint(b)",
        "x and (b := 1)\nprint(b)",
        "b = 1\ndel b\nprint(b)",
        "if x:\n    b = 1\n    del b\nprint(b)",
        "class C:\n    b = b",
        "class C:\n    if x:\n        b = 1\n    print(b)",
    ],
)
def test_what_it_has_bound_only_perhaps_it_may_read_of_another(source: str) -> None:
    assert "b" in names_of(source).before


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    return b",
        "async def f():\n    await b",
        "g = lambda: b",
        "g = (b for x in y)",
        "g = (x for x in y if b)",
        "def f(xs):\n    return [b for x in xs]",
        "def f():\n    def g():\n        return b\n    return g",
        "def f():\n    b = 1\n    def g():\n        global b\n        return b\n    return g",
        "def f(b):\n    def g():\n        global b\n        return b\n    return g",
        "def f():\n    global b\n    b += 1",
        "class C:\n    def f(self):\n        return b",
        "class C:\n    b = 1\n    def f(self):\n        return b",
    ],
)
@pytest.mark.parametrize("already", [False, True])
def test_a_function_reads_when_it_is_called_also_what_its_own_cell_has_bound(
    source: str, already: bool
) -> None:
    names = names_of(f"b = 1\n{source}" if already else source)
    assert "b" in names.later
    assert ("b" in names.before) != already


@pytest.mark.parametrize(
    "source",
    [
        "def f(a=b): pass",
        "@b\ndef f(): pass",
        "[b for x in y]",
        "g = (x for x in b)",
        "class C:\n    x = b",
    ],
)
def test_what_is_read_at_once_is_not_read_later(source: str) -> None:
    names = names_of(source)
    assert "b" in names.before and "b" not in names.later


@pytest.mark.parametrize(
    "source",
    [
        "def f(b): return b",
        "def f(*b): return b",
        "def f(**b): return b",
        "def f(b, /, *, c): return b + c",
        "def f():\n    b = 1\n    return lambda: b",
        "def f():\n    import b\n    return b",
        "def f():\n    for b in x: pass\n    return b",
        "def f():\n    with x as b: pass\n    return b",
        "def f():\n    try: pass\n    except E as b: return b",
        "def f(x):\n    match x:\n        case [b, *_]: return b",
        "def f(x):\n    match x:\n        case {'k': 1, **b}: return b",
        "lambda b: b",
        "[b for b in x]",
        "{b: c for b, c in x}",
        "{b for y in x for b in y if b}",
    ],
)
def test_a_name_of_its_own_inside_is_none_of_the_notebooks(source: str) -> None:
    names = names_of(source)
    assert "b" not in names.before | names.later | names.bound


@pytest.mark.parametrize(
    "source",
    [
        "[b for b in b]",
        "[b for x in range(b)]",
        "[b for x in b for b in x]",
        "{1: b for x in y}",
        "[1 for x in y for z in b]",
        "[1 for b.c in y]",
    ],
)
def test_what_a_comprehension_takes_from_outside_is_the_notebooks(source: str) -> None:
    assert "b" in names_of(source).before


@pytest.mark.parametrize(
    "source",
    [
        "b = 1",
        "b: int = 1",
        "b, c = 1, 2",
        "[*b] = x",
        "b += 1",
        "def b(): pass",
        "async def b(): pass",
        "class b: pass",
        "import b",
        "import b.c",
        "import x as b",
        "from x import b",
        "from x import c as b",
        "for b in x: pass",
        "with x as b: pass",
        "try: f()\nexcept E as b: pass",
        "if (b := x): pass",
        "[b := x for x in y]",
        "match x:\n    case b: pass",
        "match x:\n    case [*b]: pass",
        "match x:\n    case {'k': 1, **b}: pass",
        "match x:\n    case C() as b: pass",
        "def f():\n    global b\n    b = 1",
        "if x:\n    while y:\n        b = 1",
        "b = !ls",
        "%time b = 1",
    ],
)
def test_every_kind_of_binding_is_seen(source: str) -> None:
    assert "b" in names_of(source).bound


@pytest.mark.parametrize(
    "source",
    ["b.c = 1", "b[0] = 1", "import x.b", "from b import x", "class C:\n    b = 1", "f(b=1)", "del b"],
)
def test_what_binds_no_name_of_the_notebook_is_no_binding(source: str) -> None:
    assert "b" not in names_of(source).bound


@pytest.mark.parametrize(
    "source",
    [
        "globals()['b']",
        "eval('b + 1')",
        "vars().get('b')",
        "get_ipython().user_ns['b']",
        "f.__globals__['b']",
        "import __main__\n__main__.b",
        "from __main__ import b",
        "import sys\ngetattr(sys.modules['__main__'], 'b')",
    ],
)
def test_a_name_may_be_looked_up_by_its_text(source: str) -> None:
    names = names_of(source)
    assert names.looks_up and "b" in names.texts


def test_a_text_alone_looks_up_nothing_and_a_long_one_is_prose() -> None:
    names = names_of("task = 'b'")
    assert "b" in names.texts and not names.looks_up and "b" not in names.before | names.later
    assert names_of(f"task = '{'b ' * 101}'").texts == frozenset()


@pytest.mark.parametrize(
    "unreadable",
    [
        "b b b",
        "    b",
        ">>> b",
        "!echo \\\n  {b}",
        "x = b" + " + b" * 20_000,
        "x = " + "-" * 20_000 + "b",
        "x = '\0' + b",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_a_cell_that_cannot_be_read_does_whatever_its_words_say(unreadable: str) -> None:
    names = names_of(unreadable)
    assert names.bound == names.before == names.later == names.texts == words(unreadable) >= {"b"}
    assert names.looks_up


@pytest.mark.parametrize(
    "magic",
    [
        "!echo {b}",
        "%time b",
        "%%time\nb",
        "files = !ls {b}",
        "b?",
        "for i in x:\n    !echo {b}",
        "!a\n" * 800 + "b",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_a_line_that_only_ipython_reads_reads_its_words_and_the_others_are_read_as_python(magic: str) -> None:
    names = names_of(f"{magic}\nown = 1\nprint(own)")
    assert "b" in names.before and "own" not in names.before


@pytest.mark.parametrize("deep", ["x = b" + " + b" * 1_000, "x = b" + ".real" * 1_000])
def test_a_deep_expression_is_read_as_python(deep: str) -> None:
    names = names_of(deep)
    assert "b" in names.before and names.bound == {"x"}
