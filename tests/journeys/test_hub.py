"""A class on JupyterHub, in a real browser: from the login to the feedback page that a student reads."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from support import browser, hub, small_lesson
from support.browser import PATIENCE, Formgrader, Notebook
from support.hub import INSTRUCTOR, Hub

from autograder.course.folders import Classroom, Course

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LESSON = small_lesson.LESSON


@pytest.fixture
def chrome(chromium: str) -> Iterator[Browser]:
    """A browser, new for each test."""
    with browser.browser(chromium) as started:
        yield started


@pytest.fixture
def course(small_course: Course) -> Course:
    """The instructor's course, to which nobody else has access."""
    browser.workplace(small_course).root.chmod(0o700)
    return small_course


@pytest.fixture
def running(course: Course, tmp_path: Path) -> Iterator[Hub]:
    """A hub for that course and two students."""
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    deployed = hub.proxy_installed(tmp_path / "hub" / "deployed")
    with hub.jupyterhub(deployed, course, ["ada", "bo"], exchange) as started:
        yield started


class Student:
    """Somebody who works in JupyterLab with nbgrader's Assignment List."""

    def __init__(self, running: Hub, page: Page, name: str) -> None:
        self.page, self.name = page, name
        self.file = running.homes / name / LESSON / f"{LESSON}.ipynb"
        running.log_in(page, name)
        page.get_by_role("menuitem", name="Nbgrader").click()
        page.get_by_role("menuitem", name="Assignment List").click()

    def listed(self, kind: str) -> Locator:
        """The lessons that are released, fetched or submitted."""
        return self.page.locator(f"#{kind}_assignments_list > .list_item")

    def press(self, kind: str, button: str) -> None:
        self.listed(kind).get_by_role("button", name=button, exact=True).click()

    def fetches_the_lesson(self) -> Notebook:
        """Fetch what is released, and open it."""
        self.press("released", "Fetch")
        expect(self.listed("fetched")).to_have_count(1)
        self.listed("fetched").locator("a.assignment-notebooks-link").click()
        self.listed("fetched").locator(".nested_list_item a").click()
        return Notebook(self.page, self.file)

    def hands_in(self, notebook: Notebook, answer: str, why: str) -> None:
        """Answer, save, and submit from the list."""
        notebook.type("count", answer)
        notebook.run("count")
        notebook.type("written-why", why)
        notebook.validate()  # it saves
        self.page.get_by_role("tab", name="Assignments").click()
        self.press("fetched", "Submit")
        expect(self.listed("submitted")).to_have_count(1)

    def reads_feedback(self) -> Locator:
        """Fetch the page and open it from the file browser; returns the page."""
        self.page.locator("#refresh_assignments_list").click()
        self.press("submitted", "Fetch Feedback")
        self.page.get_by_text("(view feedback)").click()
        self.page.get_by_role("listitem", name=re.compile(rf"{LESSON}\.html")).dblclick()
        return self.page.frame_locator(".jp-HTMLViewer iframe").locator("body")


class Terminal:
    """A terminal in JupyterLab, which has just been opened on this page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.locator(".jp-LauncherCard", has_text="Terminal").click()
        expect(page.locator(".jp-Terminal .xterm-screen")).to_be_visible()

    def run(self, command: str, done: Callable[[], bool]) -> None:
        """Type a command, and wait until what it makes is there: a terminal paints, it has no text to read."""
        self.page.locator(".jp-Terminal .xterm-screen").click()
        self.page.keyboard.type(f"{command}\n")
        end = time.monotonic() + PATIENCE / 1000
        while not done():
            assert time.monotonic() < end, f"{command} has not come to its end"
            self.page.wait_for_timeout(100)


def test_a_class_from_the_login_to_the_feedback_that_is_read(
    course: Course, running: Hub, chrome: Browser
) -> None:
    classroom = Classroom(course.default_class)
    with ExitStack() as open_pages:
        teaching, first, second = (open_pages.enter_context(browser.page(chrome)) for _ in range(3))

        running.log_in(teaching, INSTRUCTOR)
        terminal = Terminal(teaching)
        # Formgrader is a page of its own here: a hub lets no server be shown within a frame.
        formgrader = Formgrader(teaching.context.new_page(), LESSON, alone=True)
        formgrader.page.goto(f"{running.address}/user/{INSTRUCTOR}/formgrader/")
        assert formgrader.press("assign") == "Success"
        assert formgrader.press("release") == "Success"

        ada, bo = Student(running, first, "ada"), Student(running, second, "bo")
        for student, answer in {ada: "number_of_things = len(things)", bo: "number_of_things = 3"}.items():
            notebook = student.fetches_the_lesson()
            student.hands_in(notebook, answer, "I counted them.")
        # Nobody is let into another's server.
        answer = second.request.get(f"{running.address}/user/{INSTRUCTOR}/api/contents")
        assert answer.status in (403, 404)

        assert formgrader.press("collect") == "Success"
        terminal.run(
            f"cd '{course.root}' && autograder grade", lambda: (classroom.root / "report.html").is_file()
        )
        formgrader.again()
        formgrader.submission("ada")
        formgrader.enter("written-why", "2")
        page = classroom.feedback_page("ada", LESSON)
        terminal.run("autograder report", lambda: "awaiting a marker" not in page.read_text("utf-8"))
        formgrader.page.goto(f"{running.address}/user/{INSTRUCTOR}/formgrader/")
        assert formgrader.press("release-feedback") == "Success"

        expect(ada.reads_feedback()).to_contain_text("Written answers: 2 of 2 points on top. Together 102.")
        expect(bo.reads_feedback()).to_contain_text("Count on your fingers.")
