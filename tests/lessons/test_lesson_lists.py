"""The README names every lesson as the lesson names itself. (lessons/README.md is generated: see test_release.py.)"""

from __future__ import annotations

import re

from support.places import COURSE, ROOT

from autograder.course.source import opening, parse_source


def test_readme_lists_every_lesson_with_its_title_and_time():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[(.+)\]\(lessons/(.+)/(.+)\.ipynb\) \| .+ \| (\S+) \|$", readme, re.MULTILINE)
    expected = []
    for lesson in COURSE.lesson_names():
        said = opening(parse_source(COURSE.source(lesson).read_bytes(), lesson), lesson)
        expected.append((said.title, lesson, lesson, said.minutes))
    assert listed == expected
