"""The students' bundle: what is in it, what is not, that it harms nothing, and that it works alone."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path, PurePosixPath

import nbformat
import pytest
from support import small_lesson
from support.places import COURSE, ROOT
from support.small_lesson import LESSON

from autograder.author import bundle
from autograder.course.cells import MARKERS, Kind, kind
from autograder.course.folders import Course
from autograder.course.preprocessors import CODE_STUB
from autograder.course.source import parse_source
from autograder.errors import CourseError


def course(root: Path) -> Course:
    """The small course, with the other files that a bundle is made from."""
    made = small_lesson.course(root)
    (root / "requirements-student.txt").write_text("jupyterlab==4.6.6\n")
    (root / "environment-student.yml").write_text(
        "dependencies: [python=3.13, {pip: [-r requirements-student.txt]}]\n"
    )
    (root / "LICENSE").write_text("BSD-3-Clause\n")
    (root / "LICENSE-lessons").write_text("CC BY 4.0\n")
    shutil.copytree(ROOT / "lab-config", root / "lab-config")
    (root / "tests").mkdir()
    (root / "tests" / "test_secret.py").write_text("secret = 1\n")
    return made


def tree(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_bundle_holds_lessons_settings_and_nothing_else(tmp_path):
    archive = bundle.write_bundle(course(tmp_path / "course"), tmp_path / "out")
    assert archive == tmp_path / "out" / "training-lab.zip"
    assert set(tree(tmp_path / "out" / "training-lab")) == {
        f"lessons/{LESSON}/{LESSON}.ipynb",
        f"lessons/{LESSON}/data/stars.csv",
        "lessons/README.md",
        "requirements.txt",
        "environment.yml",
        *(f"lab-config/{name}" for name in tree(ROOT / "lab-config")),
        "nbgrader_config.py",
        "start.py",
        "training_lab/errors.py",
        *(f"training_lab/course/{name}.py" for name in ("cells", "checksum", "files", "plain")),
        *(
            f"training_lab/intake/{name}.py"
            for name in ("alignment", "other_files", "reading", "update", "update_folder")
        ),
        "README.md",
        "LICENSE",
        "LICENSE-lessons",
    }


def test_zip_and_folder_hold_the_same(tmp_path):
    archive = bundle.write_bundle(course(tmp_path / "course"), tmp_path / "out")
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        zipped = {
            PurePosixPath(name).relative_to("training-lab").as_posix(): opened.read(name)
            for name in opened.namelist()
        }
    assert zipped == tree(tmp_path / "out" / "training-lab")


def test_zip_is_the_same_on_every_run(tmp_path):
    made = course(tmp_path / "course")
    first = bundle.write_bundle(made, tmp_path / "one").read_bytes()
    for path in made.root.rglob("*"):
        os.utime(path, (1, 1))
    assert bundle.write_bundle(made, tmp_path / "two").read_bytes() == first
    assert bundle.write_bundle(made, tmp_path / "two").read_bytes() == first


def test_environment_names_the_list_of_packages_as_it_is_called_in_the_bundle(tmp_path):
    bundle.write_bundle(course(tmp_path / "course"), tmp_path / "out")
    text = (tmp_path / "out" / "training-lab" / "environment.yml").read_text()
    assert "-r requirements.txt" in text


def test_readme_names_the_conda_environment_that_the_file_makes(tmp_path):
    bundle.write_bundle(course(tmp_path / "course"), tmp_path / "out")
    readme = (tmp_path / "out" / "training-lab" / "README.md").read_text()
    name = re.search(r"^name: (\S+)$", (ROOT / "environment-student.yml").read_text(), re.MULTILINE)[1]
    assert f"conda activate {name}\n" in readme


def test_students_work_in_lessons_is_not_bundled(tmp_path):
    made = course(tmp_path / "course")
    (made.lessons / LESSON).mkdir()
    (made.lessons / LESSON / f"{LESSON}.ipynb").write_text("the instructor tried the exercise here")
    (made.lessons / LESSON / "notes.txt").write_text("private")
    bundle.write_bundle(made, tmp_path / "out")
    contents = tree(tmp_path / "out" / "training-lab")
    assert b"YOUR CODE HERE" in contents[f"lessons/{LESSON}/{LESSON}.ipynb"]
    assert f"lessons/{LESSON}/notes.txt" not in contents


def test_a_module_that_shows_a_solution_is_refused(tmp_path):
    made = course(tmp_path / "course")
    (made.solutions / LESSON / "help.py").write_text(
        "def f():\n    number_of_things = sum(1 for thing in things)\n"
    )
    with pytest.raises(CourseError, match=r"help\.py shows a line of a solution"):
        bundle.write_bundle(made, tmp_path / "out")
    assert not (tmp_path / "out").exists()


# The destination -------------------------------------------------------------------------------------------


def test_destination_may_be_empty(tmp_path):
    (tmp_path / "out").mkdir()
    assert bundle.write_bundle(course(tmp_path / "course"), tmp_path / "out").is_file()


def test_destination_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(CourseError, match="out is a file"):
        bundle.write_bundle(course(tmp_path / "course"), tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.parametrize(
    "name", ["thesis.tex", "training-lab.zip", "training-lab/README.md", "training-lab.manifest.json"]
)
def test_destination_with_other_things_is_refused_and_untouched(tmp_path, name):
    there = tmp_path / "out" / name
    there.parent.mkdir(parents=True)
    there.write_text("mine")
    with pytest.raises(CourseError, match=r"out (is not empty|cannot be used)") as refused:
        bundle.write_bundle(course(tmp_path / "course"), tmp_path / "out")
    assert refused.value.remedy
    assert tree(tmp_path / "out") == {name: b"mine"}


def test_again_replaces_only_its_own_files(tmp_path):
    made, out = course(tmp_path / "course"), tmp_path / "out"
    bundle.write_bundle(made, out)
    (out / "training-lab" / "notes.txt").write_text("kept")
    (out / "other.txt").write_text("kept")
    (made.solutions / LESSON / "data" / "stars.csv").rename(made.solutions / LESSON / "planets.csv")
    (made.root / "LICENSE").write_text("MIT\n")
    archive = bundle.write_bundle(made, out)
    contents = tree(out / "training-lab")
    assert contents["LICENSE"] == b"MIT\n"
    assert f"lessons/{LESSON}/planets.csv" in contents
    assert f"lessons/{LESSON}/data/stars.csv" not in contents
    assert contents["notes.txt"] == b"kept"
    assert (out / "other.txt").read_text() == "kept"
    with zipfile.ZipFile(archive) as opened:
        assert "training-lab/notes.txt" not in opened.namelist()


def test_a_file_changed_since_is_refused_not_overwritten(tmp_path):
    made, out = course(tmp_path / "course"), tmp_path / "out"
    bundle.write_bundle(made, out)
    lesson = out / "training-lab" / "lessons" / LESSON / f"{LESSON}.ipynb"
    lesson.write_text("an afternoon's work")
    (made.root / "LICENSE").write_text("MIT\n")
    with pytest.raises(CourseError, match="has been changed since"):
        bundle.write_bundle(made, out)
    assert lesson.read_text() == "an afternoon's work"
    assert (out / "training-lab" / "LICENSE").read_text() == "BSD-3-Clause\n"


def test_a_killed_write_is_finished_by_the_next(tmp_path, monkeypatch):
    made, out = course(tmp_path / "course"), tmp_path / "out"
    bundle.write_bundle(made, out)
    whole = tree(out)
    (made.root / "LICENSE").write_text("MIT\n")
    write, calls = bundle.write_atomically, []

    def killed_at_the_second(path, content):
        calls.append(path)
        if len(calls) == 2:
            raise KeyboardInterrupt
        write(path, content)

    monkeypatch.setattr(bundle, "write_atomically", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        bundle.write_bundle(made, out)
    monkeypatch.undo()
    bundle.write_bundle(made, out)
    assert tree(out).keys() == whole.keys()
    assert (out / "training-lab" / "LICENSE").read_text() == "MIT\n"


@pytest.mark.parametrize(
    "missing", ["requirements-student.txt", "environment-student.yml", "LICENSE", "lab-config"]
)
def test_a_course_without_a_part_says_which(tmp_path, missing):
    made = course(tmp_path / "course")
    (made.root / missing).rename(made.root / "elsewhere")
    with pytest.raises(CourseError, match=missing):
        bundle.write_bundle(made, tmp_path / "out")
    assert not (tmp_path / "out").exists()


# It works alone --------------------------------------------------------------------------------------------


def alone(folder: Path) -> dict[str, str]:
    """An environment in which neither the project nor this user's settings can be found."""
    blocked = folder / "blocked"
    blocked.mkdir()
    (blocked / "sitecustomize.py").write_text(
        "import sys\n"
        "class Blocked:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('autograder', '_record'):\n"
        "            raise ModuleNotFoundError(f'{name} is not there for students', name=name)\n"
        "sys.meta_path.insert(0, Blocked())\n"
    )
    keep = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("JUPYTER", "IPYTHON", "TRAINING_LAB", "PYTHON", "PYTEST"))
    }
    return keep | {
        "PYTHONPATH": str(blocked),
        "HOME": str(folder),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        # No network in tests.
        "TRAINING_LAB_MNIST": "stand-in",
        # Beside other tests, a kernel that takes every core is slower, not faster.
        "OMP_NUM_THREADS": "1",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
    }


