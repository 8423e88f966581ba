"""The answer bank: for each exercise, right answers written differently and wrong ones that learners give.

A bank is a plain file beside the lesson, solutions/LESSON/answers.py, in blocks:

    # %% build | right | functional
    …the whole text of the student cell…
    # %% distances | wrong | signs left in
    # The signs are still there: a distance is never negative.
    …the whole text of the student cell…
    # %% build | wrong | nine units | 9 units
    …
    # %% means | wrong, breaks by-hand | Keras's function | is ready-made
    …

A wrong answer that opens with comment lines is a mistake known by name: they are what it is told, and so is
every student whose answer records the same. Where the checks say by themselves what is wrong, a fourth field
holds a fragment of that. One that breaks a single demand of the exercise names it: each demand of the key has such
an answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_HEADER = re.compile(r"^# %% (.+)$", re.MULTILINE)
_WRONG = re.compile(r"wrong(?:, breaks (\S+))?")
_SENTENCE = re.compile(r"(?:# .+\n)+")


@dataclass(frozen=True)
class Answer:
    """One answer to one exercise.

    `message` is what a wrong one must be told, "" for a right one: the whole sentence where the mistake is known
    by name (`named`), else a fragment of what the checks say. `breaks` is the demand that it breaks, if it names one.
    """

    exercise: str
    right: bool
    title: str
    message: str
    text: str
    named: bool = False
    breaks: str = ""

    def __str__(self) -> str:
        return f"{self.exercise}: {self.title}"


@lru_cache(maxsize=32)
def parse_answers(text: str) -> tuple[Answer, ...]:
    """The answers of a bank file. Raises ValueError, naming the header, where one is malformed."""
    parts = _HEADER.split(text)[1:]
    answers: dict[str, Answer] = {}
    for header, body in zip(parts[::2], parts[1::2], strict=True):
        answer = _answer(header, body.strip("\n") + "\n")
        if str(answer) in answers:
            raise ValueError(f"two answers are called {answer}")
        answers[str(answer)] = answer
    return tuple(answers.values())


def _answer(header: str, body: str) -> Answer:
    fields = [field.strip() for field in header.split("|")]
    match fields if all(fields) else []:
        case [exercise, "right", title]:
            return Answer(exercise, True, title, "", body)
        case [exercise, kind, title, fragment] if wrong := _WRONG.fullmatch(kind):
            return Answer(exercise, False, title, fragment, body, breaks=wrong[1] or "")
        case [exercise, kind, title] if (wrong := _WRONG.fullmatch(kind)) and (said := _SENTENCE.match(body)):
            sentence = " ".join(line.removeprefix("# ") for line in said[0].splitlines())
            return Answer(exercise, False, title, sentence, body[said.end() :], True, wrong[1] or "")
    raise ValueError(
        "not 'exercise | right | title', nor 'exercise | wrong | title' with its sentence as a comment below it, "
        f"nor 'exercise | wrong | title | fragment': {header!r}"
    )
