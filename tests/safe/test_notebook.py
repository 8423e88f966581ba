"""Graded notebooks after `safe_notebook`: still readable, and nothing live in Formgrader's own page."""

from __future__ import annotations

import copy
import re
from functools import cache
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode, v4
from nbgrader.nbgraderformat.v3 import MetadataValidatorV3
from support.attack_texts import CANARY, FIRE, PAYLOADS
from support.hostile_notebook import (
    LOCKED,
    MARK,
    STUDENT,
    TEST,
    WRITTEN,
    display,
    formgrader_page,
    hostile_notebook,
    meta,
    output,
)
from support.html_audit import Audit, controls
from support.page_samples import png

from autograder.safe.notebook import (
    Caps,
    literal,
    safe_notebook,
)


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_attack_is_dead_in_formgraders_own_page(payload: str) -> None:
    page = formgrader_page(safe_notebook(hostile_notebook(payload + MARK)))
    assert_dead(page, benign_page("formgrade"))
    assert MARK in page or payload == PAYLOADS["long"]


def test_attacks_are_dead_in_stock_feedback() -> None:
    """`nbgrader generate_feedback` shows the graded notebook by a template much like Formgrader's."""
    cells = [cell for payload in PAYLOADS.values() for cell in hostile_notebook(payload + MARK).cells[4:8]]
    nb = hostile_notebook("benign")
    nb.cells += cells
    safe = safe_notebook(nb, caps=Caps(notebook_text=10**7))
    for cell in safe.cells:
        if "nbgrader" in cell.metadata:  # nbgrader's GetGrades puts the score there
            cell.metadata.nbgrader["score"] = 1
    assert_dead(formgrader_page(safe, "feedback"), benign_page("feedback"))


@cache
def benign_page(template: str) -> Audit:
    safe = safe_notebook(hostile_notebook("benign"))
    for cell in safe.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader["score"] = 1
    return Audit(formgrader_page(safe, template))


def assert_dead(page: str, benign: Audit) -> None:
    """Nothing of the student's is more than text inside <pre>, compared with a page that has no attack in it."""
    audit = Audit(page)
    assert set(audit.found) <= set(benign.found)
    assert controls(page.split("</head>")[1]) == []
    assert {tag for tag, _ in audit.tags} <= {tag for tag, _ in benign.tags} | {"span", "br"}
    for _, attrs in audit.tags:
        for name, value in attrs.items():
            assert not re.search(f"{MARK}|{CANARY}|{re.escape(FIRE)}|mermaid", f"{name}={value}", re.I)
    # MathJax and Mermaid leave <pre> alone, unless it is of Mermaid's own class.
    assert MARK not in "".join(audit.outside_pre)
    assert "Our own" in "".join(audit.outside_pre)


def test_stock_nbgrader_would_have_been_hit() -> None:
    """The same page without us: the parser does see what it is meant to see."""
    nb = v4.new_notebook(
        cells=[
            v4.new_markdown_cell(PAYLOADS["script"] + PAYLOADS["img onerror"] + MARK),
            v4.new_code_cell(
                "1", outputs=[v4.new_output("display_data", data={"text/html": PAYLOADS["script"]})]
            ),
        ]
    )
    audit = Audit(formgrader_page(nb))
    assert f"img onerror={FIRE}" in audit.found
    assert MARK in "".join(audit.outside_pre)


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_the_result_is_a_valid_notebook_and_the_input_untouched(payload: str) -> None:
    nb = hostile_notebook(payload)
    before = copy.deepcopy(nb)
    safe = safe_notebook(nb)
    assert nb == before
    nbformat.validate(safe)
    MetadataValidatorV3().validate_nb(safe)
    nbformat.writes(safe).encode("utf-8")
    assert all(re.fullmatch("[A-Za-z0-9_-]{1,64}", cell.id) for cell in safe.cells)
    assert len({cell.id for cell in safe.cells}) == len(safe.cells)
    if payload != PAYLOADS["long"]:
        assert safe_notebook(safe) == safe


