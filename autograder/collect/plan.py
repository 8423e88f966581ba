"""What will be done with each file of a source. Pure: a listing and what is known of each file in, a plan out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePosixPath

from autograder.collect.lessons import Fingerprints, Recognised, by_name
from autograder.collect.names import (
    Claim,
    Naming,
    claims,
    is_called,
    key,
    stem_of,
)
from autograder.collect.roster import Roster, Student, split_name
from autograder.collect.sources import Entry, not_a_notebook
from autograder.intake.submissions import id_problem
from autograder.intake.times import span
from autograder.safe.text import clean_line


@dataclass(frozen=True)
class Left:
    """A file that was not collected, and why, in words that say what to do. `student` is "" where nobody knows."""

    shown: str
    why: str
    student: str = ""


@dataclass(frozen=True)
class Owned:
    """A notebook of a source whose student is known."""

    entry: Entry
    claim: Claim
    student: Student


@dataclass(frozen=True)
class Seen:
    """An owned notebook, looked into: its SHA-256, which lesson it is, when it was handed in if that is known."""

    owned: Owned
    sha256: str
    recognised: Recognised
    time: dt.datetime | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class InPlace:
    """What the class has already for one student and lesson; `problem` says why nothing can be put there.

    `earlier` are the beginnings of the SHA-256 of those that were replaced, or came too late to count.
    """

    sha256: str = ""
    time: dt.datetime | None = None
    problem: str = ""
    earlier: frozenset[str] = frozenset()

    def had(self, sha256: str) -> bool:
        """Whether a notebook is one of the earlier ones."""
        return any(sha256.startswith(beginning) for beginning in self.earlier)


class Action(StrEnum):
    """What becomes of a student's newest notebook."""

    COLLECTED = "collected"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    NEW_TIME = "time changed"
    OLDER = "older"


@dataclass(frozen=True)
class Step:
    """One student's notebook for one lesson, handed in at `time` as far as is known.

    `aside` are others of the same source, kept beside the class.
    """

    student: Student
    lesson: str
    action: Action
    seen: Seen
    flags: tuple[str, ...] = ()
    aside: tuple[Seen, ...] = ()
    time: dt.datetime | None = None


@dataclass(frozen=True)
class Plan:
    """What to write: steps sorted by student and lesson; what was left; and whose work is not in the source."""

    steps: tuple[Step, ...] = ()
    left: tuple[Left, ...] = ()
    missing: tuple[Student, ...] = ()
    lessons: tuple[str, ...] = ()


def owners(
    entries: Iterable[Entry],
    roster: Roster,
    lessons: frozenset[str],
    told: Mapping[tuple[str, ...], tuple[Claim, ...]] | None = None,
) -> tuple[list[Owned], list[Left]]:
    """Whose each notebook is. What is no notebook is left, with a word where a student may have meant it as work.

    `told` are folders of which the source says itself whose they are.
    """
    left: list[Left] = []
    files: list[Entry] = []
    for entry in entries:
        if entry.refused:
            left.append(Left(entry.shown, entry.refused))
        elif entry.path:
            files.append(entry)
    # Folders are told from students by all names of the source, also those of files that are no notebooks.
    claimed = claims([e.path for e in files], roster.known, lessons)
    owned: list[Owned] = []
    others: list[tuple[Entry, Claim]] = []
    for entry, claim in _each(files, claimed, told or {}):
        if entry.checkout is not None:
            claim = _of_checkout(entry, claim, roster)
        if not entry.is_notebook:
            if why := not_a_notebook(entry.shown):
                left.append(Left(entry.shown, why))
            else:
                others.append((entry, claim))
            continue
        try:
            owned.append(Owned(entry, claim, _student(claim, roster)))
        except LookupError as error:
            left.append(Left(entry.shown, str(error.args[0])))
    owned, twofold = _told_apart(owned)
    return owned, left + twofold + _no_notebooks(others, owned, roster)


#: What nbgrader, Gradescope and Brightspace lay beside students' work.
_NOT_THEIRS = frozenset({"timestamp.txt", "submission_secret.txt", "submission_metadata.yml"})


def _each(
    files: Iterable[Entry], claimed: Iterable[Claim], told: Mapping[tuple[str, ...], tuple[Claim, ...]]
) -> Iterator[tuple[Entry, Claim]]:
    """Each file with what its name claims; with each claim that the source has for its folder instead, if any."""
    for entry, claim in zip(files, claimed, strict=True):
        own = next((told[above] for n in (1, 2) if told.get(above := entry.path[:n])), ())
        yield from (
            ((entry, replace(one, filename=entry.path[-1])) for one in own) if own else ((entry, claim),)
        )


