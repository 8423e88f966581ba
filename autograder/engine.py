"""Where grading runs: a pool of this machine's cores.

An engine takes jobs and hands back results in the order in which they finish. A job names its lesson;
the references are sent to each worker once. Another engine needs nothing but the same function, `grade`.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice

from autograder.execution import Limits
from autograder.grading import grade_submission
from autograder.reference import Lesson, Reference, build_reference
from autograder.result import Result, State


@dataclass(frozen=True)
class Job:
    """One submission to grade. `key` is the caller's own name for it, `until` the last cell to run."""

    key: tuple[str, str]
    lesson: str
    submission: bytes
    until: str | None = None


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def build_references(lessons: list[tuple[Lesson, int]], limits: Limits, jobs: int) -> Iterator[Reference]:
    """Run each lesson's reference solution (lesson, probe seed), `jobs` at a time, in order."""
    # The reference is the instructor's own: it may run from here, which saves starting processes.
    with ThreadPoolExecutor(min(jobs, len(lessons)) or 1) as threads:
        yield from threads.map(lambda item: build_reference(*item, limits), lessons)


def grade_all(
    jobs: Iterable[Job], references: dict[str, Reference], limits: Limits, workers: int
) -> Iterator[tuple[Job, Result]]:
    """Grade jobs on `workers` processes, yielding each as it is done. Reads `jobs` only as fast as it grades."""
    waiting = iter(jobs)
    while suspects := (yield from _run(waiting, references, limits, workers)):
        # A worker that dies takes its pool with it. What was running then runs again, each job alone,
        # so that the one that kills its worker is told from those that stood beside it.
        for job in suspects:
            if (yield from _run(iter([job]), references, limits, 1)):
                yield job, _not_graded(job, "the process that graded it died, twice")


def _run(
    waiting: Iterator[Job], references: dict[str, Reference], limits: Limits, workers: int
) -> Generator[tuple[Job, Result], None, list[Job]]:
    """Grade jobs in one pool until there are no more, or a worker dies; returns what was running then."""
    with _pool(workers, references, limits) as pool:
        running: dict[Future[Result], Job] = {}
        while True:
            for job in islice(waiting, 2 * workers - len(running)):
                running[pool.submit(grade, job.lesson, job.submission, job.until)] = job
            if not running:
                return []
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            died = []
            for future in done:
                job = running.pop(future)
                try:
                    yield job, future.result()
                except BrokenProcessPool:
                    died.append(job)
                except Exception as error:
                    yield job, _not_graded(job, f"the grader failed: {type(error).__name__}: {error}")
            if died:
                return [*died, *running.values()]


def _not_graded(job: Job, reason: str) -> Result:
    return Result(lesson=job.lesson, state=State.NOT_GRADED, stop=reason)


_references: dict[str, Reference] = {}
_limits = Limits()


def _prepare(references: dict[str, Reference], limits: Limits) -> None:
    global _limits
    _references.update(references)
    _limits = limits


def grade(lesson: str, submission: bytes, until: str | None = None) -> Result:
    """Grade one submission in a worker that knows the lesson's reference."""
    return grade_submission(submission, _references[lesson], _limits, until)


def _pool(workers: int, references: dict[str, Reference], limits: Limits) -> ProcessPoolExecutor:
    # A fresh interpreter for each worker: a fork would copy this process's threads and open gradebook.
    return ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_prepare,
        initargs=(references, limits),
    )
