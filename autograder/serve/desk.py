"""The desk where students ask: a check is accepted, waits its turn, is run, and is told.

All state belongs to the event loop; what takes time (files, notebooks) is done in threads.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from autograder.errors import CourseError
from autograder.safe.text import clean_line
from autograder.serve.book import Book, Standings
from autograder.serve.judging import Offered
from autograder.serve.queue import FairQueue
from autograder.serve.reading import Request
from autograder.serve.receipts import receipt
from autograder.serve.settings import ServeSettings
from autograder.serve.values import Asked, Marked, Refusal, Told

#: Seconds after which whoever follows a check hears that nothing has changed: proxies close what is silent.
_QUIET = 15.0
#: A check is given up when it was running while so many servers ended.
_MOST_BEGUN = 3


@dataclass(frozen=True)
class Offer:
    """What a class may ask about: each lesson's exercises by id; how often; what makes its receipts."""

    lessons: Mapping[str, Mapping[str, Offered]]
    settings: ServeSettings
    secret: bytes

    def tries(self, lesson: str, exercise: str) -> int:
        """How often a student may ask for an exercise on one day; 0 where it is offered no more."""
        offered = self.lessons.get(lesson, {}).get(exercise)
        if offered is None:
            return 0
        return self.settings.quiz_tries if offered.quiz else self.settings.tries