def _no_notebooks(
    others: Iterable[tuple[Entry, Claim]], owned: Iterable[Owned], roster: Roster
) -> list[Left]:
    """What those handed in from whom no notebook came."""
    owned = list(owned)
    with_notebook = {item.student.id for item in owned}
    by_lms = any(item.claim.naming is not Naming.FOLDER for item in owned)
    left = []
    for entry, claim in others:
        loose = claim.naming is Naming.FOLDER and claim.who == stem_of(entry.path[-1])
        if loose and (by_lms or not (roster or _is_work(entry))):
            continue  # the LMS's own, as it names what students handed in; or a note beside their folders
        try:
            student = _student(claim, roster).id
        except LookupError as error:
            if not loose and _is_work(entry):
                left.append(Left(entry.shown, f"no notebook; and {error.args[0]}"))
            continue
        if student in with_notebook or entry.path[-1] in _NOT_THEIRS:
            continue
        typed = claim.onlinetext or (
            claim.naming is Naming.CANVAS and claim.filename in ("text.html", "link.html")
        )
        why = "text typed into the LMS, and no notebook" if typed else "no notebook"
        left.append(Left(entry.shown, f"{why}: ask for the .ipynb file", student))
    return left


def _is_work(entry: Entry) -> bool:
    """Whether a file may be somebody's work in another form: a page, a script, a document. Notes and tables are not."""
    suffix = PurePosixPath(entry.path[-1]).suffix.lower()
    return suffix in ("", ".html", ".htm", ".py", ".json", ".docx", ".doc", ".odt", ".pdf", ".rtf")


def _of_checkout(entry: Entry, claim: Claim, roster: Roster) -> Claim:
    """In a checkout the folder above it is the student's, whatever folders are within."""
    assert entry.checkout is not None
    inside = len(PurePosixPath(entry.handle.relative_to(entry.checkout).as_posix()).parts)
    above = entry.path[: len(entry.path) - inside]
    if not above or any(key(part) in roster.known for part in above[:-1]):
        return claim
    return Claim(Naming.FOLDER, above[-1], filename=entry.path[-1])


def _student(claim: Claim, roster: Roster) -> Student:
    if roster:
        return roster.find(claim)
    # Without a roster the name is the id; Canvas's number goes with it, as it is the same for each lesson.
    who = " ".join(claim.who.split())
    student_id = (
        "_".join(part for part in (who, claim.number) if part) if claim.naming is Naming.CANVAS else who
    )
    if problem := id_problem(student_id):
        raise LookupError(f"{problem}: give this student an id in a roster (--roster)")
    first, last = split_name(who) if claim.naming is Naming.MOODLE else ("", "")
    number = claim.number if claim.naming is Naming.CANVAS and claim.who else ""
    return Student(student_id, first, last, name=who, lms_user_id=number)


def _told_apart(owned: list[Owned]) -> tuple[list[Owned], list[Left]]:
    """Without those whom the LMS has under two numbers: they are two people of one name."""
    numbers: dict[str, set[str]] = defaultdict(set)
    for item in owned:
        if item.claim.number:
            numbers[item.student.id].add(item.claim.number)
    good = [item for item in owned if len(numbers[item.student.id]) < 2]
    twofold = [
        Left(
            item.entry.shown,
            f"{len(numbers[item.student.id])} people are called {clean_line(item.claim.who, 60)!r}: give a roster "
            "with the LMS's numbers (Moodle's grading worksheet, Canvas's gradebook), and collect again",
        )
        for item in owned
        if len(numbers[item.student.id]) > 1
    ]
    return good, twofold


@dataclass(frozen=True)
class _Candidate:
    seen: Seen
    certain: bool
    flags: tuple[str, ...]


