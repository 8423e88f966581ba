"""The roster: who is in the class, and under which names and numbers their LMS knows them.

Reads what Moodle and Canvas export (gradebook, participants, Moodle's grading worksheet), what nbgrader
imports, and the class's own roster.csv, which is written from them. Pure: bytes in, students out.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from autograder.collect.names import Claim, Naming, key
from autograder.errors import CourseError
from autograder.intake.submissions import id_problem
from autograder.intake.times import Zone, clock_of, moment, read
from autograder.safe.text import clean_line, harmless

MAX_BYTES = 16 * 2**20
MAX_STUDENTS = 100_000
MAX_FIELD = 500

#: Fields of a student → what LMSs and people call their columns, in the order of trust.
_COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("studentid", "student_id", "id"),
    "username": ("username", "login", "loginid", "netid", "user", "anmeldename"),
    "sis_login_id": ("sisloginid",),
    "sis_user_id": ("sisuserid",),
    "id_number": ("idnumber", "idnummer", "matrikelnummer", "matriculationnumber", "studentnumber"),
    "email": ("emailaddress", "email", "emailadresse", "mail"),
    "lms_user_id": ("lmsuserid", "canvasid", "canvasuserid", "moodleid", "userid"),
    "first_name": ("firstname", "givenname", "vorname"),
    "last_name": ("lastname", "surname", "familyname", "nachname"),
    "name": ("fullname", "name", "student", "studentname", "vollständigername"),
    "section": ("section", "group", "groups"),
    "participant": ("identifier", "participant"),
    "submitted": (
        "lastmodifiedsubmission",
        "zuletztgeändertabgabe",
        "submitted",
        "submittedat",
        "submissiontime",
        "timestamp",
    ),
}
#: What a student's id in this class is taken from, the first that every row has.
#: By these, too, two rows are known to be one student; names are shared too often.
_STRONG = ("id", "username", "sis_login_id", "sis_user_id", "id_number", "email", "lms_user_id")
#: The columns of a class's own roster.csv.
OWN_COLUMNS = (
    "student_id",
    "first_name",
    "last_name",
    "email",
    "lms_user_id",
    "username",
    "id_number",
    "sis_user_id",
    "sis_login_id",
    "section",
)


@dataclass(frozen=True)
class Student:
    """One student. `id` is the folder's name and nbgrader's id; `submitted` and `participant` are of one assignment."""

    id: str
    first_name: str = ""
    last_name: str = ""
    name: str = ""
    email: str = ""
    lms_user_id: str = ""
    username: str = ""
    id_number: str = ""
    sis_user_id: str = ""
    sis_login_id: str = ""
    section: str = ""
    participant: str = ""
    submitted: dt.datetime | None = None

    @property
    def names(self) -> set[str]:
        """All spellings of the name that an LMS may use, as `key` writes them."""
        spelled = {self.name, f"{self.first_name}{self.last_name}", f"{self.last_name}{self.first_name}"}
        if "," in self.name:
            last, _, first = self.name.partition(",")
            spelled.add(f"{first}{last}")
        elif " " in self.name.strip():
            # Canvas sorts by the last word of a name.
            first, _, last = self.name.strip().rpartition(" ")
            spelled.add(f"{last}{first}")
        return {key(name) for name in spelled} - {""}

    @property
    def numbers(self) -> set[str]:
        """Everything else that names the student, as `key` writes it."""
        own = {*(getattr(self, name) for name in _STRONG), self.email.partition("@")[0]}
        return {key(value) for value in own if value} - {""}


@dataclass(frozen=True)
class Roster:
    """The students of a class, by id; `remarks` say which lines of the file could not be used and why."""

    students: Mapping[str, Student] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @cached_property
    def _by_name(self) -> dict[str, set[str]]:
        return self._ids_by(lambda student: student.names)

    @cached_property
    def _by_number(self) -> dict[str, set[str]]:
        return self._ids_by(lambda student: student.numbers)

    @cached_property
    def _by_participant(self) -> dict[str, set[str]]:
        return self._ids_by(lambda student: {student.participant} - {""})

    @cached_property
    def _by_lms_id(self) -> dict[str, set[str]]:
        return self._ids_by(lambda student: {student.lms_user_id} - {""})

    def _ids_by(self, keys: Callable[[Student], set[str]]) -> dict[str, set[str]]:
        """The ids of the students that each key names."""
        found: dict[str, set[str]] = defaultdict(set)
        for student in self.students.values():
            for name in keys(student):
                found[name].add(student.id)
        return dict(found)

    def __bool__(self) -> bool:
        return bool(self.students)

    @property
    def known(self) -> frozenset[str]:
        """Every name and number of the class, as `key` writes it."""
        return frozenset(self._by_name) | frozenset(self._by_number)

    def find(self, claim: Claim) -> Student:
        """The student of a claim. Raises LookupError, saying what to do, where there is none or more than one."""
        shown = clean_line(claim.who or claim.number, 80)
        if claim.naming is Naming.MOODLE and claim.number in self._by_participant:
            return self._one(self._by_participant[claim.number], shown)
        if claim.naming is Naming.CANVAS and claim.number in self._by_lms_id:
            return self._one(self._by_lms_id[claim.number], shown)
        if claim.naming is Naming.CANVAS and not claim.who:
            raise LookupError(
                "handed in anonymously: let Canvas show the names, download the zip again and collect that"
            )
        if claim.naming is Naming.FOLDER and claim.who in self.students:
            return self.students[claim.who]
        for who in (claim.who, *claim.also):
            wanted = key(who)
            # Moodle, Canvas and Brightspace write people's names; the others may write what they log in with.
            names_only = claim.naming in (Naming.MOODLE, Naming.CANVAS, Naming.BRIGHTSPACE)
            by_number = set() if names_only else self._by_number.get(wanted, set())
            if found := by_number or self._by_name.get(wanted, set()):
                return self._one(found, shown)
        raise LookupError(
            f"{shown!r} is nobody in the roster: add a line for this student to the roster, and collect again"
        )

    def _one(self, found: set[str], shown: str) -> Student:
        if len(found) > 1:
            raise LookupError(
                f"{shown!r} may be {_listed(sorted(found))}: "
                "give the roster the LMS's numbers (Moodle's grading worksheet, Canvas's gradebook)"
            )
        return self.students[next(iter(found))]


def _listed(names: list[str]) -> str:
    return " or ".join(clean_line(name, 40) for name in names[:4]) + (" or others" if len(names) > 4 else "")


def parse_roster(content: bytes, shown: str, zone: Zone, known: Roster | None = None) -> Roster:
    """The roster in a CSV file, joined to the one that was `known` before.

    Raises CourseError for a file that is no roster. `shown` is its name in messages; times without a zone are
    in `zone`.
    """
    rows, header = _rows(content, shown)
    columns, blind = _columns(rows, header)
    if not any(name in columns for name in _STRONG):
        raise CourseError(
            f"{shown} has no column for a student's id; it has {_listed_columns(header)}.",
            "Name one of them student_id, username, email or SIS Login ID.",
        )
    lines: list[tuple[int, dict[str, str]]] = []
    for number, row in rows:
        fields = {name: _field(row[index]) for name, index in columns.items() if index < len(row)}
        if blind:
            fields["id"] = fields["name"] = _blind_id(fields["participant"])
        if not any(fields.values()) or _is_no_student(row):
            continue
        lines.append((number, fields))
    if len(lines) > MAX_STUDENTS:
        raise CourseError(f"{shown} has {len(lines):,} students; at most {MAX_STUDENTS:,} are read.")
    source = next((name for name in _STRONG if lines and all(f.get(name) for _, f in lines)), None) or max(
        (name for name in _STRONG if name in columns),
        key=lambda name: sum(bool(f.get(name)) for _, f in lines),
    )
    students, remarks = dict(known.students) if known else {}, []
    index = _by_strong(students.values())
    taken: dict[str, int] = {}
    for number, fields in lines:
        where = f"{shown}, line {number}"
        student_id = _known_id(fields, index) or unicodedata.normalize("NFC", fields.get(source, ""))
        if not student_id:
            remarks.append(f"{where}: no {source.replace('_', ' ')}, which ids are taken from: fill it in")
            continue
        if problem := id_problem(student_id):
            remarks.append(f"{where}: {problem}; give another one in a column student_id")
            continue
        if student_id in taken:
            remarks.append(f"{where}: {clean_line(student_id, 80)!r} stands on line {taken[student_id]}, too")
            continue
        taken[student_id] = number
        made = _student(student_id, fields, zone, where, remarks)
        students[student_id] = joined(students.get(student_id), made)
    if any(_without_zone(fields.get("submitted", "")) for _, fields in lines):
        remarks.append(
            f"{shown}: its times name no zone, and were read on {clock_of(zone)}; --zone names another clock"
        )
    if not taken:
        raise CourseError(
            f"{shown} has no student that can be used.",
            remarks[0] if remarks else "It has no lines but the header.",
        )
    return Roster(students, tuple(remarks))


def _rows(content: bytes, shown: str) -> tuple[list[tuple[int, list[str]]], list[str]]:
    if len(content) > MAX_BYTES:
        raise CourseError(f"{shown} is larger than {MAX_BYTES / 2**20:.0f} MB.", "A roster is a small table.")
    text = _text(content)
    if content.startswith(b"PK"):
        raise CourseError(f"{shown} is a spreadsheet or a zip, not CSV.", "Save it as CSV (UTF-8).")
    first = next((line for line in text.split("\n") if line.strip()), "")
    if match := re.fullmatch(r'"?sep=(.)"?\s*', first):  # a word to Excel
        delimiter, text = match[1], text.replace(first, "", 1)
    else:
        delimiter = max(",;\t", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = [(reader.line_num, row) for row in reader if any(value.strip() for value in row)]
    except csv.Error as error:
        raise CourseError(f"{shown} is not CSV ({error}).", "Export it again, as CSV.") from None
    if not rows:
        raise CourseError(f"{shown} is empty.", "Export it again, as CSV.")
    return rows[1:], rows[0][1]


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")  # what Excel writes where it is not told otherwise


def _columns(rows: list[tuple[int, list[str]]], header: list[str]) -> tuple[dict[str, int], bool]:
    """Fields → the column that holds them; and whether it is a worksheet of blind marking, which names nobody."""
    own = header[0].strip().casefold() == OWN_COLUMNS[0]
    columns = ({} if own else _worksheet([row for _, row in rows], header)) | _columns_of(header)
    if "participant" in columns and columns.get("id") == columns["participant"]:
        del columns["id"]
    blind = "participant" in columns and not any(name in columns for name in (*_STRONG, "name"))
    return (columns | {"id": columns["participant"]} if blind else columns), blind


def _blind_id(participant: str) -> str:
    """What the zip of a blind assignment calls "Teilnehmer/in101": without a slash, with a space."""
    return re.sub(r" ?(\d+)$", r" \1", participant.replace("/", ""))


def _columns_of(header: list[str]) -> dict[str, int]:
    """Fields → the column that holds them."""
    plain = ["".join(c for c in title.casefold() if c.isalnum() or c == "_") for title in header]
    plain = [title.replace("_", "") if title != "student_id" else title for title in plain]
    columns: dict[str, int] = {}
    for name, titles in _COLUMNS.items():
        for title in titles:
            if title in plain:
                columns[name] = plain.index(title)
                break
    if "sisloginid" in plain or ("student" in plain and "section" in plain):
        # A gradebook of Canvas: its "ID" is Canvas's own number for the user.
        number = columns.get("id")
        if number is not None and plain[number] == "id":
            del columns["id"]
            columns["lms_user_id"] = number
    return columns


#: How the word for a status begins, which comes second where marking is blind: Status, Stato, Estado, Stav, Stan.
_STATUS = ("stat", "estad", "stav", "stan")


def _worksheet(rows: list[list[str]], header: list[str]) -> dict[str, int]:
    """The columns of Moodle's grading worksheet in whatever language, known by what stands in them.

    It begins with "Participant 101" and the full name; the first column of times is that of the submission.
    """
    words = {re.sub(r"\d+$", "", row[0].strip()) for row in rows if row}
    if len(words) != 1 or not re.fullmatch(r"[^\W\d_a-z][^\d]{4,}", word := next(iter(words))):
        return {}
    if not all(re.fullmatch(re.escape(word) + r"\d{1,19}", row[0].strip()) for row in rows if row):
        return {}
    found = {"participant": 0}
    for index in range(1, len(header)):
        values = [row[index].strip() for row in rows if index < len(row) and row[index].strip(" -")]
        if not values:
            continue
        if all("@" in value for value in values):
            found.setdefault("email", index)
        elif index == 1 and not key(header[1]).startswith(_STATUS):
            found["name"] = index
        elif all(map(_is_time, values)):
            found.setdefault("submitted", index)
    return found


def _without_zone(text: str) -> bool:
    try:
        return read(text).zone is None
    except ValueError:
        return False


def _is_time(text: str) -> bool:
    try:
        return read(text).clock is not None
    except ValueError:
        return False


def _listed_columns(header: list[str]) -> str:
    return ", ".join(clean_line(title, 30) for title in header[:12]) or "no columns"


def _is_no_student(row: list[str]) -> bool:
    """Canvas's second line, with the points possible, and its test student."""
    first = row[0].strip()
    return first.startswith("Points Possible") or first == "Student, Test"


