"""This machine: notebooks are graded on its cores, each behind a bulkhead of its own (see run/bulkhead)."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from queue import SimpleQueue

from autograder.compare.reference import Reference, build_reference
from autograder.compare.result import Result
from autograder.engines.engine import Job, ReferenceJob, not_graded
from autograder.errors import CourseError
from autograder.grading import grade_apart
from autograder.run.bulkhead import Bulkhead, Lost
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
        bulkheads = [Bulkhead() for _ in range(self.workers)]
        free: SimpleQueue[Bulkhead] = SimpleQueue()
        for bulkhead in bulkheads:
            free.put(bulkhead)

        def done(job: Job) -> Result:
            bulkhead = free.get()
            try:
                return graded(job, references[job.reference], limits, bulkhead)
            finally:
                free.put(bulkhead)

        running: dict[Future[Result], Job] = {}
        with ThreadPoolExecutor(self.workers) as threads:
            try:
                while True:
                    for job in islice(waiting, 2 * self.workers - len(running)):
                        running[threads.submit(done, job)] = job
                    if not running:
                        return
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        yield running.pop(future), future.result()
            finally:
                for future in running:
                    future.cancel()
                for bulkhead in bulkheads:
                    bulkhead.close()


def graded(job: Job, reference: Reference, limits: Limits, bulkhead: Bulkhead) -> Result:
    try:
        return grade_apart(job.submission, reference, limits, job.until, bulkhead)
    except Lost as error:
        return not_graded(reference, str(error))
    except Exception as error:  # a fault of ours must cost one job, not the class its grades
        return not_graded(reference, f"the grader failed: {type(error).__name__}: {error}")


def _begin_fork_server() -> None:
    # Where it does not start, the reference's run says why.
    with contextlib.suppress(CourseError):
        fork_server()
