"""The command line: `autograder COMMAND`."""

from __future__ import annotations

import datetime as dt
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder import __version__
from autograder.course.folders import Classroom, Course
from autograder.errors import CourseError

if TYPE_CHECKING:
    from autograder.engines.engine import Engine
    from autograder.keep.record import ClassRecord


class _Commands(click.Group):
    """Prints a CourseError as one line, not as a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        _print_anything()
        try:
            with _ended_as_by_hand():
                return super().invoke(ctx)
        except CourseError as error:
            click.echo(f"autograder: {error.line}", err=True)
            ctx.exit(1)
        except OSError as error:
            where = f" {error.filename}" if error.filename else ""
            click.echo(
                f"autograder: {error.strerror or error}:{where}. Nothing already graded is lost.", err=True
            )
            ctx.exit(1)
        except KeyboardInterrupt as stop:
            click.echo("autograder: stopped. What was graded is kept.", err=True)
            ctx.exit(143 if isinstance(stop, _Terminated) else 130)


class _Terminated(KeyboardInterrupt):
    """SIGTERM: whoever sends it wants what Ctrl-C does, with everything tidied up."""


@contextmanager
def _ended_as_by_hand() -> Iterator[None]:
    """Let SIGTERM end this process as SIGINT does. Processes that are forked from it keep the system's way."""
    own = os.getpid()

    def end(number: int, frame: object) -> None:
        if os.getpid() == own:
            raise _Terminated
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _print_anything() -> None:
    """Let no name, whatever its bytes are, end a run because the terminal's encoding does not have it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class_option = click.option(
    "--class",
    "class_dir",
    type=click.Path(path_type=Path),
    help="The class's folder (default: classroom/).",
)
jobs_option = click.option(
    "--jobs", type=click.IntRange(1), help="Notebooks to run at once (default: one for each core)."
)
zone_option = click.option(
    "--zone",
    metavar="ZONE",
    help="The zone of times that name none, also in the LMS's files: Europe/Rome, +01:00 (default: this machine's).",
)


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
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

    LESSON is a folder's name in solutions/, or its beginning ("03"); all of them if none is named. Nothing is
    written where one of them breaks a rule of release, or has a key that does not fit it.
    """
    from autograder.author.bundle import write_bundle
    from autograder.author.release import differences
    from autograder.author.release import release as write_lessons

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
    from autograder.compare.exercises import read_gradable
    from autograder.keep.gradebook.flow import settle
    from autograder.keep.gradebook.writer import GradebookWriter

    course = Course.find()
    chosen = course.select(lessons)
    classroom = _classroom(course, class_dir)
    gradable = [
        read_gradable(course, name) for name in chosen
    ]  # first: what is refused leaves no gradebook behind
    with GradebookWriter(classroom).open() as writer:
        settle(classroom, writer)
        writer.register(gradable)
        settle(classroom, writer)
    click.echo(
        f"The gradebook knows {len(chosen)} lesson{'s' if len(chosen) != 1 else ''}: {', '.join(chosen)}."
    )


