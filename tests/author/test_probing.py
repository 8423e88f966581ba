"""Mistakes that look alike are said alike, and the probes of many classes are tried in a few runs."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from support import small_lesson
from support.small_lesson import LESSON, check, student

from autograder.author import probing
from autograder.author.probing import alike, try_secrets
from autograder.compare.mistakes import KnownMistake, Mistakes
from autograder.compare.reference import Reference
from autograder.course.lesson import Lesson, read_lesson
from autograder.run.limits import Limits


def saying(reference: Reference, *known: KnownMistake) -> list[str]:
    return list(alike(dataclasses.replace(reference, mistakes=Mistakes({}, {"count": known}))))


def test_mistakes_that_record_the_same_and_are_said_differently_are_named(small_reference: Reference) -> None:
    three, also, four = (
        KnownMistake(says, {"number": value})
        for says, value in (("three", 3), ("too many", 3.0), ("four", 4))
    )
    assert saying(small_reference, three, four, three) == []
    (found,) = saying(small_reference, three, four, also)
    assert "'three'" in found and "'too many'" in found
    (found,) = saying(small_reference, KnownMistake("nobody hears this", {}))
    assert "'nobody hears this'" in found


def doubling(root: Path, probes: str) -> Lesson:
    """A lesson whose one wrong answer is right for 0."""
    test = "### BEGIN HIDDEN TESTS\nimport _record\n_record.function('double', lambda: double)\n### END HIDDEN TESTS"
    made = small_lesson.notebook(
        small_lesson.text("text-opening", small_lesson.OPENING),
        student("double", "### BEGIN SOLUTION\ndouble = lambda n: 2 * n\n### END SOLUTION"),
        check("test-double", test),
    )
    course = small_lesson.course(root / "course", made)
    course.key(LESSON).write_text(
        "from autograder.key import Exercise, Function\n"
        f"exercises = [Exercise('double', 'Double', [Function('double', probes=lambda rng: ({probes},))])]\n"
    )
    course.answers(LESSON).write_text("# %% double | wrong | itself\n# Double it.\ndouble = lambda n: n\n")
    return read_lesson(course, LESSON)


def test_what_takes_no_arguments_is_alike_in_every_class(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = doubling(tmp_path, "(7,)")
    made = lesson.key_text.replace("Function", "Value").replace(", probes=lambda rng: ((7,),)", "")
    monkeypatch.setattr(probing, "rehearse", None)  # to be called no more
    assert try_secrets(dataclasses.replace(lesson, key_text=made), range(2), Limits()).untold == ()


@pytest.mark.parametrize(("probes", "again", "untold"), [("(7,)", 0, 0), ("(0,)", 2, 1)])
def test_the_probes_of_many_classes_are_tried(tmp_path: Path, probes: str, again: int, untold: int) -> None:
    found = try_secrets(doubling(tmp_path, probes), range(2), Limits())
    assert (found.again.total(), len(found.untold)) == (again, untold)
    assert all("double: itself" in text for text in found.untold)
