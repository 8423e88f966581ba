"""Plain values that grading says: which state follows from what, and which has a score."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.small_lesson import submission

from autograder.compare.reference import Reference
from autograder.compare.result import (
    Result,
    State,
    state_of,
)
from autograder.grading import grade_submission
from autograder.run.limits import (
    Ending,
    Limits,
    Stop,
)

LIMITS = Limits(cell=5, notebook=30)


def graded(reference: Reference, answer: str | None, **more) -> Result:
    return grade_submission(submission(answer, **more), reference, LIMITS)


def stop(kind: Ending, cell: str = "count") -> Stop:
    return Stop(3, cell, "of something", kind)


@pytest.mark.parametrize(
    ("endings", "flags", "state"),
    [
        ([], [], State.GRADED),
        ([], ["locked cell 'test-count' was changed; put back"], State.GRADED),
        ([], ["odd", "tampered: this and that"], State.TAMPERED),
        ([Ending.MEMORY], [], State.PARTLY_GRADED),
        ([Ending.PROCESSES], [], State.PARTLY_GRADED),
        ([Ending.DISK], [], State.PARTLY_GRADED),
        ([Ending.OUTPUT], [], State.PARTLY_GRADED),
        ([Ending.TIMED_OUT, Ending.OUTPUT], [], State.TIMED_OUT),
        ([Ending.MEMORY, Ending.TIMED_OUT, Ending.CRASHED], [], State.CRASHED),
        ([Ending.CRASHED], ["tampered: this and that"], State.TAMPERED),
        ([Ending.CRASHED, Ending.LOST], ["tampered: this and that"], State.NOT_GRADED),
        ([Ending.NO_START], [], State.NOT_GRADED),
    ],
)
def test_a_state_follows_from_stops_and_flags(endings: list[Ending], flags: list[str], state: State) -> None:
    assert state_of(map(stop, endings), flags) is state


def test_every_state_but_two_has_a_score(small_reference: Reference) -> None:
    whole = graded(small_reference, "number_of_things = 2")
    scored = {state for state in State if replace(whole, state=state).points is not None}
    assert set(State) - scored == {State.UNREADABLE, State.NOT_GRADED}