def unpacked(made: Course, folder: Path) -> Path:
    """The bundle's folder, out of its zip."""
    archive = bundle.write_bundle(made, folder / "out")
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder / "student at home")
    return folder / "student at home" / "training-lab"


def validate(folder: Path, lesson: str, env: dict[str, str]) -> str:
    """What `nbgrader validate` says, with its line breaks as spaces."""
    command = [sys.executable, "-m", "nbgrader", "validate", f"lessons/{lesson}/{lesson}.ipynb"]
    run = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stderr
    return " ".join(run.stdout.split())


def solve(made: Course, lesson: str, path: Path) -> int:
    """Fill the answers of a released lesson with the reference's; return how many there are."""
    sources = nbformat.reads(made.source(lesson).read_text(encoding="utf-8"), as_version=4)
    answers = {c.id: c.source for c in sources.cells if kind(c) in (Kind.STUDENT, Kind.WRITTEN)}
    notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    for cell in notebook.cells:
        if cell.id in answers:
            assert (
                CODE_STUB.splitlines()[0] if cell.cell_type == "code" else "YOUR ANSWER HERE"
            ) in cell.source
            lines = answers[cell.id].split("\n")
            cell.source = "\n".join(x for x in lines if not any(m in x for m in MARKERS))
    nbformat.write(notebook, path)
    return len(answers)


