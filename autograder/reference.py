"""The reference side of a lesson: its source, its key, and what its own run recorded."""

from __future__ import annotations

import hashlib
import hmac
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import ModuleType
from typing import Any

import nbformat
import numpy as np
from nbformat import NotebookNode

from autograder import plain
from autograder.checks.base import Check, Context, Exercise, Raised, Record
from autograder.course import KEY_NAME, Course
from autograder.errors import CourseError
from autograder.execution import Limits, SentRecord, Transcript, execute
from autograder.lesson_source import grade_id, opening
from autograder.release import released
from autograder.result import TAMPERING, Outcome

Records = Mapping[tuple[str, str], Record]


@dataclass(frozen=True)
class Lesson:
    """A lesson as its files say it, in plain values that can travel to another machine.

    `files` are what lies beside the notebook for the student's code to read.
    """

    name: str
    source_text: str
    released_text: str
    key_text: str
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """SHA-256 over everything that the grades of this lesson depend on."""
        digest = hashlib.sha256()
        for part in (self.source_text.encode(), self.key_text.encode()):
            digest.update(hashlib.sha256(part).digest())
        for name, content in sorted(self.files.items()):
            digest.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(content).digest())
        return digest.hexdigest()

    @property
    def source(self) -> NotebookNode:
        """The source notebook, with solutions and hidden tests."""
        return nbformat.reads(self.source_text, as_version=4)

    @property
    def released(self) -> NotebookNode:
        """The notebook as students got it; a new one each time, so that nobody changes another's."""
        return nbformat.reads(self.released_text, as_version=4)

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """The key's exercises. Raises CourseError where the key is broken."""
        return load_key(self.key_text, self.name)

    @property
    def title(self) -> str:
        """The title that its opening gives."""
        return opening(self.source, self.name).title


@dataclass(frozen=True)
class Reference:
    """A lesson with what its reference solution recorded under this class's probes."""

    lesson: Lesson
    probe_seed: int
    records: Records

    @property
    def hash(self) -> str:
        """Identifies what a submission was compared with."""
        return reference_hash(self.lesson, self.probe_seed)


def reference_hash(lesson: Lesson, seed: int) -> str:
    """A reference's identity, known before it has run."""
    # With its name: a lesson may be the copy of another one, and the two have results of their own.
    return hashlib.sha256(f"{lesson.name} {lesson.hash} {seed}".encode()).hexdigest()


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
        p for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix != ".ipynb" and p.name != KEY_NAME
    )
    files = {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in beside
        if not {"__pycache__", ".ipynb_checkpoints"} & set(p.parts)
    }
    text = source.read_bytes()
    return Lesson(
        name=name,
        source_text=text.decode("utf-8"),
        released_text=released(text, f"solutions/{name}/{name}.ipynb").decode("utf-8"),
        key_text=key.read_text(encoding="utf-8"),
        files=files,
    )


@lru_cache(maxsize=32)
def load_key(text: str, lesson: str) -> tuple[Exercise, ...]:
    """The exercises that a grading key defines. Raises CourseError naming the key and what is wrong."""
    where = f"solutions/{lesson}/{KEY_NAME}"
    # A module of its own, known to sys.modules: dataclasses look their module up there.
    module = ModuleType(f"grading_key_of_{lesson}")
    sys.modules[module.__name__] = module
    try:
        exec(compile(text, where, "exec"), module.__dict__)  # the instructor's own file, never a student's
    except Exception as error:
        raise CourseError(
            f"{where} does not run: {type(error).__name__}: {error}.", "Mend the key."
        ) from error
    exercises = getattr(module, "exercises", None)
    if not isinstance(exercises, list | tuple) or not all(isinstance(e, Exercise) for e in exercises):
        raise CourseError(f"{where} defines no list `exercises` of Exercise.", "See CONTRIBUTING.md.")
    return tuple(exercises)


def probe_seed(secret: bytes, lesson: Lesson) -> int:
    """A class's own seed for a lesson's probes: not to be guessed without the secret, the same on every run."""
    return int.from_bytes(hmac.digest(secret, lesson.hash.encode(), "sha256")[:8], "big")


def derive_probes(exercises: tuple[Exercise, ...], seed: int) -> dict[str, tuple]:
    """Record name → argument tuples, for each check that calls a function of the student's."""
    probes = {}
    for exercise in exercises:
        for check in exercise.checks:
            # A generator for each name: adding a check to a lesson must not change another one's probes.
            name_seed = int.from_bytes(
                hashlib.sha256(f"{exercise.id}/{check.name}".encode()).digest()[:8], "big"
            )
            chosen = check.probes(np.random.default_rng([seed, name_seed]))
            if chosen and check.name in probes:
                raise CourseError(
                    f"Two checks choose probes for the record {check.name!r}.", "Rename one of the two."
                )
            if chosen:
                probes[check.name] = tuple(chosen)
    return probes


def wire_probes(probes: Mapping[str, tuple]) -> dict[str, Any]:
    """Probes in the form that the recorder reads."""
    return {name: [plain.encode(tuple(arguments)) for arguments in calls] for name, calls in probes.items()}


