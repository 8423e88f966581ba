"""What every check is made of: an exercise, its checks, the mistakes that they know by name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from nbformat import NotebookNode

from autograder.compare.records import Records
from autograder.compare.result import Finding, Outcome
from autograder.course.cells import grade_id


@dataclass(frozen=True)
class Context:
    """What a check may look at besides its own record. Everything here is on the trusted side.

    `reference` and `answers` map (exercise, record name) to records of the reference run and of
    the student's run. `source` is the text of the student's cell, `texts` are those of all code cells up to
    its check. `probes` are the arguments that this check's function was called with, `entered` the names of
    the packages' functions that it entered, `changed` the positions of arguments that it changed, `name` is what
    the notebook calls it.
    """

    reference: Records
    answers: Records
    source: str = ""
    probes: tuple = ()
    texts: tuple[str, ...] = ()
    entered: frozenset[str] = frozenset()
    changed: tuple[int, ...] = ()
    name: str = ""


class Rule(ABC):
    """A demand on how an answer is written. A right value earns nothing if its rule is broken.

    `needs_entered`: it asks what the function enters, so its record must say that.
    """

    needs_entered = False

    @abstractmethod
    def broken(self, context: Context) -> str:
        """What is wrong with how the answer is written, in words; empty if nothing is."""


#: What a function earns that returns what it should, and changes what it was given.
_SHARE_OF_CHANGING = 0.5


def _changed(places: tuple[int, ...]) -> str:
    which = " and ".join(f"its argument number {place + 1}" for place in places[:3])
    return (
        f"What it returns is right, but it changes {which}: whoever called it has other numbers now. Make new arrays: "
        "a = a - b in place of a -= b, or begin with a copy."
    )


@dataclass(frozen=True, kw_only=True)
class Check(ABC):
    """Compares one record of a student with the reference's.

    `share` weighs the record within its exercise's points. `needs` names one or more
    earlier exercises: if this check fails and one of them is not right, the student reads
    "skipped: needs …" instead.
    `rules` hold for the student's cell as it is written; the first that is broken takes the share.
    `label` is what students read in place of the record's name, where that is no name of the lesson's.
    `part` says what of the record is judged, where several checks share it: students read it, too.
    `decisive` are probes that every class gets besides its own: those that tell mistakes which others let pass.
    `knows_mistakes`: the bank's wrong answers are run, and known by what they record.
    """

    knows_mistakes: ClassVar[bool] = False

    name: str = field(kw_only=False)
    share: float = 1.0
    hint: str = ""
    needs: str | tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    label: str = ""
    part: str = ""
    decisive: tuple = ()

    @property
    def needed(self) -> tuple[str, ...]:
        """The exercises that `needs` names."""
        return (self.needs,) if isinstance(self.needs, str) else self.needs

    @property
    def reads(self) -> tuple[tuple[str, str], ...]:
        """The records, (exercise, name), that it looks at besides its own."""
        return ()

    @property
    def shown(self) -> str:
        """What a verdict calls this check."""
        of = self.label or self.name
        return f"{of}: {self.part}" if self.part else of

    def probes(self, rng: np.random.Generator) -> tuple:
        """Fresh arguments for the student's function, as plain data; () where there is no function."""
        return ()

    def compare(self, answer: Any, reference: Any, context: Context) -> Finding:
        """Judge the decoded plain value `answer` against `reference`. Neither is `Raised`.

        `answer` came from a student's process and may be anything that plain data can be.
        """
        finding = self.examine(answer, reference, context)
        if finding.earned > 0:
            for rule in self.rules:
                if complaint := rule.broken(context):
                    return Finding(Outcome.VALUE, complaint)
        if finding.outcome is Outcome.RIGHT and context.changed:
            return Finding(Outcome.VALUE, _changed(context.changed), _SHARE_OF_CHANGING, finding.margins)
        return finding

    def same(self, answer: Any, wrong: Any) -> bool:
        """Whether a student's record is what a wrong answer recorded, within what the check allows."""
        return False

    @abstractmethod
    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        """What `compare` finds before it looks at the rules."""


@dataclass(frozen=True, kw_only=True)
class CheckOfParts(Check):
    """Compares parts of one record: all that the class's own `parts` name, unless some are chosen."""

    parts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        known = type(self).parts
        if unknown := set(self.parts) - set(known):
            raise ValueError(f"{type(self).__name__} has no part {sorted(unknown)}; its parts are {known}.")

    @property
    def shown(self) -> str:
        """The name, with the parts that are looked at unless those are all of them."""
        some = ", ".join(part.replace("_", " ") for part in self.parts)
        of = self.label or self.name
        return f"{of}: {self.part or some}" if self.part or self.parts != type(self).parts else of


@dataclass(frozen=True)
class Exercise:
    """One student cell and how it is graded.

    `id` is the student cell's grade_id; its test cell is `test-<id>`. `demands` are what the text asks for, by name;
    the bank has a wrong answer that breaks each. `runs_wrong_answers` is to be False where each wrong answer would
    train a network, or change for good what stands before it.
    """

    id: str
    title: str
    checks: tuple[Check, ...] | list[Check]
    demands: Mapping[str, str] = field(default_factory=dict)
    runs_wrong_answers: bool = True


def context_of(
    exercise: Exercise,
    check: Check,
    runs: tuple[Records, Records],
    probes: Mapping[str, tuple],
    cells: Sequence[NotebookNode],
) -> Context:
    """What a check may look at: `runs` are the reference's records and the student's, `cells` the notebook's."""
    ids = [grade_id(cell) for cell in cells]
    before = cells[: ids.index(f"test-{exercise.id}")] if f"test-{exercise.id}" in ids else cells
    reference, answers = runs
    record = answers.get((exercise.id, check.name))
    return Context(
        reference,
        answers,
        source=cells[ids.index(exercise.id)].source if exercise.id in ids else "",
        probes=probes.get(check.name, ()),
        texts=tuple(cell.source for cell in before if cell.cell_type == "code"),
        entered=(record.entered if record else None) or frozenset(),
        changed=record.changed if record else (),
        name=check.label or check.name,
    )
