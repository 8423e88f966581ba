"""Compares one run's records with the reference's, exercise by exercise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from autograder.compare import wire
from autograder.compare.checks.base import Check, Exercise, context_of
from autograder.compare.records import Raised, Records, decode_records
from autograder.compare.reference import Reference
from autograder.compare.result import (
    ExerciseResult,
    Finding,
    Outcome,
    State,
    Verdict,
    state_of,
)
from autograder.course.cells import Kind, grade_id, kind
from autograder.intake.notebook import Canonical, is_students
from autograder.run.notebook import Transcript
from autograder.safe.drawing import drawn
from autograder.safe.png import Picture, safe_png
from autograder.safe.text import clean_line
from autograder.safe.value import described


@dataclass(frozen=True)
class Judgement:
    """What a run was worth: a result for each exercise, what became of the run, and what was odd about it."""

    exercises: tuple[ExerciseResult, ...]
    state: State
    flags: tuple[str, ...]
    stop: str


def judge(
    reference: Reference, taken: Canonical, transcript: Transcript, probes: Mapping[str, tuple]
) -> Judgement:
    """Compare what a run recorded with what the reference recorded under the same probes."""
    answers, odd = decode_records(transcript.records)
    flags = tuple(dict.fromkeys((*taken.flags, *transcript.flags, *odd)))
    desk = _Judge(reference, taken, transcript, answers, probes)
    exercises = tuple(map(desk.exercise, reference.exercises))
    return Judgement(
        exercises=(*exercises, *written(taken, desk.stubs)),
        state=state_of(transcript.stops, flags),
        flags=flags,
        stop=desk.what_did_not_run(),
    )


class _Judge:
    """Compares one run's records with the reference's, exercise by exercise, in order."""

    def __init__(
        self,
        reference: Reference,
        taken: Canonical,
        transcript: Transcript,
        answers: Records,
        probes: Mapping[str, tuple],
    ) -> None:
        self.reference, self.taken, self.transcript = reference, taken, transcript
        self.answers, self.probes = answers, probes
        self.index = {grade_id(c): i for i, c in enumerate(taken.notebook.cells) if grade_id(c)}
        self.stubs = {grade_id(c): c.source for c in reference.lesson.released.cells if is_students(c)}
        self.titles = {e.id: e.title for e in reference.exercises}
        self.right: dict[str, bool] = {}

    def what_did_not_run(self) -> str:
        """Which cells did not run to their end and why, in a sentence each; "" if all did."""
        left_out = self.transcript.left_out
        sentences = [f"{self._cell(stop.cell)} was left out: {stop.reason}." for stop in left_out]
        if stop := self.transcript.stop:
            where = self._cell(stop.cell)
            sentences.append(f"The run ended at {where[0].lower()}{where[1:]}: {stop.reason}.")
            later = [t for e, t in self.titles.items() if self.index.get(e, -1) > stop.index]
            if later:
                sentences.append(f"So these did not run: {', '.join(later)}.")
        return " ".join(sentences)

    def _cell(self, name: str) -> str:
        """A cell in words; those of a student's own have names that only the grader knows."""
        if name in self.titles:
            return f"Cell {name!r} ({self.titles[name]})"
        return f"Cell {name!r}" if name in self.index else "A cell that was added to the lesson"

    def exercise(self, exercise: Exercise) -> ExerciseResult:
        """Judge every check of an exercise and share its points out among them."""
        test = self.taken.notebook.cells[self.index[f"test-{exercise.id}"]]
        points = float(test.metadata.nbgrader.points)
        weight = sum(check.share for check in exercise.checks)
        source = self._source(exercise.id)
        verdicts = []
        for check in exercise.checks:
            finding = self._finding(exercise, check, source)
            share = points * check.share / weight
            verdicts.append(
                Verdict(
                    name=check.shown,
                    outcome=finding.outcome,
                    message=finding.message,
                    hint="" if finding.outcome is Outcome.RIGHT else check.hint,
                    points=share * min(1.0, max(0.0, finding.earned)),
                    max_points=share,
                    margins=finding.margins,
                    recorded=self._recorded(exercise.id, check, finding),
                )
            )
        self.right[exercise.id] = all(v.outcome is Outcome.RIGHT for v in verdicts)
        earned = points if self.right[exercise.id] else round(sum(v.points for v in verdicts), 2)
        return ExerciseResult(
            id=exercise.id,
            title=exercise.title,
            points=min(points, earned),
            max_points=points,
            verdicts=tuple(verdicts),
            answer=source,
            pictures=self._pictures(exercise.id),
            visible=self._visible(exercise.id),
        )

    def _finding(self, exercise: Exercise, check: Check, source: str) -> Finding:
        finding = self._compare(exercise, check)
        if finding.outcome is Outcome.RIGHT:
            return finding
        if source.strip() == self.stubs.get(exercise.id, "").strip():
            return Finding(Outcome.NOT_ATTEMPTED, "Not attempted yet.")
        cause = self._cause(check.needed)
        if cause:
            title = self.titles.get(cause, cause)
            return Finding(
                Outcome.SKIPPED, f"Skipped: needs “{title}”. Mend that exercise first.", finding.earned
            )
        return finding

    def _recorded(self, exercise: str, check: Check, finding: Finding) -> str:
        answer = self.answers.get((exercise, check.name))
        untold = (Outcome.RIGHT, Outcome.NOT_ATTEMPTED, Outcome.NOT_RUN)
        if answer is None or isinstance(answer.value, Raised) or finding.outcome in untold:
            return ""
        return described(answer.kind, answer.value)

    def _cause(self, needed: tuple[str, ...]) -> str:
        """The first exercise of the lesson that is not right among those needed, and those that these need; or ""."""
        for exercise in self.reference.exercises:
            if exercise.id not in needed:
                continue
            before = {name for check in exercise.checks for name in check.needed}
            cause = self._cause(tuple(before)) or ("" if self.right.get(exercise.id, True) else exercise.id)
            if cause:
                return cause
        return ""

    def _compare(self, exercise: Exercise, check: Check) -> Finding:
        answer = self.answers.get((exercise.id, check.name))
        if answer is None:
            return Finding(Outcome.NOT_RUN, self._why_not_run(exercise.id))
        expected = self.reference.records[exercise.id, check.name]
        if isinstance(answer.value, Raised):
            return self._raised(exercise.id, answer.value)
        if answer.kind != expected.kind:
            return Finding(Outcome.NOT_RUN, "No record of this kind arrived.")
        runs = (self.reference.records, self.answers)
        context = context_of(exercise, check, runs, self.probes, self.taken.notebook.cells)
        # An answer that was split in several cells is whole again.
        context = replace(context, source=self._source(exercise.id))
        try:
            finding = check.compare(answer.value, expected.value, context)
            if finding.outcome is Outcome.RIGHT:
                return finding
            says = self.reference.mistakes.said(exercise, check, runs)
            return replace(finding, message=says or finding.message)
        except wire.PlainError as error:
            return Finding(Outcome.TYPE, f"What was recorded cannot be compared: {error}.")
        except Exception as error:  # a check's fault must cost one record, not the class its grades
            return Finding(Outcome.TYPE, f"What was recorded cannot be compared ({type(error).__name__}).")

    def _why_not_run(self, exercise: str) -> str:
        own, test = self.index.get(exercise), self.index[f"test-{exercise}"]
        stop = self.transcript.stopped(test)
        if stop and stop.index < test and stop.index != own:
            return f"Not run: the notebook ended at cell “{stop.cell}”, because {stop.reason}."
        if stop:
            where = (
                "your cell" if stop.index == own else "the check of your cell, which calls what you wrote,"
            )
            return f"Not run: {where} was stopped, because {stop.reason}."
        return "Not run: nothing was recorded while the test cell ran."

    def _raised(self, exercise: str, raised: Raised) -> Finding:
        """An expression that raised: most often a name that the student's cell should have defined."""
        position = self.index.get(exercise)
        stop = self.transcript.stopped(position) if position is not None else None
        if stop:
            return Finding(Outcome.NOT_RUN, f"Your cell was stopped, because {stop.reason}.")
        cause = self.transcript.error(position) if position is not None else None
        if cause and cause[0] != "NotImplementedError":
            because = f" Your cell stopped with {cause[0]}: {clean_line(cause[1], 300)}"
            return Finding(Outcome.RAISED, because.strip())
        if raised.type == "NotRecorded":
            return Finding(Outcome.TYPE, f"This is {clean_line(raised.message, 200)}.")
        if raised.type == "NameError":
            return Finding(Outcome.MISSING, f"Missing: {clean_line(raised.message, 200)}.")
        if raised.type == "NotImplementedError":
            return Finding(Outcome.NOT_ATTEMPTED, "Not attempted yet.")
        return Finding(
            Outcome.RAISED, f"Raised {clean_line(raised.type, 60)}: {clean_line(raised.message, 300)}"
        )

    def _source(self, exercise: str) -> str:
        return self.taken.answers.get(exercise, "")

    def _visible(self, exercise: str) -> str:
        error = self.transcript.error(self.index[f"test-{exercise}"])
        return clean_line(f"{error[0]}: {error[1]}", 300) if error else ""

    def _pictures(self, exercise: str) -> tuple[Picture, ...]:
        """PNGs that the student's cell displayed, checked and re-encoded."""
        pictures = []
        for output in self.transcript.outputs[self.index[exercise]] if exercise in self.index else ():
            png = safe_png(output.get("data", {}).get("image/png", ""))
            if png is not None:
                pictures.append(Picture(png, "Figure that the answer displayed"))
        if not pictures:
            figures = [a for (e, _), a in self.answers.items() if e == exercise and a.kind == "figure"]
            pictures = [p for a in figures if not isinstance(a.value, Raised) and (p := drawn(a.value))]
        return tuple(pictures[:4])


def written(taken: Canonical, stubs: Mapping[str, str]) -> tuple[ExerciseResult, ...]:
    """The written answers: 0 where there is none, else None, until somebody reads them."""
    results = []
    for cell in taken.notebook.cells:
        if kind(cell) is not Kind.WRITTEN:
            continue
        settings = cell.metadata["nbgrader"]
        # A lesson may ask for several: each is known by what its id says.
        about = settings["grade_id"].removeprefix("written-").replace("-", " ")
        untouched = cell.source.strip() == stubs[settings["grade_id"]].strip()
        verdict = Verdict(
            "answer", Outcome.NOT_ATTEMPTED, "No answer was written.", "", 0.0, float(settings["points"])
        )
        results.append(
            ExerciseResult(
                id=settings["grade_id"],
                title=f"Written answer: {about}",
                points=0.0 if untouched else None,
                max_points=float(settings["points"]),
                verdicts=(verdict,) if untouched else (),
                answer=cell.source,
                written=True,
            )
        )
    return tuple(results)
