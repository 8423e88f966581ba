"""Whatever the grader reads of a student's, it reads in time linear in its length."""

from __future__ import annotations

import base64
import gc
import json
import struct
import sys
import time
import zlib
from collections.abc import Callable
from types import FrameType
from typing import Any

import nbformat
import numpy as np
import pytest

from autograder.compare import wire
from autograder.compare.checks.syntax import read_cell
from autograder.compare.records import decode_records
from autograder.compare.result import ExerciseResult, Outcome, Result, State, Verdict
from autograder.course.skipping import TAG, skippable
from autograder.intake.notebook import canonical
from autograder.intake.reading import Unreadable, read_submission
from autograder.run.messages import Malformed, Outputs, check
from autograder.run.notebook import SentRecord
from autograder.safe.drawing import drawn
from autograder.safe.notebook import literal, safe_notebook
from autograder.safe.png import safe_png
from autograder.safe.text import clean_line, clean_text, harmless, terminal_text
from autograder.safe.value import described
from autograder.show.pages.feedback import feedback_page

#: How many times longer the long input is than the short one.
TIMES = 16
#: Where linear work takes 16 times as long, quadratic work takes 256.
MOST_TIMES = 4 * TIMES
#: Seconds of the processor below which nothing is to be told.
NOISE = 0.002


