"""What a lesson must keep: each rule accepts a good lesson, and catches one that breaks it."""

from __future__ import annotations

import nbformat
import pytest
from nbformat import NotebookNode
from support import small_lesson
from support.small_lesson import check, given, student, text

from autograder.author import rules
from autograder.compare.exercises import load_key
from autograder.course.lesson import Lesson
from autograder.course.source import problems
from autograder.errors import CourseError

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
    cells[-1].metadata["training_lab"] = {"hints": ["Add.", "Which function adds?", "`h = sum(…)`"]}
    return small_lesson.notebook(*cells)


def cell_of(made: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in made.cells if cell.id == name)


def replaced(name: str, old: str, new: str):
    """A change: in the cell's text, `old` becomes `new`."""

    def change(made):
        cell = cell_of(made, name)
        assert old in cell.source
        cell.source = cell.source.replace(old, new)

    return change


def hinted(name: str, *hints: object):
    return lambda made: cell_of(made, name).metadata.update(training_lab={"hints": list(hints)})


def printed(name: str, output: NotebookNode):
    return lambda made: cell_of(made, name).outputs.append(output)


def tagged(name: str, *tags: str, **metadata: str):
    return lambda made: cell_of(made, name).metadata.update({"tags": list(tags), **metadata})


def figure_metadata(metadata: dict):
    return lambda made: cell_of(made, "given-figure").outputs[0].update(metadata=metadata)


def folded(cell: NotebookNode) -> NotebookNode:
    cell.metadata["tags"] = ["folded"]
    return cell


def folded_figure(drawing: str, answer: str):
    """A change: the figure is folded and begins with `drawing`; the answer a is another one."""

    def change(made):
        figure = folded(cell_of(made, "given-figure"))
        figure.source = f"{drawing}\n{figure.source}"
        replaced("a", "a = sum([1, 2])", answer)(made)

    return change


def removed(name: str):
    return lambda made: made.cells.remove(cell_of(made, name))


