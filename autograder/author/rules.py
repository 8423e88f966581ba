"""What a lesson must keep besides being fit to be read: rules that a program can check.

A rule is a function that yields, in words and with the cell, where a lesson breaks it. Each stands in one of two
tables, with its remedy:

RELEASE_RULES   `autograder release` refuses a lesson that breaks one: its students would run into the fault, its
                grades would not be what the lesson says, or what its author committed is not what runs.
TEACHING_RULES  `autograder verify` lists these as well. Such a lesson works, but does not teach as it should: a
                draft of three exercises may be released and tried, it is only not done yet.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, takewhile
from textwrap import dedent, indent

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from autograder.compare.checks.base import Exercise
from autograder.compare.exercises import exercises_of
from autograder.course.cells import (
    FOLDED,
    HIDDEN_TESTS,
    SOLUTION,
    Kind,
    grade_id,
    hints,
    kind,
    label,
    regions,
)
from autograder.course.flow import names_of
from autograder.course.folders import KEY_NAME
from autograder.course.lesson import Lesson
from autograder.course.source import opening
from autograder.errors import CourseError, and_more

#: Fewer exercises are no lesson. The first one only shows how a lesson works: one is enough.
LEAST_EXERCISES = 8
FIRST_LESSON = "# 00 "

#: The stages of an exercise's hints.
HINTS = ("a nudge", "the idea", "nearly the code")

#: Alt text shorter than this cannot state a finding.
LEAST_ALT = 40


@dataclass(frozen=True)
class Draft:
    """A lesson as its author wrote it: the source notebook, the key's text, and the exercises that it defines."""

    notebook: NotebookNode
    key_text: str = ""
    exercises: tuple[Exercise, ...] = ()

    @classmethod
    def of(cls, lesson: Lesson) -> Draft:
        """Read from its files. Raises CourseError where the key does not fit the notebook."""
        return cls(lesson.source, lesson.key_text, exercises_of(lesson))


#: Yields what breaks the rule, in words, with the cell.
LessonRule = Callable[[Draft], Iterator[str]]


@dataclass(frozen=True)
class Breach:
    """A rule that a lesson breaks: where and how, in words, and what to do about it."""

    rule: str
    says: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.says} (rule: {self.rule})"


def breaches(draft: Draft) -> list[Breach]:
    """All rules that a lesson breaks, and where."""
    return list(_breaches(draft, RELEASE_RULES | TEACHING_RULES))


def require_releasable(lesson: Lesson) -> None:
    """Raise CourseError with the first rule of release that a lesson breaks, and how many more there are.

    So it does where the lesson's key does not fit its notebook.
    """
    found = list(_breaches(Draft.of(lesson), RELEASE_RULES))
    if found:
        raise CourseError(f"solutions/{lesson.name}, {found[0]}.{and_more(found)}", found[0].remedy)


def _breaches(draft: Draft, rules: Mapping[LessonRule, str]) -> Iterator[Breach]:
    for rule, remedy in rules.items():
        name = rule.__name__.replace("_", " ")
        yield from (Breach(name, says, remedy) for says in rule(draft))


# ---------------------------------------------------------------- reading cells


def _code(draft: Draft) -> Iterator[tuple[str, NotebookNode]]:
    for index, cell in enumerate(draft.notebook.cells):
        if cell.cell_type == "code":
            yield label(cell, index), cell


def _hidden(draft: Draft) -> Iterator[tuple[str, str]]:
    """The hidden part of each test cell, with the cell's name in words."""
    for where, cell in _code(draft):
        if kind(cell) is Kind.TEST:
            yield where, "\n".join(regions(cell.source, HIDDEN_TESTS))


def python(source: str) -> str:
    """A code cell's text as plain Python: magics become calls."""
    return TransformerManager().transform_cell(source)


def _parsed(source: str) -> ast.Module:
    """A cell's text as a tree; an empty one where it is no Python: that is a rule of its own."""
    try:
        return ast.parse(python(source))
    except (SyntaxError, ValueError):
        return ast.Module([], [])


