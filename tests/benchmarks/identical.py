"""Whether training gives the same bits in a warm kernel and in a cold one: every record of every lesson."""

from __future__ import annotations

import json
from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.compare.exercises import exercises_of
from autograder.compare.probes import derive_probes, wire_probes
from autograder.course.folders import Course
from autograder.course.lesson import read_lesson
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


def measure(course: Course, lessons: list[str]) -> Iterator[Table]:
    """Run each reference in both, and compare what it recorded: weights, curves, predictions, losses."""
    table = Table(
        "Warm and cold kernels give the same bits",
        ("lesson", "records", "identical", "seconds warm", "seconds cold"),
        "Every record of the reference: weights, curves, predictions, figures. One thread a kernel, as in grading.",
    )
    for name in lessons:
        lesson = read_lesson(course, name)
        probes = wire_probes(derive_probes(exercises_of(lesson), 1))
        notebook = seeded(lesson.source)
        warm, cold = (execute(notebook, lesson.files, probes, Limits(), warm=w) for w in (True, False))
        ours, theirs = records(warm), records(cold)
        same = sum(ours.get(key) == theirs[key] for key in theirs)
        table.add(name, len(theirs), same, warm.seconds, cold.seconds)
        for key in theirs:
            if ours.get(key) != theirs[key]:
                print(f"differs: {name} {key}")
    yield table
