"""What a kernel sent, decoded and trusted no further."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.compare.records import Raised, Record, decode_records
from autograder.run.limits import TAMPERING
from autograder.run.notebook import SentRecord

GOOD = {"name": "number", "kind": "value", "value": 2}


def test_a_record_is_known_by_exercise_and_name() -> None:
    raised = {"name": "other", "kind": "model", "raised": ["NameError", "x" * 900]}
    records, flags = decode_records((SentRecord("test-count", GOOD), SentRecord("test-count", raised)))
    assert records == {
        ("count", "number"): Record("count", "number", "value", 2),
        ("count", "other"): Record("count", "other", "model", Raised("NameError", "x" * 500)),
    }
    assert flags == []


def test_the_first_of_a_name_counts_and_more_are_a_sign_of_tampering() -> None:
    second = SentRecord("test-count", GOOD | {"value": 3})
    records, flags = decode_records((SentRecord("test-count", GOOD), second, second))
    assert records["count", "number"].value == 2
    assert len(flags) == 1 and flags[0].startswith(TAMPERING)


@pytest.mark.parametrize("cell", [None, "count", "given-things"])
def test_what_comes_out_of_another_cell_is_no_record(cell: str | None) -> None:
    records, flags = decode_records((SentRecord(cell, GOOD),))
    assert records == {} and flags[0].startswith(TAMPERING)


@pytest.mark.parametrize(
    "payload",
    [
        None,
        [],
        {},
        GOOD | {"name": 1},
        GOOD | {"kind": None},
        {"name": "x", "kind": "value"},
        GOOD | {"raised": "NameError"},
        GOOD | {"raised": ["NameError", 1]},
        GOOD | {"value": {"array": 1}},
    ],
)
def test_what_is_malformed_is_a_flag_and_no_record(payload: Any) -> None:
    records, flags = decode_records((SentRecord("test-count", payload),))
    assert records == {}
    assert len(flags) == 1 and "malformed record in 'test-count'" in flags[0]
