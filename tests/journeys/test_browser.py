"""Walks through JupyterLab and Formgrader in a real browser, with a lesson that is quick to run."""

from __future__ import annotations

import base64
import json
import re
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from nbformat import NotebookNode
from playwright.sync_api import Browser, Dialog, Page, Route, expect
from support import browser, small_lesson
from support.attack_texts import CANARY, FIRE, PAYLOADS
from support.browser import Formgrader, Lab, Notebook
from support.small_lesson import check, given, graded, student, submission, text

from autograder.author.bundle import NAME, write_bundle
from autograder.course.folders import Classroom, Course

pytestmark = pytest.mark.browser

LESSON = small_lesson.LESSON
FILE = f"{LESSON}.ipynb"
SCRIPTS = Path(sys.executable).parent


def lesson() -> NotebookNode:
    """The small lesson with what real ones have besides: short tracebacks, a figure, a hint to unfold."""
    return small_lesson.notebook(
        text("text-opening", small_lesson.OPENING),
        given("given-setup", "%xmode Minimal"),
        given("given-things", 'things = ["sun", "moon"]'),
        given("given-figure", f'display({{"image/png": "{square(120)}"}}, raw=True)'),
        text("text-count", "Now count.\n\n<details><summary>Hint</summary>\n\nUse your fingers.\n</details>"),
        student(),
        check(),
        graded("markdown", "written-why", small_lesson.WRITTEN, "grade solution", 2),
    )


def square(pixels: int) -> str:
    """A grey PNG, in base64."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", pixels, pixels, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * pixels) * pixels)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return base64.b64encode(png).decode()


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of that lesson, in a folder from which JupyterLab can be started as from this repository."""
    return browser.workplace(small_lesson.course(tmp_path / "my course", lesson()))


