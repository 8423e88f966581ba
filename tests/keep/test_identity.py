"""The grader's hash: it changes with every file that a grade depends on, and with no other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support.places import ROOT

from autograder.keep.identity import STAGES, grader_hash, hash_of_stages


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package, to change."""
    ignored = shutil.ignore_patterns("__pycache__", "templates", "bundle_files")
    return Path(shutil.copytree(ROOT / "autograder", tmp_path / "autograder", ignore=ignored))


def test_the_graders_hash_is_that_of_the_stages(package: Path) -> None:
    was = hash_of_stages(package)
    assert was == grader_hash()
    for path in sorted(package.rglob("*.py")):
        inside = path.relative_to(package).parts[0] in STAGES
        content = path.read_bytes()
        path.write_bytes(content + b"# a comment\n")
        assert (hash_of_stages(package) != was) == inside, path
        path.write_bytes(content)
    assert hash_of_stages(package) == was


def test_a_new_a_moved_and_a_lost_file_of_a_stage_are_noticed(package: Path) -> None:
    was = hash_of_stages(package)
    (package / "run" / "more.py").write_text("")
    more = hash_of_stages(package)
    (package / "run" / "more.py").rename(package / "safe" / "more.py")
    moved = hash_of_stages(package)
    (package / "safe" / "more.py").unlink()
    (package / "safe" / "png.py").unlink()
    assert len({was, more, moved, hash_of_stages(package)}) == 4
