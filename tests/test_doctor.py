"""What doctor finds without a kernel."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import doctor
from autograder.errors import CourseError
from autograder.run.kernels.level import Level


def test_a_class_in_a_folder_that_kernels_may_read_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "share" / "course" / "classroom" / "submitted").mkdir(parents=True)
    (tmp_path / "share" / "nbgrader" / "exchange" / "training-lab" / "inbound").mkdir(parents=True)
    (tmp_path / "lib" / "package" / "submitted").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)  # no course around
    monkeypatch.setattr(doctor, "readable_folders", lambda: {tmp_path / "lib" / "package" / "submitted"})
    (nothing,) = doctor._within_reach()
    assert nothing.good
    monkeypatch.setattr(doctor, "readable_folders", lambda: {tmp_path})
    (proof,) = doctor._within_reach()
    assert not proof.good and str(tmp_path / "share/course/classroom") in proof.found
    assert str(tmp_path / "share/nbgrader/exchange/training-lab") in proof.found
    assert "lib" not in proof.found and "move it" in proof.found


def test_a_server_that_does_not_start_is_a_line_and_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Level) -> list[doctor.Proof]:
        raise CourseError("It is closed.", "Open it.")

    monkeypatch.setattr(doctor, "prove", refuse)
    (proof,) = doctor._proved(Level.LANDLOCK)
    assert not proof.good and "It is closed. Open it." in proof.found
