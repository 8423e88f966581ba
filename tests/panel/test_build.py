"""What students' JupyterLab loads is what panel/ says: built from it, with a lock that names no addresses."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from support.npm import PANEL, node_modules
from support.places import ROOT

BUILT = ROOT / "lab-config" / "labextensions" / "training-lab-panel"
#: What is in panel/ besides sources.
MADE = ("node_modules", "lib")


def tree(folder: Path, without: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Path below the folder → content, of all files that are not in one of the folders `without`."""
    files = {}
    for path in sorted(folder.rglob("*") if not without else _walk(folder, without)):
        if path.is_file():
            files[path.relative_to(folder).as_posix()] = path.read_bytes()
    return files


def _walk(folder: Path, without: tuple[str, ...]) -> list[Path]:
    found = []
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in without]
        found += [Path(root, name) for name in names]
    return found


def test_the_built_files_are_of_these_sources() -> None:
    digest = hashlib.sha256()
    for name, content in sorted(tree(PANEL, MADE).items()):
        digest.update(name.encode() + b"\0" + content + b"\0")
    says = (BUILT / "sources.sha256").read_text().strip()
    assert says == digest.hexdigest(), "panel/ was changed since it was built: run make panel"


def test_built_anew_they_are_the_same(tmp_path: Path) -> None:
    def link(source: str, target: str) -> None:
        try:
            os.link(source, target)
        except OSError:  # another file system
            shutil.copy2(source, target)

    packages = node_modules()
    panel = tmp_path / "panel"
    shutil.copytree(PANEL, panel, ignore=shutil.ignore_patterns(*MADE))
    # A copy, no symbolic link: the bundler would see where the packages really are.
    shutil.copytree(packages, panel / "node_modules", symlinks=True, copy_function=link)
    done = subprocess.run(["npm", "run", "build"], cwd=panel, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    anew = tree(tmp_path / "lab-config" / "labextensions" / "training-lab-panel")
    assert anew == tree(BUILT), "lab-config/labextensions is not what panel/ builds: run make panel"


def test_the_lock_has_hashes_and_no_addresses() -> None:
    text = (PANEL / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert "resolved" not in text and "http" not in json.dumps(
        [{k: v for k, v in package.items() if k != "funding"} for package in packages.values()]
    )
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_the_wheel_puts_them_where_jupyterlab_looks(tmp_path: Path) -> None:
    source = tmp_path / "source"
    for name in ("autograder", "lab-config"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-lessons"):
        shutil.copy(ROOT / name, source)
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", str(tmp_path)]
    done = subprocess.run([*command, str(source)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        place = "data/share/jupyter/labextensions/training-lab-panel/"
        packed = {name.partition(place)[2]: opened.read(name) for name in opened.namelist() if place in name}
    assert packed == tree(BUILT)
