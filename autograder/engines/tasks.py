"""Work shared out among workers that may be lost at any time: who has what, and what is done next."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from queue import SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from distributed import Future

#: A job is given up when so many workers have died while they ran it.
MOST_DEATHS = 3
#: Notebooks that a worker is given: one to run, and the next, so that it never waits for the driver.
_GIVEN = 2
T = TypeVar("T")


@dataclass
class Task(Generic[T]):
    """An item of work: on a worker while it has a future. `deaths` counts workers that were lost with it."""

    item: T
    deaths: int = 0
    future: Future | None = field(default=None, repr=False)


class Tasks(Generic[T]):
    """Which worker has which items of work, and which are done next.

    What a lost worker was running is done again. It has an empty worker to itself then, so that the item that
    kills its worker is told from the one that stood in line behind it.
    """

    def __init__(self, items: Iterable[T], start: Callable[[T, str], Future]) -> None:
        self._fresh, self._start = iter(items), start
        self._innocent: deque[Task[T]] = deque()
        self._suspects: deque[Task[T]] = deque()
        self._given: dict[str, list[Task[T]]] = {}
        self.finished: SimpleQueue[Future] = SimpleQueue()

    def give(self, workers: Iterable[str]) -> None:
        """Give each worker work: first one item to each, then those that wait."""
        for most in range(1, _GIVEN + 1):
            for worker in workers:
                own = self._given.setdefault(worker, [])
                if len(own) < most and not any(task.deaths for task in own):
                    self._give_next(worker, own)

    def _give_next(self, worker: str, own: list[Task[T]]) -> None:
        task = self._following(alone=not own)
        if task is not None:
            task.future = self._start(task.item, worker)
            task.future.add_done_callback(self.finished.put)
            own.append(task)

    def _following(self, alone: bool) -> Task[T] | None:
        if self._innocent:
            return self._innocent.popleft()
        for item in self._fresh:
            return Task(item)
        return self._suspects.popleft() if alone and self._suspects else None

    def any_left(self) -> bool:
        """Whether there is work that is not done."""
        if not (self._innocent or self._suspects or any(self._given.values())):
            # Where there is no worker, nobody has asked yet whether there is more.
            self._innocent.extend(Task(item) for item in islice(self._fresh, 1))
            return bool(self._innocent)
        return True

    def pop(self, future: Future) -> Task[T] | None:
        """The task of a future that is done; None for one of a lost worker, as that is being done again."""
        for own in self._given.values():
            for task in own:
                if task.future is not None and task.future.key == future.key:
                    own.remove(task)
                    task.future = None
                    return task
        return None

    def lost(self, there: Iterable[str]) -> Iterator[Task[T]]:
        """Take back what workers had that are no longer there; yields what is given up."""
        for worker in self._given.keys() - there:
            left = self._given.pop(worker)
            blamed = next((task for task in left if task.future.status != "finished"), None)
            for task in left:
                task.future.cancel()
                task.future = None
                if task is not blamed:
                    self._innocent.append(task)
                elif not self.again(task):
                    yield task

    def again(self, task: Task[T]) -> bool:
        """Do a task again whose worker was lost with it, unless that has happened too often: then False."""
        task.deaths += 1
        if task.deaths < MOST_DEATHS:
            self._suspects.append(task)
        return task.deaths < MOST_DEATHS

    def futures(self) -> list[Future]:
        """All that workers have."""
        return [task.future for own in self._given.values() for task in own if task.future]
