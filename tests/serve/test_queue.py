"""Whose turn it is: first come, first served, and nobody starves for another's sake."""

from __future__ import annotations

import random

from support.asking import asked

from autograder.serve.queue import FairQueue


def test_first_come_first_served() -> None:
    queue = FairQueue()
    checks = [asked(student) for student in ("ada", "ben", "cyd")]
    for check in checks:
        queue.put(check)
    assert [queue.before(check.id) for check in checks] == [0, 1, 2]
    assert [queue.take() for _ in checks] == checks
    assert queue.take() is None and queue.before(checks[2].id) == 0


def test_a_student_has_one_check_running_and_the_others_pass() -> None:
    queue = FairQueue()
    first, second, other = asked("ada", "1"), asked("ada", "2"), asked("ben")
    queue.put(first)
    assert queue.take() == first and queue.runs(first.id) and not queue.waits("ada")
    queue.put(second)
    queue.put(other)
    assert queue.waits("ada") and queue.take() == other
    assert queue.take() is None
    queue.done(first)
    assert queue.take() == second and not queue.runs(first.id)


def test_whoever_asks_without_end_keeps_nobody_waiting() -> None:
    """One student always has the next check ready; each of the others is served within a round."""
    choose = random.Random(0)
    queue, running, served = FairQueue(), [], []
    waiting = {f"student-{n}": 0 for n in range(20)}
    for turn in range(400):
        for student in ("flood", *choose.sample(sorted(waiting), 3)):
            if not queue.waits(student):
                queue.put(asked(student, str(turn)))
                waiting[student] = turn
        while len(running) < 2 and (check := queue.take()):
            running.append(check)
            served.append(turn - waiting[check.student])
        queue.done(running.pop(0))
    assert max(served) <= len(waiting) + 2
