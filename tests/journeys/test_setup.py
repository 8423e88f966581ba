"""Set-up: the lock and what is made from it, make's way to a Python and a .venv, the settings of JupyterLab."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.error
import urllib.request
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from support.places import ROOT
from support.required import lacking
from traitlets.config import Config, PyFileConfigLoader

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = "requirements.txt"
STUDENT_LOCK = "requirements-student.txt"

# The lock --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pin:
    """One entry of a lock."""

    version: Version
    marker: Marker | None
    hashes: frozenset[str]

    def applies(self) -> bool:
        """Whether this machine and Python need it."""
        return self.marker is None or self.marker.evaluate()


def pins(name: str) -> dict[str, Pin]:
    """What a lock says: canonical name → its only entry. Fails on any line that is not an entry with hashes."""
    text = re.sub(r"^\s*#.*$", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.M)
    found = {}
    for entry in filter(None, (line.strip() for line in text.replace("\\\n", " ").splitlines())):
        wanted, *hashes = re.split(r"\s+--hash=", entry)
        requirement = Requirement(wanted)
        key = canonicalize_name(requirement.name)
        assert key not in found, f"{name} has two versions of {key}"
        exact = re.fullmatch(r"==([^,*]+)", str(requirement.specifier))
        assert exact, f"{name}: {wanted} is not pinned"
        assert hashes, f"{name}: {wanted} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", h) for h in hashes), wanted
        found[key] = Pin(Version(exact[1]), requirement.marker, frozenset(hashes))
    return found


def direct(*lists: list[str]) -> list[Requirement]:
    return [Requirement(text) for one in lists for text in one]


DEPENDENCIES = direct(PROJECT["project"]["dependencies"])
EXTRAS = PROJECT["project"]["optional-dependencies"]
TOOLS = direct(EXTRAS["dask"], EXTRAS["test"], PROJECT["dependency-groups"]["build"])


@pytest.mark.parametrize("name", [LOCK, STUDENT_LOCK])
def test_lock_has_hashes_and_no_addresses(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert pins(name)
    assert "make lock" in text[:200]
    assert "://" not in text
    assert not re.search(r"^\s*-", re.sub(r"--hash=", "", text), flags=re.M), "an option of pip's or an index"
    # A path of the machine that made it
    assert not re.search(r"(^|\s)(/|[A-Za-z]:\\)\w", text)


@pytest.mark.parametrize(
    ("name", "wanted"), [(LOCK, DEPENDENCIES + TOOLS), (STUDENT_LOCK, DEPENDENCIES)], ids=[LOCK, STUDENT_LOCK]
)
def test_lock_answers_pyproject(name, wanted):
    locked = pins(name)
    for requirement in wanted:
        pin = locked.get(canonicalize_name(requirement.name))
        assert pin, f"{name} lacks {requirement.name}: run `make lock`"
        assert pin.marker is None, f"{requirement.name} is locked for some platforms only"
        assert pin.version in requirement.specifier, f"{requirement} but {pin.version}: run `make lock`"


def test_students_lock_is_a_part_of_the_lock():
    everything, students = pins(LOCK), pins(STUDENT_LOCK)
    for name, pin in students.items():
        assert (everything[name].version, everything[name].hashes) == (pin.version, pin.hashes), name
    assert not {"distributed", "nbval", "playwright", "pytest", "ruff"} & set(students)


def test_lock_serves_every_python_and_platform():
    """No entry of the core is bound to a platform, and nothing is locked for an emptied set of them."""
    systems = {
        "linux": {"sys_platform": "linux", "os_name": "posix", "platform_machine": "x86_64"},
        "darwin": {"sys_platform": "darwin", "os_name": "posix", "platform_machine": "arm64"},
        "win32": {"sys_platform": "win32", "os_name": "nt", "platform_machine": "AMD64"},
    }
    bound = {name: pin.marker for name, pin in pins(LOCK).items() if pin.marker}
    used = set()
    for python in ("3.11", "3.12", "3.13"):
        for system in systems.values():
            environment = default_environment() | system
            environment |= {"python_version": python, "python_full_version": f"{python}.9"}
            used |= {name for name, marker in bound.items() if marker.evaluate(environment)}
    assert used == set(bound)


def test_this_environment_is_the_lock():
    """The tests run with what the lock says, when they run in the .venv that make built."""
    if Path(sys.prefix).resolve() != (ROOT / ".venv").resolve():
        pytest.skip("not run from .venv: `make test` does")
    for name, pin in pins(LOCK).items():
        if pin.applies():
            assert Version(metadata.version(name)) == pin.version, name


# conda and Binder ------------------------------------------------------------------------------------------


def conda(name: str) -> tuple[str, list[str]]:
    """The version of Python and pip's lines in an environment file."""
    content = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    assert content["channels"][0] == "conda-forge"
    python = [d for d in content["dependencies"] if isinstance(d, str) and d.startswith("python=")]
    assert "pip" in content["dependencies"], "conda warns when it must add pip by itself"
    (pip,) = [d["pip"] for d in content["dependencies"] if isinstance(d, dict)]
    assert len(python) == 1
    return python[0].removeprefix("python="), pip


