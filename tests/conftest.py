"""Fixtures that more than one file uses: a small course with a class, and tools that a machine may lack."""

from __future__ import annotations

import os
import pickle
import shutil
import sys
from collections.abc import Callable, Generator, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.provisioning import KernelProvisionerFactory
from playwright.sync_api import Browser
from support import browser, small_class, small_lesson
from support.fake_grading import FakeEngine, fake_execute
from support.leftovers import Watch
from support.places import ROOT
from support.required import lacking

from autograder import grading
from autograder.compare import reference
from autograder.compare.reference import Reference
from autograder.course.folders import Classroom, Course
from autograder.course.lesson import Lesson, read_lesson
from autograder.engines import local
from autograder.keep.gradebook.people import enrol
from autograder.keep.gradebook.writer import GradebookWriter
from autograder.run.bulkhead import Bulkhead, Kept, own_bulkhead
from autograder.run.kernels.provisioner import NAME
from autograder.run.kernels.server import close_own_server, fork_server

#: What writes the work of a class into its course.
HandIn = Callable[[Course], None]

_watch = pytest.StashKey[Watch]()


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[_watch] = watch = Watch()
        config.add_cleanup(watch.close)
    # What the notebooks of the tests import is compiled once, whatever the machine's settings are.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["TRAINING_LAB_MNIST"] = "stand-in"  # the same data on every machine
    if sys.platform == "linux":
        if config.getoption("numprocesses", None):
            fork_server()  # this process's, and found by its workers and whatever the tests start
        # nbval's kernels come out of it too. Not by an environment variable: JupyterLab's are ordinary ones.
        KernelProvisionerFactory.instance().default_provisioner_name = NAME


#: What takes longest, in this order: begun first, so that at the end no worker waits for another.
SLOW_FIRST = (
    "tests/lessons/test_answers.py",
    "tests/hostile/test_as_user.py",
    "tests/journeys/test_hub.py",
    "tests/author/test_bundle.py",
    "tests/journeys/test_sample_class.py",
    "tests/author/test_release.py",
    "tests/author/test_verify.py",
    "tests/lessons/test_untouched.py",
    "tests/engines/test_dask.py",
    "tests/journeys/test_browser.py",
    "solutions/",
    "tests/journeys/",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        path = item.path.relative_to(ROOT).as_posix()
        return next((i for i, slow in enumerate(SLOW_FIRST) if path.startswith(slow)), len(SLOW_FIRST))

    items.sort(key=place)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None]:
    """Once all workers and the kernels' server are gone, nothing is left of them: else the run has failed."""
    try:
        return (yield)
    finally:
        if (watch := session.config.stash.get(_watch, None)) is not None:
            own_bulkhead().close()
            close_own_server()
            if left := watch.left():
                session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
                reporter = session.config.pluginmanager.get_plugin("terminalreporter")
                for line in ("", "FAILED: the tests left something behind", *left) if reporter else ():
                    reporter.write_line(line, red=True)


@pytest.fixture(autouse=True)
def bulkheads_are_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is called behind a bulkhead in a test's own process is called here: a process imports for seconds."""
    if request.node.get_closest_marker("worker_processes") is None:
        monkeypatch.setattr(Bulkhead, "call", called_here)


def called_here(bulkhead: Bulkhead, function: Callable[..., Any], *arguments: Any, **_: Any) -> Any:
    """Stands in for `Bulkhead.call`."""
    return function(*(pickle.loads(bulkhead._kept[a.key]) if isinstance(a, Kept) else a for a in arguments))


@pytest.fixture
def chromium() -> str:
    """Path of a Chromium; skips where there is none, unless TRAINING_LAB_REQUIRE asks for it."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        lacking("chromium", "no Chromium on this machine: install Debian's chromium, or set CHROMIUM")
    return path


@pytest.fixture
def chrome(chromium: str) -> Iterator[Browser]:
    """A browser, new for each test."""
    with browser.browser(chromium) as started:
        yield started


@pytest.fixture
def small_course(tmp_path: Path) -> Course:
    """A course of one tiny lesson (no TensorFlow) with a key."""
    return small_lesson.course(tmp_path / "course")


@pytest.fixture
def small(small_course: Course) -> Lesson:
    """The tiny lesson, read."""
    return read_lesson(small_course, small_lesson.LESSON)


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook that knows nobody. Making one takes nbgrader seconds, copying it none."""
    classroom = Classroom(tmp_path_factory.mktemp("empty"))
    enrol(classroom, [])
    return classroom.gradebook


@pytest.fixture
def no_kernels(monkeypatch: pytest.MonkeyPatch, empty_gradebook: Path) -> None:
    """`autograder grade`, called in this process, reads the small lesson's answers instead of running them."""
    monkeypatch.setattr(grading, "execute", fake_execute)
    monkeypatch.setattr(reference, "execute", fake_execute)
    monkeypatch.setattr(local, "LocalEngine", lambda workers: FakeEngine())
    monkeypatch.setattr("os.fsync", lambda handle: None)  # nobody pulls the plug here
    monkeypatch.setattr(
        GradebookWriter, "_create", lambda writer: shutil.copy(empty_gradebook, writer.classroom.gradebook)
    )


@pytest.fixture(scope="session")
def small_reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """The tiny lesson with its reference run."""
    return small_lesson.reference(tmp_path_factory.mktemp("small"))


@pytest.fixture
def hand_in(small_course: Course, empty_gradebook: Path) -> Callable[..., Path]:
    """`small_class.hand_in` for the small course, whose class has a gradebook."""
    shutil.copy(empty_gradebook, small_course.default_class)
    return partial(small_class.hand_in, small_course)


@pytest.fixture(scope="session")
def graded_once(tmp_path_factory: pytest.TempPathFactory, empty_gradebook: Path) -> Callable[[HandIn], Path]:
    """Grade a class of the tiny lesson: for each function that hands its work in once. Returns the course's folder."""

    @cache
    def graded(work: HandIn) -> Path:
        course = small_lesson.course(tmp_path_factory.mktemp("graded") / "course")
        shutil.copy(empty_gradebook, course.default_class)
        work(course)
        small_class.grade(course)
        return course.root

    return graded


@pytest.fixture
def graded_class(graded_once: Callable[[HandIn], Path], tmp_path: Path) -> Callable[[HandIn], Course]:
    """A course whose class was graded with the work that a function hands in: a copy, for one test to change."""
    return lambda work: Course(shutil.copytree(graded_once(work), tmp_path / "course"))
