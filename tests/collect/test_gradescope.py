"""Whose each folder of a Gradescope export is."""

from __future__ import annotations

import pytest

from autograder.collect.gradescope import METADATA, is_metadata, submitters
from autograder.collect.names import Claim, Naming

EXPORT = b"""\
submission_501:
  :submitters:
  - :name: Ada Lovelace
    :sid: '0815'
    :email: ada@x.org
  :created_at: 2026-03-01 12:00:00.500000000 Z
  :score: 0.0
submission_502:
  :submitters:
  - :name: Bo
    :sid:
    :email: bo@x.org
  - :name: Cy
submission_503:
  :submitters: []
"""


def test_each_folder_has_a_claim_for_each_who_handed_it_in() -> None:
    found = submitters(EXPORT)
    ada = Claim(Naming.GRADESCOPE, "0815", when="2026-03-01 12:00:00.500000+00:00")
    assert found["submission_501"] == (ada,) and found["submission_501"][0].also == (
        "ada@x.org",
        "Ada Lovelace",
    )
    assert [claim.who for claim in found["submission_502"]] == ["bo@x.org", "Cy"]
    assert found["submission_503"] == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"- a list",
        b"a: [",
        b"a: 1",
        b"a: {b: 2}",
        b"a: {':submitters': 7}",
        b"a: {':submitters': [7, {':sid': []}]}",
        b"\xff\xfe\x00",
        b"a: !!python/object/apply:os.system [ls]",
        b"[" * 2000,
    ],
)
def test_what_is_no_export_says_nothing(content: bytes) -> None:
    assert not any(submitters(content).values())


def test_a_file_that_a_student_handed_in_is_not_believed() -> None:
    assert is_metadata((METADATA,)) and is_metadata(("assignment_77_export", METADATA))
    assert not is_metadata(("ada", METADATA)) and not is_metadata(
        ("assignment_77_export", "submission_5", METADATA)
    )