def test_small_lesson_validates_alone(tmp_path):
    made = course(tmp_path / "course")
    folder, env = unpacked(made, tmp_path), alone(tmp_path)
    said = validate(folder, LESSON, env)
    assert "VALIDATION FAILED ON 2 CELL(S)" in said  # the exercise and the written answer
    assert "name 'number_of_things' is not defined" in said
    assert solve(made, LESSON, folder / "lessons" / LESSON / f"{LESSON}.ipynb") == 2
    assert "Success! Your notebook passes all the tests." in validate(folder, LESSON, env)


@pytest.fixture(scope="module")
def real_bundle(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """The folder of the course's own bundle, and where it is alone."""
    home = tmp_path_factory.mktemp("home")
    return unpacked(COURSE, home), alone(home)


@pytest.mark.slow
@pytest.mark.parametrize("lesson", COURSE.lesson_names())
def test_every_lesson_validates_alone(real_bundle, lesson):
    folder, env = real_bundle
    # That each check fails without an answer, test_untouched_lesson_… sees for itself.
    assert solve(COURSE, lesson, folder / "lessons" / lesson / f"{lesson}.ipynb")
    assert "Success! Your notebook passes all the tests." in validate(folder, lesson, env)


def test_real_bundle_shows_no_solution_and_no_part_of_the_grader():
    from autograder.course.preprocessors import secret_lines

    made = COURSE
    by_lesson = {
        lesson: secret_lines(parse_source(made.source(lesson).read_bytes(), lesson))
        for lesson in made.lesson_names()
    }
    assert all(by_lesson.values())
    everything = frozenset().union(*by_lesson.values())
    for path, content in bundle.bundle_files(made).items():
        assert path.name not in ("key.py", "_record.py"), path
        assert path.parts[0] not in ("solutions", "tests", "autograder"), path
        text = content.decode("utf-8", errors="replace")
        if path.name != "cells.py":  # which says what the markers are
            assert not any(marker in text for marker in MARKERS), path
        shown = (
            text
            if path.suffix != ".ipynb"
            else "\n".join(c["source"] for c in nbformat.reads(text, 4)["cells"])
        )
        # One lesson may well show in its text what another one asks for.
        secret = by_lesson[path.stem] if path.suffix == ".ipynb" else everything
        assert not secret & {line.strip() for line in shown.splitlines()}, path
        if path.suffix in (".py", ".ipynb"):
            assert not re.search(r"\b(_record|autograder)\b", text), path


# start.py --------------------------------------------------------------------------------------------------


def test_start_without_jupyterlab_says_what_to_do():
    start = ROOT / "autograder" / "author" / "bundle_files" / "start.py"
    run = subprocess.run([sys.executable, "-I", "-S", start], capture_output=True, text=True, timeout=60)
    assert run.returncode == 1
    assert run.stderr.count("\n") == 1
    assert "README.md" in run.stderr


def test_update_brings_the_lessons_of_another_bundle(tmp_path):
    """In a Python that finds nothing of the project but what the bundle holds."""
    made = course(tmp_path / "course")
    folder, env = unpacked(made, tmp_path), alone(tmp_path)
    notebook = folder / "lessons" / LESSON / f"{LESSON}.ipynb"
    notebook.write_bytes(small_lesson.submission("number_of_things = 2  # mine"))
    source = made.solutions / LESSON / f"{LESSON}.ipynb"
    source.write_bytes(source.read_bytes().replace(b"Now count.", b"Now please count."))
    archive = bundle.write_bundle(made, tmp_path / "corrected")

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, folder / "start.py", "update", *words]
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120)

    done = run(archive)
    assert (done.returncode, done.stderr) == (0, "")
    assert "changed in the lesson: text-count" in done.stdout
    text = notebook.read_text(encoding="utf-8")
    assert "# mine" in text and "Now please count." in text
    (kept,) = (folder / "backups").iterdir()
    assert "# mine" in (kept / "lessons" / LESSON / notebook.name).read_text(encoding="utf-8")
    assert not list(folder.rglob("__pycache__"))

    before = tree(folder)
    wrong = run(tmp_path / "no such.zip")
    assert wrong.returncode == 1 and "Nothing was lost." in wrong.stderr and wrong.stderr.count("\n") == 1
    assert run().returncode == 2
    assert tree(folder) == before


