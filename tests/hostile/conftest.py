"""Fork servers of the hostile tests' own, one at each level; after each test, a look at what it left."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import small_lesson
from support.leftovers import becomes
from support.required import lacking

from autograder.compare.reference import Reference
from autograder.errors import CourseError
from autograder.run.kernels.level import Level, landlock_version, namespaces_work
from autograder.run.kernels.server import SERVER_VARIABLE, ForkServer, start_server
from hostile.as_user import how_to_run_as_user
from hostile.closed import MARKER, desks, of_server


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "as_root: a hostile test that is run as root, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """As root, only what is marked for it runs here; test_as_user.py runs all of it as an ordinary user."""
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    if sys.platform != "linux":
        for item in here:
            item.add_marker(pytest.mark.skip(reason="closed kernels need Linux"))
    elif os.getuid() == 0 and how_to_run_as_user() is not None:
        # A server at the Landlock level, started by root, must find a Python that its account can read.
        left_to_user = [item for item in here if not item.get_closest_marker("as_root") or _at_landlock(item)]
        items[:] = [item for item in items if item not in left_to_user]
        config.hook.pytest_deselected(items=left_to_user)


def _at_landlock(item: pytest.Item) -> bool:
    return getattr(item, "callspec", None) is not None and Level.LANDLOCK in item.callspec.params.values()


@pytest.fixture(scope="session", params=[Level.NAMESPACES, Level.LANDLOCK], ids=str)
def level_server(request: pytest.FixtureRequest) -> Iterator[ForkServer]:
    """A fork server at one level, which only these tests use."""
    level: Level = request.param
    if not landlock_version():
        pytest.skip("this Linux has no Landlock")
    if level is Level.NAMESPACES and not namespaces_work():
        if shutil.which("bwrap") is None:
            lacking("bubblewrap", "no bubblewrap on this machine: install Debian's bubblewrap")
        lacking("bubblewrap", "bubblewrap makes no namespaces here (a container, or a profile of AppArmor's)")
    try:
        server = start_server(level)
    except CourseError as error:
        if level is Level.LANDLOCK and os.getuid() == 0:
            pytest.skip(f"started by root, at a Python that no other account can read: {error}")
        raise
    yield server
    server.close()


@pytest.fixture(scope="session")
def small_reference(level_server: ForkServer, tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """The tiny lesson with its reference run, out of the same server as the tests' own kernels."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SERVER_VARIABLE, str(level_server.hub))
        return small_lesson.reference(tmp_path_factory.mktemp("small"))


@pytest.fixture
def server(level_server: ForkServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[ForkServer]:
    """The server that all kernels of this test come out of. The test leaves no process, no desk, no mount."""
    monkeypatch.setenv(SERVER_VARIABLE, str(level_server.hub))
    mounts = Path("/proc/self/mountinfo").read_text()
    alive = of_server(level_server)
    yield level_server
    assert becomes(lambda: of_server(level_server) <= alive), of_server(level_server) - alive
    assert becomes(lambda: not desks(level_server)), desks(level_server)
    assert Path("/proc/self/mountinfo").read_text() == mounts


@pytest.fixture
def bait(tmp_path: Path) -> dict[str, Path]:
    """Files that a notebook should like to have, as open as their folders allow."""
    names = ("gradebook.db", "solutions/key.py", "submitted/ada/notebook.ipynb", ".ssh/id")
    files = {name: tmp_path / name for name in names}
    for path in files.values():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(MARKER)
        path.chmod(0o666)
        path.parent.chmod(0o777)
    for folder in (tmp_path, *tmp_path.parents[:5]):
        if folder.stat().st_uid == os.getuid() and folder != Path("/tmp"):
            folder.chmod(folder.stat().st_mode | 0o005)
    return files
