"""Warnings and logs are not heard meanwhile, and are again afterwards, whatever happened."""

from __future__ import annotations

import logging
import warnings

import pytest

from autograder.safe.quiet import quiet


def test_it_is_quiet_meanwhile_and_not_afterwards(
    caplog: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder
) -> None:
    log = logging.getLogger("a library")
    caplog.set_level(logging.WARNING, log.name)

    @quiet()
    def read() -> None:
        warnings.warn("a glyph is missing", stacklevel=2)
        log.warning("findfont: not found")
        raise ValueError("of the work itself")

    for _ in range(2):
        with pytest.raises(ValueError, match="itself"):
            read()
    assert not caplog.records and not recwarn
    log.warning("heard")
    with pytest.warns(UserWarning, match="heard, too"):
        warnings.warn("heard, too", stacklevel=2)
    assert [record.message for record in caplog.records] == ["heard"]
