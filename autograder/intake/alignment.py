"""Which cell of a submission is which of the lesson's, and in what order the notebook is run.

People copy cells, split them, move them and drop what marks them. What they would get from "Restart and run
all", with the lesson's locked cells put back, is what they are to get:

1.  Each submitted cell may be a copy of one of the lesson's: by its grade_id, else its cell id, else its text.
2.  Of the copies of a cell one stands for it, the best: the unchanged one of a locked cell, the filled in ones
    of an answer. All other copies are cells of the student's own; but for untouched ones, which say nothing.
3.  The longest row of such cells in the lesson's order has not been moved. Its cells are the anchors.
4.  Where an answer has no copy, the student's last cell of that kind in its gap between two anchors is taken;
    but nothing is for an exercise that is `new` to the student.
5.  The lesson's cells come in the lesson's order. A cell of the student's own follows the anchor that it followed.
6.  A moved cell is put back; but it stays where it is if it would pass a cell of the student's that uses what it
    makes, or an answer one that makes what it uses. A check never comes before its answer.

Pure. In time it is linear in the submission's length, but for a logarithm of the number of cells in step 3.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from nbformat import NotebookNode

from autograder.course.cells import Kind, grade_id, kind
from autograder.course.plain import WORD, words


@dataclass(frozen=True)
class SubmittedCell:
    """All that is ever taken from a cell of a submission. `None` stands for "has none"."""

    kind: str
    text: str
    cell_id: str | None
    grade_id: str | None

    @cached_property
    def words(self) -> frozenset[str]:
        """The names that it may use."""
        return words(self.text)

    @cached_property
    def makes(self) -> frozenset[str]:
        """The names that its lines without indentation assign, define or import."""
        return frozenset(name for line in self.text.split("\n") for name in _made(line))


def _made(line: str) -> list[str]:
    left, is_assignment, _ = line.partition("=")
    if line[:1].isspace() or not (names := WORD.findall(left)):
        return []
    if names[0] in ("def", "class"):
        return names[1:2]
    simple = is_assignment and "(" not in left
    return names if simple or names[0] in ("import", "from") else []


@dataclass(frozen=True)
class Placed:
    """A cell of the notebook to be run: its index in the lesson, its position in the submission; None for "in none"."""

    released: int | None
    submitted: int | None


@dataclass(frozen=True)
class Alignment:
    """The notebook to be run, cell by cell. `copies` are the positions of all copies of a cell of the lesson's.

    `adopted` are the answers that only their place tells.
    """

    order: tuple[Placed, ...]
    copies: dict[int, tuple[int, ...]]
    adopted: frozenset[int]


def is_students(cell: NotebookNode) -> bool:
    """Whether a source cell is one that the student fills in (code or written answer)."""
    return kind(cell) in (Kind.STUDENT, Kind.WRITTEN)


def is_copy(cell: SubmittedCell, source: NotebookNode) -> bool:
    """Whether nothing was changed in this copy."""
    return cell.text.strip() == source.source.strip() and cell.kind == source.cell_type


def align(
    cells: Sequence[SubmittedCell], released: Sequence[NotebookNode], new: Container[int] = ()
) -> Alignment:
    """Lay a submission's cells beside the lesson's. `new` are answers that the student has never been asked for."""
    copies = _copies(cells, released)
    best = {
        index: _best([(p, cells[p]) for p in places], released[index]) for index, places in copies.items()
    }
    anchors = _longest_row({place: index for index, places in best.items() for place in places})
    chosen = {index: places[0] for index, places in best.items()}
    chosen |= {index: place for place, index in anchors.items()}
    known = {place for places in copies.values() for place in places}
    missing = [i for i, s in enumerate(released) if is_students(s) and i not in chosen and i not in new]
    unknown = [place for place in range(len(cells)) if place not in known]
    adopted = _adopted(cells, released, anchors, unknown, missing)
    anchors = dict(sorted((anchors | {place: index for index, place in adopted.items()}).items()))
    chosen |= adopted
    gone = {*chosen.values(), *_untouched(cells, released, copies)}
    own = [place for place in range(len(cells)) if place not in gone]
    order = _CellsInOrder(cells, released, anchors, chosen, own).cells()
    return Alignment(order, copies, frozenset(adopted))


def _untouched(
    cells: Sequence[SubmittedCell], released: Sequence[NotebookNode], copies: dict[int, tuple[int, ...]]
) -> set[int]:
    """The positions of unchanged copies that say and do nothing: of text, and of answers that were not begun."""
    silent = {i: places for i, places in copies.items() if not _runs(released[i])}
    return {p for i, places in silent.items() for p in places if is_copy(cells[p], released[i])}


def _runs(source: NotebookNode) -> bool:
    """Whether an unchanged copy of this cell does something when it is run."""
    return source.cell_type == "code" and not is_students(source)


def _copies(cells: Sequence[SubmittedCell], released: Sequence[NotebookNode]) -> dict[int, tuple[int, ...]]:
    """The positions of all copies of each of the lesson's cells."""
    by_grade_id = {grade_id(c): i for i, c in enumerate(released) if grade_id(c)}
    by_cell_id = {c.id: i for i, c in enumerate(released)}
    by_text = {c.source.strip(): i for i, c in enumerate(released)}
    found: dict[int, list[int]] = {}
    for place, cell in enumerate(cells):
        index = by_grade_id.get(cell.grade_id)
        if index is None and cell.grade_id is None:
            # Provided text and code have no grade_id; programs that drop ids leave only the text.
            index = by_cell_id.get(cell.cell_id)
        if index is None and cell.text.strip():
            index = by_text.get(cell.text.strip())
        if index is not None:
            found.setdefault(index, []).append(place)
    return {index: tuple(places) for index, places in found.items()}


