"""What a lesson must keep: each rule accepts a good lesson, and catches one that breaks it."""

from __future__ import annotations

import copy

import nbformat
import pytest
from nbformat import NotebookNode
from support import small_lesson
from support.small_lesson import check, given, student, text

from autograder.author import rules
from autograder.key import Exercise, Value


def test_a_message_that_is_cut_off_is_caught():
    function = (
        'def f(x):\n    "What it does."\n    if x:\n        says = "Pass it on to "\n        "compile."\n'
    )
    assert list(rules.cut_off_sentences(function)) == ["line 5: 'compile.' says nothing to anybody"]


def test_a_key_that_does_not_fit_its_notebook_is_caught():
    made = good()
    fitting = [Exercise(name, name, [Value(name)]) for name in "abcdefgh"]
    assert list(rules.key_fits(made, fitting)) == []
    assert "the notebook's exercises are" in next(rules.key_fits(made, fitting[1:]))
    fitting[0] = Exercise("a", "a", [])
    fitting[1] = Exercise("b", "b", [Value("x")])
    assert list(rules.key_fits(made, fitting)) == [
        "a: the key has no check for it",
        "b: the key checks 'x', which its test cell does not record",
    ]


ALT = "The loss falls from 2.3 to 0.1 within five epochs, then stays."


def good() -> NotebookNode:
    """A source notebook that keeps every rule."""
    opening = text("text-opening", small_lesson.OPENING)
    figure = given("given-figure", "display(figure)")
    figure.outputs = [
        nbformat.v4.new_output("display_data", {"image/png": "AAAA"}, metadata={"image/png": {"alt": ALT}})
    ]
    cells = [opening, given(), figure, text("text-figure", "The loss falls from 2.3 to 0.1.")]
    for name, points in zip("abcdefgh", [12.5] * 8, strict=True):
        cells += [
            text(f"text-{name}", "Compute it.\n\n<details><summary>Hint</summary>Sum.</details>"),
            student(name, f"### BEGIN SOLUTION\n{name} = sum([1, 2])\n### END SOLUTION"),
            check(
                f"test-{name}",
                f"### BEGIN HIDDEN TESTS\nimport _record\n_record.value('{name}', lambda: {name})\n"
                f"### END HIDDEN TESTS\nassert {name} == 3, 'sum, not product'",
                points,
            ),
        ]
    made = small_lesson.notebook(*cells)
    for count, cell in enumerate((c for c in made.cells if c.cell_type == "code"), start=1):
        cell.execution_count = count
    return made


def cell_of(made: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in made.cells if cell.id == name)


def replaced(name: str, old: str, new: str):
    """A change: in the cell's text, `old` becomes `new`."""

    def change(made):
        cell = cell_of(made, name)
        assert old in cell.source
        cell.source = cell.source.replace(old, new)

    return change


def printed(name: str, output: NotebookNode):
    return lambda made: cell_of(made, name).outputs.append(output)


def tagged(name: str, *tags: str, **metadata: str):
    return lambda made: cell_of(made, name).metadata.update({"tags": list(tags), **metadata})


def figure_metadata(metadata: dict):
    return lambda made: cell_of(made, "given-figure").outputs[0].update(metadata=metadata)


def removed(name: str):
    return lambda made: made.cells.remove(cell_of(made, name))


