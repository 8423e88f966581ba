"""Where submissions come from: a zip, or a folder. Listed and read with caps; nothing is unpacked or followed.

Both kinds of source say the same of each file (`Entry`), and hand out one file's bytes at a time.
"""

from __future__ import annotations

import datetime as dt
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from autograder.collect.names import is_junk, parts_of
from autograder.errors import CourseError
from autograder.intake.reading import MAX_BYTES
from autograder.intake.submissions import is_notebook_name

#: Files in one source. A course of thousands, with ten files each, has fewer.
MAX_FILES = 100_000
#: Bytes of a zip's own list of its files, which is read whole.
MAX_LISTING = 32 * 2**20
#: Bytes of all notebooks of one source together.
MAX_TOTAL = 16 * 2**30
#: How many times larger than its packed form a file may be. Notebooks are packed to a fifth at best.
MAX_RATIO = 200
MAX_DEPTH = 16

_ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")


class Refused(Exception):
    """A file of a source that is not read; the message says why, and what to do."""


@dataclass(frozen=True)
class Entry:
    """One file of a source. `refused` says why it is not read; then it is only here to be reported.

    `position` tells entries of the same name apart. `checkout` is the folder of the git checkout it lies in.
    """

    path: tuple[str, ...]
    shown: str
    size: int = 0
    time: dt.datetime | None = None
    refused: str = ""
    position: int = 0
    checkout: Path | None = None
    handle: Any = field(default=None, compare=False, repr=False)

    @property
    def is_notebook(self) -> bool:
        return is_notebook_name(self.shown)


class Source(Protocol):
    """A listing, and a way to read one of its files."""

    def entries(self) -> list[Entry]:
        """All files but hidden ones, in order of path."""

    def read(self, entry: Entry) -> bytes:
        """The bytes of a file. Raises Refused."""


def open_source(path: Path) -> AbstractContextManager[Source]:
    """The source at `path`. Raises CourseError for what is none."""
    if path.is_dir():
        return FolderSource(path)
    if not path.exists():
        raise CourseError(
            f"There is no {path}.", "Name the LMS's zip, or a folder of notebooks or checkouts."
        )
    if not path.is_file():
        raise CourseError(f"{path} is neither a file nor a folder.", "Name a zip or a folder.")
    return ZipSource(path)


def not_a_notebook(name: str) -> str:
    """Why a file that is no notebook was left, where a student may have meant it as work; else ""."""
    if name.lower().endswith(_ARCHIVES):
        return "an archive inside: unpack it yourself, look at what is in it, and collect the folder"
    return ""


class ZipSource:
    """A zip file, read in place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                _check_listing(file.read, file.seek, path)
            self._zip = zipfile.ZipFile(path)
        except (
            zipfile.BadZipFile,
            zipfile.LargeZipFile,
            NotImplementedError,
            ValueError,
            struct.error,
        ) as error:
            raise CourseError(
                f"{path} is not a zip that can be read ({error}).", "Download it from the LMS once more."
            ) from None
        except OSError as error:
            raise CourseError(
                f"Cannot read {path}: {error.strerror or error}.", "Check its permissions."
            ) from error
        self._room = _Budget()

    def __enter__(self) -> ZipSource:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def entries(self) -> list[Entry]:
        infos = self._zip.infolist()
        if len(infos) > MAX_FILES:
            raise CourseError(
                f"{self.path} holds {len(infos):,} files; at most {MAX_FILES:,} are read.",
                "Collect one lesson's zip at a time.",
            )
        return list(_zip_entries(infos))

    def read(self, entry: Entry) -> bytes:
        limit = self._room.limit(entry)
        try:
            with self._zip.open(entry.handle) as file:
                content = file.read(limit + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            OSError,
            ValueError,
        ):
            raise Refused("it is damaged in the zip: ask for it again") from None
        self._room.take(entry, len(content), limit)
        return content


class _Budget:
    """How much more is read of one source. A file counts once, however often it is read."""

    def __init__(self) -> None:
        self._left = MAX_TOTAL
        self._counted: set[tuple[str, int]] = set()

    def limit(self, entry: Entry) -> int:
        """The bytes that may be read of a file."""
        return MAX_BYTES if self._name(entry) in self._counted else min(MAX_BYTES, self._left)

    def take(self, entry: Entry, size: int, limit: int) -> None:
        """Count a file that was read. Raises Refused for one that is larger than the limit it was given."""
        if size > limit:
            if limit < MAX_BYTES:
                together = f"the notebooks of this source exceed {MAX_TOTAL / 2**30:.0f} GB together"
                raise Refused(f"{together}: collect it in parts")
            raise Refused(_TOO_LARGE)
        if self._name(entry) not in self._counted:
            self._counted.add(self._name(entry))
            self._left -= size

    @staticmethod
    def _name(entry: Entry) -> tuple[str, int]:
        return entry.shown, entry.position


_TOO_LARGE = f"it is larger than {MAX_BYTES / 2**20:.0f} MB: ask for it without its large outputs"


def _check_listing(read: Any, seek: Any, path: Path) -> None:
    """Look at how long a zip's list of files says to be, before anything reads it whole into memory."""
    end = seek(0, os.SEEK_END)
    seek(max(0, end - 65_557))
    tail = read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < 22:
        raise zipfile.BadZipFile("it has no end record")
    count, size = struct.unpack_from("<HL", tail, at + 10)
    if size == 0xFFFFFFFF or count == 0xFFFF:
        at64 = tail.rfind(b"PK\6\6", 0, at)
        if at64 >= 0 and at - at64 >= 56:
            count, size = struct.unpack_from("<QQ", tail, at64 + 32)
    if size > MAX_LISTING or count > MAX_FILES:
        raise CourseError(
            f"{path} lists {count:,} files in {size / 2**20:.0f} MB; "
            f"at most {MAX_FILES:,} files and {MAX_LISTING / 2**20:.0f} MB are read.",
            "Collect one lesson's zip at a time.",
        )


