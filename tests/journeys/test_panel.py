"""The panel with a lesson's exercises, in a real JupyterLab: by mouse, by keyboard, with a grader and without."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from support import browser, small_lesson
from support.accessibility import violations
from support.asking import enrolled, serving
from support.browser import Lab, Notebook
from support.places import ROOT
from support.stub_grader import TOKEN, stub_grader

from autograder.author.release import release
from autograder.course.folders import Classroom, Course
from autograder.run.kernels.level import Level, best_level

pytestmark = pytest.mark.browser

LESSON = "00-start-here"
PANEL = "#training-lab-exercises"
MEAN, FAR, QUIZ, WORDS = "The mean guess", "How far off", "The untidy cell", "In your own words"
POINTS = {"test-mean-guess": 40.0, "test-distances": 40.0, "test-quiz-fresh-kernel": 20.0}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Lesson 00 alone, where `make lab` can be run. Its second exercise has lost its staged hints."""
    course = browser.workplace(Course(tmp_path / "my course"))
    shutil.copytree(ROOT / "lessons" / LESSON, course.lessons / LESSON)
    shutil.copy(ROOT / "lessons" / "README.md", course.lessons)
    path = notebook_of(course)
    made = json.loads(path.read_text(encoding="utf-8"))
    for cell in made["cells"]:
        if cell["id"] == "test-distances":
            del cell["metadata"]["training_lab"]
    path.write_text(json.dumps(made), encoding="utf-8")
    return course


def notebook_of(course: Course, lesson: str = LESSON) -> Path:
    return course.lessons / lesson / f"{lesson}.ipynb"


class Student:
    """Somebody in front of the lesson, with the panel beside it."""

    def __init__(self, page: Page, lab: Lab, notebook: Path) -> None:
        self.page = page
        page.goto(lab.url)
        page.locator(f".jp-MarkdownViewer a[href*='{notebook.name}']").click()
        self.notebook = Notebook(page, notebook)
        self.panel = page.get_by_role("region", name="Exercises", exact=True)

    def row(self, title: str) -> Locator:
        """The button with an exercise's title, state and points."""
        return self.panel.get_by_role("button", name=re.compile(re.escape(title)))

    def button(self, name: str) -> Locator:
        """A button of the exercise that is open."""
        return self.panel.get_by_role("button", name=re.compile(f"^{name}"))

    def bar(self, label: str) -> Locator:
        """A bar of progress."""
        return self.panel.get_by_role("progressbar", name=label)

    def answers(self, text: str) -> None:
        """Write an answer to exercise 1."""
        self.notebook.type("mean-guess", text)

    def set_up(self) -> None:
        """Run what exercise 1 needs."""
        self.notebook.run("given-setup")
        self.notebook.run("given-guesses")

    def connects(self, address: str, token: str = TOKEN) -> None:
        """Fill in the form."""
        form = self.panel.locator("form")
        if not form.is_visible():
            self.panel.get_by_text("Connect to a grader").click()
        form.get_by_label("Address").fill(address)
        form.get_by_label("Token").fill(token)
        form.get_by_role("button", name="Connect").click()

    def hears(self, words: str) -> None:
        """What a screen reader says last."""
        expect(self.panel.get_by_role("status")).to_contain_text(words)


@contextmanager
def student(course: Course, chrome: Browser, lesson: str = LESSON) -> Iterator[Student]:
    """Start JupyterLab as `make lab` does, and open the lesson."""
    start = ["sh", "tools/lab.sh", "student"]
    home = course.root.parent / "home"
    with browser.jupyterlab(start, course.root, home) as lab, browser.page(chrome) as page:
        yield Student(page, lab, notebook_of(course, lesson))