def plan(
    seen: Iterable[Seen],
    left: Iterable[Left],
    in_place: Callable[[str, str], InPlace],
    roster: Roster,
    lesson: str | None,
    known: Fingerprints,
    due_for: Callable[[str, str], dt.datetime | None],
) -> Plan:
    """What to write for the notebooks `seen`.

    `in_place` says what the class has for a student and lesson, `due_for` when that is due; `lesson` is the one
    that all are handed in for, if it was named.
    """
    seen, left = list(seen), list(left)
    certain = {s.recognised.lesson for s in seen if s.recognised.lesson}
    only = lesson or (next(iter(certain)) if len(certain) == 1 else "")
    candidates: dict[tuple[str, str], list[_Candidate]] = defaultdict(list)
    for item in seen:
        chosen, sure, flags = _lesson_of(item, lesson, only, known)
        if chosen:
            candidates[item.owned.student.id, chosen].append(_Candidate(item, sure, (*item.flags, *flags)))
        else:
            left.append(Left(item.owned.entry.shown, flags[0], item.owned.student.id))
    steps = []
    for (student, name), found in sorted(candidates.items()):
        place = in_place(student, name)
        if place.problem:
            left += [Left(c.seen.owned.entry.shown, place.problem, student) for c in found]
            continue
        steps.append(_step(name, found, place, due_for(student, name)))
    lessons = tuple(sorted({step.lesson for step in steps} | ({lesson} if lesson else set())))
    came = {step.student.id for step in steps}
    missing = tuple(s for s in sorted(roster.students.values(), key=lambda s: s.id) if s.id not in came)
    return Plan(tuple(steps), tuple(sorted(left, key=lambda item: (item.shown, item.why))), missing, lessons)


def _lesson_of(
    item: Seen, lesson: str | None, only: str, known: Fingerprints
) -> tuple[str, bool, tuple[str, ...]]:
    """The lesson that a notebook counts for, whether its cells say so, and flags; or "", and why not."""
    filename, found = item.owned.claim.filename or item.owned.entry.path[-1], item.recognised
    if found.lesson:
        if lesson and found.lesson != lesson:
            why = f"it is the notebook of {found.lesson}: collect it with that lesson's name, or ask for the right one"
            return "", False, (why,)
        called = () if is_called(filename, found.lesson) else (f"saved as {clean_line(filename, 80)!r}",)
        return found.lesson, True, called
    if found.between:
        both = " and ".join(found.between)
        for name in found.between:
            if name == (lesson or by_name(filename, frozenset(found.between))):
                return name, True, (f"it holds cells of {both}",)
        return "", False, (f"it holds cells of {both}: name the lesson that it is handed in for",)
    named = lesson or by_name(filename, known.lessons) or _folder_of(item.owned.entry, known.lessons) or only
    why = f"not readable: {found.problem}" if found.problem else "none of its cells is of a lesson"
    if not named:
        return "", False, (f"{why}; name the lesson that it is handed in for to collect it all the same",)
    return named, False, (why,)


def _folder_of(entry: Entry, lessons: frozenset[str]) -> str:
    return next((part for part in entry.path[:-1] if part in lessons), "")


_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


def _step(lesson: str, found: list[_Candidate], place: InPlace, due: dt.datetime | None) -> Step:
    def rank(candidate: _Candidate) -> tuple:
        owned = candidate.seen.owned
        return (
            candidate.certain,  # what is the lesson's for certain, before what cannot be read
            candidate.seen.time or _NEVER,
            owned.claim.order,
            is_called(owned.claim.filename, lesson),
            owned.entry.position,
        )

    first, *others = sorted(found, key=rank, reverse=True)
    new = first.seen
    time = new.time or (place.time if new.sha256 == place.sha256 else None)
    different = {c.seen.sha256: c.seen for c in reversed(others) if c.seen.sha256 != new.sha256}
    flags = list(first.flags)
    if different:
        names = ", ".join(clean_line(s.owned.entry.path[-1], 60) for s in different.values())
        flags.append(f"{len(different) + 1} notebooks came; kept beside the class: {names}")
    if new.owned.claim.late and time is None:
        flags.append("Canvas marks it as late, but does not say when it came")
    if due is not None and time is not None and time > due:
        flags.append(f"late by {span((time - due).total_seconds())}")
    action = _action(new, place)
    if action is Action.REPLACED and time is None and place.time is not None:
        flags.append("nothing says when it was handed in; the one before was of a known time")
    return Step(new.owned.student, lesson, action, new, tuple(flags), tuple(different.values()), time)


def _action(seen: Seen, place: InPlace) -> Action:
    if not place.sha256:
        return Action.COLLECTED
    if seen.sha256 == place.sha256:
        return Action.UNCHANGED if seen.time in (None, place.time) else Action.NEW_TIME
    if seen.time is not None and place.time is not None:
        return Action.OLDER if seen.time < place.time else Action.REPLACED
    # Without times: what has been here before, and gave way to another one, gives way again.
    return Action.OLDER if place.had(seen.sha256) else Action.REPLACED
