"""The course's own lessons keep the rules, and lessons/ is what a release makes of them."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from support.places import COURSE, ROOT

from autograder.author import release, rules
from autograder.compare.exercises import exercises_of
from autograder.course.lesson import read_lesson

LESSONS = COURSE.lesson_names()


def read(path: Path) -> NotebookNode:
    return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)


def test_there_are_lessons():
    assert LESSONS


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_keeps_the_rule(lesson, rule):
    broken = list(rule(read(COURSE.source(lesson))))
    assert not broken, "\n" + "\n".join(broken)


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_student_cell_has_checks_and_records(lesson):
    known = read_lesson(COURSE, lesson)
    assert list(rules.key_fits(known.source, exercises_of(known))) == []


PYTHON = sorted([*ROOT.glob("autograder/compare/checks/*.py"), *COURSE.solutions.glob("*/key.py")])


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_checks_and_keys_use_nothing_private(path):
    assert list(rules.private_names(path.read_text(encoding="utf-8"), own=("self", "cls"))) == []


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_message_of_checks_and_keys_is_cut_off(path):
    assert list(rules.cut_off_sentences(path.read_text(encoding="utf-8"))) == []


def test_lessons_are_what_a_release_writes():
    differences = release.differences(COURSE, LESSONS)
    said = "\n".join(str(d) for d in differences)
    assert not differences, f"\n{said}\nlessons/ is generated: edit solutions/ and run `autograder release`."
