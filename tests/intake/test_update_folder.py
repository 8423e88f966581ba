"""A corrected bundle comes into a student's folder; what was there is kept, and bad input loses nothing."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from pathlib import Path, PurePosixPath

import pytest
from support.small_lesson import LESSON, submission

from autograder.errors import CourseError
from autograder.intake.update_folder import BACKUPS, bundle_in, carry_out, plan, said

NOTEBOOK = PurePosixPath("lessons", LESSON, f"{LESSON}.ipynb")
NOW = datetime(2026, 11, 28, 11, 40, 5)
MINE = submission("number_of_things = 2  # mine")
NEW = submission().replace(b"Now count.", b"Now please count.")
BUNDLE = {
    NOTEBOOK: NEW,
    PurePosixPath("lessons/02-new/02-new.ipynb"): NEW,
    PurePosixPath("lessons/README.md"): b"two lessons",
    PurePosixPath("requirements.txt"): b"jupyterlab==4.7\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A student's folder: one lesson, worked on, and something of their own."""
    made = tmp_path / "training-lab"
    write(made, {NOTEBOOK: MINE, PurePosixPath("lessons/README.md"): b"one lesson"})
    write(made, {PurePosixPath("lessons/my notes.txt"): b"mine", PurePosixPath("requirements.txt"): b"old\n"})
    return made


def write(folder: Path, files: dict[PurePosixPath, bytes]) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def updated(folder: Path) -> str:
    planned = plan(folder, BUNDLE)
    return said(planned, carry_out(folder, planned, NOW))


def test_lessons_are_made_one_and_what_was_is_kept(folder: Path) -> None:
    told = updated(folder)
    there = tree(folder)
    assert b"# mine" in there[str(NOTEBOOK)] and b"Now please count." in there[str(NOTEBOOK)]
    assert there["lessons/02-new/02-new.ipynb"] == NEW
    assert (there["lessons/README.md"], there["lessons/my notes.txt"]) == (b"two lessons", b"mine")
    kept = f"{BACKUPS}/2026-11-28 11.40.05"
    assert {name: content for name, content in there.items() if name.startswith(BACKUPS)} == {
        f"{kept}/{NOTEBOOK}": MINE,
        f"{kept}/lessons/README.md": b"one lesson",
        f"{kept}/requirements.txt": b"old\n",
    }
    assert "kept of yours: answers (1), other cells (0)" in told
    assert "changed in the lesson: text-count" in told
    assert "Other files that are new: lessons/02-new/02-new.ipynb, lessons/README.md" in told
    assert str(folder / kept) in told and "list of packages has changed" in told


def test_a_second_time_nothing_is_written(folder: Path) -> None:
    updated(folder)
    before = tree(folder)
    assert updated(folder) == "Everything is up to date; nothing was written.\n"
    assert tree(folder) == before


def test_two_updates_in_one_second_keep_both_backups(folder: Path) -> None:
    updated(folder)
    carry_out(folder, plan(folder, BUNDLE | {NOTEBOOK: submission()}), NOW)
    kept = {path.split("/")[1] for path in tree(folder) if path.startswith(BACKUPS)}
    assert kept == {"2026-11-28 11.40.05", "2026-11-28 11.40.05 2"}


def test_a_locked_cell_that_was_changed_is_told(folder: Path) -> None:
    write(folder, {NOTEBOOK: MINE.replace(b"sun", b"sea")})
    told = updated(folder)
    assert "LOCKED CELLS THAT YOU HAD CHANGED: given-things." in told
    assert b"sea" in (folder / NOTEBOOK).read_bytes()


def test_a_notebook_that_cannot_be_read_stays_and_the_others_are_updated(folder: Path) -> None:
    write(folder, {NOTEBOOK: b"<<<<<<< mine\n{}\n>>>>>>> theirs\n"})
    before = (folder / NOTEBOOK).read_bytes()
    told = updated(folder)
    assert f"NOT UPDATED, and left as it is: {NOTEBOOK}: the file is not a notebook: it holds git's" in told
    assert (folder / NOTEBOOK).read_bytes() == before
    assert (folder / "lessons/README.md").read_bytes() == b"two lessons"


