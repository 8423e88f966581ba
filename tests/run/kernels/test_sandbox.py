"""Bubblewrap's command line: what may be read is bound read-only, and the hub alone is writable."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import pytest

from autograder.run.kernels.sandbox import INSIDE, bubblewrap, readable_paths, recorder_folder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="bubblewrap is Linux's")


def bound(words: list[str], how: str) -> list[str]:
    """What is bound in this way."""
    return [path for word, path, _ in zip(words, words[1:], words[2:], strict=False) if word == how]


def test_nothing_of_the_project_is_readable_but_the_recorder() -> None:
    project = INSIDE.parents[2]
    ours = [path for path in readable_paths() if Path(path).is_relative_to(project)]
    assert ours == [str(recorder_folder())]
    assert [path.name for path in recorder_folder().glob("*.py")] == ["_record.py"]


def test_only_the_hub_is_writable(tmp_path: Path) -> None:
    words = bubblewrap(tmp_path / "a hub", readable_paths(), None)
    assert bound(words, "--bind") == [str(tmp_path / "a hub")]
    assert sys.prefix in bound(words, "--ro-bind") or any(
        Path(sys.prefix).is_relative_to(path) for path in bound(words, "--ro-bind")
    )
    assert "--unshare-all" in words and words[-1] == "--"


def test_started_by_root_it_becomes_another_account_first(tmp_path: Path) -> None:
    words = bubblewrap(tmp_path, readable_paths(), 64_999)
    inner = words[words.index("setpriv") :]
    assert inner[1:3] == ["--reuid", "64999"] and "--clear-groups" in inner
    assert inner[inner.index("bwrap") :] == bubblewrap(tmp_path, readable_paths(), None)


def test_folders_above_what_is_shown_are_made_once(tmp_path: Path) -> None:
    words = bubblewrap(tmp_path / "x" / "hub", [str(tmp_path)], None)
    made = [path for word, path in itertools.pairwise(words) if word == "--dir"]
    assert len(made) == len(set(made)) and str(tmp_path / "x") in made
