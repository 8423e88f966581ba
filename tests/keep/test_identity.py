"""A result's key changes with all that the result depends on, and with nothing else."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest

import autograder
from autograder.keep import identity
from autograder.keep.identity import result_key, taken_key
from autograder.run.kernels.level import Level
from autograder.run.limits import Limits

LIMITS = Limits()


def test_the_key_changes_with_all_that_a_result_depends_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def key(submission="a", reference="r", limits=LIMITS, level=Level.NAMESPACES) -> str:
        return result_key(submission, reference, limits, level)

    keys = {
        key(),
        key(submission="b"),
        key(reference="s"),
        key(level=Level.LANDLOCK),
        *(
            key(limits=dataclasses.replace(Limits(), **{field.name: 7}))
            for field in dataclasses.fields(Limits)
        ),
    }
    assert key() == key()
    monkeypatch.setattr(identity, "package_versions", lambda: ("tensorflow 0",))
    keys.add(key())
    monkeypatch.undo()
    monkeypatch.setattr(identity, "grader_hash", lambda: "another grader")
    keys.add(key())
    assert len(keys) == 6 + len(dataclasses.fields(Limits))


def test_what_is_taken_of_a_file_is_known_for_its_bytes_its_lesson_and_its_reader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = {taken_key(b"{}", "r"), taken_key(b"{ }", "r"), taken_key(b"{}", "s")}
    monkeypatch.setattr(identity, "grader_hash", lambda: "another grader")
    assert len(keys | {taken_key(b"{}", "r")}) == 4


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the grader, to be changed."""
    ignored = shutil.ignore_patterns("__pycache__", "templates", "bundle_files")
    return Path(shutil.copytree(Path(autograder.__file__).parent, tmp_path / "autograder", ignore=ignored))


def test_the_graders_hash_is_that_of_the_stages(package: Path) -> None:
    before = identity.hash_of_stages(package)
    assert before == identity.grader_hash()
    for path in sorted(package.rglob("*.py")):
        content, name = path.read_bytes(), path.relative_to(package).as_posix()
        path.write_bytes(content + b"# a comment\n")
        graded = name.startswith(("course/", "safe/", "intake/", "run/", "compare/"))
        graded |= name in ("grading.py", "key.py")
        assert (identity.hash_of_stages(package) != before) is graded, name
        path.write_bytes(content)
    assert identity.hash_of_stages(package) == before


def test_a_new_a_moved_and_a_lost_file_of_a_stage_are_noticed(package: Path) -> None:
    before = identity.hash_of_stages(package)
    (package / "run" / "more.py").write_text("")
    more = identity.hash_of_stages(package)
    (package / "run" / "more.py").rename(package / "safe" / "more.py")
    moved = identity.hash_of_stages(package)
    (package / "safe" / "more.py").rename(package / "show" / "more.py")
    assert identity.hash_of_stages(package) == before
    (package / "safe" / "png.py").unlink()
    assert len({before, more, moved, identity.hash_of_stages(package)}) == 4
