"""What the name of a file says of who handed it in: as LMSs and nbgrader's exchange name files, or by folder.

Pure: paths go in, claims come out. Nothing here is ever used to build a path that is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from autograder.intake.submissions import is_notebook_name


class Naming(StrEnum):
    """Who named the files."""

    MOODLE = "Moodle"
    CANVAS = "Canvas"
    BLACKBOARD = "Blackboard"
    BRIGHTSPACE = "Brightspace"
    GRADESCOPE = "Gradescope"
    EXCHANGE = "nbgrader's exchange"
    FOLDER = "folder"


@dataclass(frozen=True)
class Claim:
    """Whose file it says it is.

    `who` is the name as the LMS or the folder has it, `number` the LMS's number ("" where there is none):
    Canvas's id of the user, Moodle's of the participant in that one assignment. `filename` is the student's
    own name for the file. `order` tells files of one student apart where the LMS numbers them: the larger is
    the newer. `late` is the LMS's word for it, `when` the time of the attempt as the LMS writes it. `also` are
    other ways to read `who`, for a roster to choose from.
    """

    naming: Naming
    who: str
    number: str = ""
    filename: str = ""
    order: int = 0
    late: bool = False
    onlinetext: bool = False
    when: str = ""
    also: tuple[str, ...] = field(default=(), compare=False)


#: Moodle writes a space for each "_" in a name, so the last number before the suffix is the participant's.
_MOODLE = re.compile(
    r"(?P<who>.+?)_(?P<number>\d{1,19})_assignsubmission_(?P<kind>file|onlinetext)(?:_(?P<rest>.*))?"
)
#: gradebook_COURSE_ASSIGNMENT_user_attempt_2026-03-01-23-59-59_filename; the attempt's own text file has no filename.
_BLACKBOARD = re.compile(
    r"(?:(?P<above>.*)_)?(?P<who>[^_]+)_attempt_(?P<when>\d{4}(?:-\d\d){5})(?:_(?P<rest>.+)|\.txt)", re.DOTALL
)
#: 12345-67890 - Ada Lovelace - Mar 1, 2026 1159 PM/filename. The numbers are the assignment's, not the student's.
_BRIGHTSPACE = re.compile(
    r"\d+-\d+ - (?P<who>.+) - (?P<day>.+\d{4}) (?P<hour>\d{1,2})(?P<minute>\d\d)(?P<half> [AP]M)?"
)
#: user+lesson+2026-03-01 22:59:00.123456 UTC+random/filename, as `nbgrader submit` names folders.
_EXCHANGE = re.compile(r"(?P<who>.+)\+[^+]+\+(?P<when>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S* \w+)(?:\+[^+]*)?")
#: name_LATE_user_attachment_filename; an anonymous assignment has "anon_" and a code for name and user.
_CANVAS = re.compile(
    r"(?P<who>[^_\W]\w*?)_(?P<late>LATE_)?(?P<number>\d{1,19})_(?P<order>\d{1,19})_(?P<rest>.+)"
)
_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?anon_(?P<number>[0-9A-Za-z]{1,40})_(?P<order>\d{1,19})_(?P<rest>.+)"
)


def parts_of(path: str) -> tuple[str, ...]:
    """The parts of a path of an untrusted listing, NFC. Raises ValueError, saying how, for one that leads astray."""
    if "\0" in path:
        raise ValueError("its name holds a NUL character")
    path = unicodedata.normalize("NFC", path.replace("\\", "/"))
    if path.startswith("/") or re.match(r"[A-Za-z]:", path):
        raise ValueError("its name is absolute: it would be written outside the class")
    parts = path.split("/")
    if ".." in parts:
        raise ValueError('its name holds "..": it would be written outside the class')
    return tuple(part for part in parts if part not in ("", "."))


def is_junk(parts: tuple[str, ...]) -> bool:
    """Whether a file is one that no student made: hidden, a checkpoint, what a Mac puts into a zip."""
    return any(
        part in ("__MACOSX", "__pycache__") or (part.startswith(".") and "_assignsubmission_" not in part)
        for part in parts
    )


def claims(paths: Iterable[tuple[str, ...]], known: frozenset[str], lessons: frozenset[str]) -> list[Claim]:
    """What each path claims, in order.

    `known` are the names and numbers of the roster, as `key` writes them: a part of a path that is one of
    them names the student wherever it stands. `lessons` are folder names that are no student's.
    """
    paths = list(paths)
    shared = _shared_folders(paths, known, lessons)
    notebooks = [path for path in paths if is_notebook_name(path[-1])]
    # Further down than students' folders lies what they named themselves, unless an LMS named all of it.
    by_lms = all(any(map(_by_folder, path[:-1])) for path in notebooks)
    named = [_by_lms(path, len(path) if by_lms else shared + 1, shared) for path in paths]
    own = [claim or _claim(path, shared, known, lessons) for path, claim in zip(paths, named, strict=True)]
    return _unblinded(own)


def _by_lms(path: tuple[str, ...], depth: int, shared: int) -> Claim | None:
    """What an LMS says in the name of one of the first `depth` folders, or in that of a file that lies among them."""
    for part in path[:-1][:depth]:
        if claim := _by_folder(part):
            return replace(claim, filename=path[-1])
    return _by_file(path[-1]) if len(path) - 1 <= shared else None


def _unblinded(found: list[Claim]) -> list[Claim]:
    """With blind marking, Moodle calls everybody "Participant", in its language: then the number tells who it is."""
    words: dict[str, set[str]] = defaultdict(set)
    for claim in found:
        if claim.naming is Naming.MOODLE:
            words[claim.who.rpartition("-")[2]].add(claim.number)
    if len(words) != 1:
        return found
    ((word, numbers),) = words.items()
    # One word for all: people's full names have two, and two people of one name are for a roster to tell apart.
    if " " in word or (len(numbers) < 2 and key(word) != "participant"):
        return found
    blind = [c.naming is Naming.MOODLE for c in found]
    return [
        replace(c, who=f"{word} {c.number}", also=()) if b else c for c, b in zip(found, blind, strict=True)
    ]


def _by_folder(name: str) -> Claim | None:
    """What the name of a folder says, if an LMS or nbgrader's exchange gave it."""
    if match := _MOODLE.fullmatch(name):
        return _moodle(match)
    if match := _BRIGHTSPACE.fullmatch(name):
        when = f"{match['day']} {match['hour']}:{match['minute']}{match['half'] or ''}"
        return Claim(Naming.BRIGHTSPACE, match["who"], when=when)
    if match := _EXCHANGE.fullmatch(name):
        return Claim(Naming.EXCHANGE, match["who"], when=match["when"])
    return None