def test_stopped_in_the_middle_it_goes_on_the_next_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from autograder.intake import update_folder

    def full(path: Path, content: bytes) -> None:
        if path == folder / "lessons/README.md":
            raise CourseError("Cannot write it: No space left on device.")
        write_atomically(path, content)

    write_atomically = update_folder.write_atomically
    monkeypatch.setattr(update_folder, "write_atomically", full)
    with pytest.raises(CourseError, match="No space"):
        updated(folder)
    monkeypatch.undo()
    updated(folder)
    assert b"# mine" in (folder / NOTEBOOK).read_bytes()
    assert (folder / "lessons/README.md").read_bytes() == b"two lessons"


# The bundle --------------------------------------------------------------------------------------------------


def test_a_zip_and_the_folder_it_was_unpacked_to_are_the_same(tmp_path: Path) -> None:
    write(tmp_path / "one" / "training-lab", BUNDLE)
    left = {"backups/x/lessons/a/a.ipynb": b"", ".DS_Store": b"", "lessons/.ipynb_checkpoints/a.ipynb": b""}
    write(tmp_path / "one" / "training-lab", {PurePosixPath(name): text for name, text in left.items()})
    names = {f"training-lab/{path}": content for path, content in BUNDLE.items()}
    archive = zipped(tmp_path / "new.zip", names | {"__MACOSX/training-lab/lessons/a/._a.ipynb": b""})
    assert bundle_in(archive) == BUNDLE
    assert bundle_in(tmp_path / "one" / "training-lab") == bundle_in(tmp_path / "one") == BUNDLE


def _not_whole(path: Path) -> Path:
    whole = zipped(path, {f"training-lab/{name}": content for name, content in BUNDLE.items()})
    whole.write_bytes(whole.read_bytes()[:-100])
    return whole


def _spoiled(path: Path) -> Path:
    buffer = io.BytesIO(zipped(path, {f"training-lab/{NOTEBOOK}": NEW}).read_bytes())
    path.write_bytes(buffer.getvalue().replace(NEW[:40], NEW[1:41]))
    return path


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: path, "No such file"),
        (lambda path: path.write_bytes(b"<html>sign in</html>") and path, "not a zip file"),
        (lambda path: path.write_bytes(b"") or path, "not a zip file"),
        (_not_whole, "not a zip file"),
        (_spoiled, "Bad CRC-32"),
        (lambda path: zipped(path, {"photos/one.png": b""}), "holds no lessons"),
        (lambda path: zipped(path, {f"../{NOTEBOOK}": NEW}), "holds no lessons"),
        (lambda path: zipped(path, {f"/{NOTEBOOK}": NEW}), "no good name"),
        (lambda path: zipped(path, {f"C:{NOTEBOOK}": NEW}), "no good name"),
        (lambda path: zipped(path, {f"{top}/{NOTEBOOK}": NEW for top in "ab"}), "holds no lessons"),
    ],
)
def test_what_is_no_bundle_is_said_in_words(tmp_path: Path, make, why: str) -> None:
    with pytest.raises(CourseError, match=why):
        bundle_in(make(tmp_path / "new.zip"))


def test_a_folder_without_lessons_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="has no folder lessons/"):
        plan(tmp_path, BUNDLE)


def test_nothing_is_written_where_a_new_lesson_is_broken(folder: Path) -> None:
    before = tree(folder)
    with pytest.raises(CourseError, match="new bundle is broken"):
        plan(folder, BUNDLE | {NOTEBOOK: json.dumps({"cells": []}).encode()})
    assert tree(folder) == before


def test_a_folder_that_cannot_be_written_to_is_said_in_words(folder: Path) -> None:
    (folder / BACKUPS).write_bytes(b"a file in the way")
    before = tree(folder)
    with pytest.raises(CourseError, match="Cannot write"):
        updated(folder)
    assert tree(folder) == before
