"""Habits: changes that keep a right answer right, as people make them. Each must keep every point.

A habit is a pure function from an answer to what its author leaves in the notebook; one that has no use for an
answer leaves it as it is. `verify --habits` puts one habit on all answers of a notebook at once.
"""

from __future__ import annotations

import ast
import builtins
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from textwrap import indent

import numpy as np

from autograder.author.splicing import first_line, source_of, spliced, top_functions, top_names, tree_of
from autograder.course.plain import words


@dataclass(frozen=True)
class Answered:
    """What stands in a notebook for one answer: its text, and cells of the student's own around it.

    `above` and `below` are texts of own cells, "" for none. `copy` is the text of a copy of the answer cell, with
    its id, above it. `untouched` is what the lesson had in the cell; `taken` are names that the lesson needs.
    """

    text: str
    above: str = ""
    below: str = ""
    copy: str = ""
    untouched: str = ""
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Habit:
    """A change that keeps right answers right."""

    name: str
    change: Callable[[Answered], Answered]


HABITS: list[Habit] = []


def _habit(name: str) -> Callable[[Callable[[Answered], Answered]], Callable[[Answered], Answered]]:
    def add(change: Callable[[Answered], Answered]) -> Callable[[Answered], Answered]:
        HABITS.append(Habit(name, change))
        return change

    return add


def _text_habit(name: str) -> Callable[[Callable[[str], str]], Callable[[str], str]]:
    """A habit that changes nothing but the text of the answer's own cell."""

    def add(change: Callable[[str], str]) -> Callable[[str], str]:
        HABITS.append(Habit(name, lambda left: replace(left, text=change(left.text))))
        return change

    return add


# ---------------------------------------------------------------- lines above and below


def _around(name: str, above: str = "", below: str = "") -> None:
    """Lines at the top and at the end of every answer that is code."""

    def change(text: str) -> str:
        if not text.strip() or (above.startswith("%%") and text.lstrip().startswith("%%")):
            return text
        return "\n".join(filter(None, (above, text.rstrip("\n"), below)))

    _text_habit(name)(change)


_around("a shell line, and one that is kept", "!echo hello", "listing_of_mine = !echo hello")
_around("%%time", "%%time")
_around("%%capture", "%%capture captured_of_mine")
_around("line magics", "%matplotlib inline", "%time None\n%pwd")
_around(
    "a comparison with the ready-made below it",
    below="""\
import keras, numpy as np, tensorflow as tf
print(tf.nn.sigmoid(0.0), tf.nn.softmax([1.0, 2.0]), np.linalg.norm([3, 4]), np.mean([1.0]), np.abs(-1))
one_of_mine, two_of_mine = np.array([1.0]), np.array([0.5])
print(keras.losses.MeanSquaredError()(one_of_mine, two_of_mine), keras.losses.get("mae")(one_of_mine, two_of_mine))
print(keras.losses.BinaryCrossentropy()(one_of_mine, two_of_mine))
print(keras.losses.SparseCategoricalCrossentropy()(np.array([0]), two_of_mine[None]))
print(keras.optimizers.SGD(0.1).learning_rate, keras.optimizers.Adam().learning_rate)""",
)


@_habit("star imports")
def _star_imports(left: Answered) -> Answered:
    # Who has a function called gradient and then takes in NumPy's has lost it: that is no right answer.
    modules = {"math": dir(math), "numpy": np.__all__, "keras.losses": (), "keras.layers": (), "builtins": ()}
    lines = [
        f"from {name} import *" for name, names in modules.items() if not left.taken & set(names) - _BUILTINS
    ]
    return replace(left, text="\n".join([*lines, left.text]))


