"""The reference run: what identifies it, and that a lesson which cannot grade itself grades nobody."""

from __future__ import annotations

import dataclasses

import pytest

from autograder.compare.reference import Reference, build_reference, reference_hash
from autograder.course.lesson import Lesson
from autograder.errors import CourseError
from autograder.run.limits import Limits


def test_a_reference_holds_what_its_own_run_recorded(small_reference: Reference) -> None:
    assert small_reference.records["count", "number"].value == 2
    assert small_reference.hash == reference_hash(small_reference.lesson, 1)


def test_its_identity_is_lesson_name_and_probes(small: Lesson) -> None:
    others = [(small, 2), (dataclasses.replace(small, name="02-copy"), 1)]
    others.append((dataclasses.replace(small, key_text=small.key_text + "#"), 1))
    assert len({reference_hash(*other) for other in (*others, (small, 1))}) == 4


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("_record.value", "import os; os._exit(1); _record.value", "ended at cell 'test-count'"),
        ("for thing in things", "for thing in nothings", "fails in cell 'count': NameError"),
        ('value(\\"number\\"', 'value(\\"another\\"', "records no 'number'"),
        ("lambda: number_of_things", "lambda: 1 / 0", "raised ZeroDivisionError"),
    ],
)
def test_a_lesson_that_cannot_grade_itself_is_refused(small: Lesson, old: str, new: str, says: str) -> None:
    assert old in small.source_text
    broken = dataclasses.replace(small, source_text=small.source_text.replace(old, new, 1))
    with pytest.raises(CourseError, match=says):
        build_reference(broken, 1, Limits(cell=10, notebook=30))


def test_a_key_whose_check_the_reference_does_not_pass_is_refused(small: Lesson) -> None:
    never = (
        "from autograder.key import *\nclass Never(Value):\n    def examine(self, *_):\n"
        "        return Finding(Outcome.VALUE, 'never right')\n"
        "exercises = [Exercise('count', 'Count', [Never('number')])]\n"
    )
    with pytest.raises(CourseError, match=r"does not pass its own check 'number' of 'count'.*: never right"):
        build_reference(dataclasses.replace(small, key_text=never), 1, Limits())
