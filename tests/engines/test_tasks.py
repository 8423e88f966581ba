"""Work among workers that are lost: what is done again, and what is given up."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from autograder.engines.tasks import MOST_DEATHS, Tasks

_keys = count()


class FakeFuture:
    """What a worker was given: "pending" until the test says otherwise."""

    def __init__(self, item: str, worker: str) -> None:
        self.item, self.worker, self.key, self.status = item, worker, str(next(_keys)), "pending"
        self.done: Callable[[FakeFuture], None] = lambda _: None

    def add_done_callback(self, call: Callable[[FakeFuture], None]) -> None:
        self.done = call

    def cancel(self) -> None:
        self.status = "cancelled"

    def finish(self) -> None:
        self.status = "finished"
        self.done(self)


def tasks_of(*items: str) -> tuple[Tasks[str], list[FakeFuture]]:
    given: list[FakeFuture] = []

    def start(item: str, worker: str) -> FakeFuture:
        given.append(FakeFuture(item, worker))
        return given[-1]

    return Tasks(items, start), given


def on(given: list[FakeFuture]) -> list[tuple[str, str]]:
    return [(future.item, future.worker) for future in given if future.status == "pending"]


def test_each_worker_has_one_item_before_any_has_two() -> None:
    tasks, given = tasks_of("a", "b", "c", "d", "e")
    tasks.give(["x", "y"])
    assert on(given) == [("a", "x"), ("b", "y"), ("c", "x"), ("d", "y")]
    tasks.give(["x", "y"])
    assert len(given) == 4


def test_work_is_left_until_all_of_it_has_come_back() -> None:
    tasks, given = tasks_of("a", "b")
    assert tasks.any_left()  # nobody is there yet
    tasks.give(["x"])
    for future in given:
        assert tasks.any_left()
        future.finish()
        assert tasks.finished.get_nowait() is future
        assert tasks.pop(future).item == future.item
    assert not tasks.any_left() and tasks.futures() == []


def test_of_a_lost_worker_only_what_it_was_running_is_suspected_and_runs_alone() -> None:
    tasks, given = tasks_of("killer", "behind", "c")
    tasks.give(["x"])
    assert list(tasks.lost([])) == []
    tasks.give(["y"])
    assert on(given) == [("behind", "y"), ("c", "y")]
    for future in given[2:]:
        future.finish()
        tasks.pop(future)
    tasks.give(["y"])
    tasks.give(["y"])
    assert on(given) == [("killer", "y")]


def test_what_was_finished_when_its_worker_was_lost_is_not_to_blame() -> None:
    tasks, given = tasks_of("finished", "running")
    tasks.give(["x"])
    given[0].status = "finished"
    assert list(tasks.lost([])) == []
    tasks.give(["y"])
    assert on(given) == [("finished", "y")]  # "running" is the one to be tried alone
    assert tasks.pop(given[0]) is None  # the first run of it: it is being done again


def test_an_item_that_always_loses_its_worker_is_given_up() -> None:
    tasks, given = tasks_of("killer")
    given_up = []
    for number in range(MOST_DEATHS):
        assert given_up == []
        tasks.give([f"worker {number}"])
        given_up += tasks.lost([])
    assert [task.item for task in given_up] == ["killer"]
    assert len(given) == MOST_DEATHS and not tasks.any_left()


def test_a_result_that_is_lost_on_its_way_is_tried_again_so_often() -> None:
    tasks, given = tasks_of("a")
    tasks.give(["x"])
    given[0].finish()
    task = tasks.pop(given[0])
    assert [tasks.again(task) for _ in range(MOST_DEATHS)] == [True] * (MOST_DEATHS - 1) + [False]
