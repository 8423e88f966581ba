"""What a machine may lack: then a test skips, unless TRAINING_LAB_REQUIRE (see .ci/run) names it."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def lacking(tool: str, reason: str) -> NoReturn:
    """Skip this test for want of `tool`, and say why; fail it where the tool is required."""
    if tool in os.environ.get("TRAINING_LAB_REQUIRE", "").split(","):
        pytest.fail(f"TRAINING_LAB_REQUIRE asks for {tool}: {reason}")
    pytest.skip(reason)
