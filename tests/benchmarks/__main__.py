"""The project's benchmarks: `make bench`, or, in `tests`, `python -m benchmarks [PART]...`.

Everything that is compared runs side by side in one run; medians where a thing is short. Writes docs/benchmarks.md.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

import click
from support.places import ROOT

from autograder.course.folders import Course
from autograder.engines.local import cores
from autograder.run.kernels.level import best_level
from benchmarks import asking, cells, classes, identical, kernels, kills, mistakes, on_dask
from benchmarks.table import Table, with_tables

PARTS = ("kernels", "identical", "cells", "mistakes", "stock", "sizes", "dask", "kills", "serve")
HEADING = (
    "# Benchmarks\n\n"
    "Written by `make bench`; `make bench ARGS=kernels` measures one part anew. Compare what stands in one table, "
    "which was measured in one run: another machine, or another hour of the same one, gives other numbers.\n"
)


def measure(parts: tuple[str, ...], sizes: list[int], students: int, kill: int) -> Iterator[Table]:
    """The tables of the parts that were asked for, as they come."""
    course = Course(ROOT)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        if "kernels" in parts:
            yield from kernels.measure()
        if "identical" in parts:
            yield from identical.measure(course, course.lesson_names())
        if "cells" in parts:
            yield from cells.measure(course, course.lesson_names())
        if "mistakes" in parts:
            yield from mistakes.measure(course, course.lesson_names())
        if "stock" in parts:
            yield from classes.against_stock(folder, students, stock_students=min(5, students))
        if "sizes" in parts:
            yield from classes.by_size(course, folder, sizes)
        if "dask" in parts:
            yield from on_dask.measure(course, folder / "dask", students=100)
        if "kills" in parts:
            yield from kills.measure(course, folder, kill)
        if "serve" in parts:
            yield from asking.measure(course, folder)


def circumstances() -> str:
    """What was measured on what."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("tensorflow", "nbgrader"))
    return (
        f"{date.today()}, {cores()} cores, Python {platform.python_version()}, {packages}; "
        f"isolation: {best_level().described}."
    )


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(PARTS))
@click.option("--sizes", default="20,200,1000", show_default=True, help="Sizes of classes.")
@click.option(
    "--students", default=60, show_default=True, help="Students of the class beside stock nbgrader."
)
@click.option("--kills", "kill", default=50, show_default=True, help="How often the grader is killed.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=ROOT / "docs" / "benchmarks.md",
    help="Default: docs/benchmarks.md.",
)
def main(parts: tuple[str, ...], sizes: str, students: int, kill: int, output: Path) -> None:
    """Measure, print tables, and put them into the document, where those of other parts stay."""
    where = circumstances()
    click.echo(where)
    for table in measure(parts or PARTS, [int(size) for size in sizes.split(",")], students, kill):
        table.note = f"{table.note}\n\n{where}".strip()
        click.echo(table.markdown())
        known = output.read_text(encoding="utf-8") if output.exists() else ""
        output.write_text(with_tables(known, [table], HEADING), encoding="utf-8")
    click.echo(f"Wrote {output}", err=True)


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["TRAINING_LAB_MNIST"] = "stand-in"
    sys.exit(main())
