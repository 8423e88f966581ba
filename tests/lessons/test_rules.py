"""The course's own lessons keep the rules, and lessons/ is what a release makes of them."""

from __future__ import annotations

import ast

import pytest
from support.places import COURSE, ROOT

from autograder.author import release, rules
from autograder.course.lesson import read_lesson

LESSONS = COURSE.lesson_names()


def test_there_are_lessons():
    assert LESSONS


@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_keeps_the_rules(lesson):
    found = rules.breaches(rules.Draft.of(read_lesson(COURSE, lesson)))
    assert not found, "\n" + "\n".join(map(str, found))


CHECKS = sorted(ROOT.glob("autograder/compare/checks/*.py"))


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.name)
def test_checks_use_nothing_private_and_say_whole_sentences(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert list(rules.private_names(tree, own=("self", "cls"))) == []
    assert list(rules.cut_off_sentences(tree)) == []


def test_lessons_are_what_a_release_writes():
    differences = release.differences(COURSE, LESSONS)
    said = "\n".join(str(d) for d in differences)
    assert not differences, f"\n{said}\nlessons/ is generated: edit solutions/ and run `autograder release`."