# ---------------------------------------------------------------- the rules


def without(source: str, markers: tuple[str, str]) -> str:
    """A cell's text without the regions between the markers."""
    kept, inside = [], False
    for line in source.split("\n"):
        inside = inside or markers[0] in line
        if not inside:
            kept.append(line)
        inside = inside and markers[1] not in line
    return "\n".join(kept)


def ids_agree(draft: Draft) -> Iterator[str]:
    """A graded or given cell has one name, not two."""
    for index, cell in enumerate(draft.notebook.cells):
        name = grade_id(cell)
        if name and cell.id != name:
            yield f"{label(cell, index)}: its id is {cell.id!r}, its grade_id {name!r}"


def code_is_python(draft: Draft) -> Iterator[str]:
    """Every code cell can be read as Python, but for one that is meant to raise."""
    for where, cell in _code(draft):
        try:
            ast.parse(python(cell.source))
        except (SyntaxError, ValueError) as error:
            if "raises-exception" not in cell.metadata.get("tags", []):
                yield f"{where}: it is no Python: {error}"


def opening_is_complete(draft: Draft) -> Iterator[str]:
    """The opening says: the question, what one can do afterwards, what one needs, how long it takes."""
    try:
        opening(draft.notebook, "the notebook")
    except CourseError as error:
        yield str(error)
    before_code = takewhile(lambda cell: cell.cell_type != "code", draft.notebook.cells)
    text = "\n".join(cell.source for cell in before_code)
    for what, pattern in (
        ("what one can do afterwards", r"(?i)\b(afterwards|you can\b|you will be able|able to)"),
        ("what one needs", r"(?i)\byou (will )?need\b|\bwhat you need\b|\bneeds?:"),
    ):
        if not re.search(pattern, text):
            yield f"the opening does not say {what}"


def enough_exercises(draft: Draft) -> Iterator[str]:
    """At least eight student cells; one in the first lesson, which only shows how a lesson works."""
    found = [cell for cell in draft.notebook.cells if kind(cell) is Kind.STUDENT]
    least = 1 if draft.notebook.cells[0].source.startswith(FIRST_LESSON) else LEAST_EXERCISES
    if len(found) < least:
        yield f"{len(found)} exercises, fewer than {least}"


def exercises_have_prompts(draft: Draft) -> Iterator[str]:
    """Each student cell has a prompt above it and, except in a quiz, a hint to open."""
    for index, (before, cell) in enumerate(pairwise((None, *draft.notebook.cells))):
        if kind(cell) is not Kind.STUDENT:
            continue
        if before is None or before.cell_type != "markdown":
            yield f"{label(cell, index)}: no prompt above it"
        elif "<details>" not in before.source and not cell.id.startswith("quiz-"):
            yield f"{label(cell, index)}: no hint under <details> in the prompt above it"


def hints_come_in_three(draft: Draft) -> Iterator[str]:
    """Staged hints, where an exercise has some, are a nudge, the idea, and nearly the code; its check keeps them."""
    for index, cell in enumerate(draft.notebook.cells):
        where = label(cell, index)
        if "training_lab" not in cell.metadata:
            continue
        if kind(cell) is not Kind.TEST:
            yield f"{where}: hints in a cell that is no check"
        told = len({hint.strip() for hint in hints(cell)} - {""})
        if told != len(HINTS):
            yield f"{where}: {told} hints, not {len(HINTS)}: {', '.join(HINTS)}"


def hints_leave_something_to_do(draft: Draft) -> Iterator[str]:
    """No staged hint holds the reference of its exercise, or, of one statement, all of what it computes."""
    answers = {grade_id(c): c.source for c in draft.notebook.cells if kind(c) is Kind.STUDENT}
    for where, cell in _code(draft):
        answer = answers.get(grade_id(cell).removeprefix("test-"), "")
        whole = [_bare(form) for region in regions(answer, SOLUTION) for form in _forms(region)]
        for number, hint in enumerate(hints(cell), start=1):
            if any(form in _bare(hint) for form in whole):
                yield f"{where}: hint {number} holds the whole answer"