#: An apostrophe that keeps a spreadsheet from reading a formula, as this project and others write it.
_DEFUSED = re.compile(r"'(?=[=+\-@])")


def _field(text: str) -> str:
    return clean_line(_DEFUSED.sub("", text.strip()), MAX_FIELD)


def _by_strong(students: Iterable[Student]) -> dict[tuple[str, str], set[str]]:
    index: dict[tuple[str, str], set[str]] = defaultdict(set)
    for student in students:
        for name in _STRONG:
            if value := getattr(student, name):
                index[name, value.casefold()].add(student.id)
    return index


def _known_id(fields: Mapping[str, str], index: Mapping[tuple[str, str], set[str]]) -> str:
    """The id of the student whom the class already knows by one of these fields, or ""."""
    for name in _STRONG:
        found = index.get((name, fields.get(name, "").casefold()), set())
        if len(found) == 1:
            return next(iter(found))
    return ""


def _student(
    student_id: str, fields: Mapping[str, str], zone: Zone, where: str, remarks: list[str]
) -> Student:
    plain = {name: value for name, value in fields.items() if name not in ("id", "submitted", "participant")}
    name = plain.get("name", "")
    if name and not plain.get("last_name") and not plain.get("first_name"):
        plain["first_name"], plain["last_name"] = split_name(name)
    submitted = None
    if (text := fields.get("submitted", "")).strip(" -"):
        try:
            submitted = moment(text, zone)
        except ValueError:
            remarks.append(
                f"{where}: the time {clean_line(text, 60)!r} is not understood; write 2026-03-01 23:59"
            )
    participant = re.search(r"(\d+)$", fields.get("participant", ""))
    return Student(
        student_id, **plain, participant=participant[1] if participant else "", submitted=submitted
    )


def split_name(name: str) -> tuple[str, str]:
    """First and last name of "Last, First" (Canvas) or "First Last" (Moodle), where the last word is the last name."""
    if "," in name:
        last, _, first = name.partition(",")
    else:
        first, _, last = name.rpartition(" ")
    return first.strip(), last.strip()


def joined(old: Student | None, new: Student) -> Student:
    """The new one, with what only the old one says."""
    if old is None:
        return new
    values = {
        f.name: getattr(new, f.name) or getattr(old, f.name)
        for f in dataclasses.fields(Student)
        if f.name != "id"
    }
    return Student(new.id, **values)


def roster_bytes(roster: Roster) -> bytes:
    """The class's own roster.csv, safe to open in a spreadsheet and to read again."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(OWN_COLUMNS)
    for student in sorted(roster.students.values(), key=lambda s: s.id):
        row = (student.id, *(getattr(student, name) for name in OWN_COLUMNS[1:]))
        writer.writerow([harmless(value) for value in row])
    return out.getvalue().encode("utf-8-sig", errors="replace")
