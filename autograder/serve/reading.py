"""A request's body, which a student sent: read in a process that may be lost (see run/bulkhead)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

#: Bytes of a body. A notebook without its outputs is far smaller.
MAX_BODY = 8 << 20
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Request:
    """What a body asks for. `notebook` is the bytes of the notebook's file, without outputs; `digest` their SHA-256."""

    lesson: str
    exercise: str
    notebook: bytes
    digest: str


def read_request(body: bytes) -> Request | str:
    """The request of a body, or what is wrong with it, in a sentence. May raise anything: call it behind a bulkhead."""
    try:
        content = json.loads(body.decode("utf-8"))
    except ValueError:
        return "The body is not JSON in UTF-8."
    if not isinstance(content, dict):
        return "The body is no JSON object."
    for name in ("lesson", "exercise"):
        if not isinstance(content.get(name), str) or len(content[name]) > _LONGEST_NAME:
            return f"The body has no text {name!r}."
    notebook = content.get("notebook")
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        return "The body has no notebook: an object with cells."
    for cell in notebook["cells"]:
        if isinstance(cell, dict):
            # Nothing of them is graded; and the same answer, run again, is the same notebook.
            cell.pop("outputs", None)
            cell.pop("execution_count", None)
    made = json.dumps(notebook, sort_keys=True).encode("ascii")
    return Request(content["lesson"], content["exercise"], made, hashlib.sha256(made).hexdigest())
