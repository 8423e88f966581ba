"""Records: what a kernel says of one fact, decoded and trusted no further."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.compare import wire
from autograder.run.limits import TAMPERING
from autograder.run.notebook import SentRecord


@dataclass(frozen=True)
class Raised:
    """The record's expression raised: the exception's type and message, as the kernel told them."""

    type: str
    message: str


@dataclass(frozen=True)
class Record:
    """One fact out of a kernel, decoded. `value` is plain data, or `Raised`.

    `kind` is the recorder's method: "value", "model", "function", "figure". `entered` are the names of the
    packages' functions that a function entered; None where the recorder was not asked to note them. `changed`
    are the positions of arguments that a function changed.
    """

    exercise: str
    name: str
    kind: str
    value: Any
    entered: frozenset[str] | None = None
    changed: tuple[int, ...] = ()


#: (exercise, name) → record.
Records = Mapping[tuple[str, str], Record]


def value_of(records: Records, place: Sequence[str]) -> Any:
    """The value at a place, (exercise, name); None where nothing was recorded, or it raised."""
    record = records.get(tuple(place))
    return None if record is None or isinstance(record.value, Raised) else record.value


def decode_records(sent: tuple[SentRecord, ...]) -> tuple[dict[tuple[str, str], Record], list[str]]:
    """Decode what a kernel sent: the first record of each name of each test cell, and flags for the rest."""
    records: dict[tuple[str, str], Record] = {}
    flags = []
    for item in sent:
        exercise = (item.test_cell or "").removeprefix("test-")
        if not (item.test_cell or "").startswith("test-"):
            flags.append(
                f"{TAMPERING}a record was sent outside the test cells (in {item.test_cell or 'a cell of their own'!r})"
            )
            continue
        try:
            name, record = _decode(exercise, item.payload)
        except wire.PlainError as error:
            flags.append(f"a malformed record in {item.test_cell!r} ({error})")
            continue
        if (exercise, name) in records:
            flags.append(
                f"{TAMPERING}record {name!r} was sent more than once in {item.test_cell!r}; the first counts"
            )
            continue
        records[exercise, name] = record
    return records, list(dict.fromkeys(flags))


def _decode(exercise: str, payload: Any) -> tuple[str, Record]:
    if not isinstance(payload, dict) or not isinstance(payload.get("name"), str):
        raise wire.PlainError("it has no name")
    name, kind = payload["name"], payload.get("kind")
    if not isinstance(kind, str):
        raise wire.PlainError("it has no kind")
    raised = payload.get("raised")
    if raised is not None:
        if not tells_exception(raised):
            raise wire.PlainError("its exception is malformed")
        return name, Record(exercise, name, kind, Raised(raised[0][:100], raised[1][:500]))
    if "value" not in payload:
        raise wire.PlainError("it has no value")
    return name, Record(
        exercise, name, kind, wire.decode(payload["value"]), _entered(payload), _changed(payload)
    )


def tells_exception(raised: Any) -> bool:
    """Whether this is the recorder's word for an exception: its type and message."""
    return isinstance(raised, list) and len(raised) == 2 and all(isinstance(part, str) for part in raised)


def _changed(payload: dict[str, Any]) -> tuple[int, ...]:
    places = payload.get("changed", [])
    if not (isinstance(places, list) and len(places) <= 100 and all(type(n) is int for n in places)):
        raise wire.PlainError("the places of what it changed are malformed")
    return tuple(places)


def _entered(payload: dict[str, Any]) -> frozenset[str] | None:
    names = payload.get("entered")
    if names is None:
        return None
    if not (isinstance(names, list) and len(names) <= 5_000 and all(isinstance(n, str) for n in names)):
        raise wire.PlainError("the names of what it entered are malformed")
    return frozenset(name[:100] for name in names)