def _processor(work: Callable[[], object]) -> float:
    """Seconds of the processor, the least of some tries: C code takes no steps that could be counted."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def _steps(work: Callable[[], object]) -> int:
    """Calls of functions, Python's and C's."""
    steps = 0

    def count(_frame: FrameType, _event: str, _argument: object) -> None:
        nonlocal steps
        steps += 1

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return steps


def grows_linearly(read: Callable[[Any], object], made: Callable[[int], Any], size: int) -> None:
    """Assert it of `read`, whatever it raises, for what `made` makes in two sizes."""

    def work(given: Any) -> Callable[[], object]:
        def tried() -> None:
            try:
                read(given)
            except (Unreadable, wire.PlainError, Malformed):
                pass

        return tried

    short, long = made(size), made(size * TIMES)
    gc.collect()
    gc.disable()
    try:
        work(short)()  # what is imported and compiled by the first call
        assert _steps(work(long)) <= 2 * TIMES * max(_steps(work(short)), 50)
        assert _processor(work(long)) <= MOST_TIMES * max(_processor(work(short)), NOISE)
    finally:
        gc.enable()


TEXTS: dict[str, Callable[[int], str]] = {
    "unterminated strings": lambda n: "\x90" * n,
    "unterminated strings of every kind": lambda n: "\x1b]\x90\x98\x9d\x9e\x9f\x1bP" * (n // 9),
    "long unterminated strings": lambda n: ("\x9d" + "a" * 3_000) * (n // 3_000 + 1),
    "unterminated codes": lambda n: "\x9b" * n,
    "long unterminated codes": lambda n: ("\x1b[" + "0" * 150 + " " * 18) * (n // 170 + 1),
    "escapes": lambda n: "\x1b" * n,
    "escapes and spaces": lambda n: ("\x1b" + " " * 15) * (n // 16),
    "carriage returns": lambda n: "a\r" * (n // 2),
    "line ends": lambda n: "\r\n" * (n // 2),
    "marks": lambda n: "\u0300" * n,
    "half characters": lambda n: "\ud800" * n,
    "spaces": lambda n: " " * n,
    "semicolons and spaces": lambda n: (";" + " " * 30) * (n // 31 + 1),
    "one long word": lambda n: "a" * n,
    "fences": lambda n: "`" * n,
    "lines of fences": lambda n: "`\n" * (n // 2),
    "hyphens": lambda n: "a-" * (n // 2),
}
READERS_OF_TEXT: dict[str, Callable[[str], object]] = {
    "clean_text": clean_text,
    "clean_text, cut": lambda text: clean_text(text, 1_000),
    "clean_line": clean_line,
    "terminal_text": terminal_text,
    "harmless": harmless,
    "literal": literal,
}


@pytest.mark.parametrize("shape", TEXTS)
@pytest.mark.parametrize("reader", READERS_OF_TEXT)
def test_text_is_cleaned_in_linear_time(reader: str, shape: str) -> None:
    grows_linearly(READERS_OF_TEXT[reader], TEXTS[shape], 1_000)


CELLS: dict[str, Callable[[int], str]] = {
    "lines of !": lambda n: "!a\n" * (n // 3),
    "lines of %": lambda n: "%time a\n" * (n // 8),
    "questions": lambda n: "a?\n" * (n // 3),
    "one line of !": lambda n: "!" * n,
    "assigned": lambda n: "a = !b\n" * (n // 7),
    "a sum": lambda n: "x = 1" + " + 1" * (n // 4),
    "attributes": lambda n: "x = a" + ".b" * (n // 2),
    "calls": lambda n: "x = a" + "()" * (n // 2),
    "signs": lambda n: "x = " + "-" * n + "1",
    "brackets": lambda n: "x = " + "(" * n,
    "strings": lambda n: '"a b c"\n' * (n // 8),
    "statements": lambda n: "a = b\n" * (n // 6),
    "names": lambda n: "\n".join(f"a{i} = b{i}" for i in range(n // 10)),
    "functions": lambda n: "def f(): a = 1\n" * (n // 15),
    "indented lines": lambda n: "\n".join(" " * (i % 50) + "!a" for i in range(n // 25)),
    "unfinished": lambda n: "(\n" * (n // 2),
}


def _cells(source: str) -> list[Any]:
    tagged = nbformat.v4.new_code_cell("d = 1", metadata={"tags": [TAG]})
    return [tagged, nbformat.v4.new_code_cell(source)]


@pytest.mark.parametrize("shape", CELLS)
def test_a_cells_text_is_read_in_linear_time(shape: str) -> None:
    grows_linearly(lambda source: skippable(_cells(source)), CELLS[shape], 1_000)
    grows_linearly(read_cell, CELLS[shape], 1_000)


def _notebook(cells: list[Any], **more: Any) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells, **more}).encode()


def _code(source: Any, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], **more}


NOTEBOOKS: dict[str, Callable[[int], bytes]] = {
    "nested": lambda n: b"[" * n,
    "nested objects": lambda n: b'{"a":' * (n // 5),
    "many cells": lambda n: _notebook([_code("a")] * (n // 100)),
    "many cells of one id": lambda n: _notebook([_code(str(i), id="a") for i in range(n // 100)]),
    "many answers": lambda n: _notebook(
        [_code(str(i), metadata={"nbgrader": {"grade_id": "count"}}) for i in range(n // 100)]
    ),
    "many graded cells": lambda n: _notebook(
        [_code("a", metadata={"nbgrader": {"grade_id": f"g{i}"}}) for i in range(n // 100)]
    ),
    "many lines": lambda n: _notebook([_code(["a\n"] * (n // 6))]),
    "many keys": lambda n: _notebook([], **{f"key-{i}": i for i in range(n // 15)}),
    "outputs": lambda n: _notebook([_code("a", outputs=[{"output_type": "stream"}] * (n // 30))]),
    "spaces": lambda n: b" " * n + b"{",
    "a long number": lambda n: b"9" * n,
}


@pytest.mark.parametrize("shape", NOTEBOOKS)
def test_a_notebook_is_taken_in_in_linear_time(shape: str, small: Any) -> None:
    grows_linearly(lambda data: canonical(read_submission(data), small.released), NOTEBOOKS[shape], 2_500)


def _png(size: int) -> str:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    side = int(size**0.5)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    body = b"".join(chunk(b"tEXt", b"") for _ in range(size // 50))
    pixels = zlib.compress(bytes(side * (1 + 3 * side)))
    data = b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return base64.b64encode(data).decode()


OUTPUTS: dict[str, Callable[[int], list[dict[str, Any]]]] = {
    "pieces of a stream": lambda n: [{"output_type": "stream", "text": "a"}] * n,
    "two streams in turn": lambda n: [
        {"output_type": "stream", "name": ("stdout", "stderr")[i % 2], "text": "a"} for i in range(n)
    ],
    "errors": lambda n: [{"output_type": "error", "traceback": ["\x90"] * n}],
    "kinds of data": lambda n: [{"output_type": "display_data", "data": {f"a/{i}": "" for i in range(n)}}],
    "pictures": lambda n: [{"output_type": "display_data", "data": {"image/png": _png(n)}}],
    "unterminated strings": lambda n: [{"output_type": "stream", "text": "\x90" * 10 * n}],
}


@pytest.mark.parametrize("shape", OUTPUTS)
def test_outputs_are_made_safe_in_linear_time(shape: str) -> None:
    def read(outputs: list[dict[str, Any]]) -> object:
        return safe_notebook({"cells": [_code("a", outputs=outputs)]})

    grows_linearly(read, OUTPUTS[shape], 250)


def test_a_picture_is_checked_in_linear_time() -> None:
    grows_linearly(safe_png, _png, 4_000)


def _message(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    whole = {"header": {"msg_type": kind}, "parent_header": {}, "metadata": {}, "content": content}
    return {**whole, "msg_type": kind}


def _display(name: str, kind: str = "display_data") -> dict[str, Any]:
    return _message(kind, {"data": {"text/plain": "a"}, "metadata": {}, "transient": {"display_id": name}})


def _deep(levels: int) -> Any:
    value: Any = []
    for _ in range(levels):
        value = [value]
    return value


MESSAGES: dict[str, Callable[[int], list[dict[str, Any]]]] = {
    "one output updated": lambda n: [_display("a"), *[_display("a", "update_display_data")] * n],
    "many outputs of one name": lambda n: [_display("a")] * n,
    "all of them updated": lambda n: [*[_display("a")] * n, *[_display("a", "update_display_data")] * n],
    "many names, cleared": lambda n: [
        one for i in range(n) for one in (_display(str(i)), _message("clear_output", {}))
    ],
    "many names, to be cleared": lambda n: [
        one for i in range(n) for one in (_display(str(i)), _message("clear_output", {"wait": 1}))
    ],
    "comms": lambda n: [_message("comm_open", {"data": {"state": {}}})] * n,
    "deep": lambda n: [_message("comm_open", {"data": _deep(n)})],
    "wide": lambda n: [_message("display_data", {"data": {str(i): [] for i in range(n)}, "metadata": {}})],
}


@pytest.mark.parametrize("shape", MESSAGES)
def test_messages_become_outputs_in_linear_time(shape: str) -> None:
    def read(sent: list[dict[str, Any]]) -> None:
        outputs, cell = Outputs(), nbformat.v4.new_code_cell()
        for message in sent:
            check(message)
            outputs.add(message, cell)

    grows_linearly(read, MESSAGES[shape], 200)


RECORDS: dict[str, Callable[[int], list[Any]]] = {
    "deep": lambda n: [_deep(n)],
    "deep lists": lambda n: [{"list": [_deep(n)]}],
    "wide": lambda n: [{"list": [1] * n}],
    "keys": lambda n: [{"dict": [[f"k{i}", i] for i in range(n)]}],
    "text": lambda n: ["a" * n],
    "array": lambda n: [
        {"array": {"dtype": "|u1", "shape": [n], "data": base64.b64encode(bytes(n)).decode()}}
    ],
    "dimensions": lambda n: [{"array": {"dtype": "|u1", "shape": [1] * n, "data": ""}}],
    "the same again and again": lambda n: [1] * n,
    "whole numbers": lambda n: [{"list": [10**300] * (n // 100)}],
}


@pytest.mark.parametrize("shape", RECORDS)
def test_records_are_decoded_and_described_in_linear_time(shape: str) -> None:
    def read(values: list[Any]) -> None:
        sent = [SentRecord("test-a", {"name": "a", "kind": "value", "value": value}) for value in values]
        for record in decode_records(tuple(sent))[0].values():
            described(record.kind, record.value)

    grows_linearly(read, RECORDS[shape], 1_000)


def _figure(
    lines: int = 0, points: int = 3, groups: int = 0, bars: int = 3, words: str = "a", plots: int = 1
) -> Any:
    numbers, heights = np.arange(float(points)), np.arange(float(bars))
    line = {"x": numbers, "y": numbers, "label": words}
    group = {"x": heights, "y": heights / 2, "width": np.ones(bars), "height": heights, "label": words}
    plot = {"title": words, "xlabel": words, "ylabel": words, "xscale": "linear", "yscale": "linear"}
    plot |= {"legend": [words], "lines": [line] * lines, "bars": [group] * groups, "images": 0}
    return {"suptitle": words, "axes": [plot] * plots}


FIGURES: dict[str, Callable[[int], Any]] = {
    "bars": lambda n: _figure(groups=1, bars=n),
    "groups of bars": lambda n: _figure(groups=n),
    "points": lambda n: _figure(lines=1, points=n),
    "lines": lambda n: _figure(lines=n),
    "plots": lambda n: _figure(lines=1, plots=n),
    "words": lambda n: _figure(lines=1, words="\x90" * n),
}


@pytest.mark.parametrize("shape", FIGURES)
def test_figures_are_drawn_in_linear_time(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.safe.drawing._MOST_REMEMBERED", -1)  # each is drawn anew
    grows_linearly(drawn, FIGURES[shape], 50)


def _result(**texts: str) -> Result:
    verdict = Verdict(
        "a", Outcome.VALUE, texts.get("message", ""), "", 0.0, 1.0, recorded=texts.get("message", "")
    )
    exercise = ExerciseResult("a", "A", 0.0, 1.0, (verdict,), answer=texts.get("answer", ""))
    return Result("a", State.GRADED, (exercise,), stop=texts.get("stop", ""))


@pytest.mark.parametrize("shape", ["unterminated strings", "escapes", "carriage returns", "half characters"])
@pytest.mark.parametrize("where", ["message", "answer", "stop"])
def test_a_page_is_made_in_linear_time(where: str, shape: str) -> None:
    grows_linearly(lambda text: feedback_page(_result(**{where: text}), "ada", "A"), TEXTS[shape], 1_000)
