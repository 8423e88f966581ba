"""The class's folder is written so that nothing is lost, nothing is written twice, and no link is followed."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.collecting import GOOD, LESSON, OTHER, entry, files, outcomes, put_in

from autograder.course.folders import Classroom
from autograder.intake.submissions import find_submissions
from autograder.show.collected import collected_text


def test_collecting_the_same_again_changes_nothing(run, classroom: Classroom) -> None:
    source = {
        f"Ada L_1_assignsubmission_file_/{LESSON}.ipynb": GOOD,
        f"Bo_2_assignsubmission_file_/{LESSON}.ipynb": b"",
    }
    run(source)
    before = {p: p.stat().st_mtime_ns for p in classroom.root.rglob("*") if "gradebook" not in p.name}
    assert outcomes(run(source)) == {"Ada L": "unchanged", "Bo": "unchanged"}
    assert {p: p.stat().st_mtime_ns for p in classroom.root.rglob("*") if "gradebook" not in p.name} == before


def test_a_new_notebook_never_keeps_the_old_ones_time(run, classroom: Classroom) -> None:
    run([(entry("ada/a.ipynb"), GOOD)])
    assert (classroom.submitted / "ada" / LESSON / "timestamp.txt").exists()
    run({f"ada_1_assignsubmission_file_/{LESSON}.ipynb": OTHER})
    assert put_in(classroom, "ada") == OTHER
    assert not (classroom.submitted / "ada" / LESSON / "timestamp.txt").exists()


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


def test_a_dry_run_writes_nothing(run, classroom: Classroom) -> None:
    collected = run({"ada/x.ipynb": GOOD}, roster="student_id\nada\nbo\n", dry_run=True)
    assert outcomes(collected) == {"ada": "collected"}
    assert not files(classroom.root)
    assert "Nothing was written" in collected_text(
        collected
    ) and "Nothing from 1 of the roster: bo" in collected_text(collected)