@main.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("lesson", required=False)
@class_option
@click.option(
    "--roster",
    type=click.Path(path_type=Path),
    help="The class list as CSV: what Moodle or Canvas exports, or columns student_id, name, email, lms_user_id. "
    "It is kept in the class's folder, and need not be named again.",
)
@click.option(
    "--due",
    metavar="TIME",
    help='When the lesson is due: "2026-03-01 23:59" (see --zone), or "2026-03-01 23:59 Europe/Rome".',
)
@zone_option
@click.option(
    "--file-times",
    is_flag=True,
    help="Believe the dates of files in an LMS's zip. (Moodle and Canvas write the time of the download there.)",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be collected; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, for programs.")
def collect(
    source: Path,
    lesson: str | None,
    class_dir: Path | None,
    roster: Path | None,
    due: str | None,
    zone: str | None,
    file_times: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring submissions into a class: out of an LMS's zip, a folder, or a folder of git checkouts.

    SOURCE is the zip that an LMS gives (Moodle, Canvas, Blackboard, Brightspace, Gradescope), or a folder with a
    notebook, a folder or a checkout for each student. LESSON need not be named: a notebook is known by its cells,
    whatever its file is called.

    Each goes to submitted/STUDENT/LESSON/LESSON.ipynb. The newest wins; what it replaces is kept in
    submitted-earlier/. Nothing of a submission is run, and no link is followed. Students of the roster who
    handed in nothing get an empty folder, and read "missing".
    """
    from autograder.collect.run import Order
    from autograder.collect.run import collect as collect_source
    from autograder.show.collected import collected_json, collected_text

    course = Course.find()
    clock = _zone(zone)
    time = _time(due, clock) if due else None
    chosen = course.select((lesson,))[0] if lesson else None
    order = Order(source, chosen, roster, time, file_times, dry_run)
    collected = collect_source(course, _classroom(course, class_dir), order, clock)
    click.echo(collected_json(collected) if as_json else collected_text(collected), nl=False)
    if not collected.plan.steps:
        raise CourseError(f"Nothing of {source} could be collected.", "See above why.")


@main.command()
@click.argument("lesson", required=False)
@click.argument("time", required=False)
@class_option
@zone_option
@click.option(
    "--penalty",
    metavar="RULE",
    help='What lateness costs: nothing, zero (all points), "10 a day", "10 a day, at most 50" (each day begun), or '
    "plugin: what nbgrader_config.py says.",
)
@click.option("--json", "as_json", is_flag=True, help="Print due dates and extensions as JSON, for programs.")
def due(
    lesson: str | None,
    time: str | None,
    class_dir: Path | None,
    zone: str | None,
    penalty: str | None,
    as_json: bool,
) -> None:
    """Say when lessons are due, what lateness costs and who has an extension; or set it for a lesson.

    TIME is "2026-03-01 23:59 Europe/Rome", or "2026-03-01 23:59" (see --zone); "never" takes a due date away.
    Exports follow at once, tables and pages with the next `autograder grade`, which runs no notebook again.
    """
    from autograder.keep.deadlines import set_due, set_penalty
    from autograder.show.deadlines import deadlines_json, deadlines_text

    course = Course.find()
    classroom = _classroom(course, class_dir)
    if lesson is not None:
        chosen = course.select((lesson,))[0]
        when = None if time in (None, "never") else _time(time, _zone(zone))
        if penalty is not None:
            set_penalty(classroom, chosen, penalty)
        if time is not None:
            set_due(classroom, chosen, when)
    elif penalty is not None:
        raise CourseError("--penalty is a lesson's.", "Name the lesson.")
    record = _settled(classroom)
    click.echo(deadlines_json(record) if as_json else deadlines_text(record), nl=False)


@main.command()
@click.argument("student")
@click.argument("lesson")
@class_option
@click.option(
    "--days", type=click.FloatRange(0, 3660), help="Days beyond the lesson's due date; 0: no extension."
)
@click.option("--until", metavar="TIME", help="Or when the lesson is due for this student.")
@zone_option
@click.option("--why", required=True, help="Why, for whoever looks at it later.")
def extend(
    student: str,
    lesson: str,
    class_dir: Path | None,
    days: float | None,
    until: str | None,
    zone: str | None,
    why: str,
) -> None:
    """Give one student more time for a lesson. It replaces an extension that was given before.

    Exports follow at once, tables and pages with the next `autograder grade`, which runs no notebook again.
    """
    from autograder.keep.deadlines import set_extension
    from autograder.show.deadlines import deadlines_text

    course = Course.find()
    classroom = _classroom(course, class_dir)
    if (days is None) == (until is None):
        raise CourseError("An extension is so many days, or until a time.", "Name --days or --until.")
    more = dt.timedelta(days=days) if days is not None else _time(until or "", _zone(zone))
    set_extension(classroom, (student, course.select((lesson,))[0]), more, why)
    click.echo(deadlines_text(_settled(classroom)), nl=False)


@main.command()
@click.argument("code")
@class_option
def receipt(code: str, class_dir: Path | None) -> None:
    """Find what was handed in by the code of a receipt: who, which lesson, when, and whether it is what counts.

    The code stands where something was collected, and on the student's feedback page.
    """
    from autograder.show.receipts import found_text

    found = found_text(_classroom(Course.find(), class_dir), code)
    if not found:
        raise CourseError(f"Nothing in this class has the receipt {code!r}.", "Is it another class's?")
    click.echo(found, nl=False)


@main.command()
@click.argument("lessons", nargs=-1, metavar="[LESSON]...")
@class_option
@jobs_option
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Grade on the Dask cluster with this scheduler (tcp://HOST:PORT, tls://HOST:PORT or a scheduler file).",
)
@click.option(
    "--workers", type=click.IntRange(1), help="Wait until the cluster has so many workers (default: 1)."
)
@click.option("--cell-seconds", type=click.FloatRange(1), help="Longest time for one cell (default: 60).")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON, for programs.")
@click.option(
    "--allow-unisolated",
    is_flag=True,
    help="Run notebooks even where this machine cannot shut them in: each can then read, change and send "
    "whatever you can. For work that you would run yourself.",
)
@click.option(
    "--preview",
    "only_preview",
    is_flag=True,
    help="Show whose score would change, by how much and why; write nothing but the journal.",
)
def grade(
    lessons: tuple[str, ...],
    class_dir: Path | None,
    jobs: int | None,
    scheduler: str | None,
    workers: int | None,
    cell_seconds: float | None,
    as_json: bool,
    allow_unisolated: bool,
    only_preview: bool,
) -> None:
    """Grade what a class handed in: submitted/STUDENT/LESSON/LESSON.ipynb.

    Fills nbgrader's gradebook, writes a feedback page for each student, a table (grades.csv) and the
    class page (report.html). Notebooks run shut in, as closely as this machine allows (see doctor).

    With --scheduler they run on the workers of a Dask cluster that is there already, each shut in as closely.

    Every result is kept in the class's journal as it comes in: stop at any time and run again to go on. What
    has not changed since is not graded twice.
    """
    from autograder.classes import grade_class, preview
    from autograder.engines.engine import Grader
    from autograder.run.kernels.level import require_out_of_reach
    from autograder.run.limits import Limits
    from autograder.show.progress import progress_of
    from autograder.show.terminal import grades_json, grades_text, preview_text

    if jobs and scheduler:
        raise CourseError("--jobs is for this machine.", "Leave it out: each worker of a cluster runs one.")
    if workers and not scheduler:
        raise CourseError("--workers is for a cluster.", "Name its scheduler with --scheduler ADDRESS.")
    course = Course.find()
    chosen = course.select(lessons)
    classroom = _classroom(course, class_dir)
    require_out_of_reach(course.root, classroom.root)
    limits = Limits(cell=cell_seconds) if cell_seconds else Limits()
    with (
        _engine(jobs, scheduler, workers, allow_unisolated) as engine,
        progress_of(sys.stderr) as progress,
    ):
        grader = Grader(engine, limits, progress)
        if only_preview:
            changes = preview(course, classroom, chosen, grader)
            click.echo(preview_text(changes), nl=False)
            return
        grades = grade_class(course, classroom, chosen, grader)
    click.echo(grades_json(grades) if as_json else grades_text(grades), nl=not as_json)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def site(folder: Path) -> None:
    """Make the course's site in FOLDER: released lessons with their pictures, without answers, and documents.

    TRAINING_LAB_REPOSITORY=OWNER/NAME, of a public repository with the lessons, gives each lesson its buttons for
    Binder and Colab.
    """
    from autograder.author.site import build

    click.echo(f"Wrote {build(Course.find(), folder)}")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "bundle",
    type=click.Path(path_type=Path),
    help="The bundle to take the lessons from, as a zip or a folder (default: this course's, made now).",
)
def update(folder: Path, bundle: Path | None) -> None:
    """Bring corrected lessons into FOLDER, a student's unpacked bundle; every word of theirs stays.

    Answers, outputs and cells of their own are kept, what was changed is listed, and how it was before stays in
    FOLDER/backups/. Students do the same with: start.py update NEW.zip
    """
    from datetime import datetime

    from autograder.author.bundle import bundle_files
    from autograder.intake.update_folder import bundle_in, carry_out, plan, said

    new = bundle_files(Course.find()) if bundle is None else bundle_in(bundle)
    planned = plan(folder, new)
    click.echo(said(planned, carry_out(folder, planned, datetime.now())), nl=False)
    if planned.refused:
        raise CourseError(f"Not updated: {len(planned.refused)}.", "See above; nothing of them was lost.")


@main.command()
@click.argument("lessons", nargs=-1, metavar="[LESSON]...")
@class_option
@click.option("--json", "as_json", is_flag=True, help="Print what was made as JSON, for programs.")
def report(lessons: tuple[str, ...], class_dir: Path | None, as_json: bool) -> None:
    """Make the class page, the table and old or missing feedback pages again. Grades nothing.

    All comes from the class's journal, with the marks that the gradebook holds now: run it after marking
    in Formgrader. It says what has been handed in or has changed since, and is not graded yet.

    The class page and the table hold the lessons named, or all of the course.
    """
    from autograder.course.lesson import titles_of
    from autograder.show.report import renew
    from autograder.show.terminal import report_json, report_text

    course = Course.find()
    made = renew(_classroom(course, class_dir), titles_of(course, course.select(lessons)))
    click.echo(report_json(made) if as_json else report_text(made), nl=False)


@main.command()
@click.argument("lessons", nargs=-1, metavar="[LESSON]...")
@click.option(
    "--to",
    "form",
    type=click.Choice(["csv", "canvas", "moodle"]),
    required=True,
    help="csv: a line for each student and lesson, with its state; canvas, moodle: what their gradebooks import.",
)
@class_option
@click.option(
    "--output", type=click.Path(path_type=Path), help="The file to write (default: CLASS/export/FORM.csv)."
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="LESSON=TITLE",
    help='A lesson\'s column in the LMS: 03="A network on Digits (4711)", as Canvas itself exports it.',
)
@click.option(
    "--partly",
    is_flag=True,
    help="Give an LMS also the points of notebooks that crashed, timed out or ran in part only.",
)
def export(
    lessons: tuple[str, ...],
    form: str,
    class_dir: Path | None,
    output: Path | None,
    columns: tuple[str, ...],
    partly: bool,
) -> None:
    """Write the grades for an LMS or a spreadsheet.

    Scores have marks given by hand, extra credit and late penalties in them. Where a score is not
    settled (missing, unreadable, crashed, awaiting a marker, not graded) an LMS gets an empty cell and never 0;
    the state stands beside it (csv, moodle) or in a second file (canvas).
    """
    from traitlets.config import Config

    from autograder.keep.gradebook.writer import GradebookWriter
    from autograder.keep.journal import Journal
    from autograder.show.lms import EXPORTERS

    course = Course.find()
    classroom = _classroom(course, class_dir)
    if not classroom.gradebook.is_file() and not Journal(classroom).published():
        raise CourseError(f"{classroom.root} has no grades.", "Grade it first: autograder grade")
    titles = {}
    for column in columns:
        lesson, equals, title = column.partition("=")
        if not equals or not title.strip():
            raise CourseError(f"--column {column!r} names no title.", "Write LESSON=TITLE.")
        titles[course.select((lesson,))[0]] = title.strip()
    plugin = EXPORTERS[form](config=Config({"CourseDirectory": {"root": str(course.root)}}))
    plugin.to = str(output or classroom.root / "export" / f"{form}.csv")
    plugin.assignment = course.select(lessons) if lessons else []
    plugin.columns, plugin.partly = titles, partly
    with GradebookWriter(classroom).session() as gradebook:
        for path in plugin.export(gradebook):
            click.echo(f"Wrote {path}")


@main.command()
@class_option
@jobs_option
@click.option("--host", help="The address to listen on (default: 127.0.0.1, this machine only).")
@click.option("--port", type=click.IntRange(0, 65535), help="The port (default: 8765; 0 takes a free one).")
@click.option("--prefix", metavar="PATH", help="The path below which a proxy passes requests on: /grader.")
@click.option("--cell-seconds", type=click.FloatRange(1), help="Longest time for one cell (default: 60).")
@click.option(
    "--allow-unisolated",
    is_flag=True,
    help="Run notebooks even where this machine cannot shut them in: each can then read, change and send "
    "whatever you can.",
)
def serve(
    class_dir: Path | None,
    jobs: int | None,
    host: str | None,
    port: int | None,
    prefix: str | None,
    cell_seconds: float | None,
    allow_unisolated: bool,
) -> None:
    """Let students ask for the verdict on one exercise, from JupyterLab. Runs until it is stopped.

    Students are known by their tokens (see `autograder tokens`), or by JupyterHub where it starts this as a service.
    How often they may ask is set in the class's class.toml. See docs/serve.md.
    """
    from autograder.engines.local import cores
    from autograder.run.kernels.level import require_isolation, require_out_of_reach
    from autograder.run.limits import Limits
    from autograder.serve.hub import service
    from autograder.serve.server import Address, ServerOptions
    from autograder.serve.server import serve as serve_class

    course = Course.find()
    classroom = _classroom(course, class_dir)
    require_isolation(allow_unisolated)
    require_out_of_reach(course.root, classroom.root)
    limits = Limits(cell=cell_seconds) if cell_seconds else Limits()
    hub = service()
    options = ServerOptions(Address.of(host, port, prefix, hub), jobs or cores(), limits, hub)
    serve_class(course, classroom, options, lambda line: click.echo(line, err=True))


@main.command()
@click.argument("students", nargs=-1, metavar="[STUDENT]...")
@class_option
@click.option("--renew", is_flag=True, help="Make new tokens; the old ones end.")
@click.option("--revoke", is_flag=True, help="End the tokens of the students named.")
def tokens(students: tuple[str, ...], class_dir: Path | None, renew: bool, revoke: bool) -> None:
    """Make a token for each student of the class's roster, by which `autograder serve` knows them.

    Prints lines "student_id,token", to be sent to each student alone. Only hashes are kept: what was printed once
    cannot be printed again, but renewed. Who has a token already gets no other.
    """
    from autograder.serve.tokens import issue
    from autograder.serve.tokens import revoke as end_tokens

    classroom = _classroom(Course.find(), class_dir)
    if revoke:
        if renew or not students:
            raise CourseError("--revoke ends tokens.", "Name the students, without --renew.")
        for student in end_tokens(classroom, students):
            click.echo(f"{student} has no token any more.", err=True)
        return
    issued = issue(classroom, students, renew)
    click.echo(issued.table, nl=False)
    if issued.kept:
        click.echo(
            f"{len(issued.kept)} of {len(issued.kept) + len(issued.new)} have a token already; --renew makes new ones.",
            err=True,
        )


@main.command()
@click.argument("lessons", nargs=-1, metavar="[LESSON]...")
@click.option("--cell", help="Only the answers to this exercise.")
@click.option(
    "--full",
    is_flag=True,
    help="Each answer by itself, in a whole run, twice; each exercise left out; the reference from 20 seeds.",
)
@click.option(
    "--habits", is_flag=True, help="Instead: right answers, changed as people change them, keep all."
)
@click.option(
    "--mutants", is_flag=True, help="Instead: the reference's answers with one thing changed lose points."
)
@click.option("--write", is_flag=True, help="Put what habits and mutants found into docs/grading-tests.md.")
@jobs_option
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, for programs.")
def verify(
    lessons: tuple[str, ...],
    cell: str | None,
    full: bool,
    habits: bool,
    mutants: bool,
    write: bool,
    jobs: int | None,
    as_json: bool,
) -> None:
    """Grade the tests: each notebook whose worth is known must get what it deserves.

    The reference earns 100 points; untouched, blank and broken notebooks earn none and say why; right answers
    of the bank (answers.py beside each lesson) earn full marks, wrong ones lose them and are told the message that the
    bank names, and none takes marks from another exercise. Each rule that a lesson breaks is listed, too.
    """
    from autograder.author.grading_tests import Selection, grading_tests_text, try_lessons, write_document
    from autograder.author.verify import Extent
    from autograder.author.verify import verify as verify_lessons
    from autograder.author.verify_table import verify_json, verify_text
    from autograder.engines.engine import Grader
    from autograder.engines.local import LocalEngine, cores
    from autograder.run.limits import Limits
    from autograder.show.progress import progress_of

    course = Course.find()
    chosen = course.select(lessons)
    with progress_of(sys.stderr) as progress:
        grader = Grader(LocalEngine(jobs or cores()), Limits(), progress)
        if habits or mutants:
            found = try_lessons(course, chosen, grader, Selection(habits, mutants, cell, full))
            text = grading_tests_text(found)
        else:
            found = verify_lessons(course, chosen, grader, Extent(cell, full))
            text = verify_json(found) if as_json else verify_text(found)
    click.echo(text, nl=False)
    if write and (habits or mutants):
        write_document(course.root / "docs" / "grading-tests.md", found)
    if found.failures:
        raise CourseError(
            f"Not as it should be: {len(found.failures)}.", "Mend the key, the lesson or the bank."
        )


@main.command()
def doctor() -> None:
    """Say what works here: how closely notebooks are shut in, with the proof; versions; data."""
    from autograder.doctor import examine

    healthy = True
    for section, findings in examine():
        click.echo(section)
        for finding in findings:
            healthy &= finding.good
            click.echo(f"  {'ok' if finding.good else 'NO'}  {finding.what}: {finding.found}")
    if not healthy:
        raise CourseError("Something is amiss here.", "See the lines marked NO.")


def _engine(
    jobs: int | None, scheduler: str | None, workers: int | None, allow_unisolated: bool
) -> AbstractContextManager[Engine]:
    """Where to grade: here, or on the cluster of a scheduler. Raises CourseError."""
    from autograder.engines.local import LocalEngine, cores
    from autograder.run.kernels.level import require_isolation

    if scheduler is None:
        require_isolation(allow_unisolated)
        return nullcontext(LocalEngine(jobs or cores()))
    try:
        from autograder.engines.dask import connect
    except ModuleNotFoundError as error:
        raise CourseError(
            f"Grading on a cluster needs Dask ({error}).", "Install Training Lab with its extra `dask`."
        ) from error
    return connect(scheduler, workers or 1, allow_unisolated=allow_unisolated)


def _settled(classroom: Classroom) -> ClassRecord:
    """The class's record, with what people wrote into the gradebook."""
    from autograder.keep.gradebook.flow import settle

    return settle(classroom)


def _zone(text: str | None) -> dt.tzinfo | None:
    """The zone of --zone, or this machine's. Raises CourseError."""
    from autograder.intake.times import zone_named

    try:
        return zone_named(text) if text else None
    except ValueError as error:
        raise CourseError(f"--zone: {error}.", "Write --zone Europe/Rome.") from None


def _time(text: str, zone: dt.tzinfo | None) -> dt.datetime:
    """A time that a person wrote. Raises CourseError."""
    from autograder.intake.times import moment

    try:
        return moment(text, zone)
    except ValueError as error:
        raise CourseError(f"{text!r} is no time: {error}.", 'Write it as in "2026-03-01 23:59".') from None


def _classroom(course: Course, class_dir: Path | None) -> Classroom:
    root = class_dir or course.default_class
    if root.exists() and not root.is_dir():
        raise CourseError(
            f"{root} is a file, not a class folder.", "Name the class's folder with --class DIR."
        )
    return Classroom(root)
