"""What a lesson must have besides being right: rules of teaching that a program can check.

Each rule takes a source notebook and yields what breaks it, in words, with the cell. `RULES` lists them.
"""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Callable, Iterable, Iterator

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from autograder.course.cells import (
    HIDDEN_TESTS,
    Kind,
    grade_id,
    kind,
    label,
    regions,
)
from autograder.course.source import opening, problems
from autograder.errors import CourseError
from autograder.key import Exercise

Rule = Callable[[NotebookNode], Iterator[str]]

#: Fewer exercises are no lesson. The first one only shows how a lesson works: one is enough.
LEAST_EXERCISES = 8
FIRST_LESSON = "# 00 "

#: Alt text shorter than this cannot state a finding.
LEAST_ALT = 40


def python(source: str) -> str:
    """A code cell's text as plain Python: magics become calls."""
    return TransformerManager().transform_cell(source)


def without(source: str, markers: tuple[str, str]) -> str:
    """A cell's text without the regions between the markers."""
    kept, inside = [], False
    for line in source.split("\n"):
        inside = inside or markers[0] in line
        if not inside:
            kept.append(line)
        inside = inside and markers[1] not in line
    return "\n".join(kept)


def defined(source: str) -> set[str]:
    """The names that a cell's text gives a value to: by assignment, import, def, class, for, with."""
    table = symtable.symtable(python(source), "<cell>", "exec")
    return {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}


def names_of_students(notebook: NotebookNode) -> set[str]:
    """The names that the student cells of a source notebook define."""
    return {name for cell in notebook.cells if kind(cell) is Kind.STUDENT for name in defined(cell.source)}


def _code(notebook: NotebookNode) -> Iterator[tuple[str, NotebookNode]]:
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            yield label(cell, index), cell


def fit_for_release(notebook: NotebookNode) -> Iterator[str]:
    """Ids, kinds, pairs of student and test cells, points, regions: what `autograder release` refuses."""
    yield from map(str, problems(notebook))


def ids_agree(notebook: NotebookNode) -> Iterator[str]:
    """A graded or given cell has one name, not two."""
    for index, cell in enumerate(notebook.cells):
        name = grade_id(cell)
        if name and cell.id != name:
            yield f"{label(cell, index)}: its id is {cell.id!r}, its grade_id {name!r}"


def opening_is_complete(notebook: NotebookNode) -> Iterator[str]:
    """The opening says: the question, what one can do afterwards, what one needs, how long it takes."""
    try:
        opening(notebook, "the notebook")
    except CourseError as error:
        yield str(error)
    text = ""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            break
        text += cell.source + "\n"
    for what, pattern in (
        ("what one can do afterwards", r"(?i)\b(afterwards|you can\b|you will be able|able to)"),
        ("what one needs", r"(?i)\byou (will )?need\b|\bwhat you need\b|\bneeds?:"),
    ):
        if not re.search(pattern, text):
            yield f"the opening does not say {what}"


def enough_exercises(notebook: NotebookNode) -> Iterator[str]:
    """At least eight student cells, each with a prompt above and, except in a quiz, a hint to open."""
    students = [(i, c) for i, c in enumerate(notebook.cells) if kind(c) is Kind.STUDENT]
    first = bool(notebook.cells) and notebook.cells[0].source.startswith(FIRST_LESSON)
    least = 1 if first else LEAST_EXERCISES
    if len(students) < least:
        yield f"{len(students)} exercises, fewer than {least}"
    for index, cell in students:
        before = notebook.cells[index - 1] if index else None
        if before is None or before.cell_type != "markdown":
            yield f"{label(cell, index)}: no prompt above it"
        elif "<details>" not in before.source and not cell.id.startswith("quiz-"):
            yield f"{label(cell, index)}: no hint under <details> in the prompt above it"


def hidden_tests_first(notebook: NotebookNode) -> Iterator[str]:
    """A test cell begins with its hidden part, which begins with the recorder and records each name once."""
    for where, cell in _code(notebook):
        if kind(cell) is not Kind.TEST:
            continue
        if HIDDEN_TESTS[0] not in cell.source.lstrip().split("\n")[0]:
            yield f"{where}: the hidden tests do not come first"
        body = [n for part in regions(cell.source, HIDDEN_TESTS) for n in ast.parse(part).body]
        if not body or ast.unparse(body[0]) != "import _record":
            yield f"{where}: the hidden tests do not begin with `import _record`"
        recorded: list[str] = []
        for statement in body[1:]:
            if ast.unparse(statement) == "plt.close('all')":
                continue  # a figure that was recorded would else be shown below the check
            call = statement.value if isinstance(statement, ast.Expr) else None
            if not (isinstance(call, ast.Call) and ast.unparse(call.func).startswith("_record.")):
                yield f"{where}: the hidden tests do something besides recording: {ast.unparse(statement)}"
            elif call.args and isinstance(call.args[0], ast.Constant):
                recorded.append(call.args[0].value)
        if body and not recorded:
            yield f"{where}: the hidden tests record nothing"
        for name in sorted({n for n in recorded if recorded.count(n) > 1}):
            yield f"{where}: {name!r} is recorded more than once"
        if not without(cell.source, HIDDEN_TESTS).strip():
            yield f"{where}: no visible assertion"


