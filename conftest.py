"""pytest: nbval runs the notebooks of solutions/ and no others, and the seconds that they take are reported."""

from __future__ import annotations

import importlib.util
import os
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """With --nbval, pytest would run every notebook that it meets: samples, lessons, copies in caches."""
    if collection_path.suffix != ".ipynb":
        return None
    lesson = collection_path.parent
    return None if lesson.parent == ROOT / "solutions" and collection_path.stem == lesson.name else True


def pytest_configure(config: pytest.Config) -> None:
    """Kernels of tests find the recorder, also where the project is not installed."""
    if importlib.util.find_spec("_record") is None:
        recorder = str(ROOT / "autograder" / "run" / "recorder")
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [recorder, os.environ.get("PYTHONPATH")]))


# Seconds ---------------------------------------------------------------------------------------------------

#: What a cell, and a lesson, may take on an idle machine of two cores.
CELL, LESSON = 20.0, 180.0
#: What fails a test, on a machine that does other things beside it.
CELL_BOUND = float(os.environ.get("TRAINING_LAB_CELL_BOUND", 5 * CELL))
LESSON_BOUND = 5 * LESSON

_seconds: defaultdict[str, dict[str, float]] = defaultdict(dict)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """A notebook's cell that took far too long fails, and the cell with which its lesson did."""
    report = yield
    if item.path.suffix != ".ipynb" or report.when != "call":
        return report
    spent = _seconds[f"{item.path.stem} here"]
    spent[item.name] = report.duration
    says = ""
    if report.duration > CELL_BOUND:
        says = f"{report.duration:.0f} s, far more than the {CELL:.0f} s that a cell may take"
    elif sum(spent.values()) > LESSON_BOUND:
        says = f"{sum(spent.values()):.0f} s so far, far more than the {LESSON:.0f} s that a lesson may take"
    if says and report.passed:
        report.outcome, report.longrepr = "failed", f"{item.nodeid}: {says}"
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Seconds of each cell: where pytest has workers, their reports arrive here, too."""
    path, _, cell = report.nodeid.partition("::")
    if report.when == "call" and path.endswith(".ipynb"):
        _seconds[Path(path).stem][cell] = report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Lesson by lesson: seconds, slowest cell, and whether that is more than it should be."""
    lessons = {name: cells for name, cells in sorted(_seconds.items()) if not name.endswith(" here")}
    if lessons:
        terminalreporter.section("seconds of each lesson")
    for name, cells in lessons.items():
        total, slowest = sum(cells.values()), max(cells, key=cells.get)
        line = (
            f"{name:36} {total:5.1f} s in {len(cells)} cells, the slowest {cells[slowest]:.1f} s ({slowest})"
        )
        slow = total > LESSON or cells[slowest] > CELL
        terminalreporter.write_line(f"{line}{'  SLOW' if slow else ''}", yellow=slow)
