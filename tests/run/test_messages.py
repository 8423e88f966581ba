"""A kernel's messages: what no kernel sends is refused, and the rest becomes a cell's outputs."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.run.messages import Malformed, Outputs, check

RICH = {"data": {"text/plain": "1"}, "metadata": {}}


def message(kind: Any, content: Any, **parts: Any) -> dict[str, Any]:
    header = {"msg_id": "1", "msg_type": kind}
    whole = {"header": header, "parent_header": {"msg_id": "0"}, "metadata": {}, "content": content}
    return {**whole, "msg_id": "1", "msg_type": kind, "buffers": [], **parts}


def nested(levels: int) -> Any:
    value: Any = 1
    for level in range(levels):
        value = [value] if level % 2 else {"a": value}
    return value


HONEST = {
    "stream": {"name": "stdout", "text": "a"},
    "display_data": {**RICH, "transient": {}},
    "update_display_data": {**RICH, "transient": {"display_id": "a"}},
    "execute_result": {**RICH, "execution_count": 3},
    "error": {"ename": "E", "evalue": "e", "traceback": ["a", "b"]},
    "clear_output": {"wait": True},
    "status": {"execution_state": "busy"},
    "execute_input": {"code": "a", "execution_count": 3},
    "execute_reply": {"status": "ok"},
    "comm_open": {"comm_id": "1", "target_name": "jupyter.widget", "data": {"state": {"children": []}}},
    "comm_msg": {"comm_id": "1", "data": {}},
    "comm_close": {},
    "debug_event": {"event": "stopped"},
}


@pytest.mark.parametrize("kind", HONEST)
def test_what_kernels_send_is_read(kind: str) -> None:
    check(message(kind, HONEST[kind]))
    Outputs().add(message(kind, HONEST[kind]), nbformat.v4.new_code_cell())


MALFORMED = {
    "unknown kind": message("oddity", {}),
    "kind with terminal codes": message("stream\x1b]0;x\x07", {"name": "stdout", "text": ""}),
    "kind is a number": message(3, {}),
    "kind is a list": message([], {}),
    "kind is missing": message(None, {}),
    "content is a list": message("stream", []),
    "content is text": message("status", "idle"),
    "content is nothing": message("status", None),
    "parent is a list": message("status", {"execution_state": "busy"}, parent_header=[]),
    "parent's id is a list": message("status", {"execution_state": "busy"}, parent_header={"msg_id": []}),
    "metadata is text": message("status", {"execution_state": "busy"}, metadata="a"),
    "header is nothing": message("status", {"execution_state": "busy"}, header=None),
    "status of nothing": message("status", {}),
    "status is a number": message("status", {"execution_state": 3}),
    "stream without text": message("stream", {"name": "stdout"}),
    "stream of bytes": message("stream", {"name": "stdout", "text": [1]}),
    "stream to nowhere": message("stream", {"name": "stdlog", "text": "a"}),
    "stream's name is a list": message("stream", {"name": [], "text": "a"}),
    "data is a list": message("display_data", {"data": [], "metadata": {}}),
    "no data": message("display_data", {"metadata": {}}),
    "no metadata": message("display_data", {"data": {}}),
    "display id is a list": message("display_data", {**RICH, "transient": {"display_id": []}}),
    "display id is a number": message("update_display_data", {**RICH, "transient": {"display_id": 3}}),
    "transient is a list": message("display_data", {**RICH, "transient": [1]}),
    "transient is text": message("execute_result", {**RICH, "execution_count": 1, "transient": "a"}),
    "result without number": message("execute_result", RICH),
    "result numbered true": message("execute_result", {**RICH, "execution_count": True}),
    "error without name": message("error", {"evalue": "", "traceback": []}),
    "error's message is a list": message("error", {"ename": "", "evalue": [], "traceback": []}),
    "no traceback": message("error", {"ename": "", "evalue": ""}),
    "traceback of numbers": message("error", {"ename": "", "evalue": "", "traceback": [1]}),
    "reply without status": message("execute_reply", {}),
    "deep data": message("display_data", {"data": {"application/json": nested(400)}, "metadata": {}}),
    "very deep metadata": message("display_data", {"data": {}, "metadata": nested(100_000)}),
    "deep comm": message("comm_msg", {"data": nested(100_000)}),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_what_no_kernel_sends_is_refused(what: str) -> None:
    with pytest.raises(Malformed) as refused:
        check(MALFORMED[what])
    assert "\x1b" not in str(refused.value)


def outputs_of(*sent: dict[str, Any]) -> list[NotebookNode]:
    outputs, cell = Outputs(), nbformat.v4.new_code_cell()
    outputs.begin()
    for one in sent:
        check(one)
        outputs.add(one, cell)
    for output in cell.outputs:
        nbformat.validate(output, ref="output", version=4)
    return cell.outputs


def printed(text: str) -> dict[str, Any]:
    return message("stream", {"name": "stdout", "text": text})


def named(text: str, name: str = "a", kind: str = "display_data") -> dict[str, Any]:
    return message(kind, {"data": {"text/plain": text}, "metadata": {}, "transient": {"display_id": name}})


def test_outputs_come_in_the_order_in_which_they_were_sent() -> None:
    result = message("execute_result", HONEST["execute_result"])
    kinds = [o.output_type for o in outputs_of(printed("a"), message("error", HONEST["error"]), result)]
    assert kinds == ["stream", "error", "execute_result"]


def test_an_update_changes_every_output_of_that_name() -> None:
    shown = outputs_of(named("1"), named("2", "b"), named("3"), named("4", kind="update_display_data"))
    assert [o.data["text/plain"] for o in shown] == ["4", "2", "4"]


def test_outputs_are_cleared_at_once_or_by_the_next() -> None:
    at_once, later = message("clear_output", {"wait": False}), message("clear_output", {"wait": True})
    assert outputs_of(printed("a"), at_once) == []
    assert [o.text for o in outputs_of(printed("a"), later)] == ["a"]
    assert [o.text for o in outputs_of(printed("a"), later, printed("b"), printed("c"))] == ["b", "c"]


def test_a_traceback_of_ones_own_may_be_one_text() -> None:
    (shown,) = outputs_of(message("error", {"ename": "E", "evalue": "e", "traceback": "a\nb"}))
    assert shown.traceback == ["a\nb"]


def test_widgets_are_shown_as_text() -> None:
    view = {"text/plain": "Output()", "application/vnd.jupyter.widget-view+json": {"model_id": "1"}}
    opened = message("comm_open", {"data": {"state": {}, "buffer_paths": [1]}, "target_name": []})
    (shown,) = outputs_of(opened, message("display_data", {"data": view, "metadata": {}}))
    assert shown.data["text/plain"] == "Output()"
