"""Submissions collected from zips, folders and checkouts; what attacks a collector; and nothing lost."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import random
import shutil
import stat
import struct
import subprocess
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook
from support import small_lesson
from support.small_lesson import submission

from autograder.cli import main
from autograder.collect import sources as sources_module
from autograder.collect.run import Collected, Order, collect
from autograder.course.folders import Classroom, Course
from autograder.errors import CourseError
from autograder.intake.submissions import find_submissions
from autograder.keep.gradebook.people import enrol
from autograder.show.collected import collected_json, collected_text

LESSON = small_lesson.LESSON
GOOD = submission("number_of_things = 2")
OTHER = submission("number_of_things = 3")
LATER = submission("number_of_things = 4")


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook that knows nobody. Making one takes nbgrader seconds, copying it none."""
    classroom = Classroom(tmp_path_factory.mktemp("empty"))
    enrol(classroom, [], {})
    return classroom.gradebook


@pytest.fixture
def classroom(small_course: Course, empty_gradebook: Path) -> Classroom:
    root = small_course.root / "fall"
    root.mkdir()
    shutil.copy(empty_gradebook, root)
    return Classroom(root)


@pytest.fixture
def run(small_course: Course, classroom: Classroom, tmp_path: Path):
    """Collect a source (a zip's files as name → content, or a path) into the class."""

    def go(source, lesson: str | None = None, roster: str | None = None, **more) -> Collected:
        path = source if isinstance(source, Path) else zipped(tmp_path / "source.zip", source)
        given = None
        if roster is not None:
            given = tmp_path / "class.csv"
            given.write_text(roster, encoding="utf-8")
        return collect(small_course, classroom, Order(path, lesson, given, **more), dt.UTC)

    return go


def zipped(path: Path, files) -> Path:
    """A zip of files: (name or ZipInfo, content) pairs, or a mapping."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items() if isinstance(files, dict) else files:
            made.writestr(name, content)
    return path


def entry(name: str, when=(2026, 3, 1, 12, 0, 0), mode: int = 0o100644, method: int = zipfile.ZIP_DEFLATED):
    """A zip's entry with a date and a mode."""
    info = zipfile.ZipInfo(name, when)
    info.external_attr, info.compress_type, info.create_system = mode << 16, method, 3
    return info


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but the gradebook, by relative path."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not p.name.startswith("gradebook.db")
    }


def put_in(classroom: Classroom, student: str) -> bytes:
    return (classroom.submitted / student / LESSON / f"{LESSON}.ipynb").read_bytes()


def outcomes(collected: Collected) -> dict[str, str]:
    return {step.student.id: step.action.value for step in collected.plan.steps}


def why(collected: Collected) -> str:
    """The one reason why a file was left."""
    (left,) = collected.plan.left
    return left.why


# ---- what LMSs and people give


def test_a_moodle_zip_with_its_worksheet(run, classroom: Classroom) -> None:
    sheet = (
        'Identifier,"Full name",Username,"Email address","Last modified (submission)"\n'
        '"Participant 11","Ada Lovelace",ada,ada@x.org,"Sunday, 1 March 2026, 11:59 PM"\n'
        '"Participant 12","Zoë Ødegård",zoe,zoe@x.org,"Monday, 2 March 2026, 8:00 AM"\n'
        '"Participant 13","Bo Li",bo,bo@x.org,-\n'
    )
    collected = run(
        {
            f"Ada Lovelace_11_assignsubmission_file_/{LESSON}.ipynb": GOOD,
            "Zoë Ødegård_12_assignsubmission_file_my work.ipynb": OTHER,
            "Bo Li_13_assignsubmission_onlinetext_onlinetext.html": "I did it, believe me.",
        },
        roster=sheet,
        due=dt.datetime(2026, 3, 1, 23, 59, tzinfo=dt.UTC),
    )
    assert outcomes(collected) == {"ada": "collected", "zoe": "collected"}
    assert put_in(classroom, "ada") == GOOD and put_in(classroom, "zoe") == OTHER
    stamped = (classroom.submitted / "ada" / LESSON / "timestamp.txt").read_text()
    assert stamped == "2026-03-01 23:59:00.000000 UTC\n"
    zoe = collected.plan.steps[1]
    assert zoe.flags == ("saved as 'my work.ipynb'", "late by 8 h")
    assert "no notebook" in why(collected)
    # Who handed in nothing has a folder, and reads "missing".
    found = {h.student: h for h in find_submissions(classroom, [LESSON])}
    assert set(found) == {"ada", "bo", "zoe"}
    assert found["bo"].path is None and not found["bo"].problem
    with Gradebook(classroom.db_url, "training-lab") as gradebook:
        student = gradebook.find_student("zoe")
        assert (student.first_name, student.last_name, student.email) == ("Zoë", "Ødegård", "zoe@x.org")
        assert gradebook.find_assignment(LESSON).duedate == dt.datetime(2026, 3, 1, 23, 59)
        assert len(gradebook.students) == 3