def _forms(region: str) -> Iterator[str]:
    """A region of a reference, and the value that it assigns or returns where it does nothing besides."""
    yield region
    body = _parsed(f"def answer():\n{indent(dedent(region), ' ')}").body
    for function in body:
        match function:
            case ast.FunctionDef(body=[ast.Assign(value=value) | ast.Return(value=ast.expr() as value)]):
                yield ast.unparse(value)


def _bare(text: str) -> str:
    """A text without spaces and lines, and with one kind of quotation marks."""
    return "".join(text.split()).replace("'", '"')


def hidden_tests_first(draft: Draft) -> Iterator[str]:
    """A test cell begins with its hidden part, which begins with the recorder; students see an assertion."""
    for where, cell in _code(draft):
        if kind(cell) is not Kind.TEST:
            continue
        if HIDDEN_TESTS[0] not in cell.source.lstrip().split("\n")[0]:
            yield f"{where}: the hidden tests do not come first"
        if not without(cell.source, HIDDEN_TESTS).strip():
            yield f"{where}: no visible assertion"
    for where, part in _hidden(draft):
        if [ast.unparse(n) for n in _parsed(part).body[:1]] != ["import _record"]:
            yield f"{where}: the hidden tests do not begin with `import _record`"


def hidden_tests_record(draft: Draft) -> Iterator[str]:
    """The hidden part of a test cell records, each name once, and does nothing besides."""
    for where, part in _hidden(draft):
        for statement in _parsed(part).body[1:]:
            # A figure that was recorded would else be shown below the check.
            closes = ast.unparse(statement) == "plt.close('all')"
            if not (closes or _recording(statement)):
                yield f"{where}: the hidden tests do something besides recording: {ast.unparse(statement)}"
        recorded = _recorded(part)
        if not recorded:
            yield f"{where}: the hidden tests record nothing"
        for name in sorted({n for n in recorded if recorded.count(n) > 1}):
            yield f"{where}: {name!r} is recorded more than once"


def _recording(statement: ast.stmt) -> ast.Call | None:
    """The statement's call of the recorder, if it is one."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    return call if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("_record.") else None


def _recorded(hidden: str) -> list[str]:
    """The names that a hidden part records, in order."""
    calls = filter(None, map(_recording, _parsed(hidden).body))
    return [c.args[0].value for c in calls if c.args and isinstance(c.args[0], ast.Constant)]


def functions_are_recorded_by_name(draft: Draft) -> Iterator[str]:
    """A hidden test records no `lambda: lambda …`: it would be there although the student's function is not.

    Then the student reads that every call failed, not that the function is missing or that the cell stopped.
    """
    for where, part in _hidden(draft):
        for call in ast.walk(_parsed(part)):
            if not (isinstance(call, ast.Call) and ast.unparse(call.func) == "_record.function"):
                continue
            given = [*call.args, *(keyword.value for keyword in call.keywords)]
            if any(isinstance(g, ast.Lambda) and isinstance(g.body, ast.Lambda) for g in given):
                says = "record the function by its name or by functools.partial"
                yield f"{where}: {ast.unparse(call)[:60]}…: {says}, not by a lambda of a lambda"


def checks_have_records(draft: Draft) -> Iterator[str]:
    """The test cell of an exercise records what the key checks there, and what other checks read of it."""
    recorded = {where: _recorded(part) for where, part in _hidden(draft)}
    places = {grade_id(c): label(c, i) for i, c in enumerate(draft.notebook.cells)}
    for exercise, name in _asked(draft.exercises):
        where = places[f"test-{exercise}"]
        if name not in recorded[where]:
            yield f"{where}: it does not record {name!r}, which the key asks for"


def _asked(exercises: Iterable[Exercise]) -> list[tuple[str, str]]:
    """The records, (exercise, name), that the key's checks say that they look at."""
    return list(
        dict.fromkeys(
            asked
            for exercise in exercises
            for check in exercise.checks
            for asked in ((exercise.id, check.name), *check.reads)
        )
    )