@pytest.mark.slow
def test_start_opens_the_index_with_the_bundles_settings(tmp_path):
    folder, env = unpacked(course(tmp_path / "course"), tmp_path), alone(tmp_path)
    root = ["--allow-root"] if hasattr(os, "getuid") and os.getuid() == 0 else []
    command = [
        sys.executable,
        "start.py",
        "--no-browser",
        "--ServerApp.port=0",
        "--IdentityProvider.token=secret",
        *root,
    ]
    log = tmp_path / "log.txt"
    with log.open("w") as to:
        server = subprocess.Popen(command, cwd=folder, env=env, stdout=to, stderr=to)
    try:
        info = None
        for _ in range(240):
            found = sorted((tmp_path / "runtime").glob("jpserver-*.json"))
            if found and found[0].read_text().strip():
                info = json.loads(found[0].read_text())
                break
            assert server.poll() is None, log.read_text()
            time.sleep(0.25)
        assert info, f"JupyterLab did not start within a minute:\n{log.read_text()}"

        def get(path: str) -> bytes:
            request = urllib.request.Request(
                f"{info['url']}{path}", headers={"Authorization": "token secret"}
            )
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.read()

        assert Path(info["root_dir"]).name == "lessons"
        page = get("lab/tree/README.md").decode()
        config = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
        disabled = " ".join(config["disabledExtensions"])
        for panel in ("create-assignment", "formgrader", "assignment-list", "course-list"):
            assert panel in disabled, panel
        assert "validate-assignment" not in disabled
        documents = json.loads(get("lab/api/settings/@jupyterlab/docmanager-extension:plugin"))
        viewers = documents["schema"]["properties"]["defaultViewers"]["default"]
        assert viewers == {"markdown": "Markdown Preview"}
        assert b"Training Lab" in get("api/contents/README.md")
    finally:
        server.terminate()
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            server.kill()
            raise
