"""The cells of a lesson: what each is for, and the regions that no student may see."""

from __future__ import annotations

from enum import StrEnum

from nbformat import NotebookNode

#: What a lesson is worth without its written answers.
AUTOMATIC_POINTS = 100


#: Regions of a source notebook that no student may see, as (begin, end) markers.
SOLUTION = ("BEGIN SOLUTION", "END SOLUTION")


HIDDEN_TESTS = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")


MARK_SCHEME = ("BEGIN MARK SCHEME", "END MARK SCHEME")


MARKERS = SOLUTION + HIDDEN_TESTS + MARK_SCHEME


#: The tag of a given cell whose code teaches nothing, as it only draws or sets up: JupyterLab shows it folded.
FOLDED = "folded"


class Kind(StrEnum):
    """What a cell is for, by its nbgrader metadata."""

    STUDENT = "student"
    TEST = "test"
    GIVEN = "given"
    WRITTEN = "written"
    TEXT = "text"
    OTHER = "other"


def kind(cell: NotebookNode) -> Kind:
    """The kind of a cell; OTHER for a combination of flags that a lesson has no use for."""
    meta = cell.metadata.get("nbgrader", {})
    flags = tuple(bool(meta.get(name)) for name in ("grade", "solution", "locked", "task"))
    if cell.cell_type == "code":
        codes = {
            (False, True, False, False): Kind.STUDENT,
            (True, False, True, False): Kind.TEST,
            (False, False, True, False): Kind.GIVEN,
        }
        return codes.get(flags, Kind.OTHER)
    if cell.cell_type == "markdown":
        texts = {
            (True, True, False, False): Kind.WRITTEN,
            (False, False, False, False): Kind.TEXT,
            (False, False, True, False): Kind.TEXT,
        }
        return texts.get(flags, Kind.OTHER)
    return Kind.OTHER


def grade_id(cell: NotebookNode) -> str:
    """The cell's nbgrader id, or ""."""
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def hints(cell: NotebookNode) -> list[str]:
    """The staged hints of a test cell, for the panel in JupyterLab: Markdown, from a nudge to nearly the code."""
    own = cell.metadata.get("training_lab")
    staged = own.get("hints") if isinstance(own, dict) else None
    return [hint for hint in staged if isinstance(hint, str)] if isinstance(staged, list) else []


def label(cell: NotebookNode, index: int) -> str:
    """How to name a cell so that its author finds it: "cell 7 (scale)"; cells count from 1."""
    name = grade_id(cell) or cell.get("id", "")
    return f"cell {index + 1} ({name})" if name else f"cell {index + 1}"


def regions(text: str, markers: tuple[str, str]) -> list[str]:
    """The texts between the two markers. Raises ValueError, saying how, where they are not in pairs."""
    begin, end = markers
    found: list[str] = []
    inside: list[str] | None = None
    for line in text.split("\n"):
        if begin in line:
            if inside is not None:
                raise ValueError(f"a second {begin} comes before {end}")
            inside = []
        elif end in line:
            if inside is None:
                raise ValueError(f"{end} has no {begin} before it")
            found.append("\n".join(inside))
            inside = None
        elif inside is not None:
            inside.append(line)
    if inside is not None:
        raise ValueError(f"{begin} has no {end} after it")
    return found
