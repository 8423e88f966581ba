"""The site: lessons with their pictures, no answers, and pages that everybody can read."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath

import nbformat
import pytest
from nbformat import v4
from support import small_lesson
from support.accessibility import violations
from support.browser import browser
from support.places import COURSE, ROOT
from support.small_lesson import LESSON, check, given, student, text
from support.web import HOST, serve

from autograder.author import site
from autograder.course.folders import Course
from autograder.course.lesson import read_lesson
from autograder.course.preprocessors import secret_lines
from autograder.errors import CourseError

ALT = "The loss falls from 2.3 to 0.1 within five epochs, and then stays where it is."


def picture(name: str, source: str, folded: bool = False):
    cell = given(name, source)
    metadata = {"image/png": {"alt": ALT}}
    cell.outputs = [v4.new_output("display_data", {"image/png": "iVBORw0KGgo="}, metadata=metadata)]
    cell.metadata["tags"] = ["folded"] if folded else []
    return cell


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The small lesson with pictures: of what is given, of an answer, and of what was made of an answer."""
    return small_lesson.course(
        tmp_path / "course",
        small_lesson.notebook(
            text("text-opening", small_lesson.OPENING),
            given("given-mode", "%xmode Minimal"),
            given(),
            picture("given-figure", "draw(things)", folded=True),
            text("text-count", "Now count."),
            student(),
            check(),
            picture("given-answer", "twice = 2 * number_of_things"),
            picture("given-made-of-it", "draw(twice)"),
        ),
    )


def test_what_is_given_is_shown_and_nothing_that_an_answer_made(course: Course) -> None:
    cells = {c.id: c for c in site.with_pictures(read_lesson(course, LESSON)).cells}
    assert [name for name, c in cells.items() if c.get("outputs")] == [
        "given-mode",
        "given-things",
        "given-figure",
    ]
    assert cells["given-figure"].metadata["mystnb"] == {"image": {"alt": ALT}}
    assert "hide-input" in cells["given-figure"].metadata["tags"]
    assert "hide-input" not in cells["given-things"].metadata.get("tags", [])
    assert "YOUR CODE HERE" in cells["count"].source


def test_no_line_of_a_solution_is_on_the_courses_site() -> None:
    files = site.site_files(COURSE)
    for name in COURSE.lesson_names():
        path = PurePosixPath("lessons", name, f"{name}.ipynb")
        shown = nbformat.reads(files[path].decode("utf-8"), as_version=4)
        secret = secret_lines(read_lesson(COURSE, name).source)
        assert not secret & {line.strip() for cell in shown.cells for line in cell.source.split("\n")}, name
        pictures = [o for c in shown.cells for o in c.get("outputs", []) if "image/png" in o.get("data", {})]
        # The first lesson's one picture is of the first answer.
        assert len(pictures) >= 2 or name == "00-start-here", name
    assert not [path for path in files if path.suffix == ".py" and path.name != "conf.py"]


def test_every_page_of_the_site_is_in_its_list() -> None:
    files = site.site_files(COURSE)
    first = files[PurePosixPath("index.md")].decode("utf-8")
    pages = {path.with_suffix("").as_posix() for path in files if path.suffix in (".md", ".ipynb")} - {
        "index"
    }
    assert pages == {line for line in first.split("\n") if line.startswith(("lessons/", "docs/"))}


def test_a_folder_with_something_else_stays_as_it_is(course: Course, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("mine")
    with pytest.raises(CourseError, match="holds something else"):
        site.build(course, tmp_path / "mine")
    assert (tmp_path / "mine" / "file").read_text() == "mine"


@pytest.mark.browser
def test_the_site_is_read_on_every_screen(
    course: Course, tmp_path: Path, chromium: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAINING_LAB_REPOSITORY", "owner/lessons")
    lesson = "00-start-here"
    shutil.copytree(ROOT / "solutions" / lesson, course.solutions / lesson)
    shutil.copytree(ROOT / "docs", course.root / "docs")
    site.build(course, tmp_path / "site")
    downloaded = tmp_path / "site" / "_sources" / "lessons" / lesson / f"{lesson}.ipynb"
    assert downloaded.read_text(encoding="utf-8") == read_lesson(course, lesson).released_text
    with browser(chromium) as started:
        page = started.new_page()
        elsewhere = serve(page, tmp_path / "site")
        for name in ("index.html", f"lessons/{lesson}/{lesson}.html", "docs/instructors.html"):
            # The theme makes what is too wide reachable by keyboard when it loads, and later than a new width.
            page.set_viewport_size({"width": 360, "height": 900})
            page.goto(HOST + name)
            assert violations(page) == [], name
            assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        page.goto(f"{HOST}lessons/{lesson}/{lesson}.html")
        hrefs = [
            link.get_attribute("href") or "" for link in page.get_by_role("link", include_hidden=True).all()
        ]
        for place in (
            "mybinder.org/v2/gh/owner/lessons/main",
            "colab.research.google.com/github/owner/lessons/",
        ):
            assert [h for h in hrefs if place in h and h.endswith(f"lessons/{lesson}/{lesson}.ipynb")], place
        page.goto(f"{HOST}search.html?q=beans")
        page.locator("#search-results a", has_text="Start here").first.wait_for()
        page.set_viewport_size({"width": 360, "height": 800})
        page.goto(f"{HOST}lessons/{lesson}/{lesson}.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    # Nothing but the formulas' typesetter, and that only on pages with formulas.
    away = [address for address in elsewhere if not address.startswith(HOST)]
    assert not [address for address in away if "mathjax" not in address]