def _best(copies: list[tuple[int, SubmittedCell]], source: NotebookNode) -> list[int]:
    """The positions of those copies that may stand for the cell."""
    worth = _filled if is_students(source) else _alike
    worths = [(place, worth(cell, source)) for place, cell in copies]
    most = max(worth for _, worth in worths)
    return [place for place, worth in worths if worth == most]


def _filled(cell: SubmittedCell, source: NotebookNode) -> tuple[bool, bool]:
    empty = not cell.text.strip() or cell.text.strip() == source.source.strip()
    return not empty, cell.kind == source.cell_type


def _alike(cell: SubmittedCell, source: NotebookNode) -> tuple[bool, bool, int]:
    same_kind = cell.kind == source.cell_type
    same_lines = len(set(cell.text.split("\n")) & set(source.source.split("\n")))
    return is_copy(cell, source), same_kind, same_lines


def _longest_row(indices: dict[int, int]) -> dict[int, int]:
    """The longest selection in which index grows with position, as position → index; the later of equal copies."""
    ends: list[int] = []  # the smallest index that ends a row of this length
    last: list[int] = []  # and its position
    before: dict[int, int | None] = {}
    for place in sorted(indices):
        length = bisect_left(ends, indices[place])
        before[place] = last[length - 1] if length else None
        ends[length : length + 1] = [indices[place]]
        last[length : length + 1] = [place]
    row, place = {}, last[-1] if last else None
    while place is not None:
        row[place] = indices[place]
        place = before[place]
    return dict(sorted(row.items()))


def _adopted(
    cells: Sequence[SubmittedCell],
    released: Sequence[NotebookNode],
    anchors: dict[int, int],
    unknown: Iterable[int],
    missing: Sequence[int],
) -> dict[int, int]:
    """Answers without a copy, by the student's cell in their place."""
    places, indices = list(anchors), list(anchors.values())
    found: dict[int, tuple[int, int]] = {}
    for place in unknown:
        gap = bisect_left(places, place)
        low = indices[gap - 1] if gap else -1
        high = indices[gap] if gap < len(indices) else len(released)
        for index in missing[bisect_right(missing, low) : bisect_left(missing, high)]:
            if released[index].cell_type == cells[place].kind:
                found[gap] = (index, place)
                break
    return dict(found.values())


#: Where a cell comes in the notebook to be run: (index of the lesson's cell before it, 0 for that cell itself and
#: 1 for what follows it, position in the submission, 0 but for what must come right after it).
_Key = tuple[int, int, int, int]


class _CellsInOrder:
    """Steps 5 and 6: a key for each cell; sorted by it, they are the notebook."""

    def __init__(
        self,
        cells: Sequence[SubmittedCell],
        released: Sequence[NotebookNode],
        anchors: dict[int, int],
        chosen: dict[int, int],
        own: list[int],
    ) -> None:
        self.cells_of, self.released = cells, released
        self.chosen, self.own = chosen, own
        self.places, self.indices = list(anchors), list(anchors.values())
        self.moved = frozenset(i for i, place in chosen.items() if place not in anchors)
        self.answers = {f"test-{grade_id(c)}": i for i, c in enumerate(released) if is_students(c)}
        self.users: dict[str, list[_Key]] = {}
        self.makers: dict[str, list[_Key]] = {}
        answers = [chosen[index] for index in self.answers.values() if index in chosen]
        for place in sorted((*own, *answers)) if self.moved else ():
            self.note(cells[place], self.where(place))

    def note(self, cell: SubmittedCell, key: _Key) -> None:
        """Remember what a cell of the student's uses and makes."""
        for names, known in ((cell.words, self.users), (cell.makes, self.makers)):
            for name in names if cell.kind == "code" else ():
                known.setdefault(name, []).append(key)

    def where(self, place: int) -> _Key:
        """The key of what stays where it is in the submission."""
        before = bisect_right(self.places, place) - 1
        return (self.indices[before] if before >= 0 else -1, 1, place, 0)

    def key(self, index: int) -> _Key:
        """The key of a cell of the lesson's."""
        home = (index, 0, 0, 0)
        if index in self.moved and self.stays(index, home):
            return self.where(self.chosen[index])
        answer = self.answers.get(grade_id(self.released[index]))
        return home if answer is None else max(home, (*self.key(answer)[:3], 1))

    def stays(self, index: int, home: _Key) -> bool:
        """Whether a moved cell, put back, would pass a cell that it depends on, or that depends on it."""
        cell, here = self.cells_of[self.chosen[index]], self.where(self.chosen[index])
        what = kind(self.released[index])
        if here < home and what in (Kind.STUDENT, Kind.GIVEN):
            return any(_between(here, self.users.get(name, []), home) for name in cell.makes)
        return what is Kind.STUDENT and any(
            _between(home, self.makers.get(name, []), here) for name in cell.words
        )

    def cells(self) -> tuple[Placed, ...]:
        """All cells, in order."""
        keyed = [(self.key(i), Placed(i, self.chosen.get(i))) for i in range(len(self.released))]
        keyed += [(self.where(place), Placed(None, place)) for place in self.own]
        return tuple(placed for _, placed in sorted(keyed, key=lambda item: item[0]))


def _between(low: _Key, keys: list[_Key], high: _Key) -> bool:
    """Whether one of these sorted keys lies between the two."""
    first = bisect_right(keys, low)
    return first < len(keys) and keys[first] < high