STDERR = nbformat.v4.new_output("stream", name="stderr", text="a warning")
ERROR = nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=[])
BROKEN = [
    (
        rules.code_is_python,
        replaced("given-things", "print", "print((\nprint"),
        "(given-things): it is no Python",
    ),
    (rules.code_is_python, replaced("test-a", "lambda: a", "lambda: = a"), "(test-a): it is no Python"),
    (rules.ids_agree, lambda m: cell_of(m, "a").update(id="other"), "its id is 'other', its grade_id 'a'"),
    (rules.opening_is_complete, replaced("text-opening", "10 minutes", "10 hours"), "no time"),
    (rules.opening_is_complete, replaced("text-opening", "Afterwards you can", "We"), "afterwards"),
    (rules.opening_is_complete, replaced("text-opening", "You need", "A user of"), "what one needs"),
    (rules.enough_exercises, lambda m: [removed("a")(m), removed("test-a")(m)], "7 exercises"),
    (rules.exercises_have_prompts, removed("text-b"), "(b): no prompt"),
    (rules.exercises_have_prompts, replaced("text-b", "details", "div"), "(b): no hint"),
    (
        rules.checks_take_star_imports,
        replaced("test-a", "assert a == 3", "assert all(a == n for n in [3])"),
        "(test-a): all(… for …) in line",
    ),
    (
        rules.checks_hand_out_copies,
        replaced(
            "test-a",
            "### END HIDDEN TESTS",
            "_record.function('f', lambda: f)\n### END HIDDEN TESTS\nf(data)",
        ),
        "(test-a): f gets data itself in line",
    ),
    (
        rules.types_have_no_article,
        replaced(
            "test-a", "### END HIDDEN TESTS", "### END HIDDEN TESTS\nassert a, f'not a {type(a).__name__}'"
        ),
        '"not a " and then a type, in line',
    ),
    (
        rules.checks_keep_names_of_their_own,
        replaced("test-a", "assert a == 3", "for n in [3]:\n    assert a == n"),
        "(test-a): it overwrites the name 'n'",
    ),
    (rules.hidden_tests_first, replaced("test-a", "### BEGIN", "print(1)\n### BEGIN"), "do not come first"),
    (
        rules.hidden_tests_first,
        replaced("test-a", "import _record\n", ""),
        "do not begin with `import _record`",
    ),
    (rules.hidden_tests_first, replaced("test-a", "import _record", "import _record, os"), "do not begin"),
    (
        rules.hidden_tests_record,
        replaced("test-a", "### END", "assert a == 3\n### END"),
        "besides recording: assert",
    ),
    (
        rules.hidden_tests_record,
        replaced("test-a", "### END", "_record.model('a', lambda: a)\n### END"),
        "'a' is recorded",
    ),
    (
        rules.hidden_tests_record,
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
        rules.pictures_are_talked_about,
        lambda m: m.cells.insert(3, given("given-next")),
        "no Markdown after the picture",
    ),
    (rules.folded_cells_only_draw, tagged("a", "folded"), "(a): only provided code is folded"),
    (
        rules.folded_cells_only_draw,
        folded_figure("a = 2", 'print("a")'),
        "(given-figure): it is folded, and cell 7 (test-a) uses its 'a'",
    ),
    (
        rules.folded_cells_only_draw,
        lambda m: m.cells.insert(3, folded(given("given-next"))),
        "(given-next): it is folded, and shows no picture",
    ),
    (
        rules.hints_come_in_three,
        hinted("test-a", "Count.", "Add."),
        "(test-a): 2 hints, not 3: a nudge, the idea",
    ),
    (rules.hints_come_in_three, hinted("test-a", "Count.", "Add.", " "), "2 hints"),
    (rules.hints_come_in_three, hinted("test-a", "Count.", "Add.", "Add."), "2 hints"),
    (rules.hints_come_in_three, hinted("test-a", "Count.", "Add.", 3), "2 hints"),
    (rules.hints_come_in_three, hinted("test-a", *"wxyz"), "4 hints"),
    (
        rules.hints_come_in_three,
        lambda m: cell_of(m, "test-a").metadata.update(training_lab="Add."),
        "0 hints",
    ),
    (rules.hints_come_in_three, hinted("given-things", *"xyz"), "(given-things): hints in a cell that is no"),
    (
        rules.hints_leave_something_to_do,
        hinted("test-a", "Add.", "Use sum.", "```\na = sum(\n  [1,2])\n```"),
        "(test-a): hint 3 holds the whole answer",
    ),
    (rules.hints_leave_something_to_do, hinted("test-a", "Add.", "`sum([1, 2])`", "x"), "hint 2 holds"),
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


KEY = """
from autograder.key import *

class Own(Value):
    def examine(self, answer, reference, context):
        "Ask about another record, too."
        return super().examine(answer, context.reference["a", "a"].value, context)

exercises = [Exercise(name, name, [Own(name, hint=f"Look at {name}.")]) for name in "abcdefgh"]
"""

BROKEN_KEYS = [
    (
        rules.checks_have_records,
        "Own(name,",
        'Own("x" if name == "b" else name,',
        "(test-b): it does not record 'x'",
    ),
    (
        rules.checks_have_records,
        "[Own(name",
        '[Figure(name, shows=(("a", "points", 0),)), Own(name',
        "(test-a): it does not record 'points'",
    ),
    (
        rules.no_private_names,
        "super().examine",
        "context._secret(self._own)",
        "key.py: the private attribute '_secret'",
    ),
    (
        rules.no_private_names,
        "import *",
        "import *\nfrom keras.src import ops",
        "key.py: imports from inside",
    ),
    (
        rules.messages_are_whole,
        "return super",
        'says = "Pass it on to "\n        "compile."\n        return super',
        "key.py, line 8: 'compile.' says nothing to anybody",
    ),
]


def draft(made: NotebookNode, key: str = KEY) -> rules.Draft:
    return rules.Draft(made, key, load_key(key, "01-good"))


def test_a_good_lesson_keeps_every_rule():
    assert [str(breach) for breach in rules.breaches(draft(good()))] == []


@pytest.mark.parametrize(("rule", "change", "says"), BROKEN)
def test_rule_catches_a_broken_lesson(rule, change, says):
    made = good()
    change(made)
    found = list(rule(rules.Draft(made)))
    assert any(says in one for one in found), found
    assert set(found) <= {breach.says for breach in rules.breaches(rules.Draft(made))}


@pytest.mark.parametrize(("rule", "old", "new", "says"), BROKEN_KEYS)
def test_rule_catches_a_broken_key(rule, old, new, says):
    assert old in KEY
    (found,) = set(rule(draft(good(), KEY.replace(old, new))))
    assert says in found


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (removed("test-a"), "cell 6 (a): the student cell has no test cell"),
        (lambda m: cell_of(m, "test-a").metadata.nbgrader.update(points=2.5), "worth 90 points"),
        (lambda m: cell_of(m, "text-a").update(id="1a2b3c4d"), "readable"),
    ],
)
def test_what_cannot_be_read_as_a_lesson_is_refused_before_the_rules(change, says):
    made = good()
    change(made)
    assert any(says in str(one) for one in problems(made))