def functions_are_recorded_by_name(notebook: NotebookNode) -> Iterator[str]:
    """A hidden test records no `lambda: lambda …`: it would be there although the student's function is not.

    Then the student reads that every call failed, not that the function is missing or that the cell stopped.
    """
    for where, cell in _code(notebook):
        for part in regions(cell.source, HIDDEN_TESTS):
            for call in ast.walk(ast.parse(part)):
                if not (isinstance(call, ast.Call) and ast.unparse(call.func) == "_record.function"):
                    continue
                given = [*call.args, *(keyword.value for keyword in call.keywords)]
                if any(isinstance(g, ast.Lambda) and isinstance(g.body, ast.Lambda) for g in given):
                    says = "record the function by its name or by functools.partial"
                    yield f"{where}: {ast.unparse(call)[:60]}…: {says}, not by a lambda of a lambda"


def no_private_names(notebook: NotebookNode) -> Iterator[str]:
    """No attribute or import that its library calls private: those change without notice."""
    for where, cell in _code(notebook):
        yield from (f"{where}: {found}" for found in private_names(python(cell.source)))


def private_names(source: str, own: tuple[str, ...] = ()) -> Iterator[str]:
    """The private attributes and imports in Python text; those of the names in `own` (self) are its own affair."""
    for node in ast.walk(ast.parse(source)):
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


def cut_off_sentences(source: str) -> Iterator[str]:
    """Strings in Python text that stand by themselves: what a line break cut off from the message before it."""
    tree = ast.parse(source)
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


def key_fits(notebook: NotebookNode, exercises: Iterable[Exercise]) -> Iterator[str]:
    """Every student cell is an exercise of the key with checks, in the same order; each check has a record."""
    students = [grade_id(c) for c in notebook.cells if kind(c) is Kind.STUDENT]
    ids = [exercise.id for exercise in exercises]
    if students != ids:
        yield f"the notebook's exercises are {students}, the key's {ids}"
    tests = {grade_id(c): c.source for c in notebook.cells if kind(c) is Kind.TEST}
    for exercise in exercises:
        hidden = "\n".join(regions(tests.get(f"test-{exercise.id}", ""), HIDDEN_TESTS))
        recorded = set(re.findall(r"_record\.\w+\(\s*[\"']([^\"']+)", hidden))
        if not exercise.checks:
            yield f"{exercise.id}: the key has no check for it"
        for name in sorted({check.name for check in exercise.checks} - recorded):
            yield f"{exercise.id}: the key checks {name!r}, which its test cell does not record"


def pictures_say_what_they_show(notebook: NotebookNode) -> Iterator[str]:
    """Every picture has alt text that states the finding, and is followed by Markdown that does, too."""
    for index, cell in enumerate(notebook.cells):
        pictures = [
            o for o in cell.get("outputs", []) if any(m.startswith("image/") for m in o.get("data", {}))
        ]
        for output in pictures:
            for mime in (m for m in output.data if m.startswith("image/")):
                alt = output.get("metadata", {}).get(mime, {}).get("alt", "")
                if len(alt.strip()) < LEAST_ALT:
                    yield f"{label(cell, index)}: a picture without alt text that states the finding: {alt!r}"
        if cell.cell_type == "markdown":
            for alt in re.findall(r"!\[([^\]]*)\]\(", cell.source):
                if len(alt.strip()) < LEAST_ALT:
                    yield f"{label(cell, index)}: a picture in the text without alt text that states it: {alt!r}"
        if pictures and kind(cell) is Kind.GIVEN:
            after = notebook.cells[index + 1] if index + 1 < len(notebook.cells) else None
            if after is None or after.cell_type != "markdown":
                yield f"{label(cell, index)}: no Markdown after the picture says what it shows"


def was_run(notebook: NotebookNode) -> Iterator[str]:
    """Every cell has been run, from the top in a fresh kernel: nbval compares only what is stored."""
    counts = [(where, cell.execution_count) for where, cell in _code(notebook) if cell.source.strip()]
    for place, (where, count) in enumerate(counts, start=1):
        if count != place:
            yield f"{where}: it was run as number {count}, not {place}: run all cells in a fresh kernel"
            break


def check_cells_are_quiet(notebook: NotebookNode) -> Iterator[str]:
    """Nothing on stderr from check cells (Validate counts it as a failure), no error that is not meant."""
    for where, cell in _code(notebook):
        for output in cell.outputs:
            if output.output_type == "stream" and output.name == "stderr" and kind(cell) is Kind.TEST:
                yield f"{where}: a check cell writes to stderr: {output.text.strip()[:80]}"
            if output.output_type == "error" and "raises-exception" not in cell.metadata.get("tags", []):
                yield f"{where}: it raised {output.ename}"


def uncompared_outputs_have_a_reason(notebook: NotebookNode) -> Iterator[str]:
    """nbval compares every output, except where the cell's metadata says why not."""
    for where, cell in _code(notebook):
        if re.search(r"#\s*(NBVAL_|PYTEST_VALIDATE)", cell.source):
            yield f"{where}: says in a comment, which students see, what is for nbval: use a tag"
        tags = {tag for tag in cell.metadata.get("tags", []) if tag in ("nbval-ignore-output", "nbval-skip")}
        if tags and len(str(cell.metadata.get("nbval_reason", "")).split()) < 3:
            yield f'{where}: {", ".join(sorted(tags))} without a reason in the metadata "nbval_reason"'
        if "nbval-skip" in tags:
            yield f"{where}: nbval-skip: it would not be run at all"


RULES: list[Rule] = [
    fit_for_release,
    ids_agree,
    opening_is_complete,
    enough_exercises,
    hidden_tests_first,
    functions_are_recorded_by_name,
    no_private_names,
    pictures_say_what_they_show,
    was_run,
    check_cells_are_quiet,
    uncompared_outputs_have_a_reason,
]
