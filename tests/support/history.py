"""The versions of a lesson that this repository has had, as students got them."""

from __future__ import annotations

import subprocess
from functools import cache
from itertools import combinations

import pytest

from autograder.course.folders import Course
from support.places import ROOT


@cache
def versions(lesson: str) -> tuple[bytes, ...]:
    """Each released form of a lesson that is in git's history here, the oldest first, and the one of today.

    A shallow clone has fewer; without git there is only today's.
    """
    path = f"lessons/{lesson}/{lesson}.ipynb"
    found, commit = [], ""
    for line in _git("log", "--follow", "--format=%H", "--name-only", "--", path).decode().split():
        commit = line if "/" not in line else commit
        if "/" in line:
            found.append(_git("show", f"{commit}:{line}"))
    today = (Course(ROOT).lessons / lesson / f"{lesson}.ipynb").read_bytes()
    return tuple(dict.fromkeys(filter(None, [*reversed(found), today])))


def pairs(lesson: str) -> list[tuple[bytes, bytes]]:
    """Each older version with each newer one. Skips the test where history holds no second version."""
    found = list(combinations(versions(lesson), 2))
    if not found:
        pytest.skip(f"git's history holds no other version of {lesson} here (a shallow clone?)")
    return found


def _git(*words: str) -> bytes:
    """What git prints; nothing where there is no git, no repository, or a version that was never fetched."""
    try:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, timeout=60)
    except FileNotFoundError:
        return b""
    return done.stdout if done.returncode == 0 else b""
