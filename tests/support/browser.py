"""A real browser and a real JupyterLab for tests: both started here, both stopped here, by their own id."""

from __future__ import annotations

import html
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect, sync_playwright

from autograder.course.folders import Course
from support.places import ROOT

#: A loaded machine with two cores is slow; a state that does not come within this time (ms) does not come.
PATIENCE = 90_000

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)


@contextmanager
def browser(chromium: str) -> Iterator[Browser]:
    """The Chromium at this path, without a window, its profile new and thrown away afterwards."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS), headless=True)
        try:
            yield started
        finally:
            started.close()


@contextmanager
def page(started: Browser, width: int = 1280, height: int = 800) -> Iterator[Page]:
    """A page in a profile of its own."""
    context = started.new_context(viewport={"width": width, "height": height})
    context.set_default_timeout(PATIENCE)
    try:
        yield context.new_page()
    finally:
        context.close()


# JupyterLab ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab. `url` is what a person's browser would open, token and all."""

    url: str
    log: Path

    @property
    def address(self) -> str:
        """http://host:port"""
        return re.match(r"http://[^/]+", self.url).group()


def environment(home: Path) -> dict[str, str]:
    """The environment of somebody who has never started Jupyter: an empty home, and no Jupyter settings."""
    home.mkdir(parents=True, exist_ok=True)
    foreign = ("JUPYTER", "IPYTHON", "JPY_", "XDG_", "NBGRADER", "TRAINING_LAB")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    scripts = str(Path(sys.executable).parent)
    return kept | {
        "HOME": str(home),
        "PATH": os.pathsep.join((scripts, kept.get("PATH", os.defpath))),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
    }


def follow_system_theme(home: Path) -> None:
    """Let the JupyterLab of this home be light or dark as the system is: call it before `jupyterlab`."""
    settings = home / ".jupyter" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "themes.jupyterlab-settings").write_text('{"adaptive-theme": true}', encoding="utf-8")


@contextmanager
def jupyterlab(command: list[str], folder: Path, home: Path) -> Iterator[Lab]:
    """Run a command that becomes JupyterLab, on a free port of 127.0.0.1; yield when it answers; stop it.

    The command is called with JupyterLab's own words added. Raises RuntimeError with the log when it ends
    instead of answering.
    """
    env = environment(home)
    log = home / "jupyterlab.log"
    words = [
        "--no-browser",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.port=0",
        f"--IdentityProvider.token={secrets.token_hex(16)}",
    ]
    if os.name == "posix" and os.getuid() == 0:
        words.append("--allow-root")
    with log.open("wb") as sink:
        # A session of its own: nothing that is meant for pytest's terminal reaches it, nor the other way round.
        process = subprocess.Popen(
            [*command, *words],
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
        )
    try:
        yield Lab(_opened_url(process, Path(env["JUPYTER_RUNTIME_DIR"]), log), log)
    finally:
        process.terminate()  # JupyterLab stops its kernels, then itself
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _opened_url(process: subprocess.Popen, runtime: Path, log: Path) -> str:
    """The address in the page that JupyterLab makes for the browser that it opens, once it is there."""
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end and process.poll() is None:
        # Named after the process, which the shell in between has become.
        with suppress(OSError):
            text = (runtime / f"jpserver-{process.pid}-open.html").read_text(encoding="utf-8")
            if found := re.search(r'href="(http[^"]+)"', text):
                return html.unescape(found[1])
        time.sleep(0.1)
    raise RuntimeError(
        f"JupyterLab does not answer:\n{log.read_text(encoding='utf-8', errors='replace')[-4000:]}"
    )


