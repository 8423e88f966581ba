"""Training Lab's autograder: releases the lessons, grades what students hand in, reports.

`classes` is the place to begin to read. `grade` is for an instructor's own script.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["grade"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Importing the grader takes a second, which `autograder --help` need not wait for.
    if name == "grade":
        return import_module("autograder.grading").grade
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
