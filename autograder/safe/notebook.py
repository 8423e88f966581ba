"""Graded notebooks made safe to open: what students wrote and printed becomes text and pictures.

Formgrader shows a notebook's outputs and Markdown cells on the instructor's own Jupyter server, as HTML and
with nothing in between. So before a graded notebook is written to disk it is rebuilt here from the few things
that are known to be harmless. Do this after scores are settled: the text of cells and outputs changes.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode, from_dict

from autograder.safe.png import safe_png
from autograder.safe.text import clean_line, clean_text, terminal_text

__all__ = ["Caps", "is_unlocked", "literal", "safe_notebook", "same_text"]

Predicate = Callable[[Mapping[str, Any]], bool]

#: Characters in a line of literal text.
_WIDTH = 100


@dataclass(frozen=True)
class Caps:
    """How much of a notebook is kept, in characters (pictures: of base64). A note says what was cut."""

    source: int = 50_000
    cell_text: int = 20_000
    notebook_text: int = 400_000
    cell_images: int = 2_000_000
    notebook_images: int = 12_000_000
    outputs: int = 60
    cells: int = 600


def is_unlocked(cell: Mapping[str, Any]) -> bool:
    """Whether a cell is not marked as locked by nbgrader: the student's, or text without a grade_id.

    Metadata is only to be believed in a notebook whose locked cells were restored from the source.
    """
    meta = _nbgrader(cell)
    return not (meta.get("locked") is True and meta.get("solution") is not True)


def safe_notebook(
    nb: Mapping[str, Any], is_students: Predicate = is_unlocked, caps: Caps = Caps()
) -> NotebookNode:
    """A new notebook (nbformat 4.5) that shows the same work and in which nothing is live.

    Every cell's outputs become plain text and checked PNGs. Of the metadata only nbgrader's own keys stay.
    Attachments go. A student's Markdown or raw cell becomes a block of literal text; their code stays code,
    without control characters, under a fixed language (the highlighter escapes it). The other cells' source
    is not touched.
    """
    room = _Room(caps.notebook_text, caps.notebook_images)
    ids: set[str] = set()
    grade_ids: set[str] = set()
    cells = []
    given = [cell for cell in _listed(nb.get("cells")) if isinstance(cell, Mapping)]
    left_out = 0
    for number, cell in enumerate(given):
        students = is_students(cell)
        if students and number >= caps.cells and not _nbgrader(cell):
            left_out += 1
            continue
        safe = _safe_cell(cell, students, caps, room)
        safe["id"] = _unique_id(cell.get("id"), number, ids)
        safe["metadata"] = _safe_metadata(cell, grade_ids)
        cells.append(safe)
    if left_out:
        note = {
            "cell_type": "markdown",
            "source": literal(f"… cut ({left_out:,} more cells)"),
            "metadata": {},
        }
        cells.append(note | {"id": _unique_id("cut-cells", len(given), ids)})
    metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
    }
    return from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells})


def literal(text: str) -> str:
    """Markdown that shows `text` as it was typed: a fenced block whose fence no line of the text can close.

    Long lines are wrapped, because Formgrader does not wrap them. Text that already is such a block stays the
    same.
    """
    lines = text.split("\n")
    if len(lines) > 2 and lines[0].endswith("text") and text == _fenced(lines[1:-1]):
        return text
    return _fenced(lines)


def same_text(cell: Mapping[str, Any]) -> str:
    """A student's cell in one form, whether it stands as it was typed or as a safe notebook shows it."""
    text = clean_text(_joined(cell.get("source")))
    if cell.get("cell_type") != "code":
        text = "\n".join(literal(text).split("\n")[1:-1])
    return text.strip()


