"""The answer bank: for each exercise, right answers written differently and wrong ones that learners give.

A bank is a plain file, tests/bank/LESSON.py, in blocks:

    # %% build | right | functional
    …the whole text of the student cell…
    # %% build | wrong | nine units | 9 units
    …

The last field of a wrong answer is a fragment of the message that it must get.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BANK = Path(__file__).parent / "bank"
_HEADER = re.compile(r"^# %% (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Answer:
    """One answer to one exercise. `message` is what a wrong one must be told, "" for a right one."""

    exercise: str
    right: bool
    title: str
    message: str
    text: str

    def __str__(self) -> str:
        return f"{self.exercise}: {self.title}"


def parse(text: str) -> list[Answer]:
    """The answers of a bank file. Raises ValueError, naming the header, where one is malformed."""
    parts = _HEADER.split(text)[1:]
    answers = []
    for header, body in zip(parts[::2], parts[1::2], strict=True):
        fields = [field.strip() for field in header.split("|")]
        right = len(fields) > 1 and fields[1] == "right"
        if len(fields) != (3 if right else 4) or fields[1] not in ("right", "wrong") or not all(fields):
            raise ValueError(
                f"not 'exercise | right | title' nor 'exercise | wrong | title | message': {header!r}"
            )
        answer = Answer(fields[0], right, fields[2], "" if right else fields[3], body.strip("\n") + "\n")
        if any((a.exercise, a.title) == (answer.exercise, answer.title) for a in answers):
            raise ValueError(f"two answers are called {answer}")
        answers.append(answer)
    return answers


@cache
def bank(lesson: str) -> tuple[Answer, ...]:
    """The bank of a lesson."""
    return tuple(parse((BANK / f"{lesson}.py").read_text(encoding="utf-8")))


def find(lesson: str, exercise: str, title: str) -> Answer:
    """One answer by its exercise and title. Raises LookupError, naming those that there are."""
    known = [a for a in bank(lesson) if a.exercise == exercise]
    for answer in known:
        if answer.title == title:
            return answer
    raise LookupError(
        f"no answer {title!r} to {exercise!r} in the bank; there are {[a.title for a in known]}"
    )