def unread_records(draft: Draft) -> Iterator[str]:
    """Records that the key never mentions: worth a look, as they cost time and judge nothing.

    No rule: a check may look at a record by a name that it puts together.
    """
    mentioned = {node.value for node in ast.walk(ast.parse(draft.key_text)) if isinstance(node, ast.Constant)}
    mentioned |= {name for _, name in _asked(draft.exercises)}
    for where, part in _hidden(draft):
        for name in dict.fromkeys(_recorded(part)):
            if name not in mentioned:
                yield f"{where}: the key never mentions the record {name!r}"


def no_private_names(draft: Draft) -> Iterator[str]:
    """No attribute or import that its library calls private, in a cell or in the key: those change without notice."""
    for where, cell in _code(draft):
        yield from (f"{where}: {found}" for found in private_names(_parsed(cell.source)))
    in_key = private_names(ast.parse(draft.key_text), own=("self", "cls"))
    yield from (f"{KEY_NAME}: {found}" for found in in_key)


def private_names(tree: ast.AST, own: tuple[str, ...] = ()) -> Iterator[str]:
    """The private attributes and imports in a tree; those of the names in `own` (self) are its own affair."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and re.fullmatch(r"_(?!_).+", node.attr):
            of = node.value.id if isinstance(node.value, ast.Name) else ""
            if of not in own:
                yield f"the private attribute {node.attr!r}"
        modules = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            modules = [f"{node.module}.{a.name}" for a in node.names]
        for module in modules:
            private = [p for p in module.split(".") if re.match(r"_(?!_)", p) and module != "_record"]
            if private or re.match(r"keras\.src\b|tensorflow\.python\b", module):
                yield f"imports from inside a library: {module}"


def messages_are_whole(draft: Draft) -> Iterator[str]:
    """No message of the key is cut off by a line break."""
    yield from (f"{KEY_NAME}, {found}" for found in cut_off_sentences(ast.parse(draft.key_text)))


def cut_off_sentences(tree: ast.AST) -> Iterator[str]:
    """Strings in a tree that stand by themselves: what a line break cut off from the message before it."""
    descriptions: list[ast.stmt] = []  # of a function, and of whatever stands above them in a module or class
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef)):
            descriptions += node.body
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            descriptions.append(node.body[0])
    for node in ast.walk(tree):
        text = isinstance(node, ast.Expr) and (
            isinstance(node.value, ast.JoinedStr)
            or (isinstance(node.value, ast.Constant) and isinstance(node.value.value, str))
        )
        if text and node not in descriptions:
            yield f"line {node.lineno}: {ast.unparse(node)[:60]} says nothing to anybody"


def pictures_say_what_they_show(draft: Draft) -> Iterator[str]:
    """Every picture has alt text that states the finding."""
    for index, cell in enumerate(draft.notebook.cells):
        for mime, output in _pictures(cell):
            alt = output.get("metadata", {}).get(mime, {}).get("alt", "")
            if len(alt.strip()) < LEAST_ALT:
                yield f"{label(cell, index)}: a picture without alt text that states the finding: {alt!r}"
        if cell.cell_type == "markdown":
            for alt in re.findall(r"!\[([^\]]*)\]\(", cell.source):
                if len(alt.strip()) < LEAST_ALT:
                    yield f"{label(cell, index)}: a picture in the text without alt text that states it: {alt!r}"


def pictures_are_talked_about(draft: Draft) -> Iterator[str]:
    """A given cell's picture is followed by Markdown that says what it shows."""
    for index, (cell, after) in enumerate(pairwise((*draft.notebook.cells, None))):
        followed = after is not None and after.cell_type == "markdown"
        if kind(cell) is Kind.GIVEN and any(_pictures(cell)) and not followed:
            yield f"{label(cell, index)}: no Markdown after the picture says what it shows"