def _fenced(lines: list[str]) -> str:
    wrapped = [part for line in lines for part in _wrapped(line)]
    longest = max((len(run) for line in wrapped for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}text", *wrapped, fence])


def _wrapped(line: str) -> list[str]:
    if len(line) <= _WIDTH:
        return [line]
    # In pieces: textwrap copies what is left of a long word for every line that it takes off it.
    pieces = (line[at : at + 20 * _WIDTH] for at in range(0, len(line), 20 * _WIDTH))
    options = {"expand_tabs": False, "replace_whitespace": False, "break_on_hyphens": False}
    wrapped = [part for piece in pieces for part in textwrap.wrap(piece, _WIDTH, **options)]
    return wrapped or [""]


#: What a picture is called where its own description was not kept: an empty one gets a red frame in Formgrader.
_ALT = {"image/png": {"alt": "Picture that this cell showed"}}


@dataclass
class _Room:
    """How many characters of text and of pictures still fit: into a cell, and into the `whole` notebook."""

    text_left: int
    images_left: int
    whole: _Room | None = None

    def text(self, raw: str, cleaned: Callable[[str, int], str], limit: int | None = None) -> str:
        """`raw` cleaned and cut to what fits (and to `limit`)."""
        fits = min(room.text_left for room in self._rooms())
        shown = cleaned(raw, max(0, fits if limit is None else min(fits, limit)))
        for room in self._rooms():
            room.text_left -= len(shown)
        return shown

    def image(self, png: str) -> bool:
        """Whether a picture fits; if it does, it has its place."""
        if len(png) > min(room.images_left for room in self._rooms()):
            return False
        for room in self._rooms():
            room.images_left -= len(png)
        return True

    def _rooms(self) -> list[_Room]:
        return [self, self.whole] if self.whole else [self]


# Cells and outputs are plain dictionaries here: nbformat's makers validate each one against the schema, which
# costs a millisecond a piece.


def _safe_cell(cell: Mapping[str, Any], students: bool, caps: Caps, room: _Room) -> dict[str, Any]:
    source = _joined(cell.get("source"))
    kind = cell.get("cell_type")
    if students:
        source = room.text(source, clean_text, caps.source)
    if kind == "code":
        return {
            "cell_type": "code",
            "execution_count": _count(cell.get("execution_count")),
            "source": source,
            "outputs": _safe_outputs(
                cell.get("outputs"), caps, _Room(caps.cell_text, caps.cell_images, room)
            ),
        }
    if students:
        return {"cell_type": "markdown", "source": literal(source)}
    return {"cell_type": "raw" if kind == "raw" else "markdown", "source": source}


def _safe_outputs(outputs: Any, caps: Caps, room: _Room) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    merged = list(_merged(outputs if isinstance(outputs, list) else []))
    for position, (kind, content) in enumerate(merged):
        if position >= caps.outputs or room.text_left <= 0:
            note = f"… cut ({len(merged) - position:,} more outputs)"
            kept.append({"output_type": "stream", "name": "stdout", "text": note})
            break
        if kind in ("stdout", "stderr"):
            text = room.text(content, terminal_text)
            kept.append({"output_type": "stream", "name": kind, "text": text})
        elif kind == "error":
            lines = "\n".join(_joined(line) for line in _listed(content.get("traceback")))
            error = {
                "ename": clean_line(_joined(content.get("ename")), 200),
                "evalue": clean_line(_joined(content.get("evalue")), 1000),
                "traceback": room.text(lines, terminal_text).split("\n"),
            }
            kept.append({"output_type": "error", **error})
        else:
            data = _safe_data(content.get("data"), room)
            described = _ALT if "image/png" in data else {}
            shown = {"output_type": kind, "metadata": described, "data": data}
            if kind == "execute_result":
                shown["execution_count"] = _count(content.get("execution_count"))
            kept.append(shown)
    return kept


def _safe_data(data: Any, room: _Room) -> dict[str, str]:
    """The plain text and the PNG of an output's data; where it has neither, a word about what it had."""
    data = data if isinstance(data, Mapping) else {}
    notes = []
    shown = {}
    if "image/png" in data:
        png = safe_png(_joined(data["image/png"]))
        if png and room.image(png):
            shown["image/png"] = png
        else:
            notes.append("… cut (a picture that is too large)" if png else "(a picture that cannot be shown)")
    if "text/plain" in data:
        notes.append(room.text(_joined(data["text/plain"]), terminal_text))
    if not shown and not notes:
        types = ", ".join(clean_line(str(name), 60) for name in list(data)[:5])
        notes.append(f"(not shown here: {types or 'an empty output'})")
    return shown | ({"text/plain": "\n".join(notes)} if notes else {})


def _merged(outputs: Iterable[Any]) -> Iterable[tuple[str, Any]]:
    """(kind, content) of each output of a known kind; neighbouring pieces of one stream are one text."""
    pieces: list[str] = []
    stream = ""
    for output in outputs:
        kind = output.get("output_type") if isinstance(output, Mapping) else None
        name = ("stderr" if output.get("name") == "stderr" else "stdout") if kind == "stream" else ""
        if stream and name != stream:
            yield stream, "".join(pieces)
            pieces = []
        stream = name
        if kind == "stream":
            pieces.append(_joined(output.get("text")))
        elif kind in ("error", "display_data", "execute_result"):
            yield kind, output
    if stream:
        yield stream, "".join(pieces)


def _safe_metadata(cell: Mapping[str, Any], grade_ids: set[str]) -> dict[str, Any]:
    """nbgrader's keys where they are valid, and the two that keep locked cells locked in JupyterLab."""
    given = cell.get("metadata")
    given = given if isinstance(given, Mapping) else {}
    safe: dict[str, Any] = {
        key: given[key] for key in ("deletable", "editable") if isinstance(given.get(key), bool)
    }
    meta = _nbgrader(cell)
    grade_id = meta.get("grade_id")
    if (
        not isinstance(grade_id, str)
        or not re.fullmatch(r"[A-Za-z0-9_-]{1,200}", grade_id)
        or grade_id in grade_ids
    ):
        return safe
    kept: dict[str, Any] = {key: meta.get(key) is True for key in ("grade", "solution", "locked", "task")}
    kept |= {"grade_id": grade_id, "schema_version": 3}
    if kept["grade"] or kept["task"]:
        points = meta.get("points")
        number = isinstance(points, (int, float)) and not isinstance(points, bool) and math.isfinite(points)
        kept["points"] = max(points, 0) if number else 0
    if isinstance(meta.get("checksum"), str) and re.fullmatch(r"[0-9a-f]{32}", meta["checksum"]):
        kept["checksum"] = meta["checksum"]
    if meta.get("cell_type") in ("code", "markdown", "raw"):
        kept["cell_type"] = meta["cell_type"]
    grade_ids.add(grade_id)
    return safe | {"nbgrader": kept}


def _unique_id(given: Any, number: int, taken: set[str]) -> str:
    usable = isinstance(given, str) and re.fullmatch(r"[A-Za-z0-9_-]{1,64}", given) and given not in taken
    name = given if usable else f"cell-{number}"
    while name in taken:
        name += "-again"
    taken.add(name)
    return name


def _nbgrader(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = cell.get("metadata")
    meta = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    return meta if isinstance(meta, Mapping) else {}


def _joined(text: Any) -> str:
    """A notebook's multi-line string, which may be stored as a list; "" for anything else."""
    if isinstance(text, str):
        return text
    return "".join(part for part in text if isinstance(part, str)) if isinstance(text, list) else ""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else None
