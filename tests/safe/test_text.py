"""Texts, made harmless to show."""

from __future__ import annotations

from support.attack_texts import PAYLOADS

from autograder.safe.notebook import (
    literal,
)
from autograder.safe.text import clean_line, clean_text, terminal_text


def test_clean_text() -> None:
    assert clean_text("a\tb\nc") == "a\tb\nc"
    assert clean_text("a\r\nb\rc\u2028d\x0ce") == "a\nb\nc\nd\ne"
    assert clean_text("Ångström שלום 👩🏽‍🔬 é") == "Ångström שלום 👩🏽‍🔬 é"
    assert clean_text(PAYLOADS["ansi link"]) == "look "
    assert clean_text("\x1b]8;;never closed") == "8;;never closed"
    assert clean_text("ab", 1) == "a\n… cut (1 more characters)"
    assert clean_line("  a\n b\x00 ", 10) == "a b"
    assert clean_line("x" * 50, 10) == "x" * 9 + "…"
    assert terminal_text("10%\r20%\rdone\nnext\r") == "done\nnext"


def test_cleaning_takes_time_in_proportion() -> None:
    for piece in ("\x1b]8;;", "\x1b[", "\x9b0;", "\r", "a\u0301\u0301", "\x1b   ", "`\n", "\u202e"):
        clean_text(piece * 200_000)
        terminal_text(piece * 200_000)
        literal(clean_text(piece * 200_000, 50_000))
