"""A lesson as its files say it, and as students get it."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.course.answers import Answer, parse_answers
from autograder.course.files import read
from autograder.course.folders import ANSWERS_NAME, AUTHORS, KEY_NAME, Course
from autograder.course.source import Opening, opening, parse_source
from autograder.errors import CourseError


def released(source: bytes, name: str = "the notebook") -> bytes:
    """The lesson that students get for a source notebook, as the bytes of its file.

    Raises CourseError for a source that cannot be released: which cell, and what to do.
    """
    from nbconvert.exporters import NotebookExporter
    from nbgrader.preprocessors import SaveCells
    from traitlets.config import Config

    from autograder.course.preprocessors import PREPROCESSORS, configure

    notebook = parse_source(source, name)
    config = Config()
    configure(config)
    config.Exporter.default_preprocessors = []
    exporter = NotebookExporter(config=config)
    for preprocessor in PREPROCESSORS:
        if preprocessor is not SaveCells:
            exporter.register_preprocessor(preprocessor)
    text, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": name}})
    return text.encode("utf-8")


@dataclass(frozen=True)
class Lesson:
    """A lesson as its files say it, in plain values that can travel to another machine.

    Its notebooks were validated when they were read and released, and are not each time they are asked for.

    `files` are what lies beside the notebook for the student's code to read. `answers_text` is the answer bank,
    "" where there is none.
    """

    name: str
    source_text: str
    released_text: str
    key_text: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    answers_text: str = ""

    def __hash__(self) -> int:
        return hash((self.name, self.hash))

    @property
    def hash(self) -> str:
        """SHA-256 over everything that the grades of this lesson depend on."""
        digest = hashlib.sha256()
        for part in (self.source_text.encode(), self.key_text.encode()):
            digest.update(hashlib.sha256(part).digest())
        for name, content in sorted(self.files.items()):
            digest.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(content).digest())
        for answer in self.wrong_answers:
            told = answer.message if answer.named else ""
            for part in (answer.exercise, told, answer.text):
                digest.update(hashlib.sha256(part.encode()).digest())
        return digest.hexdigest()

    @property
    def wrong_answers(self) -> tuple[Answer, ...]:
        """What the bank holds of mistakes: the probes must tell them, and students are told their sentences."""
        return tuple(answer for answer in parse_answers(self.answers_text) if not answer.right)

    @property
    def source(self) -> NotebookNode:
        """The source notebook, with solutions and hidden tests."""
        return nbformat.v4.reads(self.source_text)

    @property
    def released(self) -> NotebookNode:
        """The notebook as students got it; a new one each time, so that nobody changes another's."""
        return nbformat.v4.reads(self.released_text)

    @property
    def title(self) -> str:
        """The title that its opening gives."""
        return opening(self.source, self.name).title


def read_opening(course: Course, name: str) -> Opening:
    """What a lesson says of itself, from its notebook alone. Raises CourseError."""
    shown = f"solutions/{name}/{name}.ipynb"
    return opening(parse_source(read(course.source(name)), shown), shown)


def titles_of(course: Course, names: Iterable[str]) -> dict[str, str]:
    """The lessons' titles, by name. A lesson that is broken keeps its name: that is no reason to stop here."""
    titles = {name: name for name in names}
    for name in titles:
        with contextlib.suppress(CourseError):
            titles[name] = read_opening(course, name).title
    return titles


def read_lesson(course: Course, name: str) -> Lesson:
    """Read a lesson from solutions/. Raises CourseError where its notebook or key is missing."""
    source, key = course.source(name), course.key(name)
    for path, what in ((source, "notebook"), (key, "grading key")):
        if not path.is_file():
            raise CourseError(
                f"Lesson {name!r} has no {what}: {path} is missing.", "Write it, then run again."
            )
    folder = source.parent
    beside = (
        p for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix != ".ipynb" and p.name not in AUTHORS
    )
    files = {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in beside
        if not {"__pycache__", ".ipynb_checkpoints"} & set(p.parts)
    }
    content = read(source)
    return Lesson(
        name=name,
        released_text=released(content, f"solutions/{name}/{name}.ipynb").decode("utf-8"),
        source_text=content.decode("utf-8"),
        key_text=_text(key, f"solutions/{name}/{KEY_NAME}"),
        files=files,
        answers_text=_answers_text(course, name),
    )


def _text(path: Path, shown: str) -> str:
    try:
        return read(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise CourseError(f"{shown} is not UTF-8: {error}.", "Save it as UTF-8.") from error


def _answers_text(course: Course, name: str) -> str:
    """A lesson's answer bank, "" where it has none. Raises CourseError where it is malformed."""
    path, shown = course.answers(name), f"solutions/{name}/{ANSWERS_NAME}"
    if not path.is_file():
        return ""
    text = _text(path, shown)
    try:
        parse_answers(text)
    except ValueError as error:
        raise CourseError(f"{shown}: {error}.", "See CONTRIBUTING.md.") from None
    return text
