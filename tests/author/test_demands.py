"""Each demand of a text is broken by a wrong answer, and an answer breaks only what is demanded."""

from __future__ import annotations

import pytest

from autograder.author.demands import unheld_demands
from autograder.compare.checks.base import Exercise
from autograder.course.answers import Answer, parse_answers

EXERCISE = Exercise("a", "A", checks=(), demands={"unrounded": "not rounded"})
BREAKS = "# %% a | wrong, breaks unrounded | rounded | rounded\n1\n"


def bank(text: str) -> tuple[Answer, ...]:
    return parse_answers(text)


def test_a_demand_that_an_answer_breaks_is_held() -> None:
    assert not list(unheld_demands([EXERCISE], bank(BREAKS)))


@pytest.mark.parametrize(
    "text, says",
    [
        (
            "# %% a | wrong | rounded | rounded\n1\n",
            "a: no wrong answer breaks the demand 'unrounded' (not rounded)",
        ),
        (BREAKS.replace("%% a", "%% b"), "a: no wrong answer breaks the demand 'unrounded' (not rounded)"),
        (
            BREAKS + "# %% a | wrong, breaks nothing | x | x\n2\n",
            "a: x: it breaks 'nothing', which the key does not demand",
        ),
    ],
)
def test_what_is_not_held_is_said(text: str, says: str) -> None:
    assert list(unheld_demands([EXERCISE], bank(text))) == [says]
