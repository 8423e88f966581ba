"""From untrusted bytes to cells: as strictly as is needed and as kindly as is possible."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from autograder.intake.alignment import SubmittedCell
from autograder.intake.other_files import other_file

#: A submission is text and small pictures; what is larger than this is refused unread.
MAX_BYTES = 64 * 2**20
MAX_CELLS = 2_000
#: What one cell may hold. Longer text is no answer to any exercise, and would fill gradebook and pages.
MAX_CELL_CHARACTERS = 200_000


class Unreadable(Exception):
    """The submission is not a notebook. The message says why, in words for student and instructor."""


@dataclass(frozen=True)
class Submission:
    """A submission, read: its cells, and oddities worth an instructor's look."""

    cells: tuple[SubmittedCell, ...]
    flags: tuple[str, ...] = ()


def read_submission(data: bytes) -> Submission:
    """Read a notebook file as strictly as is needed and as kindly as is possible.

    Raises Unreadable for what is no notebook.
    """
    if len(data) > MAX_BYTES:
        most = f"{MAX_BYTES / 2**20:.0f} MB"
        raise Unreadable(f"the file is larger than {most}; at most {most} are read")
    if not data.strip():
        raise Unreadable("the file is empty")
    text, flags = decoded(data)
    try:
        content = json.loads(text)
    except RecursionError:
        raise Unreadable("the file is nested too deeply to be a notebook") from None
    except ValueError as error:
        why = other_file(text) or f"it is not valid JSON ({_plain(error)})"
        raise Unreadable(f"the file is not a notebook: {why}") from None
    cells = _cells(content, flags)
    return Submission(tuple(cells), tuple(flags))


def decoded(data: bytes) -> tuple[str, list[str]]:
    """A file's text, and what is odd in it. Raises Unreadable."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), ["the file was UTF-16, not UTF-8"]
        except UnicodeDecodeError:
            raise Unreadable("the file is neither UTF-8 nor UTF-16 text") from None
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return data.decode("latin-1"), ["the file was not UTF-8 (read as Latin-1)"]


def _plain(error: ValueError) -> str:
    """json's message, which quotes nothing of the file; other ValueErrors (huge integers) in one word."""
    return str(error) if isinstance(error, json.JSONDecodeError) else "a number in it is too long"


def _cells(content: Any, flags: list[str]) -> list[SubmittedCell]:
    cells = _raw_cells(content, flags)
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"the notebook has {len(cells)} cells; at most {MAX_CELLS} are read")
    read = [_cell(cell) for cell in cells]
    if None in read:
        flags.append("the notebook holds cells that are malformed; they were left out")
    return [cell for cell in read if cell is not None]


def _raw_cells(content: Any, flags: list[str]) -> list[Any]:
    """The cells of a notebook of format 4 or 3, as they are in the file."""
    if not isinstance(content, dict):
        raise Unreadable(
            f"the file is JSON, but no notebook: what it holds is of type {type(content).__name__}"
        )
    version = content.get("nbformat")
    if version == 4 and isinstance(content.get("cells"), list):
        return content["cells"]
    if version == 3 and isinstance(content.get("worksheets"), list):
        flags.append("the file was in notebook format 3")
        sheets = [sheet.get("cells") for sheet in content["worksheets"] if isinstance(sheet, dict)]
        return [cell for cells in sheets if isinstance(cells, list) for cell in cells]
    raise Unreadable(f"the file is JSON, but no notebook of format 4 (its nbformat is {str(version)[:20]})")


def _cell(cell: Any) -> SubmittedCell | None:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw", "heading"):
        return None
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str) or len(source) > MAX_CELL_CHARACTERS:
        return None
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return SubmittedCell(
        kind="code" if cell["cell_type"] == "code" else "markdown",
        # A lone surrogate is valid JSON, but no text that could be written or hashed.
        text=source.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n"),
        cell_id=cell["id"] if isinstance(cell.get("id"), str) else None,
        grade_id=grade_id if isinstance(grade_id, str) else None,
    )
