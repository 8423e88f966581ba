"""The students' bundle: lessons and what they need to run, without solutions, tests or the grader."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path, PurePosixPath

import autograder
from autograder.author.release import released_files, relevant_files
from autograder.course.files import read, write_atomically
from autograder.course.folders import Course
from autograder.errors import CourseError

#: The folder that students get, inside the destination and inside the zip.
NAME = "training-lab"

#: What lies beside the folder to tell, next time, which files are ours: path → SHA-256.
MANIFEST = f"{NAME}.manifest.json"

#: Files of the course that students get, and what they are called there.
_FROM_COURSE = {
    "requirements-student.txt": "requirements.txt",
    "environment-student.yml": "environment.yml",
    # Here for `nbgrader validate`, in lab-config/ for the button.
    "lab-config/nbgrader_config.py": "nbgrader_config.py",
    "LICENSE": "LICENSE",
    "LICENSE-lessons": "LICENSE-lessons",
}
_RENAMED = {name: called for name, called in _FROM_COURSE.items() if "student" in name}
_OWN_FILES = Path(__file__).parent / "bundle_files"
_OWN = ("README.md", "start.py")

#: Modules of this package that `start.py update` needs: in the bundle they are a package of its own.
_UPDATING = (
    "errors.py",
    "course/cells.py",
    "course/checksum.py",
    "course/files.py",
    "course/plain.py",
    "intake/alignment.py",
    "intake/other_files.py",
    "intake/reading.py",
    "intake/update.py",
    "intake/update_folder.py",
)
_PACKAGE = Path(autograder.__file__).parent
_CALLED = "training_lab"


def bundle_files(course: Course) -> dict[PurePosixPath, bytes]:
    """Everything in the bundle: path inside its folder → content. Lessons come afresh from solutions/."""
    lessons = course.select()
    files = {
        PurePosixPath("lessons") / path: content for path, content in released_files(course, lessons).items()
    }
    for name, called in _FROM_COURSE.items():
        content = read(course.root / name)
        # What these files say of one another is true of their names here.
        for old, new in _RENAMED.items():
            content = content.replace(old.encode(), new.encode())
        files[PurePosixPath(called)] = content
    settings = relevant_files(course.root / "lab-config")
    if not settings:
        raise CourseError(
            f"{course.root / 'lab-config'} has no files.", "It holds JupyterLab's settings for students."
        )
    for path in settings:
        files[PurePosixPath(path.relative_to(course.root).as_posix())] = read(path)
    for name in _OWN:
        files[PurePosixPath(name)] = read(_OWN_FILES / name)
    for name in _UPDATING:
        content = read(_PACKAGE / name)
        files[PurePosixPath(_CALLED, name)] = content.replace(b"autograder", _CALLED.encode())
    return dict(sorted(files.items()))


def write_bundle(course: Course, destination: Path) -> Path:
    """Write the bundle into `destination` as a folder and as a zip; return the zip's path.

    The destination must be new, empty, or hold an earlier bundle. Files of the earlier bundle that are no
    longer part of it are removed, if they are still as they were written; nothing else ever is. Raises
    CourseError, before anything is written, for another destination or for a file that somebody has changed.
    """
    files = bundle_files(course)
    earlier = _earlier(destination)
    folder = destination / NAME
    for path, digest in earlier.items():
        if (folder / path).exists() and _digest(read(folder / path)) != digest:
            raise CourseError(
                f"{folder / path} has been changed since it was written.",
                "Keep it elsewhere if it is wanted, delete it, and run the command again.",
            )
    for path in files:
        if (folder / path).exists() and path.as_posix() not in earlier:
            raise CourseError(
                f"{folder / path} is in the way: it is no file of a bundle.", "Choose another folder."
            )

    # First what is about to be written: after a kill in the middle, all of it is known to be ours.
    digests = {path.as_posix(): _digest(content) for path, content in files.items()}
    changed = {
        path: content
        for path, content in files.items()
        if earlier.get(path.as_posix()) != digests[path.as_posix()]
    }
    for path in [*changed, *(PurePosixPath(p) for p in earlier if p not in digests)]:
        _remove(folder / path)
    _write_manifest(destination, digests)
    for path, content in files.items():
        if not (folder / path).is_file():
            write_atomically(folder / path, content)
    archive = destination / f"{NAME}.zip"
    write_atomically(archive, zipped(files))
    return archive


def zipped(files: dict[PurePosixPath, bytes]) -> bytes:
    """A zip of these files in one folder, the same bytes every time: sorted, fixed date, fixed rights."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{NAME}/{path.as_posix()}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, on every machine
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def _earlier(destination: Path) -> dict[str, str]:
    """What an earlier bundle wrote; {} for a new or empty destination. Raises CourseError for any other."""
    if destination.exists() and not destination.is_dir():
        raise CourseError(f"{destination} is a file.", "Name a folder for the bundle.")
    try:
        if not destination.exists() or not any(destination.iterdir()):
            return {}
        return dict(json.loads((destination / MANIFEST).read_text(encoding="utf-8"))["files"])
    except FileNotFoundError:
        reason = "is not empty, and holds no earlier bundle"
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = f"cannot be used: {error}"
    raise CourseError(f"{destination} {reason}.", "Choose a new or an empty folder for the bundle.")


def _write_manifest(destination: Path, digests: dict[str, str]) -> None:
    note = "Written by `autograder release --to`, whose next run replaces only these files. Not for students."
    text = json.dumps({"about": note, "files": digests}, indent=1, sort_keys=True) + "\n"
    write_atomically(destination / MANIFEST, text.encode("utf-8"))


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
        if path.parent.name != NAME and path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()
    except OSError as error:
        raise CourseError(
            f"Cannot replace {path}: {error.strerror}.", "See that it can be written to."
        ) from error


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
