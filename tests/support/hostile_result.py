"""A result with an attack wherever somebody else's text can be, and a look at a page made of it."""

from __future__ import annotations

from dataclasses import replace

from autograder.compare.result import Outcome, Result, State
from autograder.safe.png import Picture
from support.attack_texts import CANARY, FIRE
from support.html_audit import Audit, controls
from support.page_samples import (
    exercises,
    png,
    wrong,
)


def hostile(text: str) -> Result:
    """A result with `text` wherever somebody else's text can be."""
    exercise = replace(
        exercises()[0],
        id=text,
        title=text,
        answer=text,
        verdicts=(
            wrong(text, Outcome.RAISED, text, 5.0, text),
            wrong("x", Outcome.VALUE, text, 5.0, "", 2.0),
        ),
        pictures=(Picture(png(), text), Picture(text, text)),
    )
    written = replace(exercises()[-1], id="w", title=text, answer=text)
    return Result(
        text, State.GRADED, (exercise, written), (text, text), text, "", 1.0, text, text, ((text, text),)
    )


def assert_dead(page: str, benign: str) -> None:
    audit = Audit(page)
    assert audit.found == []
    assert controls(page) == []
    kinds = {tag for tag, _ in audit.tags}
    if benign:
        assert kinds <= {tag for tag, _ in Audit(benign).tags} | {"a"}
    for tag, attrs in audit.tags:
        for name, value in attrs.items():
            hit = CANARY in (value or "") or FIRE in (value or "")
            # Alt texts may quote it, and links hold it percent-encoded in a file's name.
            assert not hit or (tag, name) == ("img", "alt") or (tag == "a" and (value or "").startswith("./"))
    assert page.count("<style>") == 1