def autograder(course: Course, *words: str) -> str:
    """Run the command in the course's folder; returns what it printed."""
    done = subprocess.run(
        [str(SCRIPTS / "autograder"), *words],
        cwd=course.root,
        env=browser.environment(course.root.parent / "home"),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def grade(course: Course) -> dict[str, dict]:
    """`autograder grade`, as rows by student."""
    return {row["student"]: row for row in json.loads(autograder(course, "grade", "--json"))["rows"]}


def hand_in(course: Course, name: str, content: bytes) -> None:
    """Put a notebook where a student's is expected."""
    folder = Classroom(course.default_class).submitted / name / LESSON
    folder.mkdir(parents=True)
    (folder / FILE).write_bytes(content)


def written(row: dict) -> float | None:
    """The points of a row's written answer; None while it waits for its marker."""
    return next(e["points"] for e in row["exercises"] if e["id"] == "written-why")


# The student ---------------------------------------------------------------------------------------------------


def test_a_student_answers_checks_validates_and_hands_in(
    course: Course, tmp_path: Path, chrome: Browser
) -> None:
    write_bundle(course, tmp_path / "out")
    bundle = tmp_path / "out" / NAME
    path = bundle / "lessons" / LESSON / FILE
    start = [sys.executable, "start.py"]
    with browser.jupyterlab(start, bundle, tmp_path / "home") as lab, browser.page(chrome) as page:
        page.goto(lab.url)
        index = page.locator(".jp-MarkdownViewer")
        expect(index.get_by_role("heading", name="Training Lab: the lessons")).to_be_visible()
        index.get_by_role("link", name=re.compile("How long is it")).click()
        notebook = Notebook(page, path)
        expect(
            page.get_by_role("region", name="Exercises").get_by_role("button", name="Count")
        ).to_be_visible()

        # What is given runs, is shown, and cannot be changed or deleted.
        notebook.run("given-setup")
        notebook.run("given-things")
        notebook.run("given-figure")
        picture = notebook.cell("given-figure").locator(".jp-OutputArea-output img")
        expect(picture).to_have_js_property("naturalWidth", 120)
        before = notebook.source("given-things")
        notebook.cell("given-things").locator(".cm-content").click()
        page.keyboard.type("things = []")
        page.keyboard.press("Escape")
        page.keyboard.press("d")
        page.keyboard.press("d")
        assert notebook.source("given-things") == before
        expect(notebook.cells).to_have_count(len(notebook.ids))
        hint = notebook.cell("text-count").locator("details p")
        expect(hint).to_be_hidden()
        notebook.cell("text-count").locator("summary").click()
        expect(hint).to_be_visible()

        # Check cells and Validate agree: not attempted, wrong, right.
        def answer_gives(answer: str, check: str) -> None:
            notebook.run("count")
            expect(notebook.outputs("count")).to_have_text([answer] if answer else [])
            notebook.run("test-count")
            expect(notebook.outputs("test-count")).to_have_text([check] if check else [])

        answer_gives(
            "NotImplementedError: not attempted yet", "NameError: name 'number_of_things' is not defined"
        )
        said = notebook.validate()
        assert "name 'number_of_things' is not defined" in said and "You did not provide a response." in said

        notebook.type("count", "number_of_things = len(things[0])")
        answer_gives("", "AssertionError: count the things, not their letters")
        said = notebook.validate()
        assert "AssertionError: count the things, not their letters" in said

        notebook.type("count", "number_of_things = len(things)")
        answer_gives("", "")
        said = notebook.validate()
        assert "You did not provide a response." in said and "Error" not in said

        notebook.type("written-why", "I **counted** them; that makes two.")
        page.keyboard.press("Shift+Enter")
        expect(notebook.cell("written-why").locator("strong")).to_have_text("counted")
        assert notebook.validate().strip() == "Success! Your notebook passes all the tests."

    hand_in(course, "ada", path.read_bytes())
    row = grade(course)["ada"]
    assert (row["state"], row["points"], written(row)) == ("graded", 100, None)
    assert "awaiting a marker" in (course.default_class / row["feedback"]).read_text(encoding="utf-8")


def test_make_lab_has_validate_and_nothing_else_of_nbgrader(
    course: Course, tmp_path: Path, chrome: Browser
) -> None:
    autograder(course, "release")
    lab_script = ["sh", "tools/lab.sh", "student"]
    with browser.jupyterlab(lab_script, course.root, tmp_path / "home") as lab, browser.page(chrome) as page:
        page.goto(lab.url)
        page.locator(".jp-MarkdownViewer").get_by_role("link", name=re.compile("How long is it")).click()
        notebook = Notebook(page, course.lessons / LESSON / FILE)
        assert "name 'number_of_things' is not defined" in notebook.validate()
        # The menu and the panel with which an instructor makes lessons and collects them.
        expect(page.get_by_role("menuitem", name="File")).to_be_visible()
        expect(page.get_by_role("menuitem", name="Nbgrader")).to_have_count(0)
        expect(page.get_by_text("Create Assignment")).to_have_count(0)


# The instructor ------------------------------------------------------------------------------------------------


class Watch:
    """Notices what a payload does: opens a dialog, reaches for its own host, sets a title."""

    def __init__(self, page: Page, lab: Lab) -> None:
        self.page = page
        self.lab = lab
        self.noticed: list[str] = []
        page.on("dialog", self._dialog)
        page.route("**/*", self._route)

    def _dialog(self, dialog: Dialog) -> None:
        self.noticed.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _route(self, route: Route) -> None:
        address = route.request.url
        if address.startswith((self.lab.address, "data:", "blob:")):
            route.continue_()
            return
        # Nothing leaves this machine. Formgrader asks for MathJax, and has to do without.
        if CANARY in address:
            self.noticed.append(f"request: {address}")
        route.abort()

    def seen(self) -> list[str]:
        """All that has been noticed, once everything on the page, and in its frames, has been loaded."""
        for frame in self.page.frames:
            frame.wait_for_load_state("load")
            title = frame.evaluate("() => new Promise(done => setTimeout(() => done(document.title)))")
            if "PWNED" in title:
                self.noticed.append(f"title of {frame.url}")
        return self.noticed


#: A dialog is not enough to notice: JupyterLab's frame around Formgrader lets none appear.
LIVE = f"<script>alert('PWNED'); {FIRE}</script>"

#: Each attack that fits on a page.
ATTACKS = [payload for payload in PAYLOADS.values() if len(payload) < 2_000]

#: Shows each attack as every kind of output that a kernel can send, and prints it.
HOSTILE_ANSWER = f"""\
number_of_things = 2
import sys
from IPython.display import HTML, Javascript, Markdown, display
for attack in {ATTACKS!a}:
    display(HTML(attack), Markdown(attack), Javascript({FIRE!r} + attack))
    display({{"image/svg+xml": attack, "text/latex": attack, "text/plain": attack}}, raw=True)
    print(attack.encode("utf-8", "replace").decode())
print({LIVE!r}, file=sys.stderr)
"""

HOSTILE_TEXT = "\n\n".join(["My own words.", LIVE, *ATTACKS]).encode("utf-8", "replace").decode()


def test_an_instructor_marks_by_hand_and_nothing_handed_in_comes_alive(
    small_course: Course, tmp_path: Path, chrome: Browser
) -> None:
    course = browser.workplace(small_course)
    hand_in(course, "ada", submission("number_of_things = 2", "I counted: sun, moon."))
    hand_in(course, "mallory", submission(HOSTILE_ANSWER, HOSTILE_TEXT))
    rows = grade(course)
    assert {name: (row["points"], written(row)) for name, row in rows.items()} == {
        "ada": (100, None),
        "mallory": (100, None),
    }

    lab_script = ["sh", "tools/lab.sh", "instructor"]
    with browser.jupyterlab(lab_script, course.root, tmp_path / "home") as lab, browser.page(chrome) as page:
        watch = Watch(page, lab)
        page.goto(lab.url)
        formgrader = Formgrader(page, LESSON)
        formgrader.submissions()
        expect(formgrader.row("ada").locator(".score")).to_have_text("100 / 102")
        expect(formgrader.row("mallory").locator(".status")).to_have_text("needs manual grading")

        # What was handed in is there to be read, and only that.
        formgrader.submission("mallory")
        cells = formgrader.frame.locator(".nbgrader_cell")
        answer = cells.filter(has=page.locator("#written-why"))
        expect(answer).to_contain_text("My own words.")
        expect(answer).to_contain_text(LIVE)
        expect(cells.filter(has=page.locator("#count-comment"))).to_contain_text(LIVE)
        assert watch.seen() == []

        # A mark by hand counts, and outlasts every way of grading again.
        formgrader.enter("written-why", "1.5")
        formgrader.enter("written-why-comment", "Say why two are enough.")
        formgrader.again()
        expect(formgrader.row("mallory").locator(".score")).to_have_text("101.5 / 102")
        expect(formgrader.row("mallory").locator(".status")).to_have_text("graded")
        expect(formgrader.row("ada").locator(".score")).to_have_text("100 / 102")
        assert formgrader.autograde("mallory") == "Success"
        expect(formgrader.row("mallory").locator(".score")).to_have_text("101.5 / 102")
        row = grade(course)["mallory"]
        assert (row["points"], written(row)) == (100, 1.5)
        assert "Say why two are enough." in (course.default_class / row["feedback"]).read_text(
            encoding="utf-8"
        )
        formgrader.again()
        expect(formgrader.row("mallory").locator(".score")).to_have_text("101.5 / 102")
        formgrader.submission("mallory")
        expect(formgrader.frame.locator("#written-why")).to_have_value("1.5")
        assert watch.seen() == []

        # The watch would have noticed: the same page with the notebook as it was handed in.
        graded_file = Classroom(course.default_class).autograded / "mallory" / LESSON / FILE
        graded_file.write_bytes(submission("number_of_things = 2", f"My own words.\n\n{LIVE}"))
        formgrader.again()
        formgrader.submission("mallory")
        assert [what.partition(" ")[0] for what in watch.seen()] == ["title"]
