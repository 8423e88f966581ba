"""What a student's cell must use, and must not, is found in its syntax."""

from __future__ import annotations

from dataclasses import replace

from support.recording import context

from autograder.compare.checks.syntax import read_cell
from autograder.key import (
    ByHand,
    MustUse,
)


def told(rule: MustUse, source: str) -> str:
    return rule.broken(context(source=source))


def test_a_docstring_or_a_comment_is_no_use():
    assert told(MustUse("binary_crossentropy"), "# binary_crossentropy\n'binary_crossentropy'") != ""


def test_what_must_be_used_is_found():
    tape = "with tf.GradientTape() as tape:\n    loss = f(x)"
    assert told(MustUse("GradientTape"), tape) == ""
    assert told(MustUse("gradients", "GradientTape"), tape) == ""
    assert told(MustUse("GradientTape"), "g = 1") == "This exercise is to be solved with GradientTape."


def test_magics_are_passed_over_and_what_is_no_python_is_said_to_be_none():
    rule = MustUse("fit")
    assert told(rule, "%%time\n!ls\nif x:\n    %matplotlib inline\nmodel.fit(x)\nmodel?") == ""
    assert "not readable as Python" in told(rule, "model.fit(x")
    assert "line 2" in told(rule, "x = 1\ndef f(:\n")
    assert "not readable" in told(rule, "x = 1\0")
    assert "not readable" in told(rule, "(" * 5000)
    assert "not readable" in told(rule, "-" * 150_000 + "1")
    assert "too long" in told(rule, "x" * 300_000)


def test_a_cell_that_cannot_be_read_never_breaks_the_grader():
    for source in ("x = " + "[" * 150 + "]" * 150, "\ud800", "a" + ".b" * 50_000, "not " * 40_000 + "1"):
        assert read_cell(source) is not None
        assert isinstance(told(MustUse("zzz"), source), str)
        assert ByHand("zzz", of="x").broken(replace(context(), texts=(source,))) == ""


def test_a_long_chain_of_conditions_is_read() -> None:
    chain = "if x == 0:\n    y = 0\n" + "".join(f"elif x == {n}:\n    y = {n}\n" for n in range(1, 3000))
    assert ByHand("zzz", of="y").broken(replace(context(), texts=(chain,))) == ""