def _pictures(cell: NotebookNode) -> Iterator[tuple[str, NotebookNode]]:
    """The pictures among a cell's outputs, each with its MIME type."""
    for output in cell.get("outputs", []):
        yield from ((mime, output) for mime in output.get("data", {}) if mime.startswith("image/"))


def was_run(draft: Draft) -> Iterator[str]:
    """Every cell has been run, from the top in a fresh kernel: nbval compares only what is stored."""
    counts = [(where, cell.execution_count) for where, cell in _code(draft) if cell.source.strip()]
    for place, (where, count) in enumerate(counts, start=1):
        if count != place:
            yield f"{where}: it was run as number {count}, not {place}"
            break


def check_cells_are_quiet(draft: Draft) -> Iterator[str]:
    """Nothing on stderr from check cells (Validate counts it as a failure), no error that is not meant."""
    for where, cell in _code(draft):
        for output in cell.outputs:
            if output.output_type == "stream" and output.name == "stderr" and kind(cell) is Kind.TEST:
                yield f"{where}: a check cell writes to stderr: {output.text.strip()[:80]}"
            if output.output_type == "error" and "raises-exception" not in cell.metadata.get("tags", []):
                yield f"{where}: it raised {output.ename}"


def uncompared_outputs_have_a_reason(draft: Draft) -> Iterator[str]:
    """nbval compares every output, except where the cell's metadata says why not."""
    for where, cell in _code(draft):
        if re.search(r"#\s*(NBVAL_|PYTEST_VALIDATE)", cell.source):
            yield f"{where}: says in a comment, which students see, what is for nbval: use a tag"
        tags = {tag for tag in cell.metadata.get("tags", []) if tag in ("nbval-ignore-output", "nbval-skip")}
        if tags and len(str(cell.metadata.get("nbval_reason", "")).split()) < 3:
            yield f'{where}: {", ".join(sorted(tags))} without a reason in the metadata "nbval_reason"'
        if "nbval-skip" in tags:
            yield f"{where}: nbval-skip: it would not be run at all"


def checks_take_star_imports(draft: Draft) -> Iterator[str]:
    """After `from numpy import *`, `any`, `all` and `sum` of a generator say nothing: a check gives them a list."""
    for where, cell in _code(draft):
        for node in ast.walk(_parsed(cell.source)) if kind(cell) is Kind.TEST else ():
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("any", "all", "sum", "min", "max")
                and any(isinstance(argument, ast.GeneratorExp) for argument in node.args)
            ):
                yield f"{where}: {node.func.id}(… for …) in line {node.lineno}"


def types_have_no_article(draft: Draft) -> Iterator[str]:
    """No "a" before the name of a type that is known only when the check runs: it would read "a int"."""
    for where, cell in _code(draft):
        for text in ast.walk(_parsed(cell.source)) if kind(cell) is Kind.TEST else ():
            for before, name in pairwise(text.values) if isinstance(text, ast.JoinedStr) else ():
                if (
                    isinstance(before, ast.Constant)
                    and re.search(r"\ban? $", str(before.value))
                    and isinstance(name, ast.FormattedValue)
                    and ast.unparse(name.value).endswith("__name__")
                ):
                    yield f'{where}: "{str(before.value)[-30:]}" and then a type, in line {name.lineno}'


def checks_hand_out_copies(draft: Draft) -> Iterator[str]:
    """A check gives a student's function nothing of the notebook's own: what writes into it would spoil the rest."""
    numbers = {
        target.id
        for _, cell in _code(draft)
        for statement in _parsed(cell.source).body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    for where, cell in _code(draft):
        if kind(cell) is not Kind.TEST:
            continue
        tree = _parsed(cell.source)
        own = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        own |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
        asked = _functions_of_students(tree)
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in asked:
                handed = {
                    a.id for a in (*call.args, *(k.value for k in call.keywords)) if isinstance(a, ast.Name)
                }
                for name in sorted(handed - own - asked - numbers):
                    yield f"{where}: {call.func.id} gets {name} itself in line {call.lineno}"


def _functions_of_students(tree: ast.AST) -> set[str]:
    """The names that a check cell records as functions: `_record.function("…", lambda: NAME)`."""
    return {
        node.args[1].body.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "_record.function"
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Lambda)
        and isinstance(node.args[1].body, ast.Name)
    }


