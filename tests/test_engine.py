"""The local pool: everything that goes in comes out, whatever happens to a worker."""

from __future__ import annotations

import os

import pytest

from autograder import engine
from autograder.engine import Job, LocalEngine
from autograder.execution import Limits
from autograder.result import Result, State


def fake_grade(lesson: str, submission: bytes, until: str | None = None) -> Result:
    """Stands in for grading, in the worker: the submission says what is to happen."""
    if submission == b"die":
        os._exit(1)
    if submission == b"die once" and not os.path.exists(lesson):
        open(lesson, "w").close()
        os._exit(1)
    if submission == b"raise":
        raise ZeroDivisionError("a fault of the grader")
    return Result(lesson, State.GRADED, stop=submission.decode())


@pytest.fixture(autouse=True)
def _fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "grade", fake_grade)


def run(*submissions: bytes, lesson: str = "x", workers: int = 2) -> dict[str, Result]:
    jobs = (Job((str(i), "x"), lesson, s) for i, s in enumerate(submissions))
    return {job.key[0]: result for job, result in LocalEngine(workers).grade(jobs, {}, Limits())}


def test_every_job_comes_back_once() -> None:
    results = run(*(b"%d" % i for i in range(25)))
    assert {k: r.stop for k, r in results.items()} == {str(i): str(i) for i in range(25)}


def test_nothing_to_do_is_nothing_done() -> None:
    assert run() == {}


def test_a_fault_of_the_grader_is_that_jobs_alone() -> None:
    results = run(b"a", b"raise", b"b")
    assert [results[k].state for k in "012"] == [State.GRADED, State.NOT_GRADED, State.GRADED]
    assert "ZeroDivisionError" in results["1"].stop and results["1"].points is None


def test_a_job_that_kills_its_worker_is_given_up_and_the_others_are_graded() -> None:
    results = run(*[b"a"] * 6, b"die", *[b"b"] * 6, workers=1)
    assert results["6"].state is State.NOT_GRADED and "died" in results["6"].stop
    assert len(results) == 13
    assert [k for k, r in results.items() if r.state is not State.GRADED] == ["6"]


def test_a_worker_that_dies_once_costs_only_time(tmp_path) -> None:
    results = run(b"a", b"die once", b"b", lesson=str(tmp_path / "died"))
    assert {r.state for r in results.values()} == {State.GRADED} and len(results) == 3
