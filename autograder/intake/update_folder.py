"""A corrected bundle into a student's folder: notebooks are made one with theirs, a copy of what was is kept.

What is to be written is found first, and nothing is written before all of it is known and the copies are made.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from autograder.course.files import read, write_atomically
from autograder.errors import CourseError
from autograder.intake.reading import Unreadable
from autograder.intake.update import Changes, update

#: Where the lessons are in a bundle, and where copies of what an update replaces are kept.
LESSONS, BACKUPS = "lessons", "backups"
#: The list of a bundle's packages, as it is called there.
PACKAGES = PurePosixPath("requirements.txt")
#: A bundle of text and small pictures is far smaller.
MAX_BYTES = 256 * 2**20

#: A bundle's files: path inside its folder → content.
Files = Mapping[PurePosixPath, bytes]


@dataclass(frozen=True)
class FolderUpdate:
    """What an update of a folder writes; by notebook what it changes; and by notebook why it is left alone."""

    writes: Files
    lessons: Mapping[PurePosixPath, Changes]
    refused: Mapping[PurePosixPath, str]


def bundle_in(path: Path) -> Files:
    """The files of a bundle: a zip, or the folder that it was unpacked to. Raises CourseError."""
    try:
        files = dict(_in_folder(path) if path.is_dir() else _in_zip(path))
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        why = getattr(error, "strerror", None) or error
        raise CourseError(f"Cannot read {path}: {why}.", "Download it again.") from error
    roots = {p.parent.parent.parent for p in files if p.suffix == ".ipynb" and p.parts[-3:-2] == (LESSONS,)}
    if len(roots) != 1:
        raise CourseError(
            f"{path} holds no lessons.", "Name the zip file of lessons that your instructor gave you."
        )
    (root,) = roots
    return {p.relative_to(root): content for p, content in files.items() if p.is_relative_to(root)}


def _in_folder(path: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    names = [p for p in sorted(path.rglob("*")) if p.is_file() and _is_a_bundles(p.relative_to(path))]
    if sum(p.stat().st_size for p in names) > MAX_BYTES:
        raise CourseError(f"{path} is too large to be a bundle of lessons.", "Name another one.")
    yield from ((PurePosixPath(p.relative_to(path).as_posix()), p.read_bytes()) for p in names)


def _is_a_bundles(path: PurePosixPath | Path) -> bool:
    """Whether a file is not one that people and systems leave behind where they work or zip."""
    left = (BACKUPS, "__pycache__", "__MACOSX")
    return not any(part.startswith(".") or part in left for part in path.parts)


def _in_zip(path: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        entries = [i for i in infos if not i.is_dir() and _is_a_bundles(PurePosixPath(i.filename))]
        if sum(entry.file_size for entry in entries) > MAX_BYTES:
            raise CourseError(f"{path} is too large to be a bundle of lessons.", "Name another one.")
        for entry in entries:
            name = PurePosixPath(entry.filename)
            if name.is_absolute() or "\\" in entry.filename or ":" in entry.filename:
                raise CourseError(f"{path} holds a file of no good name.", "Download it again.")
            yield name, archive.read(entry)


def plan(folder: Path, new: Files) -> FolderUpdate:
    """What bringing these files into a student's folder means. Writes nothing. Raises CourseError."""
    if not (folder / LESSONS).is_dir():
        raise CourseError(f"{folder} has no folder {LESSONS}/.", "Name the folder that holds it.")
    writes: dict[PurePosixPath, bytes] = {}
    lessons: dict[PurePosixPath, Changes] = {}
    refused: dict[PurePosixPath, str] = {}
    for path, content in new.items():
        there = read(folder / path) if (folder / path).is_file() else None
        if there is not None and path.parts[0] == LESSONS and path.suffix == ".ipynb":
            try:
                made = update(there, content)
            except Unreadable as error:
                refused[path] = str(error)
                continue
            lessons[path], content = made.changes, made.notebook
        if content != there:
            writes[path] = content
    return FolderUpdate(writes, lessons, refused)


def carry_out(folder: Path, planned: FolderUpdate, now: datetime) -> Path | None:
    """Copy what will be replaced, then write; returns the folder of the copies, None where nothing is replaced.

    Raises CourseError. Stopped in the middle, each file is the old one or the new one; running it again goes on.
    """
    replaced = [path for path in planned.writes if (folder / path).is_file()]
    kept = None
    if replaced:
        kept = _unused(folder / BACKUPS / now.strftime("%Y-%m-%d %H.%M.%S"))
        for path in replaced:
            write_atomically(kept / path, read(folder / path))
    for path, content in planned.writes.items():
        write_atomically(folder / path, content)
    return kept


def _unused(path: Path) -> Path:
    number = 1
    while (tried := path if number == 1 else path.with_name(f"{path.name} {number}")).exists():
        number += 1
    return tried


def said(planned: FolderUpdate, kept: Path | None) -> str:
    """What an update did, for whom it was done."""
    lines: list[str] = []
    for path, changes in planned.lessons.items():
        if path in planned.writes:
            lines += [f"{path.stem}", *(f"  {line}" for line in _told(changes))]
    same = [path.stem for path in planned.lessons if path not in planned.writes]
    others = [str(path) for path in planned.writes if path not in planned.lessons]
    if same:
        lines.append(f"As they were: {', '.join(same)}")
    if others:
        lines.append(f"Other files that are new: {', '.join(others)}")
    for path, why in planned.refused.items():
        lines.append(f"NOT UPDATED, and left as it is: {path}: {why}.")
    if kept:
        lines.append(f"How it was before is kept in {kept}")
    if planned.writes:
        lines.append("If a lesson is open in JupyterLab, close its tab without saving and open it again.")
    if PACKAGES in planned.writes:
        lines.append("The list of packages has changed: install it again, as README.md says.")
    if not planned.writes and not planned.refused:
        lines = ["Everything is up to date; nothing was written."]
    return "\n".join(lines) + "\n"


def _told(changes: Changes) -> Iterator[str]:
    yield f"kept of yours: answers ({changes.answers}), other cells ({changes.own})"
    for words, names in (
        ("changed in the lesson", changes.changed),
        ("new in the lesson", changes.added),
        ("no longer in the lesson (what you wrote there is a cell of yours now)", changes.gone),
    ):
        if names:
            yield f"{words}: {', '.join(names)}"
    if changes.edited:
        yield (
            f"LOCKED CELLS THAT YOU HAD CHANGED: {', '.join(changes.edited)}. They say again what the lesson says;"
            " your version stands below each, and does not run."
        )