_BUILTINS = frozenset(dir(builtins))
_around(
    "imports of its own",
    "import os, sys, math\nimport numpy\nimport numpy as np\nimport tensorflow as tf\nimport keras",
)
_around(
    "a plot below",
    below="import matplotlib.pyplot as plt\nplt.plot([1, 2, 3], label='mine')\nplt.legend()\nplt.show()",
)
_around(
    "a figure of its own, closed",
    below="""\
import matplotlib.pyplot as plt
fig_of_mine, ax_of_mine = plt.subplots()
ax_of_mine.bar([1, 2], [3, 4])
plt.close(fig_of_mine)""",
)
_around(
    "display, and all outputs cleared",
    below="""\
from IPython.display import clear_output, display
display('done')
clear_output(wait=True)
print('done')
clear_output()""",
)
_around(
    "a display handle that is updated",
    "from IPython.display import display\nhandle_of_mine = display('working', display_id=True)",
    "handle_of_mine.update('done')",
)
_around("a value as its last line", below="[1, 2, 3]")
_around(
    "a warning and a log line",
    "import warnings, logging\nwarnings.warn('careful')\nlogging.warning('careful')",
)
_around("annotations from the future", "from __future__ import annotations")
_around(
    "asserts of its own",
    "assert 1 + 1 == 2, 'arithmetic'",
    "assert True\ntry:\n    assert False\nexcept AssertionError:\n    pass",
)
_around("await at the top level", "import asyncio\nawait asyncio.sleep(0)")
_around(
    "a plotting style",
    "import matplotlib.pyplot as plt\nplt.rcParams['figure.dpi'] = 80\nplt.rcParams['lines.linewidth'] = 2",
)
_around(
    "printing settings", "import numpy as np\nnp.set_printoptions(precision=2, suppress=True, threshold=5)"
)
_around(
    "numpy's errors raised and reset", "import numpy as np\nnp.seterr(all='warn')", "np.seterr(all='warn')"
)
_around("functions run eagerly", "import tensorflow as tf\ntf.config.run_functions_eagerly(True)")
_around("set_floatx to what it is", "import keras\nkeras.backend.set_floatx('float32')")
_around("memory freed", below="import gc\ngc.collect()")
_around(
    "more comments",
    "# My answer. Not with Dense, fit, sigmoid or softmax!",
    "# TODO: ask about evaluate() and compile()",
)


# ---------------------------------------------------------------- the functions of an answer

_NOT_FOR_TEXT = ("global ", "nonlocal ", "yield")


def _each_function(name: str, new: Callable[[str, ast.FunctionDef], str | None]) -> None:
    """Every function of an answer written anew; None leaves one as it is."""

    def change(text: str) -> str:
        pairs = [(f, new(text, f)) for f in top_functions(text)]
        return spliced(text, [(f, made) for f, made in pairs if made is not None])

    _text_habit(name)(change)


def _after_each_function(name: str, before: str, line: str) -> None:
    """Lines behind an answer that put something in the place of each of its functions, called {name} there."""

    def change(text: str) -> str:
        functions = dict.fromkeys(f.name for f in top_functions(text))
        if not functions:
            return text
        return "\n".join(
            [text.rstrip("\n"), *filter(None, [before]), *(line.format(name=n) for n in functions)]
        )

    _text_habit(name)(change)


def _body(function: ast.FunctionDef) -> list[ast.stmt]:
    """The statements of a function without its docstring."""
    return function.body[1:] if ast.get_docstring(function) is not None else function.body


def _as_lambda(text: str, function: ast.FunctionDef) -> str | None:
    match _body(function):
        case [ast.Return(value=ast.expr() as value)] if not function.decorator_list:
            arguments = ast.parse(ast.unparse(function)).body[0].args
            for argument in ast.walk(arguments):
                if isinstance(argument, ast.arg):
                    argument.annotation = None
            shown = ast.unparse(arguments)
            return f"{function.name} = lambda {shown}: ({source_of(text, value)})"
    return None


_each_function("the function as lambda", _as_lambda)
_after_each_function("the function as partial", "import functools", "{name} = functools.partial({name})")
_after_each_function(
    "the function as callable object",
    "class Callable_of_mine:\n    def __init__(self, inner):\n        self.inner = inner\n"
    "    def __call__(self, *args, **kwargs):\n        return self.inner(*args, **kwargs)",
    "{name} = Callable_of_mine({name})",
)
_after_each_function(
    "the function as a method",
    "import types\ndef method_of_mine(inner):\n    class Holder:\n        def method(self, *args, **kwargs):\n"
    "            return inner(*args, **kwargs)\n    return Holder().method",
    "{name} = method_of_mine({name})",
)
_after_each_function(
    "decorated with functools.wraps",
    "import functools, time\ndef timed_of_mine(inner):\n    @functools.wraps(inner)\n"
    "    def wrapper(*args, **kwargs):\n        began = time.perf_counter()\n        result = inner(*args, **kwargs)\n"
    "        print(f'{time.perf_counter() - began:.2f} s')\n        return result\n    return wrapper",
    "{name} = timed_of_mine({name})",
)
_after_each_function(
    "decorated without functools.wraps",
    "def logged_of_mine(inner):\n    def wrapper(*args, **kwargs):\n        print('called')\n"
    "        return inner(*args, **kwargs)\n    return wrapper",
    "{name} = logged_of_mine({name})",
)
_after_each_function("another name for it", "", "{name}_of_mine = {name}\n{name} = {name}_of_mine")


