"""Tables of figures, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass
class Table:
    """A heading, columns, rows of text and numbers, and a note that says what the numbers are."""

    title: str
    columns: tuple[str, ...]
    note: str = ""
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, *values: str | float | int | None) -> None:
        """Add a row: numbers are rounded to what can be read, None is a dash."""
        self.rows.append(tuple(_shown(value) for value in values))

    def markdown(self) -> str:
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield f"## {self.title}"
        yield ""
        if self.note:
            yield self.note
            yield ""
        yield "| " + " | ".join(self.columns) + " |"
        yield "|" + "|".join("---" if i == 0 else "---:" for i in range(len(self.columns))) + "|"
        for row in self.rows:
            yield "| " + " | ".join(row) + " |"


def with_tables(document: str, tables: Sequence[Table], heading: str) -> str:
    """The document under this heading, its tables of the same titles replaced, new ones at its end."""
    sections = {text.partition("\n")[0]: text.strip() for text in document.split("\n## ")[1:]}
    sections |= {table.title: table.markdown().removeprefix("## ").strip() for table in tables}
    return heading + "".join(f"\n## {text}\n" for text in sections.values())


def _shown(value: str | float | int | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return f"{value:,}"
    # Two figures or three are as many as a noisy machine can tell.
    size = abs(value)
    return f"{value:.{0 if size >= 100 else 1 if size >= 10 else 2}f}"