def test_a_record_that_the_key_does_not_mention_is_named():
    made = good()
    replaced("test-a", "### END", "_record.value('spare', lambda: a)\n### END")(made)
    (found,) = rules.unread_records(draft(made))
    assert found == "cell 7 (test-a): the key never mentions the record 'spare'"
    assert list(rules.unread_records(draft(made, KEY + "also_looked_at = 'spare'\n"))) == []


def test_a_cell_that_is_meant_to_be_no_python_is_accepted():
    made = good()
    replaced("given-things", "print", "print((\nprint")(made)
    tagged("given-things", "raises-exception")(made)
    assert rules.breaches(draft(made)) == []


def test_a_rule_of_release_refuses_with_cell_rule_and_remedy():
    made = good()
    cell_of(made, "b").execution_count = 40
    lesson = Lesson("01-good", nbformat.writes(made), "", KEY)
    with pytest.raises(CourseError) as refused:
        rules.require_releasable(lesson)
    assert str(refused.value) == (
        "solutions/01-good, cell 9 (b): it was run as number 40, not 5 (rule: was run). "
        "Restart the kernel, run all cells, and save the notebook."
    )


def test_a_rule_of_teaching_does_not_keep_a_draft_from_release():
    made = good()
    replaced("text-b", "details", "div")(made)
    rules.require_releasable(Lesson("01-good", nbformat.writes(made), "", KEY))
    assert [b.rule for b in rules.breaches(draft(made))] == ["exercises have prompts"]


@pytest.mark.parametrize(
    "get", ["lambda: f", "lambda: partial(try_step, f)", "lambda: (lambda g: lambda x: g(x, len))(f)"]
)
def test_a_function_that_is_looked_up_when_it_is_recorded_is_accepted(get):
    made = good()
    replaced("test-a", "### END", f"_record.function('f', {get})\n### END")(made)
    assert list(rules.functions_are_recorded_by_name(draft(made))) == []


def test_every_rule_is_seen_to_catch_something():
    caught = {rule for rule, *_ in (*BROKEN, *BROKEN_KEYS)}
    assert caught == rules.RELEASE_RULES.keys() | rules.TEACHING_RULES.keys()


def test_a_reason_and_a_meant_error_are_accepted():
    made = good()
    tagged(
        "given-things",
        "nbval-ignore-output",
        "raises-exception",
        nbval_reason="times differ between machines",
    )(made)
    printed("given-things", ERROR)(made)
    assert list(rules.uncompared_outputs_have_a_reason(draft(made))) == []
    assert list(rules.check_cells_are_quiet(draft(made))) == []


@pytest.mark.parametrize("drawing", ["for a in [1]: pass", "unused = 1", ""])
def test_a_figure_that_nobody_needs_and_the_first_code_may_be_folded(drawing):
    made = good()
    folded_figure(drawing, "a = sum([1, 2])")(made)
    folded(cell_of(made, "given-things"))
    assert list(rules.folded_cells_only_draw(draft(made))) == []