def test_what_nbgrader_needs_stays() -> None:
    more = {"checksum": "0" * 32, "cell_type": "code"}
    cells = [
        v4.new_code_cell(
            "x = 1", metadata=meta(STUDENT, "scale", **more) | {"deletable": False, "trusted": True}
        ),
        v4.new_code_cell("assert x", metadata=meta(TEST, "test-scale") | {"editable": False}),
        v4.new_markdown_cell("words", metadata=meta(WRITTEN, "written")),
    ]
    safe = safe_notebook(v4.new_notebook(cells=cells))
    assert [c.metadata for c in safe.cells] == [
        meta(STUDENT, "scale", **more) | {"deletable": False},
        meta(TEST, "test-scale") | {"editable": False},
        meta(WRITTEN, "written"),
    ]
    assert safe.cells[0].source == "x = 1" and safe.cells[2].source == "```text\nwords\n```"
    assert [c.id for c in safe.cells] == [c.id for c in cells]


def test_points_are_finite_and_ids_unique() -> None:
    points = [float("nan"), float("inf"), -5, "50", True, 7.5]
    cells = [v4.new_code_cell("x", metadata=meta(TEST, f"t{i}", points=p)) for i, p in enumerate(points)]
    cells.append(v4.new_code_cell("x", metadata=meta(TEST, "t0", points=50)))
    safe = safe_notebook(v4.new_notebook(cells=cells))
    assert [c.metadata.nbgrader.points for c in safe.cells[:-1]] == [0, 0, 0, 0, 0, 7.5]
    assert "nbgrader" not in safe.cells[-1].metadata


def test_the_lessons_own_text_is_told_from_the_students() -> None:
    lessons = "# Lesson\n\n$E=mc^2$"
    handed_in = v4.new_notebook(
        cells=[
            v4.new_markdown_cell(lessons),
            v4.new_markdown_cell("# Lesson\n\n$E=mc^2$ <b>", metadata=meta(LOCKED, "forged")),
            v4.new_code_cell("x\x1b[0m = 2", metadata=meta(STUDENT, "scale")),
        ]
    )
    safe = safe_notebook(handed_in, is_students=lambda cell: cell["source"] != lessons)
    assert safe.cells[0].source == "# Lesson\n\n$E=mc^2$"
    assert safe.cells[1].source == "```text\n# Lesson\n\n$E=mc^2$ <b>\n```"
    assert safe.cells[2].source == "x = 2"


def outputs_of(*outputs: Any, caps: Caps | None = None) -> list[NotebookNode]:
    nb = {"cells": [{"cell_type": "code", "source": "x", "outputs": list(outputs)}]}
    return safe_notebook(nb, caps=caps or Caps()).cells[0].outputs


def test_plain_outputs_stay_readable() -> None:
    shown = outputs_of(
        v4.new_output("stream", name="stdout", text="Epoch 1/5\n"),
        v4.new_output("stream", name="stdout", text="\r 1/94 loss: 2.3\r94/94 loss: 0.5\r\n"),
        v4.new_output("stream", name="stderr", text="\x1b[33mwarning\x1b[0m\n"),
        v4.new_output("execute_result", data={"text/plain": "5", "text/html": "<b>5</b>"}, execution_count=3),
        v4.new_output(
            "error", ename="ValueError", evalue="no", traceback=["\x1b[0;31mValueError\x1b[0m: no"]
        ),
        v4.new_output("display_data", data={"application/x-own": "?"}),
    )
    assert [o.output_type for o in shown] == ["stream", "stream", "execute_result", "error", "display_data"]
    assert shown[0].text == "Epoch 1/5\n94/94 loss: 0.5\n"
    assert (shown[1].name, shown[1].text) == ("stderr", "warning\n")
    assert shown[2].data == {"text/plain": "5"} and shown[2].execution_count == 3
    assert shown[3].traceback == ["ValueError: no"]
    assert shown[4].data == {"text/plain": "(not shown here: application/x-own)"}