def decode_records(sent: tuple[SentRecord, ...]) -> tuple[dict[tuple[str, str], Record], list[str]]:
    """Decode what a kernel sent: the first record of each name of each test cell, and flags for the rest."""
    records: dict[tuple[str, str], Record] = {}
    flags = []
    for item in sent:
        exercise = (item.test_cell or "").removeprefix("test-")
        if not (item.test_cell or "").startswith("test-"):
            flags.append(
                f"{TAMPERING}a record was sent outside the test cells (in {item.test_cell or 'a cell of their own'!r})"
            )
            continue
        try:
            name, record = _decode(exercise, item.payload)
        except plain.PlainError as error:
            flags.append(f"a malformed record in {item.test_cell!r} ({error})")
            continue
        if (exercise, name) in records:
            flags.append(
                f"{TAMPERING}record {name!r} was sent more than once in {item.test_cell!r}; the first counts"
            )
            continue
        records[exercise, name] = record
    return records, list(dict.fromkeys(flags))


def _decode(exercise: str, payload: Any) -> tuple[str, Record]:
    if not isinstance(payload, dict) or not isinstance(payload.get("name"), str):
        raise plain.PlainError("it has no name")
    name, kind = payload["name"], payload.get("kind")
    if not isinstance(kind, str):
        raise plain.PlainError("it has no kind")
    raised = payload.get("raised")
    if raised is not None:
        if not (isinstance(raised, list) and len(raised) == 2 and all(isinstance(r, str) for r in raised)):
            raise plain.PlainError("its exception is malformed")
        return name, Record(exercise, name, kind, Raised(raised[0][:100], raised[1][:500]))
    if "value" not in payload:
        raise plain.PlainError("it has no value")
    return name, Record(exercise, name, kind, plain.decode(payload["value"]))


def build_reference(lesson: Lesson, seed: int, limits: Limits) -> Reference:
    """Run the reference solution and keep what it recorded.

    Raises CourseError where the solution does not run to its end, or leaves out a record that the key
    asks for: a lesson that cannot grade its own solution must not grade anybody.
    """
    source = lesson.source
    exercises = lesson.exercises
    probes = derive_probes(exercises, seed)
    transcript = execute(source, lesson.files, wire_probes(probes), limits)
    where = f"solutions/{lesson.name}/{lesson.name}.ipynb"
    _must_run(where, source, transcript)
    records, flags = decode_records(transcript.records)
    if flags:
        raise CourseError(f"The reference in {where} records wrongly: {flags[0]}.", "Mend its hidden tests.")
    test_cells = {grade_id(c) for c in source.cells}
    earlier: set[str] = set()
    for exercise in exercises:
        unknown = {needed for check in exercise.checks for needed in check.needed} - earlier
        if unknown:
            raise CourseError(
                f"Exercise {exercise.id!r} of {lesson.name} needs {min(unknown)!r}, which is no exercise before it.",
                "Name an earlier exercise in the key's needs=…",
            )
        earlier.add(exercise.id)
        if f"test-{exercise.id}" not in test_cells:
            raise CourseError(
                f"The key of {lesson.name} has an exercise {exercise.id!r}, but {where} has no 'test-{exercise.id}'."
            )
        text = next((c.source for c in source.cells if grade_id(c) == exercise.id), "")
        for check in exercise.checks:
            _must_have(where, exercise.id, check, records)
            _must_pass(where, exercise.id, check, Context(records, records, text, probes.get(check.name, ())))
    return Reference(lesson, seed, records)


def _must_run(where: str, source: NotebookNode, transcript: Transcript) -> None:
    for stop in (*transcript.left_out, transcript.stop):
        if stop:
            raise CourseError(
                f"The reference in {where} ended at cell {stop.cell!r}: {stop.reason}.", "Mend the lesson."
            )
    for index, cell in enumerate(source.cells):
        error = transcript.error(index) if cell.cell_type == "code" else None
        if error and "raises-exception" not in cell.metadata.get("tags", []):
            raise CourseError(
                f"The reference in {where} fails in cell {grade_id(cell) or cell.id!r}: {error[0]}: {error[1][:200]}.",
                "Mend the lesson.",
            )


def _must_have(where: str, exercise: str, check: Check, records: Records) -> None:
    record = records.get((exercise, check.name))
    if record is None:
        raise CourseError(
            f"Test cell 'test-{exercise}' of {where} records no {check.name!r}, which the grading key checks.",
            "Add the record to the cell's hidden tests, or take the check out of the key.",
        )
    if isinstance(record.value, Raised):
        raise CourseError(
            f"The reference's own record {check.name!r} in 'test-{exercise}' of {where} raised "
            f"{record.value.type}: {record.value.message}.",
            "Mend the lesson.",
        )


def _must_pass(where: str, exercise: str, check: Check, context: Context) -> None:
    """The reference compared with itself: finds faults of the key before a student does."""
    value = context.reference[exercise, check.name].value
    finding = check.compare(value, value, context)
    if finding.outcome is not Outcome.RIGHT:
        raise CourseError(
            f"The reference in {where} does not pass its own check {check.name!r} of {exercise!r}: {finding.message}",
            "Mend the key or the solution.",
        )