def test_without_a_grader_a_student_sees_where_they_stand(course: Course, chrome: Browser) -> None:
    with student(course, chrome) as ada:
        # The panel is there by itself, with the exercises in order.
        titles = ada.panel.locator(".tl-Row-title")
        expect(titles).to_contain_text([MEAN, FAR, QUIZ, WORDS])
        expect(titles).to_contain_text(["Not tried", "Not tried", "Not tried", "Not written yet"])
        expect(titles).to_contain_text(["40", "40", "20", "5"])
        checks = ada.bar("Checks that pass")
        expect(checks).to_have_attribute("aria-valuetext", "0 of 3")
        expect(ada.button("Ask the grader")).to_have_count(0)

        # A click goes to the cell, ready to write.
        ada.row(FAR).click()
        cell = ada.notebook.cell("distances")
        expect(cell).to_be_in_viewport()
        expect(cell).to_have_class(re.compile("jp-mod-active"))
        expect(cell.locator(".cm-content")).to_be_focused()

        # And back: a cell that is chosen in the notebook opens its exercise.
        ada.set_up()
        ada.notebook.cell("mean-guess").locator(".jp-InputPrompt").click()
        expect(ada.row(MEAN)).to_have_attribute("aria-expanded", "true")
        expect(ada.row(FAR)).to_have_attribute("aria-expanded", "false")

        # The check: no answer, wrong, changed, right.
        ada.button("Run check").click()
        expect(ada.panel).to_contain_text("There is no answer yet.")
        ada.answers("mean_guess = guesses.sum()")
        ada.button("Run check").click()
        expect(ada.row(MEAN)).to_contain_text("Check fails")
        expect(ada.panel).to_contain_text("mean_guess is 7530, the sum: divide it by the number of guesses.")
        ada.answers("mean_guess = guesses.mean()")
        expect(ada.row(MEAN)).to_contain_text("Changed since its check")
        ada.button("Run check").click()
        expect(ada.row(MEAN)).to_contain_text("Check passes")
        expect(checks).to_have_attribute("aria-valuetext", "1 of 3")
        ada.answers("mean_guess = gueses.mean()")
        ada.button("Run check").click()
        expect(ada.panel).to_contain_text("Your cell stops. NameError: name 'gueses' is not defined")
        ada.answers("mean_guess = guesses.mean()")
        # Shift+Enter in the notebook does as well.
        ada.notebook.run("mean-guess")
        ada.notebook.run("test-mean-guess")
        expect(ada.row(MEAN)).to_contain_text("Check passes")

        # What is written is said to be.
        ada.notebook.type("written-fresh-kernel", "Because it has never seen my other cells.")
        expect(ada.row(WORDS)).to_contain_text("Written")

        # The notebook keeps it.
        ada.page.keyboard.press("Control+S")
        expect(ada.page.locator(".lm-TabBar-tab.jp-mod-current.jp-mod-dirty")).to_have_count(0)
        ada.page.reload()
        expect(ada.row(MEAN)).to_contain_text("Check passes")
        expect(ada.row(WORDS)).to_contain_text("Written")


def test_hints_come_in_three_stages_or_as_the_notebook_has_them(course: Course, chrome: Browser) -> None:
    with student(course, chrome) as ada:
        ada.row(MEAN).click()
        hints = ada.panel.locator(".tl-Hint")
        expect(hints).to_have_count(0)
        ada.button("Hint 1 of 3").click()
        expect(hints).to_contain_text(["with pencil and paper?"])
        ada.button("Hint 2 of 3").click()
        expect(hints).to_contain_text(["pencil", "divided by how many"])
        ada.button("Hint 3 of 3").click()
        expect(hints).to_contain_text(["pencil", "divided", "mean_guess = guesses.…()"])
        expect(hints.locator("pre code")).to_have_count(1)
        expect(ada.button("Hint 3 of 3")).to_have_attribute("aria-disabled", "true")

        ada.row(FAR).click()
        ada.button("Hint$").click()
        expect(hints).to_contain_text(["NumPy subtracts a number from all entries"])
        ada.row(QUIZ).click()
        expect(ada.button("Run check")).to_be_visible()
        expect(ada.button("Hint")).to_have_count(0)


