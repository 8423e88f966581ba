"""A class of students who never were: answers of the bank, right and wrong, and attacks among them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from autograder.author.answers import solved_notebook
from autograder.course.answers import Answer
from autograder.course.folders import Classroom
from autograder.course.lesson import Lesson

#: Student cells that do harm.
ATTACKS = (
    "import os; os._exit(1)",
    "while True:\n    pass",
    "import os\nwhile True:\n    os.kill(os.getpid(), 9)",
    "get_ipython().kernel.session.send = None",
    "hoard = bytearray(64 << 30)",
    "import builtins; builtins.isinstance = lambda *a: True",
    "import os\nfor i in range(300):\n    open(f'{i}', 'wb').write(bytes(1 << 20))",
    "print('x' * (128 << 20))",
)
#: Files that are no notebook.
UNREADABLE = (b"", b"{", b"\xff\xfe{", b"[]")
#: Of every twenty students one attacks, and one hands in something unreadable.
_EVERY, _ATTACK_AT, _UNREADABLE_AT = 20, 4, 17


def hand_in(
    classroom: Classroom, lesson: Lesson, number: int, answers: Mapping[str, Sequence[str]], attacks: bool
) -> None:
    """Write `number` submissions. `answers` are texts to choose from, by exercise; the rest is solved."""
    choose = random.Random(0)
    for index in range(number):
        folder = classroom.submitted / f"student-{index:05}" / lesson.name
        folder.mkdir(parents=True)
        path = folder / f"{lesson.name}.ipynb"
        path.write_bytes(_submission(lesson, index, answers, attacks, choose))


def _submission(
    lesson: Lesson, index: int, answers: Mapping[str, Sequence[str]], attacks: bool, choose: random.Random
) -> bytes:
    at, cycle = index % _EVERY, index // _EVERY
    if attacks and at == _UNREADABLE_AT:
        return UNREADABLE[cycle % len(UNREADABLE)]
    chosen = {exercise: choose.choice(texts) for exercise, texts in answers.items()}
    if attacks and at == _ATTACK_AT:
        exercise = choose.choice(sorted(chosen))
        chosen[exercise] = ATTACKS[cycle % len(ATTACKS)]
    # No two students hand in the same bytes: none may be graded by another's result.
    some = min(chosen)
    chosen[some] = f"# student {index}\n{chosen[some]}"
    return solved_notebook(lesson, chosen)


def texts(bank: Sequence[Answer]) -> dict[str, list[str]]:
    """The bank's answers by exercise, as texts of cells."""
    found: dict[str, list[str]] = {}
    for answer in bank:
        found.setdefault(answer.exercise, []).append(answer.text.rstrip("\n"))
    return found
