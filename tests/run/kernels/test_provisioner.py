"""What a kernel is given to read: ordinary files beside its notebook, and nothing that leads elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.run.kernels import provisioner
from autograder.run.kernels.provisioner import write_files


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_ordinary_files_are_copied_and_no_notebook_link_or_giant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    good = ("help.py", "data/stars.csv", "data/more/suns.csv")
    write_files(dict.fromkeys((*good, "01.ipynb", ".hidden", "__pycache__/help.pyc"), b"1"), source)
    write_files({"giant": b"12345"}, source)
    (source / "secret").symlink_to("/etc/passwd")
    (source / "folder").symlink_to("/etc")
    monkeypatch.setattr(provisioner, "_LARGEST_FILE", 4)
    target.mkdir()
    provisioner._copy_files(source, target)
    assert names(target) == set(good)
