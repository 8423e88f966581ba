"""The command line: `autograder COMMAND`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder import __version__
from autograder.course import Classroom, Course
from autograder.errors import CourseError


class _Group(click.Group):
    """Prints a CourseError as one line, not as a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except CourseError as error:
            click.echo(f"autograder: {' '.join(str(error).split())}", err=True)
            ctx.exit(1)
        except OSError as error:
            where = f" {error.filename}" if error.filename else ""
            click.echo(
                f"autograder: {error.strerror or error}:{where}. Nothing already graded is lost.", err=True
            )
            ctx.exit(1)
        except KeyboardInterrupt:
            click.echo("autograder: stopped. What was graded is kept.", err=True)
            ctx.exit(130)


class_option = click.option(
    "--class",
    "class_dir",
    type=click.Path(path_type=Path),
    help="The class's folder (default: classroom/).",
)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="autograder")
def main() -> None:
    """Release the lessons of this course, grade what students hand in, report."""


@main.command()
@click.argument("lessons", nargs=-1, metavar="[LESSON]...")
@click.option(
    "--check", is_flag=True, help="Write nothing; fail, naming the files, if lessons/ is out of date."
)
@click.option(
    "--to",
    "destination",
    type=click.Path(path_type=Path),
    help="Write the students' bundle into this folder.",
)
def release(lessons: tuple[str, ...], check: bool, destination: Path | None) -> None:
    """Make lessons/ from solutions/: no solutions, no hidden tests, no outputs.

    LESSON is a folder's name in solutions/, or its beginning ("03"); all of them if none is named.
    """
    from autograder.bundle import write_bundle
    from autograder.release import differences
    from autograder.release import release as write_lessons

    course = Course.find()
    chosen = course.select(lessons)
    if destination is not None and (check or lessons):
        raise CourseError(
            "--to writes the bundle of the whole course.", "Leave out --check and the lessons' names."
        )
    if check:
        found = differences(course, chosen)
        for difference in found:
            click.echo(difference)
        if found:
            raise CourseError(f"lessons/ is out of date ({len(found)} files).", "Run: autograder release")
        click.echo(f"lessons/ is up to date ({len(chosen)} lessons).")
        return
    if destination is not None:
        click.echo(f"Wrote {write_bundle(course, destination)}")
        return
    written = write_lessons(course, chosen)
    for path in written:
        click.echo(f"Wrote {path.relative_to(course.root)}")
    if not written:
        click.echo("lessons/ is up to date.")


@main.command()
@click.argument("lessons", nargs=-1, metavar="[LESSON]...")
@class_option
def register(lessons: tuple[str, ...], class_dir: Path | None) -> None:
    """Make the gradebook know the lessons, so that stock nbgrader commands and Formgrader work."""
    from autograder.gradebook import GradebookWriter
    from autograder.reference import read_lesson

    course = Course.find()
    chosen = course.select(lessons)
    GradebookWriter(_classroom(course, class_dir)).register(read_lesson(course, name) for name in chosen)
    click.echo(
        f"The gradebook knows {len(chosen)} lesson{'s' if len(chosen) != 1 else ''}: {', '.join(chosen)}."
    )


@main.command()
@click.argument("lessons", nargs=-1, metavar="[LESSON]...")
@class_option
@click.option("--jobs", type=click.IntRange(1), help="Notebooks to run at once (default: one for each core).")
@click.option("--cell-seconds", type=click.FloatRange(1), help="Longest time for one cell (default: 60).")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON, for programs.")
def grade(
    lessons: tuple[str, ...],
    class_dir: Path | None,
    jobs: int | None,
    cell_seconds: float | None,
    as_json: bool,
) -> None:
    """Grade what a class handed in: submitted/STUDENT/LESSON/LESSON.ipynb.

    Fills nbgrader's gradebook, writes a feedback page for each student, a table (grades.csv) and the
    class page (report.html). Notebooks run as ordinary processes of yours: grade only work that you trust.
    """
    from autograder.engine import cores
    from autograder.execution import Limits
    from autograder.grade_class import grade_class
    from autograder.show import as_json_text, progress_of, summary

    course = Course.find()
    chosen = course.select(lessons)
    classroom = _classroom(course, class_dir)
    limits = Limits(cell=cell_seconds) if cell_seconds else Limits()
    with progress_of(sys.stderr) as progress:
        grades = grade_class(course, classroom, chosen, limits, jobs or cores(), progress)
    click.echo(as_json_text(grades) if as_json else summary(grades), nl=not as_json)


@main.command()
@click.argument("lessons", nargs=-1, metavar="[LESSON]...")
@click.option("--cell", help="Only the answers to this exercise.")
def verify(lessons: tuple[str, ...], cell: str | None) -> None:
    """Grade the tests: each answer of the bank (tests/bank/LESSON.py) must get what it deserves.

    Right answers earn full marks, wrong ones lose them and are told the message that the bank names.
    """
    from autograder.bank import read_bank, try_answers
    from autograder.execution import Limits
    from autograder.reference import build_reference, read_lesson

    course = Course.find()
    failures = 0
    for lesson in course.select(lessons):
        answers = [a for a in read_bank(course, lesson) if cell in (None, a.exercise)]
        if not answers:
            raise CourseError(
                f"The bank of {lesson} has no answer to {cell!r}.", "Name an exercise by its cell's id."
            )
        click.echo(f"{lesson}: running the reference solution")
        # Probes of their own on every run would make a flake out of what should be a finding.
        reference = build_reference(read_lesson(course, lesson), 2026, Limits())
        for tried in try_answers(reference, answers, Limits()):
            points = f"{tried.exercise.points:g}/{tried.exercise.max_points:g}"
            click.echo(
                f"  {'no' if tried.complaint else 'ok'}  {points:>6}  {tried.answer}  {tried.complaint}".rstrip()
            )
            if tried.complaint:
                failures += 1
                click.echo(f"      told: {tried.told or 'nothing'}")
        right = sum(a.right for a in answers)
        click.echo(
            f"{lesson}: {right} right, {len(answers) - right} wrong"
            + (": all as they should be" * (not failures))
        )
    if failures:
        raise CourseError(
            f"{failures} answers did not get what they deserve.", "Mend the key, the lesson or the bank."
        )


def _classroom(course: Course, class_dir: Path | None) -> Classroom:
    root = class_dir or course.default_class
    if root.exists() and not root.is_dir():
        raise CourseError(
            f"{root} is a file, not a class folder.", "Name the class's folder with --class DIR."
        )
    return Classroom(root)
