"""A Dask cluster of the test's own, on loopback, started as an instructor would: it grades as this machine does."""

from __future__ import annotations

import dataclasses
import itertools
import json
import os
import signal
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from support import small_lesson
from support.fake_grading import fake_grade, reference_called
from support.small_class import call
from support.small_lesson import submission

if sys.platform != "linux":
    pytest.skip("the cluster's processes are ended by signals", allow_module_level=True)

from distributed import Client
from support.dask_cluster import Cluster

from autograder.compare.reference import Reference
from autograder.compare.result import Result, State
from autograder.course.folders import Course
from autograder.engines import dask
from autograder.engines.dask import DaskEngine, connect, objection
from autograder.engines.engine import Job, ReferenceJob
from autograder.engines.local import LocalEngine
from autograder.errors import CourseError
from autograder.keep.journal import encode
from autograder.run.kernels.level import LEVEL_VARIABLE, best_level
from autograder.run.limits import Limits


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers, each of which comes back if it dies."""
    made = Cluster(tmp_path_factory.mktemp("dask"))
    made.worker("--nworkers", "2", "--nthreads", "1")
    yield made
    made.close()


@pytest.fixture(scope="module")
def engine(cluster: Cluster) -> Iterator[DaskEngine]:
    with connect(cluster.address, workers=2, wait=60) as made:
        yield made


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler by itself."""
    made = Cluster(tmp_path)
    Client(made.address, timeout=60, set_as_default=False).close()
    yield made
    made.close()


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "grade", fake_grade)


def jobs_of(*submissions: bytes, lesson: str = "x") -> Iterator[Job]:
    return (Job((str(i), lesson), lesson, s) for i, s in enumerate(submissions))


def endless() -> Iterator[Job]:
    return (Job((str(i), "x"), "x", b"again") for i in itertools.count())


def run(engine: DaskEngine, *submissions: bytes) -> dict[str, Result]:
    done = engine.grade(jobs_of(*submissions), {"x": reference_called("x")}, Limits())
    return {job.key[0]: result for job, result in done}


HANDED_IN = (
    submission("number_of_things = 2", why="I counted."),
    submission("number_of_things = 3"),
    submission("number_of_things = undefined"),
    submission("import os\nos._exit(1)"),
    submission(),
    b"no notebook",
)


def as_bytes(result: Result) -> bytes:
    """The journal's entry, but for the time that it took."""
    return encode(dataclasses.replace(result, seconds=0))


@pytest.fixture(scope="module")
def graded_here(small_reference: Reference) -> dict[str, bytes]:
    """What this machine says of HANDED_IN."""
    jobs = jobs_of(*HANDED_IN, lesson=small_lesson.LESSON)
    done = LocalEngine(2).grade(jobs, {small_lesson.LESSON: small_reference}, Limits())
    return {job.key[0]: as_bytes(result) for job, result in done}


def test_a_cluster_grades_as_this_machine_does(
    engine: DaskEngine, small_reference: Reference, graded_here: dict[str, bytes]
) -> None:
    assert engine.level is best_level()
    first, second = engine.references([ReferenceJob(small_reference.lesson, n) for n in (1, 2)], Limits())
    assert (first.hash, second.probe_seed) == (small_reference.hash, 2)
    jobs = jobs_of(*HANDED_IN, lesson=small_lesson.LESSON)
    done = engine.grade(jobs, {small_lesson.LESSON: first}, Limits())
    assert {job.key[0]: as_bytes(result) for job, result in done} == graded_here


def test_a_worker_killed_half_way_costs_only_time(
    cluster: Cluster, engine: DaskEngine, small_reference: Reference, graded_here: dict[str, bytes]
) -> None:
    results = {}
    with Client(cluster.address, set_as_default=False) as watcher:
        for job, result in engine.grade(
            jobs_of(*HANDED_IN, lesson=small_lesson.LESSON), {small_lesson.LESSON: small_reference}, Limits()
        ):
            results[job.key[0]] = as_bytes(result)
            if len(results) == 2:
                os.kill(min(watcher.run(os.getpid).values()), signal.SIGKILL)
    assert results == graded_here


@pytest.mark.usefixtures("fake")
def test_a_job_that_kills_its_workers_is_told_from_those_beside_it(
    engine: DaskEngine, tmp_path: Path
) -> None:
    once = f"once {tmp_path / 'died'}".encode()
    results = run(engine, b"a", b"raise", once, *[b"b"] * 4, b"die", *[b"c"] * 4)
    assert len(results) == 12
    assert {k: r.state for k, r in results.items() if r.state is not State.GRADED} == {
        "1": State.NOT_GRADED,
        "7": State.NOT_GRADED,
    }
    assert results["1"].stop == "the grader failed: ZeroDivisionError: a fault of the grader"
    assert results["7"].stop == "3 workers died while they graded it"


@pytest.mark.usefixtures("fake")
def test_a_result_that_its_worker_takes_with_it_is_made_again(
    engine: DaskEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask, "_FETCH", 600.0)  # it is seen to be lost, and not waited for
    marker = tmp_path / "died"
    results = run(engine, b"a", f"undelivered {marker}".encode(), b"b")
    assert marker.exists() and {r.state for r in results.values()} == {State.GRADED}


@pytest.mark.usefixtures("fake")
def test_jobs_are_read_as_fast_as_they_are_graded(engine: DaskEngine) -> None:
    read = 0

    def jobs() -> Iterator[Job]:
        nonlocal read
        for job in jobs_of(*[b"a"] * 60):
            read += 1
            yield job

    for done, (_, result) in enumerate(engine.grade(jobs(), {"x": reference_called("x")}, Limits())):
        assert result.state is State.GRADED
        assert read - done <= 2 * 2  # two workers, each with one notebook and the next
    assert read == 60