def test_a_canvas_zip_with_its_gradebook(run, classroom: Classroom) -> None:
    book = (
        "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"
        '"Lovelace, Ada",501,S1,ada,A\n"Ødegård, Zoë",502,S2,zoe,A\n'
    )
    collected = run(
        {
            f"lovelaceada_501_9001_{LESSON}.ipynb": OTHER,
            f"lovelaceada_501_9002_{LESSON}-1.ipynb": GOOD,
            f"ødegårdzoë_LATE_502_9003_{LESSON}.ipynb": GOOD,
            "ødegårdzoë_LATE_502_9004_notes.pdf": b"%PDF",
        },
        roster=book,
    )
    assert outcomes(collected) == {"ada": "collected", "zoe": "collected"}
    assert put_in(classroom, "ada") == GOOD  # the attachment of the higher number
    assert "2 notebooks came" in collected.plan.steps[0].flags[0]
    assert list(files(classroom.root / "submitted-earlier").values()) == [OTHER]
    assert "late" in collected.plan.steps[1].flags[0]
    # A download's date is no time of submission.
    assert not list(classroom.submitted.rglob("timestamp.txt"))
    with Gradebook(classroom.db_url, "training-lab") as gradebook:
        assert gradebook.find_student("ada").lms_user_id == "501"


def test_dates_of_an_lms_zip_count_when_asked(run, classroom: Classroom) -> None:
    run([(entry(f"lovelaceada_501_9_{LESSON}.ipynb"), GOOD)], file_times=True)
    local = dt.datetime(2026, 3, 1, 12).astimezone(dt.UTC)
    stamped = (classroom.submitted / "lovelaceada_501" / LESSON / "timestamp.txt").read_text()
    assert stamped.startswith(local.strftime("%Y-%m-%d %H:%M:%S"))


