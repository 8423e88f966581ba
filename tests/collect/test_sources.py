"""Zips and folders that attack (ATTACKS.md, 28): listed and read with caps, no link followed."""

from __future__ import annotations

import io
import os
import random
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from support.collecting import GOOD, LESSON, OTHER, entry, files, outcomes, why, zipped

from autograder.collect import sources as sources_module
from autograder.course.folders import Classroom
from autograder.errors import CourseError
from autograder.show.collected import collected_text


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
    # Beside bo's work there is the class's own record of it.
    assert all(path.startswith(("course/fall/submitted/bo/", "course/fall/.autograder/")) for path in made)


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


def test_a_folder_too_deep_is_one_line(run, folder: Path) -> None:
    deep = folder.joinpath("ada", *["d"] * 40)
    deep.mkdir(parents=True)
    (deep / "x.ipynb").write_bytes(GOOD)
    collected = run(folder)
    assert outcomes(collected) == {"bo": "collected"} and "deep" in why(collected)
