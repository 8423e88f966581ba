"""A key that does not fit its notebook grades nobody: every command says so in one line, and writes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import small_lesson
from support.small_class import call
from support.small_lesson import check, given, student, text

from autograder.course.folders import Course
from autograder.errors import CourseError
from autograder.grading import grade

LESSON = small_lesson.LESSON
COUNT, LAST = 'Exercise("count", "Count", [Value("number")])', 'Exercise("last", "Last", [Value("last")])'

#: What is wrong with a key, and what is said of it.
KEYS = {
    "it forgets one": (f"[{COUNT}]", "the exercise 'last', of which the key says nothing"),
    "it forgets all": ("[]", "the exercise 'count', of which the key says nothing. (1 more after this one.)"),
    "it invents one": (
        f"[{COUNT}, {LAST}, Exercise('more', 'More', [Value('x')])]",
        "an exercise 'more', but the notebook has no 'test-more'",
    ),
    "it needs a later one": (
        f"[Exercise('count', 'Count', [Value('number', needs='last')]), {LAST}]",
        "the exercise 'count' needs 'last', which is no exercise before it",
    ),
    "it reads one that is not there": (
        f"[{COUNT}, Exercise('last', 'Last', [Figure('last', shows=(('nobody', 'points', 0),))])]",
        "reads the record 'points' of 'nobody', which is no exercise before it",
    ),
    "it shares nothing out": (
        f"[{COUNT}, Exercise('last', 'Last', [Value('last', share=0)])]",
        "the checks of the exercise 'last' have no share in its points",
    ),
}

COMMANDS = (
    ["release"],
    ["release", "--check"],
    ["release", "--to", "bundle"],
    ["register"],
    ["grade", "--allow-unisolated"],
    ["grade", "--allow-unisolated", "--preview"],
)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of one lesson with two exercises, and a class that has handed it in."""
    hidden = small_lesson.TEST.split("\n\n")[0]
    last = hidden.replace("number_of_things", "last").replace('"number"', '"last"')
    made = small_lesson.notebook(
        text("text-opening", small_lesson.OPENING),
        given(),
        student(),
        check(points=50),
        student("last", "### BEGIN SOLUTION\nlast = things[-1]\n### END SOLUTION"),
        check("test-last", f"{last}\nassert last", 50),
    )
    course = small_lesson.course(tmp_path / "course", made)
    course.answers(LESSON).write_text("# %% count | right | two\nnumber_of_things = 2\n")
    folder = course.default_class / "submitted" / "ada" / LESSON
    folder.mkdir(parents=True)
    (folder / f"{LESSON}.ipynb").write_bytes(small_lesson.submission("number_of_things = 2"))
    return course


def files(course: Course) -> dict[Path, bytes]:
    """All of the course, but for the secret of its class and the lock that a run holds."""
    files = (p for p in course.root.rglob("*") if p.is_file())
    return {p: p.read_bytes() for p in files if "secret" not in p.name and p.name != "lock"}


@pytest.mark.parametrize("fault", KEYS)
def test_every_command_refuses_in_one_line_that_names_the_exercise(
    course: Course, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    exercises, says = KEYS[fault]
    course.key(LESSON).write_text(f"from autograder.key import *\n\nexercises = {exercises}\n")
    before = files(course)
    for command in COMMANDS:
        done = call(course, *command)
        assert done.returncode == 1, (command, done.output)
        (line,) = done.stderr.splitlines()
        assert line.startswith(f"autograder: The key of {LESSON} does not fit its notebook: "), (
            command,
            line,
        )
        assert says in line and line.endswith(f"Mend solutions/{LESSON}/key.py, or the notebook beside it.")
        assert files(course) == before, command
    done = call(course, "verify")
    assert done.returncode == 1 and f"NO  {LESSON}: The key of {LESSON} does not fit" in done.output
    assert says in done.output
    monkeypatch.chdir(course.root)
    with pytest.raises(CourseError, match=r"does not fit its notebook"):
        grade(small_lesson.submission(), LESSON, allow_unisolated=True)