def test_a_folder_of_files_and_of_folders(run, classroom: Classroom, tmp_path: Path) -> None:
    source = tmp_path / "in"
    for name, content in {
        "Ada Lovelace.ipynb": GOOD,
        "bo/whatever.ipynb": OTHER,
        f"zoë/{LESSON}/{LESSON}.ipynb": LATER,
        "bo/.ipynb_checkpoints/whatever-checkpoint.ipynb": GOOD,
        "notes.txt": b"hello",
    }.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    os.utime(source / "bo/whatever.ipynb", (1_770_000_000, 1_770_000_000))
    (source / "zoë" / LESSON / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC\n")
    collected = run(source)
    assert outcomes(collected) == dict.fromkeys(("Ada Lovelace", "bo", "zoë"), "collected")
    found = {h.student: h for h in find_submissions(classroom, [LESSON])}
    assert found["bo"].timestamp == "2026-02-02 02:40:00.000000 UTC"
    assert found["zoë"].timestamp == "2026-03-01 12:00:00.000000 UTC"
    assert not collected.plan.left


# ---- resubmission


def test_collecting_the_same_again_changes_nothing(run, classroom: Classroom) -> None:
    source = {
        f"Ada L_1_assignsubmission_file_/{LESSON}.ipynb": GOOD,
        f"Bo_2_assignsubmission_file_/{LESSON}.ipynb": b"",
    }
    run(source)
    before = {p: p.stat().st_mtime_ns for p in classroom.root.rglob("*") if "gradebook" not in p.name}
    assert outcomes(run(source)) == {"Ada L": "unchanged", "Bo": "unchanged"}
    assert {p: p.stat().st_mtime_ns for p in classroom.root.rglob("*") if "gradebook" not in p.name} == before


def test_the_newest_wins_and_the_one_before_is_kept(run, classroom: Classroom) -> None:
    def by(hour: int, content: bytes):
        return run([(entry("ada/a.ipynb", (2026, 3, 1, hour, 0, 0)), content)])

    assert outcomes(by(10, GOOD)) == {"ada": "collected"}
    assert outcomes(by(12, OTHER)) == {"ada": "replaced"}
    assert outcomes(by(11, LATER)) == {"ada": "older"}
    assert put_in(classroom, "ada") == OTHER
    assert sorted(files(classroom.root / "submitted-earlier").values()) == sorted([GOOD, LATER])
    assert len(find_submissions(classroom, [LESSON])) == 1
    # And all of that once more changes nothing.
    before = files(classroom.root)
    assert outcomes(by(11, LATER)) == {"ada": "older"} and outcomes(by(12, OTHER)) == {"ada": "unchanged"}
    assert files(classroom.root) == before


def test_a_new_notebook_never_keeps_the_old_ones_time(run, classroom: Classroom) -> None:
    run([(entry("ada/a.ipynb"), GOOD)])
    assert (classroom.submitted / "ada" / LESSON / "timestamp.txt").exists()
    run({f"ada_1_assignsubmission_file_/{LESSON}.ipynb": OTHER})
    assert put_in(classroom, "ada") == OTHER
    assert not (classroom.submitted / "ada" / LESSON / "timestamp.txt").exists()


def test_a_time_that_was_learnt_later_is_noted(run, classroom: Classroom) -> None:
    source = {f"Ada L_1_assignsubmission_file_/{LESSON}.ipynb": GOOD}
    run(source, roster="student_id,name\nada,Ada L\n")
    collected = run(source, roster="student_id,submitted\nada,2026-03-01 10:00\n")
    assert outcomes(collected) == {"ada": "time changed"}
    assert find_submissions(classroom, [LESSON])[0].timestamp.startswith("2026-03-01 10:00")
    # The class remembers who is who, not when something was handed in.
    assert b"submitted" not in (classroom.root / "roster.csv").read_bytes()
    assert outcomes(run(source)) == {"ada": "unchanged"}


def test_a_kill_between_two_writes_is_mended_by_the_next_run(run, classroom: Classroom, monkeypatch) -> None:
    from autograder.collect import write

    run([(entry("ada/a.ipynb"), GOOD)])
    real = write.write_atomically

    def dies(path: Path, content: bytes) -> None:
        if path.name == "timestamp.txt":
            raise KeyboardInterrupt
        real(path, content)

    newer = [(entry("ada/a.ipynb", (2026, 3, 2, 12, 0, 0)), OTHER)]
    monkeypatch.setattr(write, "write_atomically", dies)
    with pytest.raises(KeyboardInterrupt):
        run(newer)
    monkeypatch.undo()
    run(newer)
    assert put_in(classroom, "ada") == OTHER
    assert find_submissions(classroom, [LESSON])[0].timestamp is not None
    assert list(files(classroom.root / "submitted-earlier").values()) == [GOOD]


# ---- which lesson (ATTACKS.md, 29)


@pytest.fixture
def two_lessons(small_course: Course) -> Course:
    from support.small_lesson import check, given, notebook, student, text

    second = notebook(
        text("text-opening", small_lesson.OPENING),
        given("given-more"),
        student("add"),
        check("test-add"),
    )
    small_lesson.course(small_course.root, second, "02-next")
    return small_course


def as_submitted(course: Course, lesson: str) -> dict:
    from autograder.course.lesson import released

    return json.loads(released(course.source(lesson).read_bytes()))


def test_a_lesson_is_known_by_its_cells_whatever_the_file_is_called(
    run, two_lessons, classroom: Classroom
) -> None:
    second = json.dumps(as_submitted(two_lessons, "02-next")).encode()
    collected = run(
        {"ada/Untitled1.ipynb": GOOD, "ada/final (2).ipynb": second, f"bo/{LESSON}.ipynb": second}
    )
    assert [(s.student.id, s.lesson) for s in collected.plan.steps] == [
        ("ada", LESSON),
        ("ada", "02-next"),
        ("bo", "02-next"),
    ]
    assert all("saved as" in step.flags[0] for step in collected.plan.steps)
    assert (classroom.submitted / "bo" / "02-next" / "02-next.ipynb").read_bytes() == second


def test_another_lessons_notebook_is_not_taken_for_the_named_one(run, two_lessons) -> None:
    collected = run(
        {f"ada/{LESSON}.ipynb": json.dumps(as_submitted(two_lessons, "02-next")).encode()}, lesson=LESSON
    )
    assert not collected.plan.steps and "notebook of 02-next" in why(collected)


def test_cells_of_two_lessons_leave_the_choice_to_a_person(run, two_lessons) -> None:
    both, second = as_submitted(two_lessons, LESSON), as_submitted(two_lessons, "02-next")
    both["cells"] += [c for c in second["cells"] if c["id"] != "text-opening"]
    mixed = json.dumps(both).encode()
    assert "cells of" in why(run({"ada/mixed.ipynb": mixed}))
    named = run({"ada/mixed.ipynb": mixed}, lesson=LESSON)
    assert outcomes(named) == {"ada": "collected"} and "holds cells of" in named.plan.steps[0].flags[0]


def test_lost_metadata_is_made_up_for_by_cell_ids(run) -> None:
    bare = json.loads(GOOD)
    for cell in bare["cells"]:
        cell["metadata"] = {}
    assert outcomes(run({"ada/x.ipynb": json.dumps(bare).encode()})) == {"ada": "collected"}


def test_what_cannot_be_read_is_collected_where_its_name_says_the_lesson(run, classroom: Classroom) -> None:
    collected = run(
        {f"ada/{LESSON}.ipynb": b"{", f"bo/{LESSON} (1).ipynb": b"\xff\xfe{", "cy/x.ipynb": b"[]"}
    )
    assert outcomes(collected) == {"ada": "collected", "bo": "collected"}
    assert all("not readable" in step.flags[0] for step in collected.plan.steps)
    assert "name the lesson" in why(collected)
    assert outcomes(run({"cy/x.ipynb": b"[]"}, lesson=LESSON)) == {"cy": "collected"}


def test_a_broken_file_does_not_stand_before_a_good_one(run, classroom: Classroom) -> None:
    collected = run(
        [(entry("ada/a.ipynb"), GOOD), (entry(f"ada/{LESSON}.ipynb", (2026, 3, 9, 1, 0, 0)), b"broken")],
        lesson=LESSON,
    )
    assert put_in(classroom, "ada") == GOOD
    assert list(files(classroom.root / "submitted-earlier").values()) == [b"broken"]
    assert "2 notebooks came" in " ".join(collected.plan.steps[0].flags)


def test_of_several_of_one_age_the_one_of_the_lessons_name_is_taken(run, classroom: Classroom) -> None:
    run({"ada/draft.ipynb": OTHER, f"ada/{LESSON}.ipynb": GOOD, "ada/zzz.ipynb": LATER})
    assert put_in(classroom, "ada") == GOOD
    assert sorted(files(classroom.root / "submitted-earlier").values()) == sorted([OTHER, LATER])


# ---- zips that attack (ATTACKS.md, 28)


@pytest.mark.parametrize(
    "name",
    [
        f"../../{LESSON}.ipynb",
        f"/tmp/{LESSON}.ipynb",
        f"ada/../../../{LESSON}.ipynb",
        f"..\\..\\{LESSON}.ipynb",
        f"C:\\Users\\{LESSON}.ipynb",
        f"..\\{LESSON}_1_assignsubmission_file_\\..\\..\\x.ipynb",
    ],
)
def test_a_zip_slip_is_refused_and_the_others_are_collected(
    run, classroom: Classroom, tmp_path: Path, name
) -> None:
    before = files(tmp_path)
    collected = run([(name, GOOD), ("bo/x.ipynb", GOOD)])
    assert outcomes(collected) == {"bo": "collected"}
    assert "outside" in why(collected)
    made = set(files(tmp_path)) - set(before) - {"source.zip"}
    assert all(path.startswith("course/fall/submitted/bo/") for path in made)


@pytest.mark.parametrize(
    "who", ["..", "../../up", ".hidden", "<img src=x onerror=alert(1)>", "a'b", "a\x1b[31mb", "x" * 220]
)
def test_a_students_name_that_is_no_safe_id_is_told_with_what_to_do(
    run, classroom: Classroom, who: str
) -> None:
    collected = run([(f"{who}_1_assignsubmission_file_/{LESSON}.ipynb", GOOD), ("bo/x.ipynb", GOOD)])
    assert outcomes(collected) == {"bo": "collected"}
    assert [p.name for p in classroom.submitted.iterdir()] == ["bo"]
    assert "roster" in why(collected) or "outside" in why(collected)


def test_a_roster_maps_a_name_that_is_no_safe_id(run, classroom: Classroom) -> None:
    collected = run(
        {f"Seán OBrien_1_assignsubmission_file_/{LESSON}.ipynb": GOOD},
        roster='student_id,name\nsean,"Seán O\'Brien"\n',
    )
    assert outcomes(collected) == {"sean": "collected"}
    with Gradebook(classroom.db_url, "training-lab") as gradebook:
        assert gradebook.find_student("sean").last_name == "O’Brien"


def test_links_pipes_and_devices_in_a_zip_are_refused(run, classroom: Classroom) -> None:
    collected = run(
        [
            (entry(f"ada/{LESSON}.ipynb", mode=stat.S_IFLNK | 0o777), b"/etc/passwd"),
            (entry("cy", mode=stat.S_IFLNK | 0o777), b"/etc"),
            (entry(f"di/{LESSON}.ipynb", mode=stat.S_IFIFO | 0o644), b""),
            ("bo/x.ipynb", GOOD),
        ]
    )
    assert outcomes(collected) == {"bo": "collected"}
    assert [left.why.split(";")[0] for left in collected.plan.left] == [
        "a link",
        "a link",
        "neither a file nor a folder",
    ]


def test_a_bomb_is_refused_by_its_ratio_before_it_is_unpacked(run, tmp_path: Path, monkeypatch) -> None:
    path = zipped(tmp_path / "bomb.zip", {f"ada/{LESSON}.ipynb": b"0" * (20 * 2**20)})
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("the bomb was opened"))
    assert "zip bomb" in why(run(path))


