"""Whatever lies in other students' folders and in the journal: an undamaged student's result is what it is alone.

Classes are drawn at random. TRAINING_LAB_CASES says how many; `make verify-full` asks for ten thousand.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbgrader.api import Gradebook
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.pool import NullPool
from support import small_lesson
from support.fake_grading import FakeEngine, Quiet, fake_execute

from autograder import classes, grading
from autograder.compare import reference
from autograder.course.folders import Classroom, Course
from autograder.course.lesson import titles_of
from autograder.engines.engine import Grader
from autograder.keep.gradebook.writer import COURSE_ID, GradebookWriter
from autograder.keep.journal import Journal, encode
from autograder.run.limits import Limits
from autograder.show.report import renew
from autograder.show.rows import Row
from autograder.show.terminal import grades_json, grades_text, report_json, report_text

CASES = int(os.environ.get("TRAINING_LAB_CASES", "250"))
LESSON = small_lesson.LESSON
GRADER = Grader(FakeEngine(), Limits(), Quiet())
#: The undamaged ones: what each hands in.
HONEST = {
    "ada": small_lesson.submission("number_of_things = 2", "I counted."),
    "o'brien@uni.example": small_lesson.submission("number_of_things = 3"),
}


@dataclass(frozen=True)
class World:
    """A course; a class of the honest alone, graded, to copy from; and what each of them got there."""

    course: Course
    graded: Path
    alone: dict[str, tuple]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(grading, "execute", fake_execute)
        patch.setattr(reference, "execute", fake_execute)
        patch.setattr("os.fsync", lambda handle: None)  # nobody pulls the plug here
        patch.setattr("nbgrader.api.create_engine", same_engine)
        course = small_lesson.course(Path(folder) / "course")
        graded = Path(folder) / "graded"
        for student, content in HONEST.items():
            hand_in(graded, student.encode(), f"{LESSON}.ipynb".encode(), content)
        rows = classes.grade_class(course, Classroom(graded), [LESSON], GRADER).rows
        # The lesson stays the same, and every gradebook is a copy of one that knows it.
        patch.setattr(classes, "read_gradable", cache(classes.read_gradable))
        patch.setattr(GradebookWriter, "register", lambda self, lessons: None)
        yield World(course, graded, {row.student: said(graded, row) for row in rows})


def same_engine(url: str, **options: object) -> Engine:
    """One engine for every class, one class at a time: most of a gradebook's time goes into compiling queries."""
    _opened.append(make_url(url).database)
    return _engine()


_opened: list[str | None] = []


@cache
def _engine() -> Engine:
    return create_engine(
        "sqlite://", future=True, poolclass=NullPool, creator=lambda: sqlite3.connect(_opened[-1])
    )


def hand_in(root: Path, student: bytes, name: bytes, content: bytes, stamp: bytes | None = None) -> None:
    folder = os.path.join(os.fsencode(root), b"submitted", student, LESSON.encode())
    os.makedirs(folder, exist_ok=True)
    for file, data in ((name, content), (b"timestamp.txt", stamp)):
        if data is not None:
            with open(os.path.join(folder, file), "wb") as out:
                out.write(data)


def said(root: Path, row: Row) -> tuple:
    """All that a student is told, in the row, the gradebook and the page."""
    with Gradebook(Classroom(root).db_url, COURSE_ID) as gradebook:
        score = gradebook.find_submission(LESSON, row.student).score
    assert row.result is not None
    exercises = tuple((e.id, e.points, e.verdicts) for e in row.result.exercises)
    return (
        row.state,
        row.result.points,
        exercises,
        row.result.flags,
        score,
        bool((root / row.feedback).read_bytes()),
    )


# ---------------------------------------------------------------- what the others hand in

