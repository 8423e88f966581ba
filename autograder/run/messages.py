"""What a kernel says, message by message: checked, and made outputs of. Pure; nothing that it says is believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode, from_dict

#: A record may be nested a hundred levels deep in JSON; nobody's output is deeper than this.
_DEEPEST = 200

_DATA = {"data": dict, "metadata": dict}
#: What the content of each kind of message holds at least, by type. Comms and widgets speak as they like.
_KINDS: dict[str, dict[str, type]] = {
    "clear_output": {},
    "comm_close": {},
    "comm_info_reply": {},
    "comm_msg": {},
    "comm_open": {},
    "debug_event": {},
    "display_data": _DATA,
    "error": {"ename": str, "evalue": str},
    "execute_input": {},
    "execute_reply": {"status": str},
    "execute_result": {**_DATA, "execution_count": int},
    "iopub_welcome": {},
    "kernel_info_reply": {},
    "shutdown_reply": {},
    "status": {"execution_state": str},
    "stream": {"name": str, "text": str},
    "update_display_data": _DATA,
}
#: The kinds that are not counted as outputs.
SILENT = frozenset(["status", "execute_input", "execute_reply", "kernel_info_reply", "iopub_welcome"])
_SHOWN = ("stream", "display_data", "execute_result", "error")


class Malformed(ValueError):
    """A message is none that a kernel sends. Says why, in the grader's own words: nothing of it is quoted."""


def check(message: Mapping[str, Any]) -> None:
    """Look whether a message, decoded, is one that a kernel sends. Raises Malformed."""
    for part in ("header", "parent_header", "metadata", "content"):
        if not isinstance(message[part], dict):
            raise Malformed(f"its {part} is no object")
    if not isinstance(message["parent_header"].get("msg_id", ""), str):
        raise Malformed("what it answers has a name that is no text")
    kind, content = message["msg_type"], message["content"]
    if not isinstance(kind, str) or kind not in _KINDS:
        raise Malformed("it is of a kind that there is not")
    for name, wanted in _KINDS[kind].items():
        value = content.get(name)
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise Malformed(f"a message of kind {kind} without a proper {name}")
    if kind == "stream" and content["name"] not in ("stdout", "stderr"):
        raise Malformed("it prints to a stream that there is not")
    if kind == "error":
        _traceback(content)
    if kind in ("display_data", "update_display_data", "execute_result"):
        _display_id(content)
    if _depth(message) > _DEEPEST:
        raise Malformed(f"it is nested more than {_DEEPEST} levels deep")


def _display_id(content: Mapping[str, Any]) -> str:
    """The name under which an output may be updated; "" where it has none. Raises Malformed."""
    transient = content.get("transient")
    if transient is None:
        return ""
    name = transient.get("display_id") if isinstance(transient, dict) else transient
    if not isinstance(transient, dict) or not isinstance(name, str | None):
        raise Malformed("an output whose name is no text")
    return name or ""


def _traceback(content: Mapping[str, Any]) -> list[str]:
    """The lines of a traceback; an exception class may make its own, as lines or as one text. Raises Malformed."""
    given = content.get("traceback")
    lines = [given] if isinstance(given, str) else given
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise Malformed("a traceback that is no text")
    return lines


def _depth(value: Any) -> int:
    """How deep JSON is nested. Level by level: a function that calls itself would be nested as deep."""
    level, depth = [value], 0
    while level:
        depth += 1
        inside = (
            item for holder in level for item in (holder.values() if isinstance(holder, dict) else holder)
        )
        level = [item for item in inside if isinstance(item, (dict, list))]
    return depth


class Outputs:
    """The outputs of a notebook's cells, made of checked messages. Takes time linear in what arrives.

    Comms are not answered and widgets not kept: what they show besides is shown as text.
    """

    def __init__(self) -> None:
        # Outputs of one display id share what they show, so that an update changes them all at once.
        self._named: dict[str, tuple[NotebookNode, NotebookNode]] = {}
        self._clear_first = False

    def begin(self) -> None:
        """A cell begins."""
        self._clear_first = False

    def add(self, message: Mapping[str, Any], cell: NotebookNode) -> None:
        """Do to the cell's outputs what a checked message says."""
        kind, content = message["msg_type"], message["content"]
        if isinstance(count := content.get("execution_count"), int):
            cell["execution_count"] = count
        if kind == "clear_output":
            self._clear_first = bool(content.get("wait"))
            if not self._clear_first:
                cell.outputs.clear()
        elif kind == "update_display_data":
            self._show(content)
        elif kind in _SHOWN:
            if self._clear_first:
                cell.outputs.clear()
                self._clear_first = False
            cell.outputs.append(self._output(kind, content))

    def _output(self, kind: str, content: Mapping[str, Any]) -> NotebookNode:
        if kind == "stream":
            return NotebookNode(output_type=kind, name=content["name"], text=content["text"])
        if kind == "error":
            ename, evalue, lines = content["ename"], content["evalue"], _traceback(content)
            return NotebookNode(output_type=kind, ename=ename, evalue=evalue, traceback=lines)
        data, metadata = self._show(content) or (from_dict(content["data"]), from_dict(content["metadata"]))
        output = NotebookNode(output_type=kind, data=data, metadata=metadata)
        if kind == "execute_result":
            output.execution_count = content["execution_count"]
        return output

    def _show(self, content: Mapping[str, Any]) -> tuple[NotebookNode, NotebookNode] | None:
        """Put new content into every output of its display id; None where it has no id."""
        name = _display_id(content)
        if not name:
            return None
        shown = self._named.setdefault(name, (NotebookNode(), NotebookNode()))
        for held, new in zip(shown, (content["data"], content["metadata"]), strict=True):
            held.clear()
            held.update(from_dict(new))
        return shown
