"""What a class allows its students who ask: `class.toml` in the class's folder."""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass

from autograder.course.files import read
from autograder.course.folders import Classroom
from autograder.errors import CourseError

FILE = "class.toml"


@dataclass(frozen=True)
class ServeSettings:
    """How often a student may ask for each exercise on one day.

    `quiz_tries` holds where letters are chosen: with one try for each letter the right one is found by asking.
    """

    tries: int = 5
    quiz_tries: int = 1


def read_settings(classroom: Classroom) -> ServeSettings:
    """The table [serve] of the class's settings; what is not there keeps its usual value. Raises CourseError."""
    path = classroom.root / FILE
    if not path.exists():
        return ServeSettings()
    try:
        table = tomllib.loads(read(path).decode("utf-8")).get("serve", {})
    except ValueError as error:
        raise CourseError(f"{path} is not TOML: {error}.", "Mend that line.") from None
    known = {field.name for field in dataclasses.fields(ServeSettings)}
    for name, value in table.items() if isinstance(table, dict) else [("serve", table)]:
        if name not in known or type(value) is not int or value < 1:
            raise CourseError(
                f"{path}: {name} = {value!r} is none of {', '.join(sorted(known))} with a whole number above 0.",
                "Write, below [serve]: tries = 5",
            )
    return ServeSettings(**table)
