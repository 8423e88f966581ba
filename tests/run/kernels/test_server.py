"""One fork server for a process and all that it starts; nothing is left of those whose owner is gone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.run.kernels import server
from autograder.run.kernels.server import SERVER_VARIABLE, fork_server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="closed kernels need Linux")


def test_the_one_that_is_there_is_found_by_this_process_and_by_what_it_starts() -> None:
    found = fork_server()
    assert str(found.hub) == os.environ[SERVER_VARIABLE] and found.alive()
    look = "from autograder.run.kernels.server import fork_server as f; s = f(); print(s.hub, s.process)"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{found.hub} None", "a server of its own was started"


def test_a_desk_has_its_folders_and_is_the_askers_to_remove() -> None:
    desk = fork_server().new_desk()
    assert {path.name for path in desk.iterdir()} == {"work", "home", "tmp", "mpl", "run"}
    server.remove_tree(desk)
    assert not desk.exists()


def test_what_a_killed_owner_left_is_swept_and_the_living_are_left_alone(tmp_path: Path) -> None:
    for name in ("dead", "living", "foreign"):
        (tmp_path / f"training-lab-{name}").mkdir()
    (tmp_path / "training-lab-dead" / "lock").touch()
    lock = server._locked(tmp_path / "training-lab-living" / "lock")
    server._sweep(tmp_path)
    lock.close()
    assert {path.name for path in tmp_path.iterdir()} == {"training-lab-living", "training-lab-foreign"}