class Desk:
    """Takes checks and runs them. To be used within a running event loop: `open` it, `close` it at the end.

    `judge` says what a check comes to, in a thread; `workers` of them at once.
    """

    def __init__(
        self, offer: Offer, book: Book, judge: Callable[[Asked, bytes], Marked], workers: int
    ) -> None:
        self._offer, self._book, self._judge = offer, book, judge
        self._standings = Standings()
        self._queue = FairQueue()
        self._news = asyncio.Event()
        self._accepting = asyncio.Lock()
        # One thread writes, so that lines stand in the order in which things happened.
        self._writer, self._threads = ThreadPoolExecutor(1), ThreadPoolExecutor(workers)
        self._workers = workers
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Read the book, and begin: with what an earlier server had accepted and not told."""
        self._standings = await self._do(self._writer, self._book.standings)
        self._standings.forget(_yesterday())
        for asked in self._standings.untold():
            if self._standings.begun[asked.id] >= _MOST_BEGUN or not self._offers(asked):
                await self._tell(asked, self._no_verdict(asked))
            else:
                self._queue.put(asked)
        self._tasks = [asyncio.create_task(self._work()) for _ in range(self._workers)]

    async def close(self) -> None:
        """Take no more work. What runs is left to whoever closes what runs it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._writer.shutdown()

    # ------------------------------------------------------------ asked

    def exercises(self, student: str, lesson: str) -> list[dict[str, Any]]:
        """The lesson's exercises, with where the student stands. Raises Refusal."""
        return [
            {
                "id": exercise.id,
                "title": exercise.title,
                "max_points": exercise.max_points,
                "tries_left": self._tries_left((student, lesson, exercise.id)),
                "verdict": self._shown(self._standings.latest.get(place), place),
            }
            for exercise in self._lesson(lesson).values()
            for place in [(student, lesson, exercise.id)]
        ]

    async def ask(self, student: str, request: Request) -> Asked:
        """Accept a check: it is in the book when this returns. The very same again is the same check.

        Raises Refusal, and CourseError where nothing can be written.
        """
        place = (student, request.lesson, request.exercise)
        exercise = self._lesson(request.lesson).get(request.exercise)
        if exercise is None:
            raise Refusal(
                404, "The lesson has no such exercise.", "Download the lesson again if it has changed."
            )
        async with self._accepting:
            now = dt.datetime.now().astimezone()
            question = (*place, request.digest, exercise.version)
            asked = Asked(secrets.token_urlsafe(12), *question, _iso(now), now.date().isoformat())
            if known := self._standings.same(asked):
                return known
            self._require_turn(place)
            line = await self._do(self._writer, self._book.ask, asked, request.notebook)
            self._standings.apply(line)
            self._queue.put(asked)
        self._tell_everybody()
        return asked

    def _require_turn(self, place: tuple[str, str, str]) -> None:
        """Raises Refusal where the student has a check waiting (one waits and one runs, and no more), or no tries."""
        if self._queue.waits(place[0]):
            raise Refusal(
                409, "You have a check waiting already.", "Wait for its verdict, then ask for the next."
            )
        self._standings.forget(_yesterday())
        if self._tries_left(place) < 1:
            now = dt.datetime.now()
            midnight = dt.datetime.combine(now.date() + dt.timedelta(1), dt.time())
            wait = max(1, int((midnight - now).total_seconds()))
            raise Refusal(429, "No tries are left for this exercise today.", "Ask again tomorrow.", wait)

    def before(self, asked: Asked) -> int:
        """How many checks wait before this one."""
        return self._queue.before(asked.id)

    def check(self, student: str, check: str) -> dict[str, Any]:
        """Where a check of this student's stands. Raises Refusal; another's is none."""
        asked = self._standings.asked.get(check)
        if asked is None or asked.student != student:
            raise Refusal(404, "There is no such check of yours.", "Ask again.")
        told = self._standings.told.get(check)
        state = "done" if told else "running" if self._queue.runs(check) else "waiting"
        return {"state": state, "before": self.before(asked), "verdict": self._shown(told, asked.place)}

    async def follow(self, student: str, check: str) -> AsyncIterator[dict[str, Any] | None]:
        """`check`, now and at each change until it is told; None where nothing has changed for a while."""
        last = None
        while True:
            news = self._news
            stands = self.check(student, check)
            if stands != last:
                yield (last := stands)
            if stands["state"] == "done":
                return
            try:
                async with asyncio.timeout(_QUIET):
                    await news.wait()
            except TimeoutError:
                yield None

    # ------------------------------------------------------------ run and told

    async def _work(self) -> None:
        while True:
            news = self._news
            asked = self._queue.take()
            if asked is None:
                await news.wait()
                continue
            self._tell_everybody()
            marked = await self._run(asked)
            await self._tell(asked, marked)
            self._queue.done(asked)
            self._tell_everybody()

    async def _run(self, asked: Asked) -> Marked:
        """What a check comes to, whatever happens: a fault of the grader's costs nobody a try, and ends no worker."""
        try:
            self._standings.apply(await self._do(self._writer, self._book.begin, asked))
            notebook = await self._do(self._writer, self._book.notebook, asked)
            return await self._do(self._threads, self._judge, asked, notebook)
        except Exception as error:
            _log(f"The check {asked.id} of {asked.lesson} failed: {type(error).__name__}: {error}")
            return self._no_verdict(asked)

    async def _tell(self, asked: Asked, marked: Marked) -> None:
        time = _iso(dt.datetime.now(dt.UTC))
        code = "" if marked.points is None else receipt(self._offer.secret, asked, marked, time)
        told = Told(
            *(asked.exercise, marked.points, marked.max_points, marked.passed, marked.message, code, time)
        )
        try:
            line = await self._do(self._writer, self._book.tell, asked, told)
        except CourseError as error:
            # Told all the same; the next server runs it again.
            _log(error.line)
            line = {"of": asked.id, "told": vars(told)}
        self._standings.apply(line)

    def _tell_everybody(self) -> None:
        """Wake whoever waits for news."""
        self._news.set()
        self._news = asyncio.Event()

    async def _do(self, threads: ThreadPoolExecutor, function: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(threads, function, *arguments)

    # ------------------------------------------------------------ looked up

    def _lesson(self, name: str) -> Mapping[str, Offered]:
        if name not in self._offer.lessons:
            raise Refusal(
                404, "There is no such lesson here.", "See that your instructor serves this course."
            )
        return self._offer.lessons[name]

    def _offers(self, asked: Asked) -> bool:
        return asked.exercise in self._offer.lessons.get(asked.lesson, {})

    def _no_verdict(self, asked: Asked) -> Marked:
        """What a check comes to that the grader itself failed at."""
        return Marked(None, self._worth(asked), "")

    def _worth(self, asked: Asked) -> float:
        return self._offer.lessons[asked.lesson][asked.exercise].max_points if self._offers(asked) else 0.0

    def _tries_left(self, place: tuple[str, str, str]) -> int:
        today = dt.datetime.now().astimezone().date().isoformat()
        return max(0, self._offer.tries(*place[1:]) - self._standings.tries(place, today))

    def _shown(self, told: Told | None, place: tuple[str, str, str]) -> dict[str, Any] | None:
        """A verdict with the tries that are left; None where there is none, or the grader failed."""
        if told is None or told.points is None:
            return None
        return {**vars(told), "tries_left": self._tries_left(place)}


def _yesterday() -> str:
    return (dt.datetime.now().astimezone().date() - dt.timedelta(1)).isoformat()


def _iso(time: dt.datetime) -> str:
    return time.astimezone(dt.UTC).isoformat(timespec="seconds")


def _log(what: str) -> None:
    print(f"autograder serve: {clean_line(what, 500)}", file=sys.stderr, flush=True)