@pytest.mark.parametrize(
    ("name", "lock"), [("environment.yml", LOCK), ("environment-student.yml", STUDENT_LOCK)]
)
def test_conda_installs_the_lock(name, lock):
    python, pip = conda(name)
    assert Version(python) in SpecifierSet(PROJECT["project"]["requires-python"])
    # Relative: conda and mamba write these lines into a file beside environment.yml, where pip starts from.
    assert pip == ["--require-hashes", f"-r {lock}"]


def run(*command: object, **options) -> subprocess.CompletedProcess:
    options.setdefault("timeout", 600)
    return subprocess.run([str(c) for c in command], capture_output=True, text=True, **options)


@pytest.fixture
def clean_venv(tmp_path):
    """A venv with nothing but pip, and the environment to call it with; some gigabytes, so it is removed at once."""
    with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
        made = run(sys.executable, "-m", "venv", Path(folder) / "venv")
        assert made.returncode == 0, made.stderr
        python = Path(folder) / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
        # Bytecode would take as long as all the rest, for one import.
        env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET")}
        yield python, env | {"PIP_NO_COMPILE": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_USER": "0"}


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_what_conda_installs_by_pip_installs(clean_venv, tmp_path):
    """As conda does it: pip's lines in a file of conda's own beside the lock, then postBuild's two steps."""
    python, env = clean_venv
    probe = run(
        *(python, "-m", "pip", "download", "--quiet", "--no-deps", "--retries", "0", "--timeout", "20"),
        *("--dest", tmp_path / "probe", f"six=={pins(LOCK)['six'].version}"),
        env=env,
    )
    if probe.returncode:
        lacking("index", f"no package index in reach: {probe.stderr[-500:]}")

    folder = tmp_path / "a course"
    folder.mkdir()
    for name in (LOCK, STUDENT_LOCK):
        shutil.copy(ROOT / name, folder)
    (folder / "condaenv.x1.requirements.txt").write_text("\n".join(conda("environment.yml")[1]))
    command = (
        python,
        "-m",
        "pip",
        "install",
        "-U",
        "-r",
        "condaenv.x1.requirements.txt",
        "--exists-action=b",
    )
    installed = run(*command, cwd=folder, env=env, timeout=1100)
    assert installed.returncode == 0, installed.stderr[-2000:]

    listed = json.loads(run(python, "-m", "pip", "list", "--format=json", env=env).stdout)
    found = {canonicalize_name(p["name"]): Version(p["version"]) for p in listed}
    assert found.pop("pip")
    assert found == {name: pin.version for name, pin in pins(LOCK).items() if pin.applies()}
    assert run(python, "-m", "pip", "check", env=env).returncode == 0

    # The student's list lacks nothing that it needs: pip refuses a package without a hash.
    (folder / "condaenv.x2.requirements.txt").write_text("\n".join(conda("environment-student.yml")[1]))
    command = (python, "-m", "pip", "install", "--dry-run", "-r", "condaenv.x2.requirements.txt")
    dry = run(*command, cwd=folder, env=env)
    assert dry.returncode == 0, dry.stderr[-2000:]
    assert "Would install" not in dry.stdout

    # The project, built with what is there, as postBuild does; not editable, so that the wheel is tried as well.
    source = tmp_path / "source"
    shutil.copytree(ROOT / "autograder", source / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-lessons"):
        shutil.copy(ROOT / name, source)
    built = run(python, "-m", "pip", "install", "--no-deps", "--no-build-isolation", source, env=env)
    assert built.returncode == 0, built.stderr[-2000:]
    code = "import _record, autograder; print(_record.__file__); print(autograder.__file__)"
    where = run(python, "-c", code, cwd=tmp_path, env=env).stdout.splitlines()
    assert [Path(w).parts[-2:] for w in where] == [
        ("site-packages", "_record.py"),
        ("autograder", "__init__.py"),
    ]
    packaged = {p.relative_to(ROOT) for p in (ROOT / "autograder").rglob("*") if p.is_file()}
    site = Path(where[0]).parent
    left_out = {p for p in packaged if "__pycache__" not in p.parts and not (site / p).exists()}
    assert not left_out, "not in the wheel: see package-data in pyproject.toml"
    assert run(python.parent / "autograder", "--help", cwd=tmp_path, env=env).returncode == 0


# make ------------------------------------------------------------------------------------------------------

TOOLS_OF_SETUP = (
    "sh",
    "make",
    "cat",
    "cksum",
    "rm",
    "sed",
    "awk",
    "id",
    "mkdir",
    "chmod",
    "cp",
    "env",
    "touch",
)

#: Stands for a Python: answers the probe, makes a venv of itself, and writes down how it was called.
FAKE_PYTHON = """\
#!/bin/sh
if [ "$1" != -c ]; then echo "${0##*/} $*" >>"$LOG"; fi
case "$1 $2" in
"-c ") exit 0 ;;
"-c "*) echo "$0" ;;
"-m venv") mkdir -p .venv/bin && for name in python autograder lint-imports; do cp "$0" .venv/bin/$name; done ;;
"-m pip") if [ -n "$PIP_FAILS" ]; then exit 1; fi ;;
"register ") if [ -n "$REGISTER_FAILS" ]; then echo "no key" >&2; exit 1; fi ;;
esac
"""


@pytest.fixture
def make(tmp_path):
    """make in a copy of the set-up files, in a folder with a space, on a PATH with the given Pythons only."""
    if os.name == "nt" or shutil.which("make") is None:
        pytest.skip("make is not at home here")
    course, folder = tmp_path / "a course", tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS_OF_SETUP:
        (folder / tool).symlink_to(shutil.which(tool))
    shutil.copytree(ROOT / "tools", course / "tools")
    (course / "classroom").mkdir()
    for name in ("Makefile", "pyproject.toml", LOCK):
        shutil.copy(ROOT / name, course)
    log = tmp_path / "log"
    log.touch()

    def call(*words: str, **env: str) -> tuple[subprocess.CompletedProcess, list[str]]:
        """The run, and the calls of fake Pythons that it made."""
        before = len(log.read_text().splitlines())
        done = run("make", *words, cwd=course, env={"PATH": str(folder), "LOG": str(log)} | env)
        return done, log.read_text().splitlines()[before:]

    call.course = course
    call.bin = folder
    return call


def script(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def error_lines(done: subprocess.CompletedProcess) -> list[str]:
    """What make printed on stderr, without make's own last word."""
    return [line for line in done.stderr.splitlines() if not re.match(r"g?make", line)]


def test_make_alone_lists_its_targets(make):
    done, calls = make()
    assert done.returncode == 0
    assert not calls
    for target in ("grade", "test", "lab", "formgrader", "lock", "clean", "help"):
        assert re.search(rf"^ +{target} +\S", done.stdout, flags=re.M), target


def test_make_says_which_pythons_it_looked_for(make):
    script(make.bin / "python3.12", "#!/bin/sh\necho 'pyenv: python3.12: command not found' >&2\nexit 127\n")
    script(make.bin / "python3", "#!/bin/sh\necho is 3.9\nexit 1\n")
    done, _ = make("grade")
    assert done.returncode != 0
    assert not (make.course / ".venv").exists()
    (line,) = error_lines(done)
    assert "needs CPython 3.11, 3.12 or 3.13" in line
    assert f"{make.bin}/python3.12 does not run" in line
    assert "python3.11 is not on PATH" in line
    assert "python3.13 is not on PATH" in line
    assert f"{make.bin}/python3 is 3.9" in line
    assert "make PYTHON=" in line


@pytest.mark.parametrize(
    ("python", "why"),
    [
        ("#!/bin/sh\necho is 3.14\nexit 1\n", "is 3.14"),
        ("#!/bin/sh\necho 'has no module ensurepip'\nexit 1\n", "ensurepip"),
        (None, "is not there"),
    ],
)
def test_make_refuses_a_named_python_with_its_reason(make, python, why):
    path = make.bin / "my python"
    if python:
        script(path, python)
    script(make.bin / "python3.12", FAKE_PYTHON)
    done, calls = make("setup", PYTHON=str(path))
    assert done.returncode != 0
    assert not calls, "another Python than the one that was asked for"
    (line,) = error_lines(done)
    assert f"PYTHON={path}" in line
    assert why in line


def test_make_goes_on_from_a_python_that_does_not_run(make):
    script(make.bin / "python3.12", "#!/bin/sh\nexit 127\n")
    script(make.bin / "python3.13", FAKE_PYTHON)
    done, calls = make("setup")
    assert done.returncode == 0, done.stderr
    assert calls[0] == "python3.13 -m venv .venv"


def test_make_finds_this_python():
    """The real probe, with the Python that runs the tests; its answer is an interpreter outside any venv."""
    if os.name == "nt":
        pytest.skip("a shell script")
    found = run(
        "sh", "-c", ". tools/python.sh; find_python", cwd=ROOT, env=os.environ | {"PYTHON": sys.executable}
    )
    assert found.returncode == 0, found.stderr
    base = run(
        found.stdout.strip(), "-c", "import sys; print(sys.prefix == sys.base_prefix, *sys.version_info[:2])"
    )
    assert base.stdout.split() == ["True", *map(str, sys.version_info[:2])]


def test_make_builds_once_and_again_when_stale(make):
    script(make.bin / "python3.12", FAKE_PYTHON)
    done, calls = make("setup")
    assert done.returncode == 0, done.stderr
    lock = f"python -m pip install --quiet --no-compile --require-hashes -r {LOCK}"
    project = "python -m pip install --quiet --no-deps --no-build-isolation -e ."
    assert [c for c in calls if " -m pip " in c] == [lock, project]
    assert any(c.startswith("python -m compileall") for c in calls)
    assert "autograder register" in calls
    gradebook = make.course / "classroom" / "gradebook.db"
    gradebook.touch()

    def worked() -> list[str]:
        """The steps of a set-up, done again."""
        done, calls = make("setup")
        assert done.returncode == 0, done.stderr
        return [c for c in calls if " -m pip " in c or "-m venv" in c or "register" in c]

    assert worked() == []
    # A checkout or a copy changes dates, not contents.
    os.utime(make.course / LOCK)
    os.utime(make.course / "pyproject.toml")
    assert worked() == []
    gradebook.unlink()
    assert worked() == ["autograder register"]
    gradebook.touch()
    with (make.course / "pyproject.toml").open("a") as file:
        file.write("# changed\n")
    assert worked() == [project]
    with (make.course / LOCK).open("a") as file:
        file.write("# changed\n")
    assert worked() == ["python3.12 -m venv .venv", lock, project]
    # A venv knows its own path: one that was moved is built anew.
    moved = make.course.rename(make.course.parent / "moved course")
    moved.joinpath(".venv", "bin", "python").chmod(0o755)
    make.course.mkdir()
    moved.rename(make.course / "deeper")
    done = run("make", "setup", cwd=make.course / "deeper", env={"PATH": str(make.bin), "LOG": os.devnull})
    assert "Building .venv" in done.stdout


def test_an_interrupted_build_is_not_taken_for_a_finished_one(make):
    script(make.bin / "python3.12", FAKE_PYTHON)
    done, _ = make("setup", PIP_FAILS="yes")
    assert done.returncode != 0
    assert (make.course / ".venv").is_dir()
    (make.course / ".venv" / "half").touch()
    done, calls = make("setup")
    assert done.returncode == 0, done.stderr
    assert "python3.12 -m venv .venv" in calls
    assert not (make.course / ".venv" / "half").exists()


def test_a_lesson_that_cannot_be_registered_keeps_nobody_from_its_tests(make):
    script(make.bin / "python3.12", FAKE_PYTHON)
    done, calls = make("test", REGISTER_FAILS="yes")
    assert done.returncode == 0, done.stderr
    assert error_lines(done)[0] == "no key"
    assert "does not know the lessons" in error_lines(done)[1]
    assert calls[-1].startswith("python -m pytest")
    assert "autograder register" in make("setup")[1]
    # Formgrader without its lessons is of no use.
    assert make("formgrader", REGISTER_FAILS="yes")[0].returncode != 0


def test_make_grade_grades_the_sample_class(make):
    script(make.bin / "python3.12", FAKE_PYTHON)
    done, calls = make("grade", "ARGS=--json")
    assert done.returncode == 0, done.stderr
    assert calls[-1] == "autograder grade --class tests/classroom --json"


def test_make_test_checks_style_and_runs_pytest(make):
    script(make.bin / "python3.12", FAKE_PYTHON)
    done, calls = make("test", "PYTEST_ARGS=tests/journeys/test_setup.py -k lock")
    assert done.returncode == 0, done.stderr
    assert calls[-4:] == [
        "python -m ruff check .",
        "python -m ruff format --check .",
        "lint-imports --no-cache",
        "python -m pytest tests/journeys/test_setup.py -k lock",
    ]


def test_ci_runs_make_test():
    path = ROOT / ".ci" / "run"
    text = path.read_text(encoding="utf-8")
    assert text.startswith("#!/bin/bash\n")
    if os.name != "nt":
        assert path.stat().st_mode & stat.S_IXUSR
        assert run("bash", "-n", path).returncode == 0
    assert text.rstrip().splitlines()[-1] == "exec make test"
    assert "TRAINING_LAB_REQUIRE" in text


def test_workflow_runs_the_same_on_supported_pythons():
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    assert "continue-on-error" not in text
    assert any(step.get("run") == ".ci/run" for step in jobs["linux"]["steps"])
    for version in jobs["linux"]["strategy"]["matrix"]["python"]:
        assert Version(version) in SpecifierSet(PROJECT["project"]["requires-python"])


def test_a_workflow_tries_the_newest_tensorflow_each_week():
    text = (ROOT / ".github" / "workflows" / "newest.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    (job,) = workflow["jobs"].values()
    steps = "\n".join(step.get("run", "") for step in job["steps"])
    # YAML 1.1 reads the word "on" as a truth value.
    assert workflow[True]["schedule"] and "continue-on-error" not in text
    assert {one["options"] for one in job["strategy"]["matrix"]["include"]} == {"", "--pre"}
    assert "make setup" in steps and re.search(r"--upgrade .* tensorflow keras$", steps, re.M)
    assert steps.rstrip().endswith("autograder verify")
    (python,) = [
        step["with"]["python-version"] for step in job["steps"] if "python-version" in step.get("with", {})
    ]
    assert Version(python) in SpecifierSet(PROJECT["project"]["requires-python"])


#: Packages whose older versions have known holes, or train otherwise: a pip that reads no lock must not take those.
HELD = ("jupyter-server", "jupyterlab", "keras", "nbconvert", "nbgrader", "tensorflow")


@pytest.mark.parametrize("name", HELD)
def test_what_has_known_holes_has_a_floor_of_the_locks_own_series(name):
    (requirement,) = [r for r in DEPENDENCIES if canonicalize_name(r.name) == name]
    pin = pins(LOCK)[name].version
    floors = [Version(s.version) for s in requirement.specifier if s.operator == ">="]
    assert len(floors) == 1 and floors[0].release[:2] == pin.release[:2]


def test_no_path_of_a_machine_in_what_is_tracked():
    listed = run("git", "ls-files", "-z", cwd=ROOT) if shutil.which("git") else None
    if listed is None or listed.returncode:
        pytest.skip("not a git checkout")
    # Where people's and machines' own files are; not in what students handed in, whose tracebacks may show it.
    paths = re.compile(rb"(?<![\w.])/(home|Users|root|work|tmp)/[\w.]+/[\w.-]+")
    meant = re.compile(rb"/tmp/ipykernel_")
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if name.startswith("tests/") or not path.is_file():
            continue
        hits = {
            hit.group().decode() for hit in paths.finditer(path.read_bytes()) if not meant.match(hit.group())
        }
        found += [f"{name}: {hit}" for hit in sorted(hits)]
    assert not found


# nbgrader and JupyterLab -----------------------------------------------------------------------------------


def nbgrader_config(monkeypatch, folder: Path, class_folder: str | None = None) -> Config:
    """The settings that nbgrader reads, with another working directory."""
    monkeypatch.chdir(folder)
    if class_folder is None:
        monkeypatch.delenv("TRAINING_LAB_CLASS", raising=False)
    else:
        monkeypatch.setenv("TRAINING_LAB_CLASS", class_folder)
    return PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()


def test_nbgrader_maps_onto_the_folders(monkeypatch, tmp_path):
    course = nbgrader_config(monkeypatch, tmp_path).CourseDirectory
    assert (course.root, course.source_directory, course.release_directory) == (
        str(ROOT),
        "solutions",
        "lessons",
    )
    for step in ("submitted", "autograded", "feedback"):
        assert course[f"{step}_directory"] == f"classroom/{step}"
    assert course.db_url == f"sqlite:///{ROOT / 'classroom' / 'gradebook.db'}?timeout=60"


@pytest.mark.parametrize("absolute", [False, True])
def test_nbgrader_takes_another_class(monkeypatch, tmp_path, absolute):
    target = tmp_path / "class of 2026"
    named = str(target) if absolute else os.path.relpath(target, ROOT)
    course = nbgrader_config(monkeypatch, tmp_path, named).CourseDirectory
    # Relative: nbgrader's search for submissions puts them into a pattern after the course's root.
    assert not os.path.isabs(course.submitted_directory)
    assert (ROOT / course.submitted_directory).resolve() == (target / "submitted").resolve()
    assert course.db_url == f"sqlite:///{target.resolve() / 'gradebook.db'}?timeout=60"


def test_nbgrader_releases_no_key(monkeypatch, tmp_path):
    from nbgrader.coursedir import CourseDirectory

    config = nbgrader_config(monkeypatch, tmp_path)
    assert set(config.CourseDirectory.ignore) >= {*CourseDirectory().ignore, "key.py"}
    assert "not attempted yet" in config.ClearSolutions.code_stub["python"]


def test_students_lab_keeps_only_validate_of_nbgraders_panels():
    """By the names that the installed nbgrader has, so that a new panel of a new version is noticed."""
    import nbgrader

    static = Path(nbgrader.__file__).parent / "labextension" / "static"
    plugins = set()
    for path in static.glob("*.js"):
        plugins |= set(re.findall(r'"(@jupyter/nbgrader:[a-z-]+)"', path.read_text(encoding="utf-8")))
    assert "@jupyter/nbgrader:validate-assignment" in plugins
    page = json.loads((ROOT / "lab-config" / "labconfig" / "page_config.json").read_text())
    disabled = {name for name, off in page["disabledExtensions"].items() if off}
    assert plugins - disabled == {"@jupyter/nbgrader:validate-assignment"}


def test_students_server_serves_validate_and_nothing_of_an_instructors(tmp_path):
    """JupyterLab started as `make lab` does, asked over HTTP."""
    lessons = tmp_path / "lessons"
    lessons.mkdir()
    (lessons / "README.md").write_text("# Lessons\n")
    env = {k: v for k, v in os.environ.items() if not k.startswith("JUPYTER")}
    env |= {
        "JUPYTER_CONFIG_PATH": str(ROOT / "lab-config"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_DATA_DIR": str(tmp_path / "data"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
    }
    root = ["--allow-root"] if hasattr(os, "getuid") and os.getuid() == 0 else []
    options = ["--no-browser", "--ServerApp.port=0", "--IdentityProvider.token=secret", *root]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options], cwd=lessons, env=env, stdout=log, stderr=log
        )
    try:
        deadline = time.monotonic() + 90
        while not (found := list(tmp_path.glob("runtime/jpserver-*.json"))):
            assert server.poll() is None and time.monotonic() < deadline, (tmp_path / "log").read_text()
            time.sleep(0.2)
        time.sleep(0.3)  # the file is there a moment before its content
        address = json.loads(found[0].read_text())["url"]

        def get(path: str) -> tuple[int, str]:
            request = urllib.request.Request(address + path, headers={"Authorization": "token secret"})
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return answer.status, answer.read().decode()
            except urllib.error.HTTPError as error:
                return error.code, ""

        status, page = get("lab")
        assert status == 200
        shown = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, flags=re.S)[1])
        assert "@jupyter/nbgrader:formgrader" in shown["disabledExtensions"]
        assert "@jupyterlab/apputils-extension:announcements" in shown["disabledExtensions"]
        assert [get(p)[0] for p in ("formgrader", "assignments", "courses")] == [404, 404, 404]
        version = metadata.version("nbgrader")
        assert json.loads(get(f"nbgrader_version?version={version}")[1]) == {"success": True}
        viewers = json.loads(get("lab/api/settings/@jupyterlab/docmanager-extension:plugin")[1])
        assert viewers["schema"]["properties"]["defaultViewers"]["default"] == {
            "markdown": "Markdown Preview"
        }
    finally:
        server.terminate()
        server.wait(30)


def test_validate_reads_the_students_settings():
    from nbgrader.preprocessors import Execute

    config = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT / "lab-config")).load_config()
    assert Execute(config=config).timeout == 120