@pytest.mark.usefixtures("fake")
def test_nothing_to_do_is_nothing_done(engine: DaskEngine) -> None:
    assert run(engine) == {}


def test_a_broken_reference_is_the_courses_fault(engine: DaskEngine, small_reference: Reference) -> None:
    lesson = small_reference.lesson
    text = lesson.source_text.replace("for thing in things", "for thing in nothings")
    with pytest.raises(CourseError, match="fails in cell 'count': NameError"):
        list(engine.references([ReferenceJob(dataclasses.replace(lesson, source_text=text), 1)], Limits()))


def test_another_version_is_refused(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "version", lambda name: "0.1" if name == "numpy" else version(name))
    with pytest.raises(CourseError, match=rf"Worker .*tcp.* has numpy {version('numpy')}, not 0\.1\."):
        connect(cluster.address, workers=2)


WANTED = {"Python": "3.12.1", "numpy": "2.4.6"}


@pytest.mark.parametrize(
    ("changes", "threads", "unisolated", "says"),
    [
        ({}, 1, False, ""),
        ({"Python": "3.12.2"}, 1, False, "it has Python 3.12.2, not 3.12.1"),
        ({"Python": "3", "numpy": "1"}, 1, False, "it has Python 3, not 3.12.1; numpy 1, not 2.4.6"),
        ({}, 4, False, "it has 4 threads"),
        ({"isolation": "none"}, 1, False, "it cannot shut"),
        ({"isolation": "none"}, 1, True, ""),
    ],
)
def test_what_a_worker_must_have(changes: dict[str, str], threads: int, unisolated: bool, says: str) -> None:
    found = {**WANTED, "isolation": "landlock", **changes}
    said = objection(found, WANTED, threads, unisolated)
    assert said.startswith(says) and bool(said) == bool(says)


def test_all_workers_shut_notebooks_in_alike() -> None:
    found = {**WANTED, "isolation": "landlock"}
    assert "isolation landlock, not namespaces" in objection(
        found, {**WANTED, "isolation": "namespaces"}, 1, True
    )


def test_no_worker_no_fitting_worker(bare: Cluster) -> None:
    with pytest.raises(CourseError, match="has 0 workers after 3 s; at least 1 is expected"):
        connect(bare.address, wait=3)
    bare.worker("--nthreads", "2", "--no-nanny")
    with pytest.raises(CourseError, match="has 2 threads"):
        connect(bare.address, wait=60)


@pytest.mark.usefixtures("fake")
def test_who_joins_later_is_examined_too(bare: Cluster) -> None:
    def jobs() -> Iterator[Job]:
        yield from jobs_of(b"a")
        bare.worker("--nthreads", "1", "--no-nanny", **{LEVEL_VARIABLE: "none"})
        with Client(bare.address, set_as_default=False) as watcher:
            watcher.wait_for_workers(2, timeout=60)
        yield from endless()

    bare.worker("--nthreads", "1", "--no-nanny")
    with (
        connect(bare.address, wait=60) as engine,
        pytest.raises(CourseError, match=f"must not grade: it has isolation none, not {best_level()}"),
    ):
        for _ in engine.grade(jobs(), {"x": reference_called("x")}, Limits()):
            pass


@pytest.mark.usefixtures("fake")
def test_a_cluster_that_goes_away_is_said_and_what_came_back_is_kept(bare: Cluster) -> None:
    results = []
    bare.worker("--nthreads", "1", "--no-nanny")
    with (
        connect(bare.address, wait=60) as engine,
        pytest.raises(CourseError, match=r"went away .* what was graded is kept"),
    ):
        for _, result in engine.grade(endless(), {"x": reference_called("x")}, Limits()):
            results.append(result.state)
            if len(results) == 3:
                bare.scheduler.kill()
    assert set(results) == {State.GRADED} and len(results) >= 3


def test_the_command_grades_a_class_on_a_cluster(
    cluster: Cluster, engine: DaskEngine, hand_in, small_course: Course
) -> None:
    hand_in("ada", "number_of_things = 2")
    hand_in("bob", "number_of_things = 6")
    done = call(small_course, "grade", "--json", "--scheduler", cluster.address, "--workers", "2")
    assert done.returncode == 0, done.output
    rows = {row["student"]: row["points"] for row in json.loads(done.stdout)["rows"]}
    assert rows == {"ada": 100, "bob": 0}
    # The journal knows them: this machine, or another cluster at the same level, has nothing left to grade.
    again = call(small_course, "grade", "--preview")
    assert "No score would change." in again.output and "reference solutions" not in again.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--scheduler", "tcp://127.0.0.1:1", "--jobs", "2"], "--jobs is for this machine"),
        (["--workers", "2"], "--workers is for a cluster"),
        (["--scheduler", "nowhere.json"], "is neither an address nor a scheduler file"),
        (["--scheduler", "nbgrader_config.py"], "is neither an address nor a scheduler file"),
        (
            ["--scheduler", "smoke://signals"],
            "No scheduler answers at smoke://signals: unknown address scheme",
        ),
        (["--scheduler", "tls://127.0.0.1:1"], "No scheduler answers at tls://127.0.0.1:1: TLS expects"),
    ],
)
def test_bad_input_is_one_clear_line(small_course: Course, arguments: list[str], says: str) -> None:
    done = call(small_course, "grade", *arguments)
    assert done.returncode == 1 and says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_without_dask_the_command_says_so(small_course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "autograder.engines.dask", None)
    done = call(small_course, "grade", "--scheduler", "tcp://127.0.0.1:1")
    assert done.returncode == 1 and "needs Dask" in done.stderr and "extra `dask`" in done.stderr
