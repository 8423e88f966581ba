"""How closely this machine shuts a kernel in: what is asked for, and what is refused."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest
from support.places import COURSE, ROOT
from support.small_class import call

from autograder.errors import CourseError
from autograder.run.kernels import level as module
from autograder.run.kernels.level import (
    LEVEL_VARIABLE,
    Level,
    best_level,
    closed_folder,
    require_isolation,
    require_out_of_reach,
    require_readable,
)

linux = pytest.mark.skipif(sys.platform != "linux", reason="closed kernels need Linux")


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


@pytest.fixture
def isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "best_level", lambda: Level.LANDLOCK)


@linux
@pytest.mark.usefixtures("isolated")
@pytest.mark.parametrize(
    "place", ["/usr/local/share/class", f"{sys.prefix}/class", f"{sys.base_prefix}/x/y", "/lib"]
)
def test_what_kernels_could_read_is_refused_with_a_remedy(tmp_path: Path, place: str) -> None:
    require_out_of_reach(tmp_path, ROOT)
    with pytest.raises(CourseError, match=r"could read the keys, the gradebook.*Move it") as refusal:
        require_out_of_reach(tmp_path, Path(place))
    assert str(Path(place).resolve()) in str(refusal.value)


@linux
@pytest.mark.usefixtures("isolated")
def test_a_link_does_not_hide_where_a_class_lies(tmp_path: Path) -> None:
    (tmp_path / "class").symlink_to(sys.prefix)
    with pytest.raises(CourseError, match="Move it"):
        require_out_of_reach(tmp_path / "class")


def test_without_isolation_there_is_nothing_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "best_level", lambda: Level.NONE)
    require_out_of_reach(Path("/usr"))


@linux
@pytest.mark.usefixtures("isolated")
def test_a_class_that_kernels_could_read_is_not_graded() -> None:
    place = Path(sys.prefix, "class-of-a-test")
    done = call(COURSE, "grade", "--class", str(place))
    assert done.returncode == 1 and f"{place.resolve()} lies in" in done.output
    assert not place.exists()


@linux
def test_a_python_that_the_account_cannot_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    (closed / "python").mkdir(parents=True)
    monkeypatch.setattr(module, "account", lambda: 64_999)
    monkeypatch.setattr(module.sys, "prefix", str(closed / "python"))
    closed.chmod(0o700)
    with pytest.raises(CourseError, match=r"is closed: they cannot read .*Install bubblewrap"):
        require_readable(Level.LANDLOCK)
    require_readable(Level.NAMESPACES)  # bubblewrap shows it
    monkeypatch.setattr(module, "account", lambda: None)
    require_readable(Level.LANDLOCK)


@linux
def test_the_first_closed_folder_is_found() -> None:
    with tempfile.TemporaryDirectory() as outer:
        inner = Path(outer, "inner")
        inner.mkdir(0o700)
        assert closed_folder(inner) == Path(outer).resolve()
        os.chmod(outer, 0o711)
        assert closed_folder(inner) == inner.resolve()
        inner.chmod(0o755)
        assert closed_folder(inner) is None
