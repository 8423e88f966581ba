"""Grading on an existing Dask cluster: the same function as on this machine, on other machines' cores.

The driver (this process) gives each worker at most two notebooks, one that runs and one that waits, so that it
knows which notebook a worker died of, and so that neither it nor the scheduler ever holds more than a few. A
lesson's reference is a task of its own, which Dask hands from worker to worker once. Nothing is shared but Dask's
connections: no folders. A worker runs nothing of a student's itself: that is its kernels' work, as it is here.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import multiprocessing.util
import time
import uuid
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from queue import Empty
from typing import Any, TypeVar

import dask.config
import distributed.comm
from distributed import Client, Future, Security
from distributed.scheduler import KilledWorker

from autograder import __version__
from autograder.compare.reference import Reference, build_reference
from autograder.compare.result import Result
from autograder.engines.engine import Job, ReferenceJob, not_graded
from autograder.engines.tasks import MOST_DEATHS, Tasks
from autograder.errors import CourseError
from autograder.grading import grade_apart
from autograder.keep.identity import PACKAGES, grader_hash
from autograder.run.kernels.level import Level, best_level
from autograder.run.kernels.server import close_own_server
from autograder.run.limits import Limits

#: Seconds between looks at which workers there are.
_LOOK = 1.0
#: Seconds to wait for a connection, and for an answer.
_ANSWER = 30.0
#: Seconds to fetch a result, and between looks whether it is still there: Dask would wait for ever if its worker
#: died just then.
_FETCH, _FETCH_LOOK = 10.0, 1.0

T = TypeVar("T")


# ---------------------------------------------------------------- what runs on a worker


@dataclass(frozen=True)
class WorkerLesson:
    """What a worker needs to know of a lesson; sent to each once."""

    reference: Reference
    limits: Limits


def keep(lesson: WorkerLesson) -> WorkerLesson:
    """The task whose result this is: if all workers that have it die, the scheduler makes it again."""
    return lesson


def grade(lesson: WorkerLesson, submission: bytes, until: str | None) -> Result:
    """Grade one submission, behind the worker's own bulkhead."""
    _end_server_with_worker()
    return grade_apart(submission, lesson.reference, lesson.limits, until)


def run_reference(job: ReferenceJob, limits: Limits) -> Reference:
    """Run one reference solution."""
    _end_server_with_worker()
    return build_reference(job.lesson, job.seed, limits, job.mistakes)


@cache
def _end_server_with_worker() -> None:
    """See that the fork server, which the first kernel starts, goes when this process does.

    It would end anyway, as its owner's pipe closes; but a nanny's worker runs no atexit, and its folder would stay.
    """
    multiprocessing.util.Finalize(None, close_own_server, exitpriority=10)


def describe_yourself() -> dict[str, str]:
    """What results depend on in this process: versions, the grader's own files, isolation level."""
    return {
        "Python": python_version(),
        "Training Lab": f"{__version__} ({grader_hash()[:12]})",
        **{name: version(name) for name in (*PACKAGES, "distributed")},
        "isolation": str(best_level()),
    }


# ---------------------------------------------------------------- which workers are good enough


def objection(found: Mapping[str, str], wanted: Mapping[str, str], threads: int, unisolated: bool) -> str:
    """Why a worker must not grade, in words, or "". `wanted` may leave out "isolation": then any but none will do."""
    differs = [
        f"{name} {found.get(name, 'missing')}, not {value}"
        for name, value in wanted.items()
        if found.get(name) != value
    ]
    if differs:
        return f"it has {'; '.join(differs)}"
    if found["isolation"] == Level.NONE and not unisolated:
        return "it cannot shut students' notebooks in"
    if threads != 1:
        # The watch on a kernel's messages is the process's memory: a neighbour's would count as its own.
        return f"it has {threads} threads, and one process grades one notebook at a time"
    return ""


_REMEDY = (
    "Every machine of the cluster needs this Training Lab, from the same lock, and workers of one thread: "
    "dask worker SCHEDULER --nworkers N --nthreads 1."
)


# ---------------------------------------------------------------- the driver


def _fetched(future: Future) -> Any:
    """What a finished task returned. Raises TimeoutError where it is lost, or does not come; what the task raised."""
    until = time.monotonic() + _FETCH
    while True:
        try:
            return future.result(timeout=_FETCH_LOOK)
        except TimeoutError:
            if future.status != "finished" or time.monotonic() > until:
                raise


class _Died(Exception):
    """A job was given up: its workers died."""


