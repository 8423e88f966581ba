"""Collecting, from a source on disk to a class's folder and gradebook."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from autograder.collect.checkouts import NotReadable, last_commit
from autograder.collect.gradescope import MAX_METADATA, is_metadata, submitters
from autograder.collect.lessons import Fingerprints, fingerprints, recognise_apart
from autograder.collect.names import Claim, Naming
from autograder.collect.plan import (
    Left,
    Owned,
    Plan,
    Seen,
    owners,
    plan,
)
from autograder.collect.roster import Roster, parse_roster, roster_bytes
from autograder.collect.sources import (
    Entry,
    Refused,
    Source,
    open_source,
)
from autograder.collect.write import (
    EARLIER,
    in_place,
    make_folders,
    put,
)
from autograder.course.files import write_atomically
from autograder.course.folders import Classroom, Course
from autograder.errors import CourseError
from autograder.intake.times import MAX_STAMP, Zone, clock_of, moment, parse_stamp, stamp
from autograder.keep.gradebook.flow import settle
from autograder.keep.gradebook.people import enrol
from autograder.keep.journal import Journal
from autograder.keep.record import (
    AttemptRecord,
    ClassRecord,
    Line,
    attempt_line,
    due_line,
    note,
    read_record,
    roster_line,
)

ROSTER = "roster.csv"


@dataclass(frozen=True)
class Order:
    """What was asked for. `due` is the time after which the lessons of this source are late."""

    source: Path
    lesson: str | None = None
    roster: Path | None = None
    due: dt.datetime | None = None
    file_times: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class Collected:
    """What was done, or would be in a dry run. `due` holds each lesson's due date, `remarks` what is amiss besides."""

    order: Order
    plan: Plan
    due: Mapping[str, dt.datetime]
    remarks: tuple[str, ...] = ()


def collect(course: Course, classroom: Classroom, order: Order, zone: Zone = None) -> Collected:
    """Collect a source into a class. Raises CourseError for a bad source, roster or class folder.

    `zone` is that of the LMS's times, which mostly name none.
    """
    _refuse_the_class_itself(classroom, order.source)
    known = fingerprints(course)
    record = _known_record(classroom, order)
    roster, remarks = read_roster(classroom, order.roster, zone)
    with open_source(order.source) as source:
        entries = source.entries()
        if not any(entry.is_notebook for entry in entries):
            raise CourseError(
                f"{order.source} holds no notebook.",
                "Name the LMS's zip, or a folder of notebooks or checkouts.",
            )
        owned, left = owners(entries, roster, known.lessons, _told(entries, source))
        if any(item.claim.when and item.claim.naming in _WITHOUT_ZONE for item in owned):
            remarks.append(
                f"The times in the files' names were read on {clock_of(zone)}; --zone names another."
            )
        seen, unread = _look(owned, source, _stamps(entries), known, order, zone)
        if order.due is not None:
            # Which lessons the source holds only the plan says: their files' names may have to.
            due = dict.fromkeys([order.lesson] if order.lesson else known.lessons, order.due)
            record = replace(record, due={**record.due, **due})
        place = partial(in_place, classroom, record)
        made = plan(seen, left + unread, place, roster, order.lesson, known, record.due_for)
        if order.dry_run:
            return Collected(order, made, record.due, tuple(remarks))
        made = _carry_out(made, classroom, source)
    students = {s.id: s for s in (*roster.students.values(), *(step.student for step in made.steps))}
    remarks += make_folders(classroom, students.values())
    lines = [*_attempts(made, record)]
    if order.due is not None:
        lines += [due_line(lesson, order.due) for lesson in made.lessons]
    if roster:
        content = roster_bytes(roster)
        path = classroom.root / ROSTER
        if not path.is_file() or path.read_bytes() != content:
            write_atomically(path, content)
    note(Journal(classroom), lines)
    keep_roster(classroom)
    if students:
        enrol(classroom, students.values())
    return Collected(order, made, record.due, tuple(remarks))


def _known_record(classroom: Classroom, order: Order) -> ClassRecord:
    """The class's record; with what people wrote into the gradebook, unless nothing may be written."""
    return read_record(Journal(classroom)) if order.dry_run else settle(classroom)


def _attempts(made: Plan, record: ClassRecord) -> Iterator[Line]:
    """What came that the record does not have yet."""
    for step in made.steps:
        who = (step.student.id, step.lesson)
        came = [(step.seen.sha256, step.time), *((seen.sha256, seen.time) for seen in step.aside)]
        for sha256, time in came:
            attempt = AttemptRecord(*who, sha256, stamp(time) if time else "")
            if not record.knows(attempt):
                yield attempt_line(attempt)


def read_roster(
    classroom: Classroom, given: Path | None = None, zone: Zone = None
) -> tuple[Roster, list[str]]:
    """The class's own roster, joined with the one given; and which lines could not be used."""
    own, remarks = Roster(), []
    content = _own_roster(classroom, read_record(Journal(classroom)))
    if content is not None:
        own = parse_roster(content, ROSTER, zone)
        remarks += own.remarks
    if given is not None:
        own = parse_roster(_read_file(given), given.name, zone, own)
        remarks += own.remarks
    return own, remarks


