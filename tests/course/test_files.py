"""Files are written whole or not at all, and a fault is said in words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.course.files import read, write_atomically
from autograder.errors import CourseError


def test_a_file_is_written_into_folders_that_are_made_for_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "file.txt"
    write_atomically(path, b"first")
    write_atomically(path, b"second")
    assert read(path) == b"second"
    assert list(path.parent.iterdir()) == [path]


def test_a_write_that_fails_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.txt"
    write_atomically(path, b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CourseError, match=r"Cannot write .*file\.txt: No space left on device") as refused:
        write_atomically(path, b"new")
    assert refused.value.remedy
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_read_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"Cannot read .*nowhere"):
        read(tmp_path / "nowhere")