def _zip_entries(infos: list[zipfile.ZipInfo]) -> Iterator[Entry]:
    listed: list[Entry] = []
    for position, info in enumerate(infos):
        name = _zip_name(info)
        if name.endswith(("/", "\\")):
            continue
        try:
            path = parts_of(name)
        except ValueError as error:
            listed.append(Entry((), _shown(name), refused=str(error), position=position))
            continue
        if not path or is_junk(path):
            continue
        listed.append(
            Entry(
                path,
                "/".join(path),
                info.file_size,
                _zip_time(info),
                _zip_refused(info),
                position,
                handle=info,
            )
        )
    yield from sorted(listed, key=lambda entry: (entry.path, entry.position))


def _zip_name(info: zipfile.ZipInfo) -> str:
    """A file's name. zipfile reads what is not marked as UTF-8 as cp437; programs often forget to mark it."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        try:
            return name.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return name


def _shown(name: str) -> str:
    return name.replace("\0", "\N{SYMBOL FOR NULL}")


def _zip_time(info: zipfile.ZipInfo) -> dt.datetime | None:
    """The time that the zip gives, which has no time zone: this machine's is meant."""
    try:
        return dt.datetime(*info.date_time).astimezone() if info.date_time[0] > 1980 else None
    except (ValueError, OverflowError, OSError):
        return None


def _zip_refused(info: zipfile.ZipInfo) -> str:
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return "a link; links are not followed"
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "neither a file nor a folder"
    if not is_notebook_name(info.filename):
        return ""  # it is never read
    if info.flag_bits & 0x1:
        return "it is encrypted: ask for it without a password"
    # Of the other methods one may ask for gigabytes before it gives a byte.
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "it is packed by a method that no LMS uses: unpack it yourself and collect the folder"
    if info.file_size > MAX_BYTES:
        return _TOO_LARGE
    if info.file_size > 2**20 and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        return f"it unpacks to more than {MAX_RATIO} times its size, as a zip bomb does"
    return ""


class FolderSource:
    """A folder, walked without following links. A folder with `.git` in it is a checkout."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._room = _Budget()

    def __enter__(self) -> FolderSource:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def entries(self) -> list[Entry]:
        try:
            os.scandir(self.path).close()
        except OSError as error:
            raise CourseError(
                f"Cannot read {self.path}: {error.strerror or error}.", "Check its permissions."
            ) from error
        listed: list[Entry] = []
        for entry in self._walk(self.path, (), None):
            listed.append(entry)
            if len(listed) > MAX_FILES:
                raise CourseError(
                    f"{self.path} holds more than {MAX_FILES:,} files.",
                    "Name the folder that holds the submissions, and nothing else.",
                )
        return sorted(listed, key=lambda entry: (entry.path, entry.shown))

    def _walk(self, folder: Path, above: tuple[str, ...], checkout: Path | None) -> Iterator[Entry]:
        try:
            found = sorted(os.scandir(folder), key=lambda item: item.name)
        except OSError as error:
            reason = f"the folder cannot be read ({error.strerror or error})"
            yield Entry(above, "/".join(above), refused=reason)
            return
        if any(item.name == ".git" for item in found):
            checkout = folder
        for item in found:
            if is_junk((item.name,)):
                continue
            shown = "/".join((*above, _printable(item.name)))
            try:
                path = (*above, *parts_of(_printable(item.name)))
                refused = ""
                if item.is_symlink():
                    refused = "a link; links are not followed"
                elif item.is_dir(follow_symlinks=False):
                    if len(path) < MAX_DEPTH:
                        yield from self._walk(Path(item.path), path, checkout)
                        continue
                    refused = f"the folder lies more than {MAX_DEPTH} folders deep"
                elif not item.is_file(follow_symlinks=False):
                    refused = "neither a file nor a folder"
                seen = item.stat(follow_symlinks=False)
            except (OSError, ValueError) as error:
                yield Entry(above, shown, refused=f"it cannot be read ({error})")
                continue
            if not refused and seen.st_size > MAX_BYTES and is_notebook_name(item.name):
                refused = _TOO_LARGE
            time = dt.datetime.fromtimestamp(int(seen.st_mtime), dt.UTC)
            yield Entry(path, shown, seen.st_size, time, refused, checkout=checkout, handle=Path(item.path))

    def read(self, entry: Entry) -> bytes:
        limit = self._room.limit(entry)
        # Not through a link and not waiting for a pipe, should one have taken the file's place since.
        flags = (
            os.O_RDONLY
            | getattr(os, "O_NOFOLLOW", 0)
            | getattr(os, "O_NONBLOCK", 0)
            | getattr(os, "O_BINARY", 0)
        )
        try:
            with os.fdopen(os.open(entry.handle, flags), "rb") as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise Refused("neither a file nor a folder")
                content = file.read(limit + 1)
        except OSError as error:
            raise Refused(f"it cannot be read ({error.strerror or error})") from None
        self._room.take(entry, len(content), limit)
        return content


def _printable(name: str) -> str:
    """A name from disk, without the lone surrogates that stand for bytes that are no UTF-8."""
    return os.fsencode(name).decode("utf-8", errors="replace")