def keep_roster(classroom: Classroom) -> None:
    """Make the class list's file and the record agree: what was changed in the file holds, a lost file comes back."""
    record, path = read_record(Journal(classroom)), classroom.root / ROSTER
    content = _own_roster(classroom, record)
    if content is None:
        return
    text = content.decode("utf-8", "surrogateescape")
    if text != record.roster:
        note(Journal(classroom), [roster_line(text)])
    elif not os.path.lexists(path):
        write_atomically(path, content)


def _own_roster(classroom: Classroom, record: ClassRecord) -> bytes | None:
    """The class list as its file has it, or as the record does where the file is lost; None where there is none."""
    path = classroom.root / ROSTER
    if path.is_file() and not path.is_symlink():
        return _read_file(path)
    return None if record.roster is None else record.roster.encode("utf-8", "surrogateescape")


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(64 * 2**20)
    except OSError as error:
        raise CourseError(
            f"Cannot read {path}: {error.strerror or error}.", "Name the roster's CSV file."
        ) from error


def _refuse_the_class_itself(classroom: Classroom, source: Path) -> None:
    target, inside = source.resolve(), classroom.root.resolve()
    for folder in (inside / "submitted", inside / EARLIER):
        if target == folder or folder in target.parents:
            raise CourseError(
                f"{source} is in the class's own folder.", "Name a zip or a folder from outside."
            )
    if target == inside or target in inside.parents:
        raise CourseError(
            f"{source} holds the class's own folder {classroom.root}.",
            "Name the zip or folder of submissions only.",
        )


#: Who names files after times, and no zone with them.
_WITHOUT_ZONE = (Naming.BLACKBOARD, Naming.BRIGHTSPACE)


def _told(entries: list[Entry], source: Source) -> dict[tuple[str, ...], tuple[Claim, ...]]:
    """Whose each folder of a Gradescope export is; {} for any other source."""
    found = [e for e in entries if is_metadata(e.path) and not e.refused and e.size <= MAX_METADATA]
    with contextlib.suppress(Refused):
        if len(found) == 1:
            return {(*found[0].path[:-1], k): v for k, v in submitters(source.read(found[0])).items()}
    return {}


def _stamps(entries: list[Entry]) -> dict[tuple[str, ...], Entry]:
    """Folders of the source that hold an nbgrader time stamp."""
    return {e.path[:-1]: e for e in entries if e.path and e.path[-1] == "timestamp.txt" and not e.refused}


def _look(
    owned: list[Owned],
    source: Source,
    stamps: Mapping[tuple[str, ...], Entry],
    known: Fingerprints,
    order: Order,
    zone: Zone,
) -> tuple[list[Seen], list[Left]]:
    """Look into each notebook, one at a time; its bytes are not kept."""
    seen, left = [], []
    for item in owned:
        try:
            content = source.read(item.entry)
        except Refused as error:
            left.append(Left(item.entry.shown, str(error), item.student.id))
            continue
        time, flags = _time(item, content, source, stamps, order, zone)
        digest = hashlib.sha256(content).hexdigest()
        seen.append(Seen(item, digest, recognise_apart(content, known), time, flags))
    return seen, left


def _time(
    item: Owned,
    content: bytes,
    source: Source,
    stamps: Mapping[tuple[str, ...], Entry],
    order: Order,
    zone: Zone,
) -> tuple[dt.datetime | None, tuple[str, ...]]:
    """When a notebook was handed in, by what is trusted most; None where nothing says so."""
    if item.student.submitted is not None:
        return item.student.submitted, ()
    if item.entry.checkout is not None:
        try:
            commit = last_commit(item.entry.checkout, item.entry.handle, content)
        except NotReadable as error:
            return None, (str(error),)
        return commit.time, () if commit.unchanged else ("changed since its last commit",)
    if item.claim.when:
        with contextlib.suppress(ValueError):
            return moment(item.claim.when, zone), ()
    stamped = stamps.get(item.entry.path[:-1])
    if stamped is not None and stamped.size <= MAX_STAMP:
        try:
            return parse_stamp(source.read(stamped)), ()
        except (Refused, ValueError):
            pass
    # In their zips Moodle and Canvas give files the time of the download, which may be after the due date.
    if item.claim.naming is Naming.FOLDER or order.file_times:
        return item.entry.time, ()
    return None, ()


def _carry_out(made: Plan, classroom: Classroom, source: Source) -> Plan:
    steps, left = [], list(made.left)
    for step in made.steps:
        try:
            put(step, classroom, source)
            steps.append(step)
        except Refused as error:
            left.append(Left(step.seen.owned.entry.shown, str(error), step.student.id))
        except OSError as error:
            raise CourseError(
                f"Cannot write {classroom.submitted / step.student.id}: {error.strerror or error}.",
                "See that the disk has room, and collect again: what is in place stays.",
            ) from error
    return replace(made, steps=tuple(steps), left=tuple(left))
