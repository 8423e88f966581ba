"""Where the seconds of a graded run go: the cells that a lesson gives, those that students write, the checks."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator

import nbformat
from nbformat import NotebookNode

from autograder.compare.exercises import exercises_of
from autograder.compare.probes import derive_probes, wire_probes
from autograder.course.cells import Kind, kind
from autograder.course.folders import Course
from autograder.course.lesson import Lesson, read_lesson
from autograder.course.skipping import skippable
from autograder.run.limits import Limits
from autograder.run.notebook import execute
from benchmarks.identical import with_all_cells
from benchmarks.table import Table

#: Before all cells: note the processor's seconds of each cell behind this one, and say them when asked.
_WATCH = """\
import json as _json, time as _time
from IPython.core.interactiveshell import InteractiveShell as _Shell
_took = []
_on = _Shell.instance().events.register
_on("pre_run_cell", lambda _: _took.append(-_time.process_time()))
_on("post_run_cell", lambda _: _took and _took.append(_took.pop() + _time.process_time()))"""
_SAY = "print(_json.dumps(_took[:-1]))"


def measure(course: Course, lessons: list[str]) -> Iterator[Table]:
    """The reference as it is graded, and with all cells."""
    table = Table(
        "Where a graded run's seconds go",
        ("lesson", "given cells", "students' cells", "checks", "given cells, none left out"),
        "Seconds of the kernel's processor, the reference solution as submission. Demonstrations that nothing graded "
        "reads are left out but in the last column.",
    )
    for name in lessons:
        lesson = read_lesson(course, name)
        graded = _seconds(lesson, lesson.source)
        every = _seconds(lesson, with_all_cells(lesson.source))
        table.add(name, graded[Kind.GIVEN], graded[Kind.STUDENT], graded[Kind.TEST], every[Kind.GIVEN])
    yield table


def _seconds(lesson: Lesson, notebook: NotebookNode) -> dict[Kind, float]:
    """Processor seconds by kind of cell."""
    skipped = skippable(notebook.cells)
    running = [c for i, c in enumerate(notebook.cells) if c.cell_type == "code" and i not in skipped]
    watched = copy.deepcopy(notebook)
    watched.cells.insert(0, nbformat.v4.new_code_cell(_WATCH))
    watched.cells.append(nbformat.v4.new_code_cell(_SAY))
    probes = wire_probes(derive_probes(exercises_of(lesson), 1))
    transcript = execute(watched, lesson.files, probes, Limits())
    took = json.loads(transcript.outputs[-1][0]["text"])
    return _by_kind(running, took)


def _by_kind(cells: list[NotebookNode], took: list[float]) -> Counter[Kind]:
    # A canary goes before each check: what is left over is theirs, and next to nothing.
    seconds: Counter[Kind] = Counter()
    following = iter(took)
    for cell in cells:
        if kind(cell) is Kind.TEST:
            next(following)
        seconds[kind(cell)] += next(following)
    return seconds