def test_by_keyboard_alone(course: Course, chrome: Browser) -> None:
    with student(course, chrome) as ada:
        press = ada.page.keyboard.press
        ada.set_up()
        press("Alt+Shift+E")
        expect(ada.row(MEAN)).to_be_focused()
        press("Tab")
        expect(ada.button("Run check")).to_be_focused()
        # The focus can be seen.
        assert ada.button("Run check").evaluate("b => getComputedStyle(b).outlineWidth") == "2px"
        press("Tab")
        press("Enter")
        expect(ada.panel.get_by_role("region", name="Hint 1")).to_be_visible()
        ada.hears("Hint 1 of 3 is open.")
        expect(ada.button("Hint 2 of 3")).to_be_focused()

        # Into the cell, and back.
        press("Tab")
        expect(ada.button("Go to cell")).to_be_focused()
        press("Enter")
        expect(ada.notebook.cell("mean-guess").locator(".cm-content")).to_be_focused()
        press("Control+A")
        ada.page.keyboard.insert_text("mean_guess = guesses.mean()")
        press("Alt+Shift+E")
        expect(ada.row(MEAN)).to_be_focused()
        press("Tab")
        press("Space")
        ada.hears("The mean guess: Check passes.")
        expect(ada.button("Run check")).to_be_focused()

        # Another exercise opens, and the focus stays.
        for _ in range(3):
            press("Tab")
        expect(ada.row(FAR)).to_be_focused()
        press("Enter")
        expect(ada.row(FAR)).to_have_attribute("aria-expanded", "true")
        expect(ada.row(FAR)).to_be_focused()
        expect(ada.notebook.cell("distances")).to_be_in_viewport()


def test_the_grader_is_asked_and_its_verdict_stays(course: Course, chrome: Browser) -> None:
    with stub_grader(LESSON, POINTS) as grader, student(course, chrome) as ada:
        ada.connects(grader.address, token="somebody else's")
        expect(ada.panel.get_by_role("alert")).to_contain_text(
            "does not know this token. Ask your instructor"
        )
        ada.connects(grader.address)
        ada.hears("Connected to the grader.")
        ada.row(MEAN).click()
        expect(ada.panel).to_contain_text("3 tries left today")

        # What is on the page is sent, saved or not, and how far it has come is told.
        ada.answers("mean_guess = 627.5")
        grader.worth = (0.25, "Not quite: it is rounded.\nLook at the range.")
        ada.button("Ask the grader").click()
        expect(ada.panel).to_contain_text("Waiting: 2 before you")
        expect(ada.button("Ask the grader")).to_have_attribute("aria-disabled", "true")
        (body,) = grader.asked
        assert (body["lesson"], body["exercise"]) == (LESSON, "test-mean-guess")
        sources = {cell["id"]: "".join(cell["source"]) for cell in body["notebook"]["cells"]}
        assert sources["mean-guess"] == "mean_guess = 627.5"
        assert [cell["outputs"] for cell in body["notebook"]["cells"] if cell.get("outputs")] == []
        assert "627.5" not in ada.notebook.path.read_text(encoding="utf-8")
        grader.may_run.set()
        expect(ada.panel).to_contain_text("The grader is at work")
        grader.may_end.set()
        verdict = ada.panel.get_by_role("region", name="The grader's verdict")
        expect(verdict).to_contain_text("10 of 40 points")
        expect(verdict).to_contain_text("Not quite: it is rounded.")
        expect(verdict).to_contain_text("Receipt TL-0001-7F3A")
        expect(ada.row(MEAN)).to_contain_text("10 / 40")
        expect(ada.bar("Points from the grader")).to_have_attribute("aria-valuetext", "10 of 100")
        ada.hears("10 of 40 points")

        expect(ada.row(MEAN)).to_contain_text("Grader: not yet right")

        # A stream that breaks off costs nothing.
        grader.breaks_off = True
        grader.worth = (1.0, "All is as it should be.")
        ada.answers("mean_guess = guesses.mean()")
        expect(verdict).to_contain_text("This was said of an earlier answer.")
        ada.button("Ask the grader").click()
        expect(verdict).to_contain_text("40 of 40 points")
        expect(verdict).not_to_contain_text("earlier answer")

        # It is there after the page is loaded again, and so is the connection.
        ada.page.reload()
        ada.row(MEAN).click()
        expect(verdict).to_contain_text("Receipt TL-0002-7F3A")
        expect(ada.panel).to_contain_text("1 try left today")

        # No tries left: said by the server, and then by the panel.
        grader.tries = 2
        ada.button("Ask the grader").click()
        expect(ada.panel).to_contain_text(
            "No tries left for today. Run its check, or go on with another one."
        )
        ada.page.reload()
        ada.row(MEAN).click()
        expect(ada.panel).to_contain_text("No tries left today.")
        expect(ada.button("Ask the grader")).to_have_attribute("aria-disabled", "true")

        ada.button("Disconnect").click()
        expect(ada.button("Ask the grader")).to_have_count(0)
        expect(ada.button("Run check")).to_be_visible()