def checks_keep_names_of_their_own(draft: Draft) -> Iterator[str]:
    """A plain name may be a student's: what a check makes begins with an underscore, but for what it imports."""
    for where, cell in _code(draft):
        if kind(cell) is Kind.TEST:
            tree = _parsed(cell.source)
            aliases = [
                a for node in ast.walk(tree) if isinstance(node, ast.alias) for a in (node.asname, node.name)
            ]
            for name in sorted(names_of(cell.source).bound):
                if not name.startswith("_") and name not in aliases:
                    yield f"{where}: it overwrites the name {name!r}, which a student may have used"


def folded_cells_only_draw(draft: Draft) -> Iterator[str]:
    """A folded cell shows a picture and makes nothing that others use; the first code may set up what all use."""
    code = [(where, cell) for where, cell in _code(draft)]
    for place, (where, cell) in enumerate(code):
        if place == 0 or FOLDED not in cell.metadata.get("tags", []):
            continue
        if kind(cell) is not Kind.GIVEN:
            yield f"{where}: only provided code is folded"
        if not any(_pictures(cell)):
            yield f"{where}: it is folded, and shows no picture"
        made = _made(cell.source)
        for user, other in code[place + 1 :]:
            for name in sorted(made & _read(other.source)):
                yield f"{where}: it is folded, and {user} uses its {name!r}"
            made -= _made(other.source)


def _read(source: str) -> set[str]:
    """The names that a cell reads."""
    nodes = ast.walk(_parsed(source))
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _made(source: str) -> set[str]:
    """The functions and variables that a cell's lines without indentation make."""
    statements = _parsed(source).body
    functions = {s.name for s in statements if isinstance(s, (ast.FunctionDef, ast.ClassDef))}
    targets = [target for s in statements if isinstance(s, ast.Assign) for target in s.targets]
    return functions | {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}


_CHECK_CELL = "Write its hidden part as the other lessons do: `import _record`, then a call for each record."

RELEASE_RULES: dict[LessonRule, str] = {
    ids_agree: "Give the cell one name: its id is its grade_id.",
    code_is_python: "Mend the cell.",
    hidden_tests_first: _CHECK_CELL,
    hidden_tests_record: _CHECK_CELL,
    functions_are_recorded_by_name: "Write `lambda: f` for a function f.",
    checks_have_records: "Add the record to the cell's hidden tests, or take the check out of the key.",
    no_private_names: "Use what the library documents.",
    hints_come_in_three: 'Write into the metadata of the check: "training_lab": {"hints": [nudge, idea, nearly]}.',
    hints_leave_something_to_do: "Leave out of the hint what the student is to find.",
    was_run: "Restart the kernel, run all cells, and save the notebook.",
    check_cells_are_quiet: "Mend what the cell says or raises; an error that is meant has the tag raises-exception.",
    uncompared_outputs_have_a_reason: 'Use a tag of nbval\'s, and say why in the metadata "nbval_reason".',
}

TEACHING_RULES: dict[LessonRule, str] = {
    opening_is_complete: "Say it in the Markdown before the first code.",
    enough_exercises: "Add exercises.",
    exercises_have_prompts: "Write Markdown above it that asks for the answer and holds a hint.",
    pictures_say_what_they_show: "State the finding in words, for those who cannot see the picture.",
    pictures_are_talked_about: "Say in Markdown what is to be seen.",
    messages_are_whole: "Join the text to the message before it.",
    checks_keep_names_of_their_own: "Put an underscore before the name.",
    folded_cells_only_draw: "Take its tag away: what others use is read, so it stays open.",
    checks_take_star_imports: "Write a list in its brackets: any([… for …]).",
    types_have_no_article: "Write: its type is {…}.",
    checks_hand_out_copies: "Hand it a copy: name.copy().",
}