def _with_first_lines(lines: str) -> Callable[[str, ast.FunctionDef], str]:
    """A function with lines put before its first statement."""

    def new(text: str, function: ast.FunctionDef) -> str:
        body = _body(function) or function.body
        if first_line(body[0]) == function.lineno:  # all on one line
            return source_of(text, function)
        margin = " " * body[0].col_offset
        whole = _whole(text, function).split("\n")
        first = first_line(body[0]) - first_line(function)
        return "\n".join([*whole[:first], indent(lines.format(name=function.name), margin), *whole[first:]])

    return new


def _whole(text: str, function: ast.FunctionDef) -> str:
    """A top-level function with its decorators."""
    return "\n".join(text.split("\n")[first_line(function) - 1 : function.end_lineno])


_each_function(
    "labels with the ready-made's names",
    _with_first_lines(
        "label = '{name}'\nnames_of_mine = dict(sigmoid='sigmoid', fit=1, evaluate=2, Dense=3, softmax=4, norm=5)"
    ),
)
_each_function("prints in the function", _with_first_lines("print('in {name}')"))
_each_function(
    "outputs cleared in the function",
    _with_first_lines("from IPython.display import clear_output\nclear_output(wait=True)"),
)


def _with_docstring(text: str, function: ast.FunctionDef) -> str | None:
    if ast.get_docstring(function) is not None:
        return None
    says = f'"""{function.name}: sigmoid, mse, fit, evaluate, GradientTape and apply_gradients, by hand."""'
    return _with_first_lines(says.replace("{", "{{"))(text, function)


_each_function("a docstring with the ready-made's name", _with_docstring)


def _with_hints(text: str, function: ast.FunctionDef) -> str | None:
    """Types written to the arguments, and an assert; the head on one line."""
    if function.returns is not None or "\n" in source_of(text, function.args) if function.args.args else True:
        return None
    head = ast.parse(ast.unparse(function)).body[0]
    for argument in head.args.args:
        argument.annotation = argument.annotation or ast.Name("object")
    head.returns = ast.Name("object")
    checks = [f"assert {a.arg} is not NotImplemented" for a in head.args.args]
    docstring = len(head.body) - len(_body(head))
    head.body[docstring:docstring] = ast.parse("\n".join(checks)).body
    return ast.unparse(ast.fix_missing_locations(head))


_each_function("type hints and asserts", _with_hints)


def _with_walrus(text: str, function: ast.FunctionDef) -> str | None:
    returns = [
        n
        for n in _own_nodes(function)
        if isinstance(n, ast.Return) and n.value is not None and not isinstance(n.value, ast.Name)
    ]
    if not returns:
        return None
    changed = spliced(text, [(n.value, f"(result_of_mine := ({source_of(text, n.value)}))") for n in returns])
    same = [f for f in top_functions(changed) if f.name == function.name and f.lineno == function.lineno]
    return _whole(changed, same[0]) if same else None


def _own_nodes(function: ast.FunctionDef) -> list[ast.AST]:
    """The nodes of a function without those of functions inside it."""
    waiting: list[ast.AST] = list(function.body)
    found = []
    while waiting:
        node = waiting.pop()
        found.append(node)
        if not isinstance(node, (ast.FunctionDef, ast.Lambda, ast.ClassDef)):
            waiting += ast.iter_child_nodes(node)
    return found


_each_function("a walrus before it is returned", _with_walrus)


def _with_extra_arguments(text: str, function: ast.FunctionDef) -> str | None:
    made = ast.parse(ast.unparse(function)).body[0]
    if made.args.kwonlyargs or made.args.vararg or made.args.kwarg:
        return None
    made.args.kwonlyargs, made.args.kw_defaults = [ast.arg("verbose_of_mine")], [ast.Constant(False)]
    return ast.unparse(ast.fix_missing_locations(made))


_each_function("one more argument, with a default", _with_extra_arguments)


def _inside_another(text: str, function: ast.FunctionDef) -> str | None:
    """The work in a helper inside the function."""
    if function.decorator_list:
        return None
    arguments = ast.unparse(function.args)
    body = indent(_whole(text, function), "    ")
    call = _passed_on(function.args)
    return f"def {function.name}({arguments}):\n{body}\n    return {function.name}({call})"


def _passed_on(arguments: ast.arguments) -> str:
    """The arguments of a call that hands on what a function got."""
    parts = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
    parts += [f"*{arguments.vararg.arg}"] if arguments.vararg else []
    parts += [f"{a.arg}={a.arg}" for a in arguments.kwonlyargs]
    parts += [f"**{arguments.kwarg.arg}"] if arguments.kwarg else []
    return ", ".join(parts)


_each_function("a function inside the function", _inside_another)