#: One part of a path. At most 200 bytes: what the file system itself refuses nobody can hand in.
NAMES = st.one_of(
    st.binary(min_size=1, max_size=40),
    st.text(min_size=1, max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(
        ["zoë", "zoe\u0308", "o’neil", "50%20off", "a?b", "=1+1", "<b>", " x ", "-rf", "ADA"]
    ).map(str.encode),
).map(lambda name: name.replace(b"/", b"").replace(b"\0", b"")[:200])
STAMPS = st.one_of(
    st.none(),
    st.binary(max_size=300),
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.datetimes().map(lambda time: str(time).encode()),
    st.sampled_from(
        [
            *(
                b"yesterday evening",
                b"1772409540",
                b"\xef\xbb\xbf2026-03-01 12:00:00 UTC",
                b"\xff\xfe\0",
                b"11:59 PM",
            ),
            *(
                b"9999-99-99 99:99:99 UTC",
                b"03/04/2026 11:59 PM",
                b"99999-01-01 00:00",
                b"2026-03-01 23:59 Europe/Rom",
            ),
            "3. März 2026, 23:59".encode(),
        ]
    ),
)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def notebooks(draw: st.DrawFn) -> bytes:
    """A valid notebook, changed in some of its places, or some of its bytes."""
    content = json.loads(small_lesson.submission("number_of_things = 2", "Words."))
    for _ in range(draw(st.integers(0, 4))):
        place: object = content
        while isinstance(place, dict | list) and place:
            keys = list(place) if isinstance(place, dict) else range(len(place))
            key = draw(st.sampled_from(keys))
            if draw(st.booleans()) or not isinstance(place[key], dict | list):
                place[key] = draw(PLAIN)
                break
            place = place[key]
    written = json.dumps(content).encode()
    if draw(st.booleans()):
        at = draw(st.integers(0, len(written)))
        written = written[:at] + draw(st.binary(max_size=8)) + written[at + draw(st.integers(0, 200)) :]
    return written


@dataclass(frozen=True)
class Other:
    """Another student's folder: its name, the notebook's name, what it holds, its stamp; what is amiss besides."""

    student: bytes
    name: bytes
    content: bytes
    stamp: bytes | None
    amiss: str


OTHERS = st.builds(
    Other,
    NAMES,
    NAMES
    | st.sampled_from(
        [b"%s.ipynb" % LESSON.encode(), b"X.IPYNB", b"x.ipynb.txt", b"x.html", b"timestamp.txt"]
    ),
    notebooks() | st.binary(max_size=60) | st.just(b"[" * 100_000) | st.just(HONEST["ada"]),
    STAMPS,
    st.sampled_from(
        ["", "", "", "feedback link", "autograded file", "stamp folder", "notebook folder", "links"]
    ),
)


def put(root: Path, other: Other) -> None:
    """Write another student's folder, as far as the file system takes it."""
    if other.student.startswith(b".") or os.fsdecode(other.student) in HONEST:
        return
    try:
        hand_in(root, other.student, other.name, other.content, other.stamp)
        student, top = os.fsdecode(other.student), root / "submitted" / os.fsdecode(other.student) / LESSON
        if other.amiss == "feedback link":
            (root / "feedback" / student).symlink_to(root.parent)
        elif other.amiss == "autograded file":
            (root / "autograded" / student).write_text("")
        elif other.amiss == "stamp folder":
            (top / "timestamp.txt").unlink(missing_ok=True)
            (top / "timestamp.txt").mkdir()
        elif other.amiss == "notebook folder":
            (top / "folder.ipynb").mkdir()
        elif other.amiss == "links":
            (top / f"{LESSON}.ipynb").symlink_to("/etc/passwd")
    except OSError:
        pass  # a name that is taken, or that no file can have


# ---------------------------------------------------------------- what the journal may have become


def _bad_stream(content: bytes) -> bytes:
    body = bytearray(content)
    body[10:14] = b"\xff\xff\xff\xff"
    return bytes(body)


def _retyped(content: bytes, name: str, value: object) -> bytes:
    plain = json.loads(gzip.decompress(content))
    plain["result"][name] = value
    return gzip.compress(json.dumps(plain).encode())


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "deflate": _bad_stream,
    "short": lambda content: content[: len(content) // 2],
    "empty": lambda content: b"",
    "deep": lambda content: gzip.compress(b'{"format":1,"result":' + b"[" * 100_000),
    "other": lambda content: zlib.compress(b"{}"),
}
DAMAGED = st.one_of(
    st.sampled_from(sorted(DAMAGES)).map(DAMAGES.__getitem__),
    st.binary(max_size=30).map(lambda data: lambda content: data),
    st.tuples(
        st.sampled_from(["exercises", "flags", "stop", "state", "seconds", "graded_by"]), PLAIN.filter(bool)
    ).map(lambda drawn: lambda content: _retyped(content, *drawn)),
    st.none(),
)
LINES = st.one_of(
    st.binary(max_size=60),
    PLAIN.map(lambda plain: json.dumps(plain).encode()),
    st.just(b"[" * 100_000),
    st.fixed_dictionaries(
        dict.fromkeys(("student", "lesson", "key", "points", "comments", "waiting"), PLAIN)
    ).map(lambda plain: json.dumps(plain).encode()),
    st.tuples(st.sampled_from(sorted(HONEST)), PLAIN).map(
        lambda drawn: json.dumps({"student": drawn[0], "lesson": LESSON, "key": drawn[1]}).encode()
    ),
)


@settings(
    max_examples=CASES, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=True
)
@given(st.lists(OTHERS, max_size=4), st.lists(DAMAGED, max_size=2), st.lists(LINES, max_size=3))
def test_nobody_and_nothing_changes_what_an_honest_student_gets(
    world: World, others: list[Other], damaged: list[Callable[[bytes], bytes] | None], lines: list[bytes]
) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        root = Path(folder) / "class"
        shutil.copytree(world.graded, root)
        for other in others:
            put(root, other)
        results = sorted((root / ".autograder" / "results").rglob("*.gz"))
        for path, damage in zip(results, damaged, strict=False):
            if damage is None:
                path.unlink()
                path.mkdir()
            else:
                path.write_bytes(damage(path.read_bytes()))
        for name in ("published.jsonl", "marks.jsonl", "class.jsonl", "taken.jsonl"):
            with (root / ".autograder" / name).open("ab") as file:
                file.write(b"\n" + b"\n".join(lines) + b"\n")
        _graded_and_shown(world, root)


def _graded_and_shown(world: World, root: Path) -> None:
    classroom = Classroom(root)
    grades = classes.grade_class(world.course, classroom, [LESSON], GRADER)
    rows = {row.student: row for row in grades.rows}
    assert (
        len(rows)
        == len(grades.rows)
        == sum(not name.startswith(".") for name in os.listdir(classroom.submitted))
    )
    assert {student: said(root, rows[student]) for student in HONEST} == world.alone
    # Everything that shows the class can be made and printed, and the table read again.
    made = renew(classroom, titles_of(world.course, [LESSON]))
    for text in (grades_text(grades), grades_json(grades), report_text(made), report_json(made)):
        text.encode("utf-8")
    table = list(csv.DictReader(io.StringIO(grades.table.read_text("utf-8-sig"), newline="")))
    assert len(table) == len(rows)
    points = {line["student"]: float(line["points"]) for line in table if line["student"] in HONEST}
    assert points == {student: alone[1] for student, alone in world.alone.items()}


def test_a_result_of_another_type_is_damaged(tmp_path: Path, world: World) -> None:
    journal = Journal(Classroom(tmp_path))
    (path, *_) = (world.graded / ".autograder" / "results").rglob("*.gz")
    key = path.name.removesuffix(".json.gz")
    whole = Journal(Classroom(world.graded)).get(key)
    assert whole is not None and encode(whole) == path.read_bytes()
    target = journal.folder / "results" / key[:2] / path.name
    target.parent.mkdir(parents=True)
    target.write_bytes(_retyped(path.read_bytes(), "flags", "text"))
    assert journal.get(key) is None
