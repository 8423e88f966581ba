"""Whether a cell still says what its lesson said: by the checksum that release left in its metadata."""

from __future__ import annotations

import hashlib
from typing import Any

from nbformat import NotebookNode

#: Where a text cell has its checksum. Code and written answers have nbgrader's own.
KEY = "training_lab"


def mark(cell: NotebookNode) -> None:
    """Leave a checksum in a text cell that is about to be released."""
    cell.metadata[KEY] = {"checksum": _of_text(cell.source)}


def untouched(cell: NotebookNode) -> bool | None:
    """Whether nobody has changed this cell since it was released; None where it carries no checksum."""
    nbgrader = cell.metadata.get("nbgrader")
    if not isinstance(nbgrader, dict):
        known = _text(cell.metadata.get(KEY))
        return None if known is None else known == _of_text(cell.source)
    known = _text(nbgrader)
    return None if known is None else known == _of_nbgrader(cell)


def _text(holder: Any) -> str | None:
    """The checksum in a dictionary, which a stranger's program may have written."""
    found = holder.get("checksum") if isinstance(holder, dict) else None
    return found if isinstance(found, str) else None


def _of_text(source: str) -> str:
    # Editors add and remove an empty line at the end.
    return hashlib.sha256(source.strip().encode("utf-8", "replace")).hexdigest()[:16]


def _of_nbgrader(cell: NotebookNode) -> str:
    from nbgrader.utils import compute_checksum

    try:
        return compute_checksum(cell)
    except (AttributeError, KeyError, TypeError, ValueError):
        return ""  # its metadata is not what nbgrader wrote
