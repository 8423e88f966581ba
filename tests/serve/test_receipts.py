"""Receipts: the same for the same, and nobody else's."""

from __future__ import annotations

import dataclasses
import re

from support.asking import asked

from autograder.serve.receipts import receipt
from autograder.serve.values import Marked

MARKED, TIME = Marked(7.5, 10.0, "words"), "2026-03-01T12:00:00+00:00"


def test_a_receipt_covers_who_what_when_and_the_points() -> None:
    one, secret = asked("ada"), b"s" * 32
    code = receipt(secret, one, MARKED, TIME)
    assert re.fullmatch(r"(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}", code)
    assert receipt(secret, one, dataclasses.replace(MARKED, message="other words"), TIME) == code
    others = {
        receipt(b"t" * 32, one, MARKED, TIME),
        receipt(secret, one, MARKED, "2026-03-01T12:00:01+00:00"),
        receipt(secret, one, dataclasses.replace(MARKED, points=10.0), TIME),
        *(
            receipt(secret, dataclasses.replace(one, **{field: "x"}), MARKED, TIME)
            for field in ("student", "lesson", "exercise", "digest")
        ),
    }
    assert len(others) == 7 and code not in others