def workplace(course: Course) -> Course:
    """Give a course made by a test what the bundle and tools/lab.sh need of this one."""
    for name in ("tools", "lab-config"):
        shutil.copytree(ROOT / name, course.root / name)
    for name in ("requirements-student.txt", "environment-student.yml", "LICENSE", "LICENSE-lessons"):
        shutil.copy(ROOT / name, course.root)
    # The environment of this run stands for the .venv that make builds.
    (course.root / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    return course


# What people do in a notebook --------------------------------------------------------------------------------


class Notebook:
    """The notebook in JupyterLab's front tab. Its cells are told apart by their ids in the file."""

    def __init__(self, page: Page, path: Path) -> None:
        """`path`: the file that is open, before anybody has added a cell to it."""
        self.page = page
        self.path = path
        self.panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        self.ids = [cell["id"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
        # JupyterLab makes the cells one after the other, and a kernel that is not there yet runs nothing.
        expect(self.cells).to_have_count(len(self.ids))
        expect(self.panel.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')).to_be_visible()

    @property
    def cells(self) -> Locator:
        """All cells."""
        return self.panel.locator(".jp-Notebook .jp-Cell")

    def cell(self, name: str) -> Locator:
        """The cell with this id."""
        return self.cells.nth(self.ids.index(name))

    def source(self, name: str) -> str:
        """What a code cell shows as its text."""
        return "\n".join(self.cell(name).locator(".cm-line").all_text_contents())

    def outputs(self, name: str) -> Locator:
        """What a code cell shows below itself."""
        return self.cell(name).locator(".jp-OutputArea-output")

    def run(self, name: str) -> None:
        """Run a code cell with Shift+Enter and wait until it has run. Its outputs may take a moment longer."""
        prompt = self.cell(name).locator(".jp-InputPrompt")
        before = prompt.inner_text()
        for last in (False, False, True):
            prompt.click()
            expect(self.cell(name)).to_have_class(re.compile("jp-mod-active"))
            self.page.keyboard.press("Shift+Enter")
            try:
                expect(prompt).not_to_have_text(before, timeout=PATIENCE / 3)
                break
            except AssertionError:
                # JupyterLab, while it arranges its tabs, may lose a key; it runs nothing then, and says nothing.
                if last:
                    raise
        expect(prompt).to_have_text(re.compile(r"\[\d+\]:"))

    def type(self, name: str, text: str) -> None:
        """Replace the text of a cell by keyboard; of a Markdown cell that is shown, after a double click."""
        shown = self.cell(name).locator(".jp-MarkdownOutput")
        if shown.count() and shown.is_visible():
            shown.dblclick()
        editor = self.cell(name).locator(".cm-content")
        editor.click()
        expect(editor).to_be_focused()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)
        expect(self.cell(name).locator(".cm-line")).to_have_text(text.split("\n"))

    def validate(self) -> str:
        """Press nbgrader's button (which saves first), wait, close its dialog; returns what that said."""
        self.panel.locator(".jp-Toolbar .validate-button").click()
        dialog = self.page.locator(".jp-Dialog")
        expect(dialog.locator(".jp-Dialog-header")).to_have_text("Validation Results")
        said = dialog.locator(".jp-Dialog-body").inner_text()
        dialog.get_by_role("button", name="Ok").click()
        expect(dialog).to_have_count(0)
        return said


# What an instructor does in Formgrader ----------------------------------------------------------------------


class Formgrader:
    """Formgrader in JupyterLab's front tab, or as a page of its own."""

    def __init__(self, page: Page, lesson: str, alone: bool = False) -> None:
        self.page, self.lesson = page, lesson
        self.frame: Page | FrameLocator = page if alone else page.frame_locator("iframe")

    def heading(self, words: str) -> None:
        """Wait for a page of Formgrader."""
        expect(self.frame.get_by_role("heading", name=words)).to_be_visible()

    def press(self, action: str) -> str:
        """Press what stands in the lesson's column `action` of the first page; returns the title of the answer."""
        self.heading("Manage Assignments")
        self.frame.locator(f"td.{action} a").click()
        return self._answer()

    def submissions(self) -> None:
        """From the lessons to the list of who handed in, one row for each student."""
        self.heading("Manage Assignments")
        self.frame.locator("td.num-submissions a").click()
        self.heading("Manage Submissions")

    def again(self) -> None:
        """Open Formgrader anew at that list."""
        self.page.reload()
        self.submissions()

    def row(self, name: str) -> Locator:
        """A student's row in the list."""
        return self.frame.locator("tbody tr").filter(
            has=self.page.locator(f'td.student-id[data-order="{name}"]')
        )

    def submission(self, name: str) -> None:
        """From the list to a student's notebook, ready for its marks."""
        self.row(name).locator(".student-name a").click()
        self.frame.get_by_role("link", name=self.lesson, exact=True).last.click()
        # Formgrader fetches the scores when the page is there, and fills them in.
        expect(self.frame.locator("#test-count")).to_have_attribute("placeholder", re.compile(r"\d"))

    def enter(self, field: str, value: str) -> None:
        """Type into a field of the form and leave it, which saves it."""
        with self.page.expect_response(lambda answer: answer.request.method == "PUT") as saved:
            self.frame.locator(f"#{field}").fill(value)
            self.frame.locator(f"#{field}").press("Tab")
        assert saved.value.ok

    def autograde(self, name: str) -> str:
        """Press the flash in a student's row; returns the title of what Formgrader then says."""
        self.row(name).locator(".autograde a").click()
        return self._answer()

    def _answer(self) -> str:
        said = self.frame.locator(".modal-dialog")
        title = said.locator(".modal-title").inner_text()
        said.get_by_role("button", name="Close").last.click()
        expect(said).to_be_hidden()
        return title
