"""Rows 1 and 19: a notebook reads and changes nothing of the instructor's, and leaves nothing for the next one."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from support.places import ROOT

from autograder.run.kernels.server import ForkServer
from hostile.closed import MARKER, attempts, run, shown

#: All that a kernel's environment may hold.
ENVIRONMENT = {
    "AUTOGRADER_RECORD", "CUDA_VISIBLE_DEVICES", "HOME", "IPYTHONDIR", "JPY_PARENT_PID",
    "JUPYTER_PLATFORM_DIRS", "KERAS_BACKEND", "LANG", "LC_ALL", "MPLBACKEND", "MPLCONFIGDIR",
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED",
    "TF_CPP_MIN_LOG_LEVEL", "TF_NUM_INTEROP_THREADS", "TF_NUM_INTRAOP_THREADS", "TMPDIR",
    "TRAINING_LAB_MNIST", "TZ",
    # What ipykernel and its debugger set for themselves:
    "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "GIT_PAGER", "PAGER", "PYDEVD_USE_FRAME_EVAL", "TERM",
}  # fmt: skip


def facts(path: Path) -> tuple:
    """All that a notebook might change of a file."""
    status = path.stat()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return digest, status.st_mode, status.st_uid, status.st_mtime_ns, status.st_nlink, status.st_size


@pytest.mark.as_root
def test_files_of_the_instructors_are_out_of_reach(server: ForkServer, bait: dict[str, Path]) -> None:
    before = {name: facts(path) for name, path in bait.items()}
    assert attempts("reads.py", map(str, bait.values())) == {}
    assert attempts("writes.py", map(str, bait.values())) == {}
    assert {name: facts(path) for name, path in bait.items()} == before
    assert not any((path.parent / "new").exists() for path in bait.values())


@pytest.mark.as_root
def test_the_project_and_the_server_are_not_readable(server: ForkServer) -> None:
    """Nor are accounts and the home folder, in which the interpreter's may lie: its name may be seen there."""
    places = [server.hub / "settings.json", server.hub / "log", server.hub / "lock", ROOT / "README.md"]
    gained = attempts("reads.py", map(str, [*places, Path("/etc/passwd"), Path.home() / ".bashrc"]))
    read = {what: words for what, words in gained.items() if not what.startswith("list_its_folder")}
    assert read == {}
    listed = " ".join(gained.values())
    assert "settings.json" not in listed and "solutions" not in listed and ".bashrc" not in listed


def test_modes_times_and_owners_stay(server: ForkServer, bait: dict[str, Path]) -> None:
    """Landlock does not watch these calls: seccomp refuses them, or they do nothing."""
    path = bait["gradebook.db"]
    before, folder = facts(path), path.parent.stat()
    attempts("metadata.py", [str(path)])
    assert facts(path) == before
    now = path.parent.stat()
    assert (now.st_mode, now.st_mtime_ns, now.st_uid) == (folder.st_mode, folder.st_mtime_ns, folder.st_uid)


@pytest.mark.as_root
def test_the_environment_is_a_whitelist(server: ForkServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also the environment that the process was started with, and its command line."""
    monkeypatch.setenv("LAB_TEST_TOKEN", MARKER)
    transcript = run(
        "import json, os; print(json.dumps(sorted(os.environ)))",
        """
        import ctypes
        libc = ctypes.CDLL(None)
        libc.getenv.restype = ctypes.c_char_p
        print(libc.getenv(b"LAB_TEST_" + b"TOKEN"))
        print(open("/proc/self/environ").read(), open("/proc/self/cmdline").read())
        """,
    )
    assert set(json.loads(shown(transcript, 0))) <= ENVIRONMENT
    assert shown(transcript, 1).startswith("None")
    assert MARKER not in shown(transcript) and "LAB_TEST_TOKEN" not in shown(transcript)


PLANT = """
import os, pathlib, site, sys
import numpy

text = "print('PLANTED')\\nopen('planted', 'w').close()\\n"
places = [os.getcwd(), *map(os.environ.get, ("HOME", "TMPDIR", "MPLCONFIGDIR")), "/tmp", "/dev/shm"]
places += [os.environ["IPYTHONDIR"] + "/profile_default/startup", *filter(None, sys.path)]
done = set()
for place in map(pathlib.Path, [*places, *site.getsitepackages()]):
    for name in ("sitecustomize.py", "usercustomize.py", "numpy.py", "00.py", "a.pth", "matplotlibrc"):
        try:
            place.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text)
            done.add(str(place))
        except OSError:
            pass
print("PLANTED IN", sorted(done))

packages = pathlib.Path(numpy.__file__).parent
for path in (packages / "random" / "__init__.py", *packages.glob("__pycache__/version.*.pyc")):
    try:
        path.write_bytes(b"x")
        print("CHANGED", path)
    except OSError:
        pass
"""
LOOK = """
import os
import numpy

print(sorted(os.listdir(".")), os.listdir(os.environ["HOME"]), numpy.__file__)
print([p for p in ("/tmp", "/dev/shm", os.environ["TMPDIR"]) if os.path.exists(p + "/numpy.py")])
"""


def test_what_is_planted_is_gone_in_the_next_run(server: ForkServer) -> None:
    files = {"data.txt": b"1"}
    clean, planted, again = (run(cell, files=files) for cell in (LOOK, PLANT, LOOK))
    assert "PLANTED IN" in shown(planted) and "CHANGED" not in shown(planted)

    def but_for_its_desk(words: str) -> str:
        return "\n".join(line for line in words.splitlines() if str(server.hub) not in line)

    assert "numpy" in shown(clean)
    assert but_for_its_desk(shown(again)) == but_for_its_desk(shown(clean)) and "PLANTED" not in shown(again)
