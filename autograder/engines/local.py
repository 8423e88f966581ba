"""This machine: notebooks are graded by a pool of its cores.

An engine takes jobs and hands back results in the order in which they finish. A job names its lesson;
the references are sent to each worker once. Another engine needs nothing but the same function, `grade`.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import threading
from collections.abc import Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice

from autograder.compare.reference import Reference, build_reference
from autograder.compare.result import Result
from autograder.engines.engine import Job, ReferenceJob, not_graded
from autograder.errors import CourseError
from autograder.grading import grade_submission
from autograder.run.kernels.level import Level, best_level
from autograder.run.kernels.server import fork_server
from autograder.run.limits import Limits


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class LocalEngine:
    """This machine: `workers` processes, each with one notebook at a time."""

    workers: int

    @property
    def level(self) -> Level:
        return best_level()

    def prepare(self) -> None:
        # It imports TensorFlow: seconds, in which the gradebook can be made.
        if sys.platform == "linux":
            threading.Thread(target=_begin_fork_server).start()

    def references(self, jobs: list[ReferenceJob], limits: Limits) -> Iterator[Reference]:
        # The reference is the instructor's own: it may run from here, which saves starting processes.
        with ThreadPoolExecutor(min(self.workers, len(jobs)) or 1) as threads:
            yield from threads.map(lambda j: build_reference(j.lesson, j.seed, limits, j.mistakes), jobs)

    def grade(
        self, jobs: Iterable[Job], references: Mapping[str, Reference], limits: Limits
    ) -> Iterator[tuple[Job, Result]]:
        waiting = iter(jobs)
        while suspects := (yield from _run(waiting, references, limits, self.workers)):
            # A worker that dies takes its pool with it. What was running then runs again, each job alone,
            # so that the one that kills its worker is told from those that stood beside it.
            for job in suspects:
                if (yield from _run(iter([job]), references, limits, 1)):
                    yield job, not_graded(references[job.reference], "the process that graded it died, twice")


def _begin_fork_server() -> None:
    # Where it does not start, the reference's run says why.
    with contextlib.suppress(CourseError):
        fork_server()


def _run(
    waiting: Iterator[Job], references: Mapping[str, Reference], limits: Limits, workers: int
) -> Generator[tuple[Job, Result], None, list[Job]]:
    """Grade jobs in one pool until there are no more, or a worker dies; returns what was running then."""
    with _pool(workers, references, limits) as pool:
        running: dict[Future[Result], Job] = {}
        while True:
            for job in islice(waiting, 2 * workers - len(running)):
                running[pool.submit(grade, job.reference, job.submission, job.until)] = job
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
                    why = f"the grader failed: {type(error).__name__}: {error}"
                    yield job, not_graded(references[job.reference], why)
            if died:
                return [*died, *running.values()]


_references: dict[str, Reference] = {}
_limits = Limits()


def _prepare(references: Mapping[str, Reference], limits: Limits) -> None:
    global _limits
    _references.update(references)
    _limits = limits
    # A driver that is killed tells nobody, and a pool's workers would wait for it for ever.
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def grade(reference: str, submission: bytes, until: str | None = None) -> Result:
    """Grade one submission in a worker that knows the reference."""
    return grade_submission(submission, _references[reference], _limits, until)


def _pool(workers: int, references: Mapping[str, Reference], limits: Limits) -> ProcessPoolExecutor:
    # A fresh interpreter for each worker: a fork would copy this process's threads and open gradebook.
    return ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_prepare,
        initargs=(dict(references), limits),
    )