def test_a_grader_that_is_gone_takes_nothing_else_away(course: Course, chrome: Browser) -> None:
    with student(course, chrome) as ada:
        with stub_grader(LESSON, POINTS) as grader:
            ada.connects(grader.address)
            ada.hears("Connected to the grader.")
        ada.set_up()
        ada.row(MEAN).click()
        ada.button("Ask the grader").click()
        expect(ada.panel).to_contain_text("The grader does not answer.")
        ada.answers("mean_guess = guesses.mean()")
        ada.button("Run check").click()
        expect(ada.row(MEAN)).to_contain_text("Check passes")
        ada.page.reload()
        expect(ada.panel.get_by_role("alert")).to_contain_text("The grader does not answer.")


def test_the_grader_itself_answers(small_course: Course, chrome: Browser) -> None:
    if best_level() is Level.NONE:
        pytest.skip("this machine cannot close kernels in")
    course = browser.workplace(small_course)
    release(course, course.lesson_names())
    classroom = Classroom(course.default_class)
    token = enrolled(classroom, "ada")["ada"]
    with (
        serving(course, classroom.root, prefix="/grader") as server,
        student(course, chrome, small_lesson.LESSON) as ada,
    ):
        ada.connects(f"http://127.0.0.1:{server.port}/grader", token)
        ada.hears("Connected to the grader.")
        expect(ada.panel).to_contain_text("5 tries left today")
        verdict = ada.panel.get_by_role("region", name="The grader's verdict")
        for answer, points in (("number_of_things = 3", "0 of 100"), ("number_of_things = 2", "100 of 100")):
            ada.notebook.type("count", answer)
            ada.button("Ask the grader").click()
            expect(verdict).to_contain_text(f"{points} points")
            expect(verdict).to_contain_text("Receipt")
        expect(ada.panel).to_contain_text("3 tries left today")


def test_nothing_in_the_panel_breaks_wcag_21_aa(course: Course, chrome: Browser) -> None:
    browser.follow_system_theme(course.root.parent / "home")
    with stub_grader(LESSON, POINTS) as grader, student(course, chrome) as ada:
        grader.may_run.set()
        grader.may_end.set()
        grader.worth = (0.25, "Not quite.")
        ada.panel.get_by_text("Connect to a grader").click()
        assert violations(ada.page, PANEL) == []
        ada.set_up()
        ada.connects(grader.address, token="wrong")
        expect(ada.panel.get_by_role("alert")).to_be_visible()
        assert violations(ada.page, PANEL) == []
        ada.connects(grader.address)
        ada.row(MEAN).click()
        ada.answers("mean_guess = guesses.sum()")
        ada.button("Run check").click()
        for stage in (1, 2, 3):
            ada.button(f"Hint {stage} of 3").click()
        ada.button("Ask the grader").click()
        expect(ada.panel.get_by_role("region", name="The grader's verdict")).to_be_visible()
        expect(ada.row(MEAN)).to_contain_text("Check fails")
        assert violations(ada.page, PANEL) == []


def test_classic_notebook_goes_on_as_it_was(course: Course, chrome: Browser) -> None:
    # Where the panel is installed in the environment, as on a Hub, Notebook loads it too.
    start = ["env", f"JUPYTER_PATH={course.root / 'lab-config'}", "sh", "tools/lab.sh", "student"]
    home = course.root.parent / "home"
    with browser.jupyterlab(start, course.root, home) as lab, browser.page(chrome) as page:
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.goto(re.sub(r"/lab\b[^?]*", f"/notebooks/{LESSON}/{LESSON}.ipynb", lab.url))
        expect(page.locator(".jp-Notebook").get_by_role("heading", name="Start here")).to_be_visible()
        page.wait_for_function("() => 'training-lab-panel' in window._JUPYTERLAB")
        Notebook(page, notebook_of(course)).run("given-setup")
        expect(page.locator(PANEL)).to_have_count(0)
        assert [error for error in errors if "training-lab" in error] == []