def _in_try(text: str, function: ast.FunctionDef) -> str | None:
    made = ast.parse(ast.unparse(function)).body[0]
    docstring = len(made.body) - len(_body(made))
    made.body[docstring:] = [ast.Try(made.body[docstring:], [], [], [ast.Pass()])]
    return ast.unparse(ast.fix_missing_locations(made))


_each_function("try and finally in the function", _in_try)


def _as_tf_function(text: str, function: ast.FunctionDef) -> str | None:
    """Only what is made of TensorFlow's own operations can be a graph."""
    own = source_of(text, function)
    if function.decorator_list or re.search(
        r"\bnp\.|numpy|keras|\b(for|while|if|print|float|len|range|assign|Variable|function)\b", own
    ):
        return None
    return f"@tf.function\n{_whole(text, function)}" if "tf." in own else None


_each_function("tf.function around it", _as_tf_function)


# ---------------------------------------------------------------- numbers of another kind

_CAST = """\
import numpy as numpy_of_mine
def cast_of_mine(value):
    if type(value) in (tuple, list):
        return type(value)(cast_of_mine(item) for item in value)
    if isinstance(value, ({kinds})) and numpy_of_mine.asarray(value).dtype.kind == "f":
        {cast}
    return value
def casting_of_mine(inner):
    return lambda *args, **kwargs: cast_of_mine(inner(*args, **kwargs))"""


def _cast(name: str, kinds: str, cast: str) -> None:
    """What functions return, and what names hold, turned into numbers of another kind."""

    def change(text: str) -> str:
        # What a function of the answer uses itself stays: another kind of number may be none for it.
        inside = {n.id for f in top_functions(text) for n in ast.walk(f) if isinstance(n, ast.Name)}
        functions = [f.name for f in top_functions(text) if f.name not in inside]
        names = [n for n in top_names(text) if n not in inside and n not in functions]
        if not functions + names:
            return text
        lines = [f"{n} = casting_of_mine({n})" for n in functions]
        lines += [f"{n} = cast_of_mine({n})" for n in names]
        return "\n".join([text.rstrip("\n"), _CAST.format(kinds=kinds, cast=cast), *lines])

    _text_habit(name)(change)


_ARRAY = "numpy_of_mine.ndarray, numpy_of_mine.floating"
_cast("float32 for arrays and numbers", _ARRAY, 'return numpy_of_mine.asarray(value, "float32")[()]')
_cast("float64 for arrays and numbers", _ARRAY, 'return numpy_of_mine.asarray(value, "float64")[()]')
_cast("tensors for arrays", _ARRAY, "import tensorflow; return tensorflow.constant(value)")
_cast(
    "arrays without dimensions for numbers",
    "float, numpy_of_mine.floating",
    "return numpy_of_mine.array(value)",
)
_cast("NumPy's numbers for Python's", "float", "return numpy_of_mine.float64(value)")
_cast("Python's numbers for NumPy's", "numpy_of_mine.floating", "return float(value)")
_cast("a read-only array", "numpy_of_mine.ndarray", "value = value.copy(); value.flags.writeable = False")


# ---------------------------------------------------------------- networks


#: A Sequential network with its layers in a list.
_SEQUENTIAL = re.compile(r"\b(?:tf\.)?(?:keras\.)?(?:models\.)?Sequential\((?=\s*\[)")


def _with_networks(name: str, head: str, new: str) -> None:
    def change(text: str) -> str:
        return f"{head}\n{_SEQUENTIAL.sub(new, text)}" if _SEQUENTIAL.search(text) else text

    _text_habit(name)(change)


_with_networks(
    "a subclass of Sequential",
    "import keras\nclass Net_of_mine(keras.Sequential):\n    pass",
    "Net_of_mine(",
)
_with_networks(
    "a subclass of Model for Sequential",
    """\
import keras
class Model_of_mine(keras.Model):
    def __init__(self, layers, name=None):
        super().__init__(name=name)
        inputs = [x for x in layers if isinstance(x, keras.KerasTensor) or isinstance(x, keras.layers.InputLayer)]
        self.stack_of_mine = [x for x in layers if x not in inputs]
        if inputs:
            self.build((None, *inputs[0].shape[1:]))
    def build(self, shape):
        for layer in self.stack_of_mine:
            layer.build(shape)
            shape = layer.compute_output_shape(shape)
        self.built = True
    def call(self, x, training=None):
        for layer in self.stack_of_mine:
            x = layer(x)
        return x""",
    "Model_of_mine(",
)
_with_networks(
    "a functional model for Sequential",
    """\
import keras
def functional_of_mine(layers, name=None):
    if not isinstance(layers[0], (keras.KerasTensor, keras.layers.InputLayer)):
        return keras.Sequential(layers, name=name)
    first = layers[0].output if isinstance(layers[0], keras.layers.InputLayer) else layers[0]
    last = first
    for layer in layers[1:]:
        last = layer(last)
    return keras.Model(first, last, name=name)""",
    "functional_of_mine(",
)
_with_networks(
    "layers added one by one",
    "import keras\ndef added_of_mine(layers, name=None):\n    network = keras.Sequential(name=name)\n"
    "    for layer in layers:\n        network.add(layer)\n    return network",
    "added_of_mine(",
)