def _by_file(name: str) -> Claim | None:
    """What the name of a file says, if an LMS gave it."""
    if match := _MOODLE.fullmatch(name):
        return _moodle(match)
    if match := _BLACKBOARD.fullmatch(name):
        # Titles of courses, and user names, may have "_" in them.
        above = (match["above"] or "").split("_")[-3:]
        also = tuple("_".join((*above[-n:], match["who"])) for n in range(1, len(above) + 1) if above[-1])
        own = match["rest"] or name
        return Claim(Naming.BLACKBOARD, match["who"], filename=own, when=match["when"], also=also)
    anonymous = _ANONYMOUS.fullmatch(name)
    if match := anonymous or _CANVAS.fullmatch(name):
        return Claim(
            Naming.CANVAS,
            "" if anonymous else match["who"],
            f"anon_{match['number']}" if anonymous else match["number"],
            match["rest"],
            int(match["order"]),
            bool(match["late"]),
        )
    return None


def _moodle(match: re.Match[str]) -> Claim:
    # In an assignment for groups, "Group-Name"; but names have hyphens, too.
    who = match["who"].strip()
    pieces = who.split("-")
    return Claim(
        Naming.MOODLE,
        who,
        match["number"],
        match["rest"] or "",
        onlinetext=match["kind"] == "onlinetext",
        also=tuple("-".join(pieces[n:]) for n in range(1, len(pieces))),
    )


def _claim(path: tuple[str, ...], shared: int, known: frozenset[str], lessons: frozenset[str]) -> Claim:
    """What folders and files of people's own say."""
    stem = stem_of(path[-1])
    for part in (*path[:-1], stem):
        if part not in lessons and key(part) in known:
            return Claim(Naming.FOLDER, part, filename=path[-1])
    folders = [part for part in path[shared:-1] if part not in lessons]
    return Claim(Naming.FOLDER, folders[0] if folders else stem, filename=path[-1])


def _shared_folders(paths: list[tuple[str, ...]], known: frozenset[str], lessons: frozenset[str]) -> int:
    """How many folders all work lies in that are no student's: "submissions/", "section 2/", as some zips have it."""
    least = min((len(path) for path in paths if is_notebook_name(path[-1])), default=0)
    # What lies further up than any notebook (a README.txt, the LMS's table) is no student's work.
    paths = [path for path in paths if len(path) >= least]
    shared = 0
    while paths and all(len(path) > shared + 1 for path in paths):
        folders = {path[shared] for path in paths}
        if any(key(folder) in known for folder in folders):
            break
        if len(folders) > 1:
            return shared + _are_sections(paths, shared, lessons)
        files = [path[-1] for path in paths if len(path) == shared + 2]
        if len(files) == len(paths):
            # One file, or files named after lessons: the folder is the student's. Else each file is one's.
            if len(set(files)) == 1 or any(is_called(name, lesson) for name in files for lesson in lessons):
                break
        elif files or {path[shared + 1] for path in paths} <= lessons:
            break
        shared += 1
    return shared


def _are_sections(paths: list[tuple[str, ...]], shared: int, lessons: frozenset[str]) -> bool:
    """Whether several folders hold students' folders, as sections do: in one, the same file comes several times."""
    inside: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path in paths:
        if not is_notebook_name(path[-1]):
            continue
        if len(path) < shared + 3 or path[shared] in lessons or path[shared + 1] in lessons:
            return False  # a notebook lies in the folder itself: it is a student's
        inside[path[shared], stem_of(path[-1])].add(path[shared + 1])
    return any(len(students) > 1 for students in inside.values())


_NOTEBOOK = re.compile(r"\.ipynb(?: ?\(\d+\))?(?:\.(?:txt|json))?$", re.IGNORECASE)


def stem_of(filename: str) -> str:
    """A file's name without what says that it is a notebook, or without its last suffix."""
    stem = _NOTEBOOK.sub("", filename)
    if stem == filename:
        stem = filename.rpartition(".")[0]
    return stem or filename


def key(name: str) -> str:
    """A name brought to what all spellings of it have in common, to compare by.

    Letters and digits only: LMSs drop apostrophes, spaces and commas from names in files. Accents stay, as
    they tell people apart; full-width and other compatible forms are one.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(c for c in folded if c.isalnum() or unicodedata.category(c).startswith("M"))


#: What a browser, Canvas or a file manager adds to the name of another copy.
_COPY = re.compile(r"(?:[ _-]*\(\d+\)|-\d{1,3}|[ _-]copy(?:[ _-]?\d+)?|-Copy\d+)+$")


def is_called(filename: str, lesson: str) -> bool:
    """Whether a file bears the lesson's name, but for what programs add to the name of a copy."""
    stem = filename.removesuffix(".ipynb")
    return stem == lesson or _COPY.sub("", stem) == lesson
