"""What a class allows its students who ask: `class.toml` in the class's folder."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from autograder.course.files import read
from autograder.course.folders import Classroom
from autograder.errors import CourseError

FILE = "class.toml"


@dataclass(frozen=True)
class Settings:
    """`tries`: how often a student may ask for each exercise on one day."""

    tries: int = 5


def read_settings(classroom: Classroom) -> Settings:
    """The table [serve] of the class's settings; what is not there keeps its usual value. Raises CourseError."""
    path = classroom.root / FILE
    if not path.exists():
        return Settings()
    try:
        table = tomllib.loads(read(path).decode("utf-8")).get("serve", {})
    except ValueError as error:
        raise CourseError(f"{path} is not TOML: {error}.", "Mend that line.") from None
    tries = table.get("tries", Settings.tries) if isinstance(table, dict) else None
    if type(tries) is not int or tries < 1:
        raise CourseError(f"{path}: tries is no whole number above 0.", "Write, below [serve]: tries = 5")
    return Settings(tries)
