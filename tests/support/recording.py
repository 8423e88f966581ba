"""Runs the recorder in the tests' own process and gives back what the grader would decode."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from typing import Any
from unittest import mock

import autograder
from autograder.compare import wire
from autograder.compare.records import Record
from autograder.key import Context, Raised

KERNEL = Path(autograder.__file__).parent / "run" / "recorder"

_spec = importlib.util.spec_from_file_location("recorder_under_test", KERNEL / "_record.py")
recorder = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(recorder)


def payloads(action: Any, **environment: str) -> list[dict]:
    """What the recorder publishes while `action()` runs, as it arrives: through JSON."""
    sent = []

    def publish(data: dict, metadata: dict) -> None:
        assert data == {}
        sent.append(json.loads(json.dumps(metadata["training_lab_record"], allow_nan=False)))

    with (
        mock.patch.dict(os.environ, {"AUTOGRADER_RECORD": "1", **environment}),
        mock.patch("IPython.display.publish_display_data", publish),
    ):
        action()
    return sent


def payload(
    kind: str, get: Any, name: str = "it", entered: bool = False, again: bool = False, **environment: str
) -> dict:
    """The one payload of one record call; `get` is the expression."""
    more = {what: True for what, wanted in (("entered", entered), ("again", again)) if wanted}
    (only,) = payloads(lambda: getattr(recorder, kind)(name, get, **more), **environment)
    return only


def decoded(sent: dict) -> Any:
    """The value of a payload, or what it raised."""
    assert set(sent) - {"changed"} in ({"name", "kind", "value"}, {"name", "kind", "raised"})
    return Raised(*sent["raised"]) if "raised" in sent else wire.decode(sent["value"])


def record(kind: str, thing: Any) -> Any:
    """`thing` recorded, sent, and decoded."""
    return decoded(payload(kind, lambda: thing))


def function(called: Any, probes: tuple, folder: Path) -> Any:
    """A function's record for these probes."""
    path = folder / "probes.json"
    path.write_text(json.dumps({"it": [wire.encode(probe) for probe in probes]}))
    return decoded(payload("function", lambda: called, AUTOGRADER_PROBES=str(path)))


def context(
    reference: dict | None = None, answers: dict | None = None, source: str = "", probes: tuple = ()
) -> Context:
    """A context whose records are plain values, by (exercise, record name)."""

    def records(values: dict | None) -> dict:
        return {place: Record(*place, "value", value) for place, value in (values or {}).items()}

    return Context(records(reference), records(answers), source, probes)