def test_a_file_that_claims_to_be_small_is_read_no_further_than_the_cap(
    run, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(sources_module, "MAX_BYTES", 1000)
    path = zipped(tmp_path / "liar.zip", {f"ada/{LESSON}.ipynb": os.urandom(5000)})
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\1\2")
    struct.pack_into("<L", content, at + 24, 900)  # the size that the list of files gives
    path.write_bytes(content)
    collected = run(path, lesson=LESSON)
    assert not collected.plan.steps and ("damaged" in why(collected) or "larger" in why(collected))


def test_a_notebook_that_is_too_large_is_refused(run, monkeypatch) -> None:
    monkeypatch.setattr(sources_module, "MAX_BYTES", 100)
    assert "larger than" in why(run({f"ada/{LESSON}.ipynb": GOOD}))


def test_all_notebooks_together_are_capped(run, monkeypatch) -> None:
    monkeypatch.setattr(sources_module, "MAX_TOTAL", len(GOOD) + 10)
    collected = run({"ada/x.ipynb": GOOD, "bo/x.ipynb": OTHER})
    assert outcomes(collected) == {"ada": "collected"} and "in parts" in why(collected)


def test_a_zip_of_too_many_files_is_refused(run, monkeypatch) -> None:
    monkeypatch.setattr(sources_module, "MAX_FILES", 3)
    with pytest.raises(CourseError, match="at most 3"):
        run({f"s{n}/x.ipynb": GOOD for n in range(5)})


def test_a_list_of_files_that_says_to_be_huge_is_not_read(run, tmp_path: Path) -> None:
    path = zipped(tmp_path / "huge.zip", {"ada/x.ipynb": GOOD})
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\5\6")
    struct.pack_into("<L", content, at + 12, 0x7FFFFFFF)
    path.write_bytes(content)
    with pytest.raises(CourseError, match="are read"):
        run(path)


@pytest.mark.parametrize("name", ["work.zip", "work.tar.gz", "work.7z", "work.rar"])
def test_an_archive_inside_is_not_opened(run, name: str) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as made:
        made.writestr("../../x.ipynb", GOOD)
    collected = run({f"ada/{name}": inner.getvalue(), "bo/x.ipynb": GOOD})
    assert outcomes(collected) == {"bo": "collected"} and "archive inside" in why(collected)


def test_an_archive_called_a_notebook_is_only_unreadable(run, classroom: Classroom) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as made:
        made.writestr("x.ipynb", GOOD)
    collected = run({f"ada/{LESSON}.ipynb": inner.getvalue()})
    assert "not readable" in collected.plan.steps[0].flags[0]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_rare_packing_is_refused(run, method: int) -> None:
    assert "method" in why(run([(entry("ada/x.ipynb", method=method), GOOD)]))


def test_an_encrypted_file_is_refused(run, tmp_path: Path) -> None:
    path = zipped(tmp_path / "locked.zip", {"ada/x.ipynb": GOOD})
    content = bytearray(path.read_bytes())
    content[content.rfind(b"PK\1\2") + 8] |= 1
    path.write_bytes(content)
    assert "encrypted" in why(run(path))


def test_a_damaged_file_is_one_line(run, tmp_path: Path) -> None:
    path = zipped(tmp_path / "damaged.zip", {"ada/x.ipynb": os.urandom(3000), "bo/x.ipynb": GOOD})
    content = bytearray(path.read_bytes())
    content[100:200] = bytes(100)
    path.write_bytes(content)
    collected = run(path)
    assert outcomes(collected) == {"bo": "collected"} and "damaged" in why(collected)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_a_name_that_stands_twice_the_later_is_taken_and_the_other_kept(run, classroom: Classroom) -> None:
    collected = run([("ada/x.ipynb", OTHER), ("ada/x.ipynb", GOOD)])
    assert put_in(classroom, "ada") == GOOD
    assert list(files(classroom.root / "submitted-earlier").values()) == [OTHER]
    assert "2 notebooks came" in " ".join(collected.plan.steps[0].flags)


def test_names_that_a_program_forgot_to_mark_as_utf8(run, tmp_path: Path) -> None:
    path = zipped(tmp_path / "mac.zip", {"Zo\u0308e \u5b66/x.ipynb": GOOD})
    content = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = content.find(signature)
        struct.pack_into("<H", content, at + flags, struct.unpack_from("<H", content, at + flags)[0] & ~0x800)
    path.write_bytes(content)
    assert outcomes(run(path)) == {"Zöe 学": "collected"}


def test_what_a_mac_adds_is_not_seen(run) -> None:
    collected = run({"ada/x.ipynb": GOOD, "__MACOSX/ada/._x.ipynb": b"\0\5\x16\7", "ada/.DS_Store": b""})
    assert outcomes(collected) == {"ada": "collected"} and not collected.plan.left


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\5\6" + bytes(3), b"PK\5\6" + b"\xff" * 18, GOOD])
def test_what_is_no_zip_is_one_clear_line(run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(CourseError, match=r"not a zip|are read|no notebook"):
        run(path)


def test_a_damaged_zip_is_never_more_than_a_clear_line(run, tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "whole.zip", {"ada/x.ipynb": GOOD, "Bo L_1_assignsubmission_file_/y.ipynb": OTHER}
    )
    whole, dice = path.read_bytes(), random.Random(3)
    listing = whole.find(b"PK\1\2")
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(dice.randint(1, 4)):
            content[dice.randrange(listing, len(whole))] = dice.choice((0, 1, 0x2E, 0x2F, 0x5C, 0x80, 0xFF))
        path.write_bytes(content)
        try:
            collected = run(path, dry_run=True)
        except CourseError:
            continue
        assert collected_text(collected)
        assert not any(set(step.student.id) & set("/\\\0") for step in collected.plan.steps)


def test_a_name_that_begins_with_nul_is_refused(run, tmp_path: Path) -> None:
    path = zipped(tmp_path / "nul.zip", {"Xda/x.ipynb": GOOD, "bo/x.ipynb": GOOD})
    path.write_bytes(path.read_bytes().replace(b"Xda/", b"\0da/"))
    collected = run(path)
    assert outcomes(collected) == {"bo": "collected"} and "NUL" in why(collected)


def test_two_people_of_one_name_are_not_mixed_up(run, classroom: Classroom) -> None:
    source = {
        "Ada L_1_assignsubmission_file_/x.ipynb": GOOD,
        "Ada L_2_assignsubmission_file_/x.ipynb": OTHER,
        "Bo_3_assignsubmission_file_/x.ipynb": GOOD,
    }
    for roster in (None, "student_id,name\nada,Ada L\nbo,Bo\n"):
        collected = run(source, roster=roster)
        assert set(outcomes(collected)) <= {"Bo", "bo"}
        assert all("2 people" in left.why and "roster" in left.why for left in collected.plan.left)


def test_who_is_not_in_the_roster_is_not_guessed(run, classroom: Classroom) -> None:
    collected = run({"mallory/x.ipynb": GOOD, "ada/x.ipynb": GOOD}, roster="student_id\nada\n")
    assert outcomes(collected) == {"ada": "collected"} and "nobody in the roster" in why(collected)


# ---- folders that attack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "in"
    (path / "bo").mkdir(parents=True)
    (path / "bo" / "x.ipynb").write_bytes(GOOD)
    return path


def test_links_in_a_folder_are_not_followed(run, folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / f"{LESSON}.ipynb").write_bytes(OTHER)
    (folder / "ada").symlink_to(secret)
    (folder / "cy").mkdir()
    (folder / "cy" / f"{LESSON}.ipynb").symlink_to(secret / f"{LESSON}.ipynb")
    (folder / "loop").symlink_to(folder)
    collected = run(folder)
    assert outcomes(collected) == {"bo": "collected"}
    assert [left.why for left in collected.plan.left] == ["a link; links are not followed"] * 3


def test_a_pipe_is_not_waited_for(run, folder: Path) -> None:
    (folder / "ada").mkdir()
    os.mkfifo(folder / "ada" / f"{LESSON}.ipynb")
    assert "neither" in why(run(folder))


def test_a_link_in_the_class_is_not_written_through(run, classroom: Classroom, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    classroom.submitted.mkdir(parents=True)
    (classroom.submitted / "ada").symlink_to(elsewhere)
    (classroom.submitted / "cy" / LESSON).mkdir(parents=True)
    (classroom.submitted / "cy" / LESSON / f"{LESSON}.ipynb").symlink_to(elsewhere / "x")
    collected = run({"ada/x.ipynb": GOOD, "cy/x.ipynb": GOOD, "bo/x.ipynb": GOOD})
    assert outcomes(collected) == {"bo": "collected"}
    assert not list(elsewhere.iterdir())
    assert ["link" in left.why or "in the way" in left.why for left in collected.plan.left] == [True, True]


def test_a_folder_too_deep_is_one_line(run, folder: Path) -> None:
    deep = folder.joinpath("ada", *["d"] * 40)
    deep.mkdir(parents=True)
    (deep / "x.ipynb").write_bytes(GOOD)
    collected = run(folder)
    assert outcomes(collected) == {"bo": "collected"} and "deep" in why(collected)


@pytest.mark.parametrize("where", ["submitted", "submitted-earlier", ""])
def test_the_class_itself_is_no_source(run, classroom: Classroom, where: str) -> None:
    run({"ada/x.ipynb": GOOD})
    (classroom.root / "submitted-earlier").mkdir(exist_ok=True)
    with pytest.raises(CourseError, match="own folder"):
        run(classroom.root / where)


# ---- git checkouts


@pytest.fixture
def git(tmp_path: Path):
    """A function that runs git as a student would, at a time."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")

    def run_git(folder: Path, *arguments: str, when: str = "2026-03-01T12:00:00+0100") -> None:
        environment = {
            **os.environ,
            "GIT_COMMITTER_DATE": when,
            "GIT_AUTHOR_DATE": when,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        who = ["-c", "user.name=S", "-c", "user.email=s@x.org"]
        subprocess.run(
            ["git", *who, *arguments], cwd=folder, env=environment, check=True, capture_output=True
        )

    return run_git


@pytest.fixture
def checkout(git, tmp_path: Path) -> Path:
    """A folder of one student's checkout, in which the notebook was committed before another file."""
    path = tmp_path / "repos" / "ada"
    (path / "lessons" / "sub dir").mkdir(parents=True)
    git(path, "init", "-q")
    (path / "lessons" / "sub dir" / "[x] é.ipynb").write_bytes(GOOD)
    git(path, "add", ".")
    git(path, "commit", "-q", "-m", "work")
    (path / "README").write_text("later")
    git(path, "add", ".")
    git(path, "commit", "-q", "-m", "words", when="2026-03-05T12:00:00+0100")
    return path


def test_a_checkouts_time_is_that_of_the_last_commit_of_the_notebook(run, checkout: Path, classroom) -> None:
    collected = run(checkout.parent)
    assert outcomes(collected) == {"ada": "collected"}
    assert collected.plan.steps[0].time == dt.datetime(2026, 3, 1, 11, tzinfo=dt.UTC)
    assert collected.plan.steps[0].flags == ("saved as '[x] é.ipynb'",)


def test_packed_and_shallow_checkouts_tell_their_time_too(run, git, checkout: Path, tmp_path: Path) -> None:
    git(checkout, "gc", "-q")
    git(checkout, "pack-refs", "--all")
    assert run(checkout.parent).plan.steps[0].time == dt.datetime(2026, 3, 1, 11, tzinfo=dt.UTC)
    clones = tmp_path / "clones"
    clones.mkdir()
    git(clones, "clone", "-q", "--depth", "1", checkout.as_uri(), "ada")
    # Of a shallow clone only the last commit is there.
    assert run(clones).plan.steps[0].time == dt.datetime(2026, 3, 5, 11, tzinfo=dt.UTC)


def test_work_that_was_not_committed_is_flagged(run, git, checkout: Path) -> None:
    (checkout / "lessons" / "sub dir" / "[x] é.ipynb").write_bytes(OTHER)
    assert "changed since its last commit" in run(checkout.parent).plan.steps[0].flags
    shutil.rmtree(checkout / "lessons")
    (checkout / "new.ipynb").write_bytes(GOOD)
    assert "never committed" in " ".join(run(checkout.parent).plan.steps[0].flags)


def test_nothing_of_a_checkouts_own_is_run(run, git, checkout: Path, tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    program = tmp_path / "evil.sh"
    program.write_text(f"#!/bin/sh\ntouch {witness}\n")
    program.chmod(0o755)
    for name in (
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "gpg.program",
        "diff.external",
        "core.editor",
    ):
        git(checkout, "config", name, str(program))
    for name, value in {
        "log.showSignature": "true",
        "core.hooksPath": str(tmp_path),
        "extensions.partialClone": "origin",
        "remote.origin.url": f"ext::{program}",
        "remote.origin.promisor": "true",
        "remote.origin.uploadpack": str(program),
        "protocol.ext.allow": "always",
        "filter.evil.smudge": str(program),
        "diff.evil.textconv": str(program),
        "core.repositoryformatversion": "1",
    }.items():
        git(checkout, "config", name, value)
    (checkout / ".gitattributes").write_text("* filter=evil diff=evil\n")
    hook = checkout / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(program.read_text())
    hook.chmod(0o755)
    witness.unlink(missing_ok=True)
    # An object is missing, as in a partial clone: git would fetch it from wherever the configuration says.
    assert run(checkout.parent).plan.steps[0].time == dt.datetime(2026, 3, 1, 11, tzinfo=dt.UTC)
    for path in (checkout / ".git" / "objects").rglob("*"):
        if path.is_file():
            path.unlink()
    assert run(checkout.parent).plan.steps[0].flags
    assert not witness.exists()


@pytest.mark.parametrize(
    "head",
    ["ref: ../../../../etc/passwd", "ref: refs/heads/../../config", "--output=x", "", "ref: refs/heads/none"],
)
def test_a_strange_head_is_a_flag_and_no_more(run, checkout: Path, head: str) -> None:
    (checkout / ".git" / "HEAD").write_text(head)
    step = run(checkout.parent).plan.steps[0]
    assert step.time is None and "not known" in " ".join(step.flags)


def test_a_checkout_whose_git_folder_lies_elsewhere_is_not_followed(
    run, checkout: Path, tmp_path: Path
) -> None:
    (checkout / ".git").rename(tmp_path / "elsewhere")
    (checkout / ".git").write_text(f"gitdir: {tmp_path / 'elsewhere'}\n")
    step = run(checkout.parent).plan.steps[0]
    assert step.time is None and ".git" in step.flags[0]


# ---- what is said


@pytest.fixture
def usual_class(small_course: Course, empty_gradebook: Path) -> None:
    """The class that is meant where none is named, with a gradebook."""
    shutil.copy(empty_gradebook, small_course.default_class)


def command(course: Course, monkeypatch, *arguments: object):
    monkeypatch.chdir(course.root)
    return CliRunner().invoke(main, [str(a) for a in ("collect", *arguments)])


def test_a_dry_run_writes_nothing(run, classroom: Classroom) -> None:
    collected = run({"ada/x.ipynb": GOOD}, roster="student_id\nada\nbo\n", dry_run=True)
    assert outcomes(collected) == {"ada": "collected"}
    assert not files(classroom.root)
    assert "Nothing was written" in collected_text(
        collected
    ) and "Nothing from 1 of the roster: bo" in collected_text(collected)


def test_the_json_says_it_all(run) -> None:
    content = json.loads(
        collected_json(run({"ada/x.ipynb": GOOD, "../y.ipynb": GOOD}, roster="student_id\nada\nbo\n"))
    )
    assert content["lessons"] == [LESSON] and content["missing"] == ["bo"]
    (one,) = content["submissions"]
    assert (one["student"], one["outcome"], one["file"]) == ("ada", "collected", "ada/x.ipynb")
    assert content["not_collected"] == [
        {
            "file": "../y.ipynb",
            "why": 'its name holds "..": it would be written outside the class',
            "student": None,
        }
    ]


def test_names_in_the_report_are_text_only(run) -> None:
    report = collected_text(run({"[red]ada[b]/x.ipynb": GOOD, "b\x1b]0;evil\x07o/\x1b[31mx.ipynb": GOOD}))
    assert "[red]ada[b]" in report and "\x1b" not in report and "\x07" not in report


def test_the_command_collects_and_says_so(
    usual_class, small_course: Course, tmp_path: Path, monkeypatch
) -> None:
    path = zipped(tmp_path / "a.zip", {"ada/x.ipynb": GOOD})
    done = command(small_course, monkeypatch, path, "01", "--due", "2026-03-01 23:59 Europe/Rome", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["due"] == {LESSON: "2026-03-01T22:59:00+00:00"}
    assert put_in(Classroom(small_course.default_class), "ada") == GOOD


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.zip"], "There is no nowhere.zip"),
        (["nbgrader_config.py"], "not a zip"),
        (["solutions/01-small/data"], "holds no notebook"),
        (["a.zip", "07"], "No lesson is called '07'"),
        (["a.zip", "--due", "soon"], "is no time"),
        (["a.zip", "--roster", "nowhere.csv"], "Cannot read nowhere.csv"),
        (["a.zip", "--roster", "nbgrader_config.py"], "no column for a student's id"),
        (["a.zip", "--class", "nbgrader_config.py"], "is a file, not a class folder"),
        (["slip.zip"], "Nothing of slip.zip could be collected"),
    ],
)
def test_bad_input_is_one_clear_line(
    small_course: Course, monkeypatch, arguments: list[str], words: str
) -> None:
    zipped(small_course.root / "a.zip", {"ada/x.ipynb": GOOD})
    zipped(small_course.root / "slip.zip", {"../x.ipynb": GOOD})
    done = command(small_course, monkeypatch, *arguments)
    assert done.exit_code == 1
    assert words in done.output and "Traceback" not in done.output


def test_lateness_reaches_nbgraders_penalties(hand_in, run, classroom: Classroom) -> None:
    run(
        {"ada/x.ipynb": GOOD},
        due=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
        roster="student_id,submitted\nada,2026-03-02\n",
    )
    found = find_submissions(classroom, [LESSON])[0]
    with Gradebook(classroom.db_url, "training-lab") as gradebook:
        late = gradebook.add_submission(LESSON, "ada", timestamp=found.timestamp)
        assert late.total_seconds_late == 2 * 86_400 - 1
