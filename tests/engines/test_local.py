"""This machine: everything that goes in comes out, whatever happens to a process that grades."""

from __future__ import annotations

import os

import pytest
from support.fake_grading import fake_grade_submission, reference_called
from support.leftovers import becomes, below

from autograder import grading
from autograder.compare.result import Result, State
from autograder.engines.engine import Job
from autograder.engines.local import LocalEngine
from autograder.run.limits import Limits

pytestmark = pytest.mark.worker_processes


@pytest.fixture(autouse=True)
def _fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grading, "grade_submission", fake_grade_submission)


def run(*submissions: bytes, workers: int = 2) -> dict[str, Result]:
    jobs = (Job((str(i), "x"), "x", s) for i, s in enumerate(submissions))
    engine, references = LocalEngine(workers), {"x": reference_called("x")}
    return {job.key[0]: result for job, result in engine.grade(jobs, references, Limits())}


def test_every_job_comes_back_once() -> None:
    results = run(*(b"%d" % i for i in range(25)))
    assert {k: r.stop for k, r in results.items()} == {str(i): str(i) for i in range(25)}


def test_nothing_to_do_is_nothing_done() -> None:
    assert run() == {}


def test_what_ends_its_reader_is_that_jobs_alone() -> None:
    results = run(b"a", b"raise", b"b")
    assert [results[k].state for k in "012"] == [State.GRADED, State.UNREADABLE, State.GRADED]


def test_a_job_whose_process_is_killed_is_given_up_and_the_others_are_graded() -> None:
    results = run(*[b"a"] * 6, b"die", *[b"b"] * 6, workers=1)
    assert results["6"].state is State.NOT_GRADED and "died" in results["6"].stop
    assert len(results) == 13
    assert [k for k, r in results.items() if r.state is not State.GRADED] == ["6"]


def test_a_process_that_dies_once_costs_only_time(tmp_path) -> None:
    results = run(b"a", f"once {tmp_path / 'died'}".encode(), b"b")
    assert {r.state for r in results.values()} == {State.GRADED} and len(results) == 3


def test_a_caller_that_stops_early_leaves_no_process() -> None:
    before = below(os.getpid())
    jobs = (Job((str(i), "x"), "x", b"a") for i in range(50))
    graded = LocalEngine(2).grade(jobs, {"x": reference_called("x")}, Limits())
    next(graded)
    graded.close()
    assert becomes(lambda: below(os.getpid()) <= before)