class DaskEngine:
    """The workers of a Dask cluster that has been connected to. Use as a context manager, or close it."""

    def __init__(self, client: Client, where: str, wait: float, unisolated: bool) -> None:
        """Use `connect`. `wait` is how long, in seconds, a cluster may be without any worker."""
        self._client, self._where, self._wait, self._unisolated = client, where, wait, unisolated
        self._wanted = {name: text for name, text in describe_yourself().items() if name != "isolation"}
        self._good: set[str] = set()
        self._examined: dict[str, Future] = {}
        self._workers: frozenset[str] = frozenset()
        self._looked = time.monotonic()
        self._deserted: float | None = None

    def __enter__(self) -> DaskEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the cluster, which goes on without us."""
        with _whatever_comes():
            self._client.close(timeout=5)

    @property
    def level(self) -> Level:
        """The isolation level of every worker."""
        return Level(self._wanted["isolation"])

    @property
    def workers(self) -> int:
        """How many workers there were at the last look."""
        return len(self._workers)

    def prepare(self) -> None:
        """Nothing: a worker's fork server starts with its first notebook."""

    def references(self, jobs: list[ReferenceJob], limits: Limits) -> Iterator[Reference]:
        """Run the reference solutions on the cluster. Raises CourseError."""

        def start(item: tuple[int, ReferenceJob], worker: str) -> Future:
            return self._submit(run_reference, item[1], limits, worker=worker)

        done: dict[int, Reference] = {}
        following = 0
        for (number, job), answer in self._each(enumerate(jobs), start):
            if isinstance(answer, CourseError):
                raise answer
            if isinstance(answer, Exception):
                raise CourseError(
                    f"The reference of {job.lesson.name} could not be run: {answer}.",
                    "See the workers' logs.",
                )
            done[number] = answer
            while following in done:
                yield done.pop(following)
                following += 1

    def grade(
        self, jobs: Iterable[Job], references: Mapping[str, Reference], limits: Limits
    ) -> Iterator[tuple[Job, Result]]:
        """See Engine. Raises CourseError where the cluster goes away, or a worker joins that must not grade."""
        lessons = {
            name: self._submit(keep, WorkerLesson(reference, limits))
            for name, reference in references.items()
        }

        def start(job: Job, worker: str) -> Future:
            return self._submit(grade, lessons[job.reference], job.submission, job.until, worker=worker)

        for job, answer in self._each(jobs, start):
            if isinstance(answer, Result):
                yield job, answer
            elif isinstance(answer, _Died):
                yield job, not_graded(references[job.reference], str(answer))
            else:
                why = f"the grader failed: {type(answer).__name__}: {answer}"
                yield job, not_graded(references[job.reference], why)

    def _submit(self, function: Callable[..., Any], *arguments: Any, worker: str | None = None) -> Future:
        key = f"training-lab-{uuid.uuid4().hex}"
        with warnings.catch_warnings():
            warnings.filterwarnings(
                "ignore", "Sending large graph"
            )  # a submission may be 20 MB, a lesson more
            return self._client.submit(function, *arguments, key=key, workers=worker, pure=False)

    def _each(self, items: Iterable[T], start: Callable[[T, str], Future]) -> Iterator[tuple[T, Any]]:
        """Do each item on some worker, `start` being told which: yields (item, what it returned or raised)."""
        tasks = Tasks(items, start)
        given_up = _Died(f"{MOST_DEATHS} workers died while they graded it")
        try:
            while True:
                there = self._look()
                yield from ((task.item, given_up) for task in tasks.lost(there))
                tasks.give(there)
                if not tasks.any_left():
                    return
                try:
                    future = tasks.finished.get(timeout=_LOOK)
                except Empty:
                    continue
                task = tasks.pop(future)
                if task is None:
                    continue
                try:
                    answer = self._answer(future)
                except TimeoutError:
                    # Its worker died with the result, whoever is to blame.
                    if tasks.again(task):
                        continue
                    answer = given_up
                del future
                yield task.item, answer
        finally:
            with _whatever_comes():
                self._client.cancel(tasks.futures())

    def _answer(self, future: Future) -> Any:
        """What a finished task returned or raised. Raises TimeoutError where that is lost, CourseError."""
        if future.status == "finished":
            try:
                return _fetched(future)
            except TimeoutError:
                raise
            except Exception as error:
                if future.status == "finished":  # the task was fine: what it returned cannot be read here
                    return error
        if future.status == "error":
            error = future.exception(timeout=_FETCH)
            if isinstance(error, KilledWorker):
                # Where a worker comes back under its old address, Dask itself counts.
                return _Died(f"{error.allowed_failures + 1} workers died while they graded it")
            return error
        raise self._gone("it dropped what it was given")

    def _look(self) -> frozenset[str]:
        """The addresses of the workers that are there, new ones examined first. Raises CourseError."""
        now = time.monotonic()
        if self._workers and now - self._looked < _LOOK:
            return self._workers
        try:
            if self._client.status != "running":
                raise OSError("the connection was closed")
            found = self._client.sync(self._client.scheduler.identity, callback_timeout=_ANSWER)["workers"]
            self._examine(found)
        except (OSError, TimeoutError, RuntimeError) as error:
            raise self._gone(str(error)) from error
        self._looked = time.monotonic()
        self._workers = frozenset(found) & self._good
        self._good &= found.keys()
        if self._workers:
            self._deserted = None
            return self._workers
        self._deserted = self._looked if self._deserted is None else self._deserted
        if self._looked - self._deserted > self._wait:
            raise CourseError(
                f"The cluster at {self._where} has had no worker for {self._wait:g} s.",
                "Start workers and run again: what was graded is kept.",
            )
        return self._workers

    def _examine(self, there: Mapping[str, Mapping[str, Any]]) -> None:
        """Let in workers once they have said what they are. Raises CourseError naming one that must not grade."""
        # A task, which holds up nobody: importing the grader takes seconds.
        for address in there.keys() - self._good - self._examined.keys():
            self._examined[address] = self._submit(describe_yourself, worker=address)
        for address in self._examined.keys() - there.keys():
            self._examined.pop(address).cancel()
        answered = [address for address, future in self._examined.items() if future.done()]
        for address in sorted(answered):
            try:
                found = self._answer(self._examined.pop(address))
            except TimeoutError:
                continue  # it has just left
            if isinstance(found, Exception):
                why = f"it has no fitting Training Lab ({type(found).__name__}: {found})"
            else:
                why = objection(found, self._wanted, there[address]["nthreads"], self._unisolated)
            if why:
                name = there[address]["name"]
                named = address if name == address else f"{name} ({address})"
                raise CourseError(f"Worker {named} must not grade: {why}.", _REMEDY)
            self._wanted["isolation"] = found["isolation"]
            self._good.add(address)

    def _gone(self, why: str) -> CourseError:
        return CourseError(
            f"The cluster at {self._where} went away ({why}).",
            "See that its scheduler runs, then run again: what was graded is kept.",
        )

    def wait_for(self, workers: int) -> None:
        """Wait until so many workers are there, all of them good enough. Raises CourseError."""
        began = time.monotonic()
        while len(self._look()) < workers:
            if time.monotonic() - began >= self._wait:
                silent = f", and {len(self._examined)} that do not answer" if self._examined else ""
                raise CourseError(
                    f"The cluster at {self._where} has {len(self._workers)} workers{silent} after "
                    f"{self._wait:g} s; at least {workers} {'is' if workers == 1 else 'are'} expected.",
                    f"Start workers: dask worker {self._where} --nworkers N --nthreads 1.",
                )
            time.sleep(0.2)
            self._deserted = None  # that it takes long is said here


