"""Where things are: the course's folders, and a class's folder with what students handed in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError

#: The file beside a source notebook that holds hints, tolerances and shares.
KEY_NAME = "key.py"
#: The file beside it that holds right and wrong answers.
ANSWERS_NAME = "answers.py"
#: The author's own: never released, and in no kernel.
AUTHORS = frozenset({KEY_NAME, ANSWERS_NAME})


@dataclass(frozen=True)
class Course:
    """The repository of a course."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Course:
        """The course that `start` (default: the working directory) lies in.

        Raises CourseError where no folder above has both `solutions/` and `nbgrader_config.py`.
        """
        start = (start or Path.cwd()).resolve()
        for folder in (start, *start.parents):
            if (folder / "solutions").is_dir() and (folder / "nbgrader_config.py").is_file():
                return cls(folder)
        raise CourseError(
            f"{start} is not inside a course: no folder above it has solutions/ and nbgrader_config.py.",
            "Change into the course's folder and run the command again.",
        )

    @property
    def solutions(self) -> Path:
        return self.root / "solutions"

    @property
    def lessons(self) -> Path:
        return self.root / "lessons"

    @property
    def default_class(self) -> Path:
        return self.root / "classroom"

    def lesson_names(self) -> list[str]:
        """All lessons, in order: the folders of solutions/ that hold a notebook of their own name."""
        return sorted(p.parent.name for p in self.solutions.glob("*/*.ipynb") if p.stem == p.parent.name)

    def select(self, names: tuple[str, ...] | list[str] = ()) -> list[str]:
        """The named lessons, or all. A name may be shortened ("03"); raises CourseError if it is not one lesson."""
        known = self.lesson_names()
        if not known:
            raise CourseError(f"No lesson in {self.solutions}.", "A lesson is solutions/NAME/NAME.ipynb.")
        if not names:
            return known
        chosen = []
        for name in names:
            matches = [k for k in known if k == name] or [k for k in known if name and k.startswith(name)]
            if len(matches) != 1:
                raise CourseError(
                    f"{'No' if not matches else 'More than one'} lesson is called {name!r}.",
                    f"The lessons are: {', '.join(known)}.",
                )
            chosen.append(matches[0])
        return sorted(set(chosen))

    def source(self, lesson: str) -> Path:
        """The source notebook of a lesson."""
        return self.solutions / lesson / f"{lesson}.ipynb"

    def key(self, lesson: str) -> Path:
        """The grading key of a lesson."""
        return self.solutions / lesson / KEY_NAME

    def answers(self, lesson: str) -> Path:
        """The answer bank of a lesson."""
        return self.solutions / lesson / ANSWERS_NAME


@dataclass(frozen=True)
class Classroom:
    """A class's folder: `submitted/STUDENT/LESSON/…` goes in, everything else is made from it."""

    root: Path

    @property
    def submitted(self) -> Path:
        return self.root / "submitted"

    @property
    def autograded(self) -> Path:
        return self.root / "autograded"

    @property
    def feedback(self) -> Path:
        return self.root / "feedback"

    def feedback_page(self, student: str, lesson: str) -> Path:
        """A student's feedback page, where nbgrader would put it."""
        return self.feedback / student / lesson / f"{lesson}.html"

    def graded_notebook(self, student: str, lesson: str) -> Path:
        """A student's graded notebook, where Formgrader looks for it."""
        return self.autograded / student / lesson / f"{lesson}.ipynb"

    @property
    def gradebook(self) -> Path:
        return self.root / "gradebook.db"

    @property
    def db_url(self) -> str:
        """The gradebook's address, for a folder of any name. Raises CourseError where its path is no UTF-8."""
        from sqlalchemy import URL  # here, as it takes a while, and few commands need it

        path = str(self.gradebook.resolve())
        # Formgrader may hold the gradebook's lock for a while: wait for it rather than fail.
        url = URL.create("sqlite", database=path, query={"timeout": "60"})
        try:
            return url.render_as_string()
        except UnicodeEncodeError:
            raise CourseError(
                f"The path {path!r} has bytes that are no UTF-8.", "Rename the folder."
            ) from None

    def obstacle(self, folder: Path) -> str:
        """Why nothing is written into a folder of the class: a part of its path is a link, or a file. Else ""."""
        path = self.root
        for part in folder.relative_to(self.root).parts:
            path = path / part
            shown = path.relative_to(self.root).as_posix()
            if path.is_symlink():
                return f"{shown} is a link, and links are not followed: put a folder in its place"
            if not os.path.lexists(path):
                return ""
            if not path.is_dir():
                return f"{shown} is a file where a folder should be: move it away"
        return ""
