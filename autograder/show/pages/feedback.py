"""The feedback page: what one student handed in, what it earned, what differed, what to try."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from autograder.compare.result import (
    ExerciseResult,
    Outcome,
    Result,
    State,
    Verdict,
)
from autograder.intake.receipt import receipt
from autograder.intake.times import span
from autograder.safe.png import Picture, safe_png
from autograder.safe.text import clean_line, clean_text
from autograder.show.pages.render import render
from autograder.show.pages.words import number, outcome_words
from autograder.show.rows import Beside, counted

# Lengths in characters. A message may quote an exception that the student wrote.
ANSWER, MESSAGE, TITLE, FACT = 20_000, 1_500, 200, 300


@dataclass(frozen=True)
class _Notice:
    """What a student must know before the points: a heading, and what to do."""

    title: str
    advice: str


_RESTART = "Restart the kernel and run all cells from the top before you hand in again."
_NOTICES = {
    State.CRASHED: _Notice(
        "Something in your notebook ended its kernel",
        f"What ran was graded, without the cell that is named here. Look for what ends Python itself, such as exit(), "
        f"or for work that is far too large. {_RESTART}",
    ),
    State.TIMED_OUT: _Notice(
        "Something in your notebook ran too long",
        "What ran was graded, without what is named here. Look for a loop that never ends, or for far more training "
        f"than was asked for. {_RESTART}",
    ),
    State.PARTLY_GRADED: _Notice(
        "Something in your notebook took more than it may",
        "What ran was graded, without the cell that is named here. Look for arrays, outputs or files that are far too "
        f"large. {_RESTART}",
    ),
    State.TAMPERED: _Notice(
        "Something in your notebook interfered with the grading",
        "It changed how the kernel runs cells, or sent results of its own making. That earns nothing; whatever could "
        "be judged has its points below, and your instructor has been told. If you do not know what it could be, "
        "start from a fresh copy of the lesson and copy your answers into it.",
    ),
}


@dataclass(frozen=True)
class _SharedVerdict:
    """One verdict, or several in a row that say the same. `verdict` holds what they share, and their points."""

    verdict: Verdict
    names: tuple[str, ...]
    hints: tuple[str, ...]
    recorded: tuple[str, ...]


@dataclass(frozen=True)
class _Shown:
    """One exercise, ready for the template: texts cut to length, pictures checked."""

    exercise: ExerciseResult
    title: str
    verdicts: tuple[_SharedVerdict, ...]
    answer: str
    pictures: tuple[Picture, ...]
    comment: str
    before: float | None


def feedback_page(
    result: Result,
    student: str,
    lesson_title: str,
    *,
    submitted: str = "",
    beside: Beside | None = None,
) -> str:
    """One student's page as self-contained HTML.

    `submitted` is the time of submission, as it was noted. `beside` are marks, their comments, and lateness.
    `result.flags` are the instructor's and do not appear.
    """
    beside = beside or Beside()
    comments = {cell.removeprefix("test-"): text for cell, text in beside.marks.comments.items()}
    exercises = [
        _shown(exercise, comments.get(exercise.id, ""), beside.before.get(exercise.id))
        for exercise in result.exercises
    ]
    written = [e for e in result.exercises if e.written]
    return render(
        "feedback.html.j2",
        student=clean_line(student, 200),
        lesson=clean_line(lesson_title, 200) or clean_line(result.lesson, 200),
        readable=result.state is not State.UNREADABLE,
        graded=result.points is not None,
        notice=_NOTICES.get(result.state),
        stop=clean_text(result.stop, MESSAGE).strip(),
        points=result.points,
        max_points=result.max_points,
        written_points=sum(e.points or 0.0 for e in written),
        written_max_points=sum(e.max_points for e in written),
        waiting=[e for e in written if e.points is None],
        marked=[e for e in written if e.points is not None],
        extra=beside.extra,
        score=counted(result, beside),
        late=_late(beside) if result.points is not None else "",
        exercises=exercises,
        facts=_facts(result, submitted, beside),
    )


def _late(beside: Beside) -> str:
    """How late it was and what that costs, in a sentence; "" where it was not late."""
    late = beside.late
    if late.seconds <= 0:
        return ""
    costs = f"costs {number(late.penalty)} points" if late.penalty else "costs nothing"
    return f"Handed in {span(late.seconds)} after it was due, which {costs}."


def _shown(exercise: ExerciseResult, comment: str, before: float | None) -> _Shown:
    cleaned = [
        replace(
            v,
            name=clean_line(v.name, TITLE),
            message=_message(v),
            hint="" if v.outcome is Outcome.RIGHT else clean_text(v.hint, MESSAGE).strip(),
            recorded=clean_line(v.recorded, TITLE),
        )
        for v in exercise.verdicts
    ]
    verdicts = tuple(_together(list(group)) for _, group in groupby(cleaned, key=_sameness))
    checked = ((safe_png(picture.png_base64), picture.alt) for picture in exercise.pictures)
    return _Shown(
        exercise=exercise,
        title=clean_line(exercise.title, TITLE) or clean_line(exercise.id, TITLE),
        verdicts=verdicts,
        answer=clean_text(exercise.answer, ANSWER).strip("\n"),
        pictures=tuple(Picture(png, clean_line(alt, FACT)) for png, alt in checked if png),
        comment=clean_text(comment, MESSAGE).strip(),
        before=before,
    )


def _sameness(verdict: Verdict) -> object:
    """Verdicts in a row are told once if this is equal; each right one stands for itself."""
    alone = (verdict.name, verdict.points) if verdict.outcome is Outcome.RIGHT else ()
    return outcome_words(verdict), verdict.message, alone


def _together(verdicts: list[Verdict]) -> _SharedVerdict:
    shared = replace(
        verdicts[0],
        points=sum(v.points for v in verdicts),
        max_points=sum(v.max_points for v in verdicts),
    )
    names, hints, recorded = (
        tuple(dict.fromkeys(filter(None, (getattr(v, what) for v in verdicts))))
        for what in ("name", "hint", "recorded")
    )
    return _SharedVerdict(shared, names, hints, recorded)


def _message(verdict: Verdict) -> str:
    """The message, or "" where it only repeats what the outcome says anyway."""
    message = clean_text(verdict.message, MESSAGE).strip()
    repeats = message.casefold().rstrip(".").removesuffix(" yet") == outcome_words(verdict).casefold()
    return "" if repeats else message


def _facts(result: Result, submitted: str, beside: Beside) -> list[tuple[str, str]]:
    due = beside.late.due
    facts = [
        ("Lesson", result.lesson),
        ("State", result.state.value),
        ("Handed in", submitted),
        ("Due", f"{due:%Y-%m-%d %H:%M:%S} UTC{' (extended for you)' * beside.late.extended}" if due else ""),
        ("Receipt", receipt(result.submission_hash, submitted) if result.submission_hash else ""),
        ("Submission (SHA-256)", result.submission_hash),
        ("Reference (SHA-256)", result.reference_hash),
    ]
    if result.seconds > 0:
        facts.append(("Time to run", f"{result.seconds:.1f} s"))
    facts += result.graded_by
    return [(clean_line(str(name), 80), clean_line(str(value), FACT)) for name, value in facts if value]
