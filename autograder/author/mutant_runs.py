"""Every mutant of the reference's answers, graded: the share that each exercise's checks catch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from autograder.author.answers import Trial, alone, own_lines, solved, trials, unspoilt
from autograder.author.mutants import mutants
from autograder.compare.reference import Reference
from autograder.compare.result import Result, State
from autograder.course.answers import Answer, parse_exemptions
from autograder.course.lesson import Lesson
from autograder.engines.engine import Grader, Job


@dataclass
class ExerciseMutants:
    """How many mutants of an exercise's answer were made and caught; `equal` ones the bank gives a reason for."""

    exercise: str
    made: int = 0
    caught: int = 0
    equal: int = 0
    survivors: list[str] = field(default_factory=list)


@dataclass
class MutantReport:
    """What became of a lesson's mutants."""

    lesson: str
    exercises: list[ExerciseMutants]
    runs: int = 0
    stale: list[str] = field(default_factory=list)

    @property
    def failures(self) -> list[str]:
        """The survivors, each with its exercise, and what the bank excuses for nothing."""
        lives = [f"{e.exercise}: a mutant keeps all points: {s}" for e in self.exercises for s in e.survivors]
        return lives + [f"the bank calls equal what is no mutant: {title}" for title in self.stale]


def mutants_of(lesson: Lesson, exercises: list[str]) -> list[Answer]:
    """The mutants of a lesson's answers, as wrong answers."""
    cells = {cell.id: cell for cell in lesson.source.cells}
    return [
        Answer(exercise, False, mutant.title, "", mutant.text)
        for exercise in exercises
        for mutant in mutants(solved(cells[exercise]), own_lines(cells[exercise]))
    ]


def try_mutants(
    references: Mapping[str, Reference], grader: Grader, cell: str | None = None
) -> list[MutantReport]:
    """Grade every mutant of each lesson, or of one exercise: those that cannot meet share a run."""
    reports, work = {}, []
    for name, reference in references.items():
        exercises = [e.id for e in reference.exercises if cell in (None, e.id)]
        reports[name] = MutantReport(name, [ExerciseMutants(e) for e in exercises])
        made = mutants_of(reference.lesson, exercises)
        titles = {(mutant.exercise, mutant.title) for mutant in made}
        reports[name].stale += [
            f"{e}: {title}" for e, title in sorted(_equal(reference) - titles) if e in exercises
        ]
        work += [(name, trial) for trial in trials(reference, made)]
    again: list[tuple[str, Trial]] = []
    for name, trial, result in _graded("Grading mutants", work, references, grader):
        reports[name].runs += 1
        if result.state is not State.GRADED and len(trial.answers) > 1:
            # Which of them ended the run is not known, nor what the others would have lost.
            again += [(name, alone(answer, whole=False)) for answer in trial.answers]
        else:
            _note(reports[name], references[name], trial, result)
    for name, trial, result in _graded("Grading mutants by themselves", again, references, grader):
        reports[name].runs += 1
        _note(reports[name], references[name], trial, result)
    return list(reports.values())


def _equal(reference: Reference) -> set[tuple[str, str]]:
    """The mutants that the bank gives a reason for, by exercise and title."""
    return {
        (e.exercise, e.title) for e in parse_exemptions(reference.lesson.answers_text) if e.kind == "equal"
    }


def _note(report: MutantReport, reference: Reference, trial: Trial, result: Result) -> None:
    unharmed = {e.id for e in result.exercises if unspoilt(e)}
    known = {
        (e.exercise, e.title) for e in parse_exemptions(reference.lesson.answers_text) if e.kind == "equal"
    }
    tallies = {tally.exercise: tally for tally in report.exercises}
    for mutant in trial.answers:
        tally = tallies[mutant.exercise]
        tally.made += 1
        if mutant.exercise not in unharmed:
            tally.caught += 1
        elif (mutant.exercise, mutant.title) in known:
            tally.equal += 1
        else:
            tally.survivors.append(mutant.title)


def _graded(
    what: str, work: list[tuple[str, Trial]], references: Mapping[str, Reference], grader: Grader
) -> Iterator[tuple[str, Trial, Result]]:
    grader.progress.step(what, len(work))
    jobs = (
        Job((name, str(n)), references[name].hash, trial.submission(references[name].lesson), trial.until)
        for n, (name, trial) in enumerate(work)
    )
    known = {reference.hash: reference for reference in references.values()}
    for job, result in grader.engine.grade(jobs, known, grader.limits):
        name, trial = work[int(job.key[1])]
        grader.progress.advance(f"{name}  {', '.join(str(a) for a in trial.answers)}")
        yield name, trial, result
