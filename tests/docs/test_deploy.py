"""What is deployed: settings that load, and images that nothing here can build, read line by line instead."""

from __future__ import annotations

import fnmatch
import json
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version
from support.places import ROOT
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

HUB = ROOT / "deploy" / "jupyterhub"
IMAGES = {
    "hub": (HUB / "Containerfile").read_text(encoding="utf-8"),
    "workplace": (ROOT / ".devcontainer" / "Containerfile").read_text(encoding="utf-8"),
}


# Images ----------------------------------------------------------------------------------------------------------


def instructions(text: str) -> list[tuple[str, str]]:
    """The instructions of a Containerfile, each with its words on one line."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [
        (line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in joined.splitlines() if line.strip()
    ]


def faults(text: str) -> Iterator[str]:
    """What usual linters of such files would say, as far as it concerns these two."""
    found = instructions(text)
    if found[0][0] != "FROM":
        yield "does not begin with FROM"
    for name, words in found:
        if name == "FROM" and not re.fullmatch(r"\S+/\S+:(?!latest)\S+", words):
            yield f"not a whole name with a tag: {words}"
        if name == "WORKDIR" and not words.startswith("/"):
            yield f"a relative folder: {words}"
        if name in ("CMD", "ENTRYPOINT") and not isinstance(json.loads(words), list):
            yield f"not in JSON: {words}"
        if name in ("ADD", "MAINTAINER"):
            yield f"{name} instead of COPY or LABEL"
        if name == "RUN":
            yield from _faults_of_command(words)


def _faults_of_command(words: str) -> Iterator[str]:
    commands = [shlex.split(part) for part in words.split("&&")]
    for command in commands:
        said = " ".join(command)
        if command[0] == "sudo":
            yield f"sudo: {said}"
        if command[:2] == ["apt-get", "install"]:
            if not {"-y", "--no-install-recommends"} <= set(command):
                yield f"asks, or takes what is only recommended: {said}"
            if commands[0] != ["apt-get", "update"] or ["rm", "-rf", "/var/lib/apt/lists/*"] not in commands:
                yield f"lists that are old, or that stay: {said}"
        if "pip" in command and "install" in command:
            if "--no-cache-dir" not in command:
                yield f"keeps a cache: {said}"
            if not {"--require-hashes", "--no-deps"} & set(command):
                yield f"not from the lock: {said}"
        if command[0] == "npm" and command[1] != "ci":
            yield f"not from the lock: {said}"


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_has_no_fault_that_can_be_read(image: str) -> None:
    assert list(faults(IMAGES[image])) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("3.12-slim-bookworm", "latest"),
        lambda text: text.replace("docker.io/library/", ""),
        lambda text: text.replace("--no-install-recommends ", ""),
        lambda text: text.replace("apt-get update \\\n    && ", ""),
        lambda text: text.replace("--require-hashes ", ""),
        lambda text: text.replace("--no-cache-dir ", ""),
        lambda text: text.replace("npm ci", "npm install"),
        lambda text: text.replace("WORKDIR /srv/", "WORKDIR "),
        lambda text: text.replace("COPY deploy", "ADD deploy"),
    ],
)
def test_faults_are_found(spoil: Callable[[str], str]) -> None:
    assert list(faults(spoil(IMAGES["hub"])))


def test_images_have_a_python_that_the_project_takes() -> None:
    wanted = re.search(r'requires-python = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for text in IMAGES.values():
        python = re.search(r"FROM \S+/python:(\d+\.\d+)", text)
        assert Version(python[1]) in SpecifierSet(wanted[1])


def test_an_image_gets_what_it_copies_and_nothing_that_students_may_not_see() -> None:
    ignored = [line for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line]
    given = {line[1:] for line in ignored if line.startswith("!")}
    assert ignored[1] == "*" and not given & {"solutions", "tests", "classroom", ".git"}
    for text in IMAGES.values():
        for name, words in instructions(text):
            for source in words.split()[:-1] if name == "COPY" else ():
                path = source.removeprefix("./")
                assert (ROOT / path).exists() and any(
                    fnmatch.fnmatch(path.split("/")[0], g) for g in given
                ), path


def test_the_workplace_is_built_and_set_up_by_what_is_here() -> None:
    folder = ROOT / ".devcontainer"
    said = json.loads((folder / "devcontainer.json").read_text(encoding="utf-8"))
    assert (folder / said["build"]["dockerfile"]).is_file()
    assert (folder / said["build"]["context"]).resolve() == ROOT
    target = said["postCreateCommand"].removeprefix("make ")
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    users = [words for name, words in instructions(IMAGES["workplace"]) if name == "USER"]
    assert users == [said["remoteUser"]]
    assert f"--shell /bin/bash {said['remoteUser']}" in IMAGES["workplace"]


# The proxy -------------------------------------------------------------------------------------------------------


def test_the_proxys_lock_has_hashes_and_no_addresses() -> None:
    lock = json.loads((HUB / "package-lock.json").read_text(encoding="utf-8"))
    asked = json.loads((HUB / "package.json").read_text(encoding="utf-8"))
    own = lock["packages"].pop("")
    assert own["dependencies"] == asked["dependencies"] and lock["packages"]
    for name, package in lock["packages"].items():
        assert package["integrity"].startswith("sha512-") and "resolved" not in package, name
        # No program of a package's own runs while it is installed.
        assert not package.get("hasInstallScript"), name


# Settings --------------------------------------------------------------------------------------------------------


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Config]:
    """Loads jupyterhub_config.py for a course with these rights; None: for none at all."""

    def loaded(mode: int | None = 0o700) -> Config:
        course = tmp_path / "course"
        if mode is not None:
            course.mkdir()
            (course / "nbgrader_config.py").touch()
            course.chmod(mode)
        for folder in tmp_path.parents:
            if folder.stat().st_mode & 0o001 == 0 and folder.owner() == tmp_path.owner():
                folder.chmod(folder.stat().st_mode | 0o001)  # pytest closes its own folders to others
        tmp_path.chmod(0o755)
        monkeypatch.setenv("TRAINING_LAB_COURSE", str(course))
        monkeypatch.setenv("TRAINING_LAB_INSTRUCTOR", "grace")
        return PyFileConfigLoader("jupyterhub_config.py", str(HUB)).load_config()

    return loaded


def test_each_server_has_the_settings_of_whom_it_is_for(load: Callable[..., Config], tmp_path: Path) -> None:
    settings = load()
    folders = {}
    for name in ("grace", "ada"):
        spawner = SimpleNamespace(user=SimpleNamespace(name=name), notebook_dir="")
        settings.Spawner.pre_spawn_hook(spawner)
        paths = settings.Spawner.environment["JUPYTER_CONFIG_PATH"](spawner)
        folders[name] = (spawner.notebook_dir, paths)
    course = str(tmp_path / "course")
    assert folders == {"grace": (course, f"{HUB / 'instructor'}:{course}"), "ada": ("", str(HUB / "student"))}
    assert settings.JupyterHub.bind_url.startswith("http://127.0.0.1:")
    assert "authenticator_class" not in settings.JupyterHub  # JupyterHub's own: accounts of the machine


@pytest.mark.parametrize(
    ("mode", "why"), [(0o755, "chmod o-rwx"), (0o711, "chmod o-rwx"), (None, "There is no course")]
)
def test_a_course_that_students_could_read_is_refused(
    load: Callable[..., Config], mode: int | None, why: str
) -> None:
    with pytest.raises(SystemExit, match=why):
        load(mode)


@pytest.mark.parametrize(
    "path", sorted(HUB.rglob("*.json")), ids=lambda path: path.relative_to(HUB).as_posix()
)
def test_settings_are_json(path: Path) -> None:
    if "node_modules" not in path.parts:
        assert isinstance(json.loads(path.read_text(encoding="utf-8")), dict)


def test_what_students_have_names_the_same_course_and_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRAINING_LAB_EXCHANGE", raising=False)
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")
    theirs = PyFileConfigLoader("nbgrader_config.py", str(HUB / "student")).load_config()
    ours = PyFileConfigLoader("nbgrader_config.py", str(ROOT)).load_config()
    assert theirs.CourseDirectory.course_id == ours.CourseDirectory.course_id
    assert theirs.Exchange.root == ours.Exchange.root
    assert theirs.CourseDirectory.student_id == "ada" and "student_id" not in ours.CourseDirectory
