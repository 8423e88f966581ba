"""A receipt is the same for the same bytes and the same moment, and for nothing else."""

from __future__ import annotations

import re

import pytest

from autograder.intake.receipt import receipt, same_code

SHA = "f" * 64
TIME = "2026-03-01 12:00:00 UTC"


@pytest.mark.parametrize(
    "time",
    [
        "2026-03-01 12:00:00.000000 UTC",
        "2026-03-01 13:00:00 +0100",
        "2026-03-01 13:00 Europe/Rome",
        f" {TIME}\n",
    ],
)
def test_the_same_moment_has_the_same_code_however_it_is_written(time: str) -> None:
    assert receipt(SHA, time) == receipt(SHA, TIME)
    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", receipt(SHA, TIME))


def test_other_bytes_and_other_times_have_other_codes() -> None:
    several = [
        receipt(SHA, TIME),
        receipt("e" * 64, TIME),
        receipt(SHA, "2026-03-01 12:00:01 UTC"),
        receipt(SHA, ""),
    ]
    assert len(set(several)) == 4
    assert receipt(SHA, None) == receipt(SHA, "") == receipt(SHA, "yesterday evening")


@pytest.mark.parametrize("written", ["7K01-QX2P", "7k01qx2p", " 7KOI QX2P ", "7kol-qx2p"])
def test_a_code_is_known_however_a_person_writes_it(written: str) -> None:
    assert same_code(written, "7K01-QX2P") and not same_code(written, "7K01-QX2Q")