STDERR = nbformat.v4.new_output("stream", name="stderr", text="a warning")
ERROR = nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=[])
BROKEN = [
    (rules.fit_for_release, removed("test-a"), "cell 6 (a): the student cell has no test cell"),
    (
        rules.fit_for_release,
        lambda m: cell_of(m, "test-a").metadata.nbgrader.update(points=2.5),
        "worth 90 points",
    ),
    (rules.fit_for_release, lambda m: cell_of(m, "text-a").update(id="1a2b3c4d"), "readable"),
    (rules.ids_agree, lambda m: cell_of(m, "a").update(id="other"), "its id is 'other', its grade_id 'a'"),
    (rules.opening_is_complete, replaced("text-opening", "10 minutes", "10 hours"), "no time"),
    (rules.opening_is_complete, replaced("text-opening", "Afterwards you can", "We"), "afterwards"),
    (rules.opening_is_complete, replaced("text-opening", "You need", "A user of"), "what one needs"),
    (rules.enough_exercises, lambda m: [removed("a")(m), removed("test-a")(m)], "7 exercises"),
    (rules.enough_exercises, removed("text-b"), "(b): no prompt"),
    (rules.enough_exercises, replaced("text-b", "details", "div"), "(b): no hint"),
    (rules.hidden_tests_first, replaced("test-a", "### BEGIN", "print(1)\n### BEGIN"), "do not come first"),
    (
        rules.hidden_tests_first,
        replaced("test-a", "import _record\n", ""),
        "do not begin with `import _record`",
    ),
    (rules.hidden_tests_first, replaced("test-a", "import _record", "import _record, os"), "do not begin"),
    (
        rules.hidden_tests_first,
        replaced("test-a", "### END", "assert a == 3\n### END"),
        "besides recording: assert",
    ),
    (
        rules.hidden_tests_first,
        replaced("test-a", "### END", "_record.model('a', lambda: a)\n### END"),
        "'a' is recorded",
    ),
    (
        rules.hidden_tests_first,
        replaced("test-a", "_record.value('a', lambda: a)\n", ""),
        "record nothing",
    ),
    (
        rules.hidden_tests_first,
        replaced("test-a", "assert a == 3, 'sum, not product'", ""),
        "no visible assertion",
    ),
    (
        rules.functions_are_recorded_by_name,
        replaced("test-a", "### END", "_record.function('f', lambda: lambda x: f(x))\n### END"),
        "functools.partial, not by a lambda of a lambda",
    ),
    (
        rules.functions_are_recorded_by_name,
        replaced("test-a", "### END", "_record.function('f', get=lambda: (lambda: f))\n### END"),
        "(test-a): _record.function('f'",
    ),
    (
        rules.no_private_names,
        replaced("given-things", "print", "print(model._losses)\nprint"),
        "attribute '_losses'",
    ),
    (rules.no_private_names, replaced("test-a", "lambda: a", "lambda: a._x"), "attribute '_x'"),
    (
        rules.no_private_names,
        replaced("given-things", "print", "from keras.src import ops\nprint"),
        "keras.src.ops",
    ),
    (
        rules.no_private_names,
        replaced("given-things", "print", "import tensorflow.python.ops\nprint"),
        "from inside",
    ),
    (rules.pictures_say_what_they_show, figure_metadata({}), "without alt text"),
    (
        rules.pictures_say_what_they_show,
        figure_metadata({"image/png": {"alt": "loss curve"}}),
        "'loss curve'",
    ),
    (rules.pictures_say_what_they_show, replaced("text-a", "Compute", "![](a.png) Compute"), "in the text"),
    (
        rules.pictures_say_what_they_show,
        lambda m: m.cells.insert(3, given("given-next")),
        "no Markdown after the picture",
    ),
    (rules.was_run, lambda m: cell_of(m, "b").update(execution_count=None), "(b): it was run as number None"),
    (rules.was_run, lambda m: cell_of(m, "b").update(execution_count=40), "(b): it was run as number 40"),
    (
        rules.check_cells_are_quiet,
        printed("test-a", STDERR),
        "(test-a): a check cell writes to stderr: a warning",
    ),
    (rules.check_cells_are_quiet, printed("given-things", ERROR), "(given-things): it raised ValueError"),
    (
        rules.uncompared_outputs_have_a_reason,
        tagged("given-things", "nbval-ignore-output"),
        "without a reason",
    ),
    (
        rules.uncompared_outputs_have_a_reason,
        tagged("a", "nbval-skip", nbval_reason="it is slow here"),
        "not be run",
    ),
    (rules.uncompared_outputs_have_a_reason, replaced("a", "###", "# NBVAL_IGNORE_OUTPUT\n###"), "use a tag"),
]


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_rule_accepts_a_good_lesson(rule):
    assert list(rule(good())) == []


@pytest.mark.parametrize(("rule", "change", "says"), BROKEN)
def test_rule_catches_a_broken_lesson(rule, change, says):
    made = copy.deepcopy(good())
    change(made)
    found = list(rule(made))
    assert any(says in one for one in found), found


@pytest.mark.parametrize(
    "get", ["lambda: f", "lambda: partial(try_step, f)", "lambda: (lambda g: lambda x: g(x, len))(f)"]
)
def test_a_function_that_is_looked_up_when_it_is_recorded_is_accepted(get):
    made = copy.deepcopy(good())
    replaced("test-a", "### END", f"_record.function('f', {get})\n### END")(made)
    assert list(rules.functions_are_recorded_by_name(made)) == []


def test_every_rule_is_seen_to_catch_something():
    assert {rule for rule, _, _ in BROKEN} == set(rules.RULES)


def test_a_reason_and_a_meant_error_are_accepted():
    made = good()
    tagged(
        "given-things",
        "nbval-ignore-output",
        "raises-exception",
        nbval_reason="times differ between machines",
    )(made)
    printed("given-things", ERROR)(made)
    assert list(rules.uncompared_outputs_have_a_reason(made)) == []
    assert list(rules.check_cells_are_quiet(made)) == []


def test_names_of_students_are_read_off_the_syntax():
    source = """%matplotlib inline
import numpy as np
a, (b, *c) = 1, (2, 3)
def f(inner): local = inner
class K: attribute = 1
for i in range(3): total = i
with open("x") as file: pass
print(seen)
d["key"] = 1
"""
    expected = {"np", "a", "b", "c", "f", "K", "i", "total", "file"}
    assert rules.defined(source) == expected
