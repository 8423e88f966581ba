"""How closely this machine shuts a kernel in: what is asked for, and what is refused."""

from __future__ import annotations

import pytest

from autograder.errors import CourseError
from autograder.run.kernels import level as module
from autograder.run.kernels.level import LEVEL_VARIABLE, Level, best_level, require_isolation


def test_a_level_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for named in Level:
        monkeypatch.setenv(LEVEL_VARIABLE, named)
        assert best_level.__wrapped__() is named
    monkeypatch.setenv(LEVEL_VARIABLE, "a wish")
    with pytest.raises(ValueError, match="a wish"):
        best_level.__wrapped__()


@pytest.mark.parametrize(
    ("landlock", "namespaces", "found"),
    [(0, True, Level.NONE), (4, False, Level.LANDLOCK), (4, True, Level.NAMESPACES)],
)
def test_without_a_name_it_is_the_closest_that_works(
    monkeypatch: pytest.MonkeyPatch, landlock: int, namespaces: bool, found: Level
) -> None:
    monkeypatch.delenv(LEVEL_VARIABLE, raising=False)
    monkeypatch.setattr(module, "landlock_version", lambda: landlock)
    monkeypatch.setattr(module, "namespaces_work", lambda: namespaces)
    assert best_level.__wrapped__() is found


def test_no_isolation_is_refused_unless_it_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "best_level", lambda: Level.NONE)
    with pytest.raises(CourseError, match="cannot shut students' notebooks in") as refused:
        require_isolation(allow_none=False)
    assert "--allow-unisolated" in refused.value.remedy
    assert require_isolation(allow_none=True) is Level.NONE
