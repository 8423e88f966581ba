"""Files that only grow: a line that is cut off or changed costs only itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.keep.lines import add_lines, read_lines


def test_lines_that_a_kill_cut_off_cost_only_themselves(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    assert list(read_lines(path)) == []
    add_lines(path, [{"n": 1}])
    with path.open("ab") as file:
        file.write(b'\n{"n": 2, "cut')
    add_lines(path, [{"n": 3}, {"n": 4}])
    path.open("ab").write(b"\n[4]\n5\n")
    assert list(read_lines(path)) == [{"n": 1}, {"n": 3}, {"n": 4}]


def test_a_line_that_was_changed_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    add_lines(path, [{"points": 1.5, "who": "\udce9"}, {"points": 2.0}])
    path.write_bytes(path.read_bytes().replace(b"2.0", b"9.0"))
    assert list(read_lines(path)) == [{"points": 1.5, "who": "\udce9"}]


def test_a_line_of_an_earlier_version_is_taken_where_it_may_be_one(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text('{"n": 1}\n')
    assert list(read_lines(path)) == [{"n": 1}]
    assert list(read_lines(path, checked=True)) == []


def test_nothing_to_add_makes_no_file(tmp_path: Path) -> None:
    add_lines(tmp_path / "lines.jsonl", [])
    assert list(tmp_path.iterdir()) == []


def test_a_line_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CourseError, match="nothing already graded is lost"):
        add_lines(tmp_path / "file" / "lines.jsonl", [{}])
