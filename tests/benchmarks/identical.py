"""Whether training gives the same bits however it is run: warm, cold, and with the demonstrations left out or not."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.compare.exercises import exercises_of
from autograder.compare.probes import derive_probes, wire_probes
from autograder.course.folders import Course
from autograder.course.lesson import read_lesson
from autograder.course.skipping import TAG
from autograder.run.limits import Limits
from autograder.run.notebook import Transcript, execute
from benchmarks.table import Table


def records(transcript: Transcript) -> dict[str, str]:
    """What a run recorded, by test cell and name, as the very text that was sent."""
    return {
        f"{sent.test_cell} {sent.payload.get('name')}": json.dumps(sent.payload, sort_keys=True)
        for sent in transcript.records
    }


def seeded(notebook: NotebookNode) -> NotebookNode:
    """The notebook (changed in place) with a seed before all: lessons set theirs only before they train."""
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    first.source = f"import keras\nkeras.utils.set_random_seed(1)\n{first.source}"
    return notebook


def with_all_cells(notebook: NotebookNode) -> NotebookNode:
    """A copy of which no cell is left out."""
    made = copy.deepcopy(notebook)
    for cell in made.cells:
        cell.metadata["tags"] = [tag for tag in cell.metadata.get("tags", []) if tag != TAG]
    return made


def measure(course: Course, lessons: list[str]) -> Iterator[Table]:
    """Run each reference in both, and compare what it recorded: weights, curves, predictions, losses."""
    table = Table(
        "Warm and cold kernels give the same bits",
        (
            "lesson",
            "records",
            "identical",
            "with all cells",
            "seconds warm",
            "seconds cold",
            "with all cells",
        ),
        "Every record of the reference: weights, curves, predictions, figures. One thread a kernel, as in grading; "
        "without the demonstrations that nothing graded reads, and warm with all cells (there but for the numbers in "
        "names that Keras gives: dense_7).",
    )
    for name in lessons:
        lesson = read_lesson(course, name)
        probes = wire_probes(derive_probes(exercises_of(lesson), 1))
        notebook = seeded(lesson.source)
        warm, cold = (execute(notebook, lesson.files, probes, Limits(), warm=w) for w in (True, False))
        every = execute(with_all_cells(notebook), lesson.files, probes, Limits())
        ours = records(warm)
        same = _same(name, ours, records(cold))
        same_with_all = _same(name, _unnumbered(ours), _unnumbered(records(every)))
        table.add(name, len(ours), same, same_with_all, warm.seconds, cold.seconds, every.seconds)
    yield table


def _unnumbered(recorded: dict[str, str]) -> dict[str, str]:
    """Without the numbers of Keras's own names: "dense_7" counts the layers that were made before, also for show."""
    return {key: re.sub(r'"([a-z_0-9]+?)_[0-9]+"', r'"\1"', text) for key, text in recorded.items()}


def _same(lesson: str, ours: dict[str, str], theirs: dict[str, str]) -> int:
    """How many records are the same; says which are not."""
    for key in theirs:
        if ours.get(key) != theirs[key]:
            print(f"differs: {lesson} {key}")
    return sum(ours.get(key) == theirs[key] for key in theirs)