def connect(
    scheduler: str, workers: int = 1, wait: float = 30.0, allow_unisolated: bool = False
) -> DaskEngine:
    """Connect to the scheduler at an address (tcp://, tls://) or named by a scheduler file; examine its workers.

    Waits up to `wait` seconds for `workers` of them. Raises CourseError. Certificates for tls:// come from
    Dask's own configuration.
    """
    address = _address(scheduler)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what happens is said here, in one line
    seconds = min(wait, _ANSWER)
    try:
        asyncio.run(_reach(address, seconds))  # first: a Client that fails to connect is slow and loud to go
        # Else the client keeps the last thousand messages, each with a submission.
        with dask.config.set({"distributed.admin.low-level-log-length": 0}):
            client = Client(address, timeout=seconds, set_as_default=False, name="training-lab")
    except (OSError, TimeoutError, ValueError, TypeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CourseError(
            f"No scheduler answers at {scheduler}: {reason.rstrip('.')}.",
            "Start one with `dask scheduler`, and give the address that it prints.",
        ) from error
    engine = DaskEngine(client, address, wait, allow_unisolated)
    try:
        try:
            client.run_on_scheduler(describe_yourself)
        except Exception as error:  # whatever importing raises there
            raise CourseError(
                f"The scheduler at {address} has no fitting Training Lab ({type(error).__name__}: {error}).",
                "Run it from the environment that the workers have.",
            ) from error
        engine.wait_for(workers)
    except BaseException:
        engine.close()
        raise
    return engine


async def _reach(address: str, seconds: float) -> None:
    """Connect, and leave at once. Raises what goes wrong."""
    how = Security().get_connection_args("client")
    await (await distributed.comm.connect(address, timeout=seconds, **how)).close()


def _address(scheduler: str) -> str:
    """The address itself, or the one in the scheduler file that this is the path of."""
    if "://" in scheduler:
        return scheduler
    path = Path(scheduler)
    if not path.exists() and ":" in scheduler:
        return f"tcp://{scheduler}"
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["address"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CourseError(
            f"{scheduler} is neither an address nor a scheduler file.",
            "Give tcp://HOST:PORT, tls://HOST:PORT, or the file that `dask scheduler --scheduler-file` writes.",
        ) from error


def _whatever_comes() -> contextlib.AbstractContextManager[None]:
    """For leaving a cluster that may be gone already."""
    return contextlib.suppress(OSError, TimeoutError, RuntimeError)