def test_a_plot_stays_a_plot() -> None:
    (shown,) = outputs_of(v4.new_output("display_data", data={"image/png": png(), "text/plain": "<Figure>"}))
    assert set(shown.data) == {"image/png", "text/plain"}
    page = formgrader_page(safe_notebook(v4.new_notebook(cells=[v4.new_code_cell("x", outputs=[shown])])))
    assert f'src="data:image/png;base64,{shown.data["image/png"]}"' in page


def test_caps_are_visible() -> None:
    (long,) = outputs_of(v4.new_output("stream", name="stdout", text="x" * 10**6))
    assert len(long.text) < 20_100 and long.text.endswith("… cut (980,000 more characters)")
    many = outputs_of(*[display({"text/plain": "x"})] * 20_000)
    assert len(many) == 61 and many[-1].text == "… cut (19,940 more outputs)"
    pieces = outputs_of(*[output("stream", name="stdout", text="x")] * 20_000)
    assert len(pieces) == 1
    big = [
        v4.new_output("display_data", data={"image/png": png(), "text/plain": f"plot {i}"}) for i in range(3)
    ]
    shown = outputs_of(*big, caps=Caps(cell_images=2 * len(png())))
    assert ["image/png" in o.data for o in shown] == [True, True, False]
    assert shown[2].data["text/plain"].startswith("… cut")


def test_caps_hold_for_the_whole_notebook() -> None:
    printed = [output("stream", name="stdout", text="y" * 10**5)]
    noisy = {"cell_type": "code", "source": "x" * 60_000, "outputs": printed}
    safe = safe_notebook({"cells": [noisy] * 500})
    assert len(nbformat.writes(safe)) < 700_000
    many: list[dict[str, Any]] = [{"cell_type": "markdown", "source": "x"}] * 5_000
    many.append({"cell_type": "markdown", "source": "w", "metadata": meta(WRITTEN, "w")})
    safe = safe_notebook({"cells": many})
    assert len(safe.cells) == 602
    assert safe.cells[-2].metadata.nbgrader.grade_id == "w"  # a cell that earns points is never left out
    assert "4,400 more cells" in safe.cells[-1].source


@pytest.mark.parametrize(
    "value", [None, 5, "x", [], {}, [None], {"cells": None}, {"cells": [5, "x", None, []]}]
)
def test_shapes_that_are_no_notebook_do_not_raise(value: Any) -> None:
    nb = (
        value
        if isinstance(value, dict)
        else {"cells": [{"cell_type": "code", "source": value, "outputs": value}]}
    )
    nbformat.validate(safe_notebook(nb))
    odd = {"cell_type": "code", "metadata": value, "id": value, "execution_count": value}
    odd["outputs"] = [
        value,
        {"output_type": "stream", "text": value},
        {"output_type": "error", "traceback": value},
    ]
    odd["outputs"] += [{"output_type": "display_data", "data": value}]
    odd["outputs"] += [{"output_type": "display_data", "data": {"image/png": value, "text/plain": value}}]
    nbformat.validate(safe_notebook({"cells": [odd, {"metadata": {"nbgrader": value}}]}))


@pytest.mark.parametrize(
    "text", ["", "a", "```", "`" * 500, "~~~", "    ````  ", "x\n```\ny\n`````\nz", "word " * 99]
)
def test_literal_text_is_one_block_and_closed_by_its_last_line_alone(text: str) -> None:
    block = literal(text)
    first, *_, last = block.split("\n")
    assert first == last + "text" and set(last) == {"`"}
    assert all(last not in line for line in block.split("\n")[1:-1])
    assert all(len(line) <= 100 for line in block.split("\n") if "`" not in line)
    assert "".join(block[len(first) : -len(last)].split()) == "".join(text.split())
    assert literal(block) == block
