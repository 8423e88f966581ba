"""nbval, which is pytest's own run over solutions/ (see addopts and testpaths in pyproject.toml), notices a change."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from support.places import ROOT


def nbval(folder: Path, cell_source: str, stored: str) -> subprocess.CompletedProcess:
    """Run nbval, as this course does, over a solutions/ that holds one cell and its stored output."""
    cell = nbformat.v4.new_code_cell(cell_source, id="given-it", execution_count=1)
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=stored)]
    course = folder / "solutions" / "01-it"
    course.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), course / "01-it.ipynb")
    (folder / "conftest.py").write_text(
        (ROOT / "conftest.py")
        .read_text()
        .replace("Path(__file__).resolve().parent", f"Path({str(folder)!r})")
    )
    (folder / "tests").mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / "tests" / "sample.ipynb")
    (folder / "pytest.ini").write_text("[pytest]\n")
    options = ["--nbval", "--nbval-current-env", "-p", "no:cacheprovider", "-p", "no:xdist", "--color=no"]
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    command = [sys.executable, "-m", "pytest", *options, "tests", "solutions"]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=120)


#: A sound cell that takes a moment, and records.
GOOD = "import time, _record\n_record.value('x', lambda: 1)\ntime.sleep(0.3)\nprint(1 + 1)"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess:
    """A run over a sound notebook."""
    run = nbval(tmp_path_factory.mktemp("good"), GOOD, "2\n")
    assert run.returncode == 0, run.stdout
    return run


def test_nbval_runs_the_source_notebooks_and_no_others(good):
    assert "1 passed" in good.stdout


def test_nbval_notices_an_output_that_changed(tmp_path):
    run = nbval(tmp_path, "print(1 + 1)", "3\n")
    assert run.returncode == 1
    assert "Cell outputs differ" in run.stdout


def test_nbval_reports_the_seconds_of_each_lesson(good):
    said = good.stdout
    assert re.search(r"01-it +\d+\.\d s in 1 cells, the slowest \d+\.\d s \(Cell 0\)", said), said


def test_a_cell_far_too_slow_fails(tmp_path, monkeypatch):
    monkeypatch.setenv("TRAINING_LAB_CELL_BOUND", "0.1")
    run = nbval(tmp_path, "import time; time.sleep(0.3); print(2)", "2\n")
    assert run.returncode == 1, run.stdout
    assert "far more than the 20 s that a cell may take" in run.stdout


def test_nbval_finds_the_recorder_and_it_is_silent(good):
    """The cell records, and what it shows is what is stored."""
    assert good.returncode == 0
