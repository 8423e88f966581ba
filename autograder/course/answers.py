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

Two more kinds of block hold a reason, as a comment, instead of an answer: why a habit may cost an answer to this
exercise points, and why a mutant of the reference's answer earns them (see author/habits and author/mutants):

    # %% build | habit | tensors for arrays
    # The text asks for NumPy.
    # %% distances | equal | return np.abs(target - numbers)
    # The sign makes no difference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_HEADER = re.compile(r"^# %% (.+)$", re.MULTILINE)
_WRONG = re.compile(r"wrong(?:, breaks (\S+))?")
_EXEMPTION = re.compile(r"([\w-]+) *\| *(habit|equal) *\| *(.+?) *")
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


@dataclass(frozen=True)
class Exemption:
    """What an author says of a habit (`kind` "habit") or a mutant ("equal"), by its title, in one exercise."""

    exercise: str
    kind: str
    title: str
    reason: str


@lru_cache(maxsize=32)
def parse_exemptions(text: str) -> tuple[Exemption, ...]:
    """What a bank file says of habits and mutants."""
    parts = _HEADER.split(text)[1:]
    found = []
    for header, body in zip(parts[::2], parts[1::2], strict=True):
        if exempt := _EXEMPTION.fullmatch(header):
            found.append(Exemption(exempt[1], exempt[2], exempt[3], _sentence(body)))
    return tuple(found)


@lru_cache(maxsize=32)
def parse_answers(text: str) -> tuple[Answer, ...]:
    """The answers of a bank file. Raises ValueError, naming the header, where one is malformed."""
    parts = _HEADER.split(text)[1:]
    answers: dict[str, Answer] = {}
    for header, body in zip(parts[::2], parts[1::2], strict=True):
        if _EXEMPTION.fullmatch(header):
            if not _sentence(body):
                raise ValueError(f"no reason, as a comment, below {header!r}")
            continue
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
        case [exercise, kind, title] if (wrong := _WRONG.fullmatch(kind)) and (sentence := _sentence(body)):
            rest = body[_SENTENCE.match(body).end() :]
            return Answer(exercise, False, title, sentence, rest, True, wrong[1] or "")
    raise ValueError(
        "not 'exercise | right | title', nor 'exercise | wrong | title' with its sentence as a comment below it, "
        f"nor 'exercise | wrong | title | fragment': {header!r}"
    )


def _sentence(body: str) -> str:
    """What the comment at the top of a block says, "" where there is none."""
    said = _SENTENCE.match(body.strip("\n") + "\n")
    return " ".join(line.removeprefix("# ") for line in said[0].splitlines()) if said else ""
