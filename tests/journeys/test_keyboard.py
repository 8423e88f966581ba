"""Lesson 00 in a real JupyterLab: to full points by keyboard alone, and its text and outputs are accessible."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from support import browser, small_class
from support.accessibility import violations
from support.browser import PATIENCE, Notebook
from support.places import COURSE, ROOT

from autograder.author.bundle import NAME, write_bundle
from autograder.course.answers import parse_answers
from autograder.course.folders import Classroom, Course

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LESSON = "00-start-here"
WRITTEN = "A later cell may use a name that only a cell made which is no longer there."

#: The page with which JupyterLab opens: the list of lessons.
START = ".jp-MarkdownViewer"
#: What JupyterLab would have to mend: a box too narrow for its text is not reached by keyboard, and it drops the alt
#: text of outputs. What a picture shows stands in the text below it, which is a rule of the lessons.
JUPYTERLABS = ("scrollable-region-focusable", "image-alt")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of lesson 00 alone, in a folder from which JupyterLab can be started."""
    made = Course(tmp_path / "course")
    shutil.copytree(ROOT / "solutions" / LESSON, made.solutions / LESSON)
    shutil.copy(ROOT / "nbgrader_config.py", made.root)
    made.lessons.mkdir()
    made.default_class.mkdir()
    return browser.workplace(made)


def answers() -> dict[str, str]:
    """What is typed into each cell that waits for an answer."""
    bank = parse_answers(COURSE.answers(LESSON).read_text(encoding="utf-8"))
    typed = {answer.exercise: answer.text for answer in reversed(bank) if answer.right}
    return typed | {"written-fresh-kernel": WRITTEN}


def ours(page: Page, within: str) -> list[str]:
    """What is not accessible there, but for what JupyterLab would have to mend."""
    found = violations(page, within)
    page.set_viewport_size({"width": 1280, "height": 800})
    return [said for said in found if not any(rule in said for rule in JUPYTERLABS)]


def open_by_keyboard(page: Page) -> None:
    """From the page with which JupyterLab opens to the lesson: command palette, a path, Enter."""
    palette = page.locator(".lm-CommandPalette-input")
    for last in (False, False, True):
        page.keyboard.press("Control+Shift+C")
        try:
            expect(palette).to_be_focused(timeout=PATIENCE / 6)
            break
        except AssertionError:
            # JupyterLab, while it arranges its tabs, may lose a key.
            if last:
                raise
    page.keyboard.type("Open from Path")
    expect(page.locator(".lm-CommandPalette-item.lm-mod-active")).to_contain_text("Open from Path")
    page.keyboard.press("Enter")
    expect(page.locator(".jp-Dialog input")).to_be_focused()
    page.keyboard.type(f"{LESSON}/{LESSON}.ipynb")
    page.keyboard.press("Enter")


def test_lesson_00_by_keyboard_alone(course: Course, tmp_path: Path, chromium: str) -> None:
    write_bundle(course, tmp_path / "out")
    bundle = tmp_path / "out" / NAME
    path = bundle / "lessons" / LESSON / f"{LESSON}.ipynb"
    typed = answers()
    browser.follow_system_theme(tmp_path / "home")
    start = [sys.executable, "start.py"]
    with (
        browser.jupyterlab(start, bundle, tmp_path / "home") as lab,
        browser.browser(chromium) as started,
        browser.page(started) as page,
    ):
        page.goto(lab.url)
        expect(page.locator(START).get_by_role("heading", name="Training Lab")).to_be_visible()
        assert ours(page, f"{START} .jp-RenderedMarkdown") == []
        open_by_keyboard(page)
        notebook = Notebook(page, path)
        folded = notebook.cell("given-picture").locator(".jp-InputPlaceholder")
        expect(folded).to_be_attached()
        for name in notebook.ids:
            expect(notebook.cell(name)).to_have_class(re.compile("jp-mod-active"))
            if name in typed:
                page.keyboard.press("Enter")
                expect(notebook.cell(name).locator(".cm-content")).to_be_focused()
                page.keyboard.press("Control+A")
                page.keyboard.insert_text(typed[name].rstrip("\n"))
            page.keyboard.press("Shift+Enter")
        page.keyboard.press("Escape")
        # A folded cell has no number beside it.
        expect(notebook.outputs("given-picture").locator("img")).to_be_visible()
        for name in ("test-mean-guess", "test-distances", "test-quiz-fresh-kernel"):
            expect(notebook.cell(name).locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]:"))
            expect(notebook.outputs(name).filter(has_text="Error")).to_have_count(0)
        with page.expect_response(lambda answer: answer.request.method == "PUT" and LESSON in answer.url):
            page.keyboard.press("Control+S")
        assert WRITTEN in path.read_text(encoding="utf-8")
        assert ours(page, ".jp-Notebook .jp-RenderedMarkdown, .jp-Notebook .jp-OutputArea-output") == []

    handed_in = Classroom(course.default_class).submitted / "ada" / LESSON
    handed_in.mkdir(parents=True)
    shutil.copy(path, handed_in)
    done = small_class.process(course, "autograder", "grade", "--json")
    (row,) = json.loads(done.stdout)["rows"]
    assert (row["state"], row["points"]) == ("graded", 100)