# ---------------------------------------------------------------- cells


@_habit("an untouched copy of the cell above it")
def _untouched_copy(left: Answered) -> Answered:
    return replace(left, copy=left.untouched)


@_habit("a first attempt in a copy of the cell above it")
def _first_attempt(left: Answered) -> Answered:
    return replace(left, copy="attempt_of_mine = 1 +\n")


@_habit("the answer split in two")
def _split(left: Answered) -> Answered:
    tree = tree_of(left.text)
    if tree is None or len(tree.body) < 2:
        return left
    lines = left.text.split("\n")
    cut = (
        first_line(tree.body[-1]) - 1
        if isinstance(tree.body[-1], ast.FunctionDef)
        else tree.body[-1].lineno - 1
    )
    if tree.body[-2].end_lineno > cut:
        return left
    return replace(left, above="\n".join(lines[:cut]), text="\n".join(lines[cut:]))


@_habit("helpers in another cell")
def _helpers(left: Answered) -> Answered:
    functions = [f for f in top_functions(left.text) if not f.decorator_list and not f.args.kwonlyargs]
    if not functions or len({f.name for f in functions}) < len(functions):
        return left
    helpers = []
    changes = []
    for function in functions:
        name, arguments = function.name, ast.unparse(function.args)
        helpers.append(
            re.sub(rf"\bdef {name}\b", f"def {name}_of_mine", _whole(left.text, function), count=1)
        )
        new = f"def {name}({arguments}):\n    return {name}_of_mine({_passed_on(function.args)})"
        changes.append((function, new))
    return replace(left, above="\n\n\n".join(helpers), text=spliced(left.text, changes))


@_habit("the answer in an own cell above, the cell itself empty")
def _elsewhere(left: Answered) -> Answered:
    return replace(left, above=left.text, text="# See the cell above.")


@_habit("own cells that fail above and below it")
def _failing_cells(left: Answered) -> Answered:
    return replace(left, above="1 / 0", below="undefined_name_of_mine")


@_habit("names that checks use, used for other things")
def _taken_names(left: Answered) -> Answered:
    names = [n for n in sorted(_CHECKS_NAMES) if n not in left.taken]
    return replace(left, above="\n".join(f"{n} = 'mine'" for n in names))


#: Names that come to mind first, for students as for authors of checks.
_CHECKS_NAMES = words(
    """
    accuracy answer batch check checked correct count data difference drawn error expected fig first found given
    good i inputs item k labels last layer layers letter line lines logits loss losses message metric model n name
    names network number off one optimizer out outputs output p points predictions rate result right said second
    share slips start steps test text total value values w weights wanted wrong x y z
"""
)


@_habit("everything in an if")
def _in_if(left: Answered) -> Answered:
    tree = tree_of(left.text)
    strings = [n for n in ast.walk(tree) if isinstance(n, (ast.Constant, ast.JoinedStr))] if tree else []
    if not tree or not tree.body or any(n.lineno < n.end_lineno for n in strings) or "import *" in left.text:
        return left
    return replace(left, text="if True:\n" + indent(left.text.rstrip("\n"), "    "))


@_text_habit("windows' line ends")
def _windows(text: str) -> str:
    return text.replace("\n", "\r\n")


@_text_habit("results with a walrus")
def _walrus_names(text: str) -> str:
    tree = tree_of(text)
    changes = [
        (s, f"({s.targets[0].id} := ({source_of(text, s.value)}))")
        for s in (tree.body if tree else ())
        if isinstance(s, ast.Assign) and len(s.targets) == 1 and isinstance(s.targets[0], ast.Name)
    ]
    return spliced(text, changes)


@_text_habit("results with a type")
def _annotated(text: str) -> str:
    tree = tree_of(text)
    changes = [
        (s.targets[0], f"{s.targets[0].id}: object")
        for s in (tree.body if tree else ())
        if isinstance(s, ast.Assign) and len(s.targets) == 1 and isinstance(s.targets[0], ast.Name)
    ]
    return spliced(text, changes)
