"""Git checkouts: the time of a commit is read, and nothing of a checkout's own is run."""

from __future__ import annotations

import datetime as dt
import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from support.collecting import GOOD, OTHER, outcomes


@pytest.fixture
def git(tmp_path: Path):
    """A function that runs git as a student would, at a time."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")

    def run_git(folder: Path, *arguments: str, when: str = "2026-03-01T12:00:00+0100") -> None:
        environment = {
            **os.environ,
            "GIT_COMMITTER_DATE": when,
            "GIT_AUTHOR_DATE": when,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        who = ["-c", "user.name=S", "-c", "user.email=s@x.org"]
        subprocess.run(
            ["git", *who, *arguments], cwd=folder, env=environment, check=True, capture_output=True
        )

    return run_git


@pytest.fixture
def checkout(git, tmp_path: Path) -> Path:
    """A folder of one student's checkout, in which the notebook was committed before another file."""
    path = tmp_path / "repos" / "ada"
    (path / "lessons" / "sub dir").mkdir(parents=True)
    git(path, "init", "-q")
    (path / "lessons" / "sub dir" / "[x] é.ipynb").write_bytes(GOOD)
    git(path, "add", ".")
    git(path, "commit", "-q", "-m", "work")
    (path / "README").write_text("later")
    git(path, "add", ".")
    git(path, "commit", "-q", "-m", "words", when="2026-03-05T12:00:00+0100")
    return path


def test_a_checkouts_time_is_that_of_the_last_commit_of_the_notebook(run, checkout: Path, classroom) -> None:
    collected = run(checkout.parent)
    assert outcomes(collected) == {"ada": "collected"}
    assert collected.plan.steps[0].time == dt.datetime(2026, 3, 1, 11, tzinfo=dt.UTC)
    assert collected.plan.steps[0].flags == ("saved as '[x] é.ipynb'",)


def test_packed_and_shallow_checkouts_tell_their_time_too(run, git, checkout: Path, tmp_path: Path) -> None:
    git(checkout, "gc", "-q")
    git(checkout, "pack-refs", "--all")
    assert run(checkout.parent).plan.steps[0].time == dt.datetime(2026, 3, 1, 11, tzinfo=dt.UTC)
    clones = tmp_path / "clones"
    clones.mkdir()
    git(clones, "clone", "-q", "--depth", "1", checkout.as_uri(), "ada")
    # Of a shallow clone only the last commit is there.
    assert run(clones).plan.steps[0].time == dt.datetime(2026, 3, 5, 11, tzinfo=dt.UTC)


def test_work_that_was_not_committed_is_flagged(run, git, checkout: Path) -> None:
    (checkout / "lessons" / "sub dir" / "[x] é.ipynb").write_bytes(OTHER)
    assert "changed since its last commit" in run(checkout.parent).plan.steps[0].flags
    shutil.rmtree(checkout / "lessons")
    (checkout / "new.ipynb").write_bytes(GOOD)
    assert "never committed" in " ".join(run(checkout.parent).plan.steps[0].flags)


def test_nothing_of_a_checkouts_own_is_run(run, git, checkout: Path, tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    program = tmp_path / "evil.sh"
    program.write_text(f"#!/bin/sh\ntouch {shlex.quote(str(witness))}\n")
    program.chmod(0o755)
    for name in (
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "gpg.program",
        "diff.external",
        "core.editor",
    ):
        git(checkout, "config", name, str(program) if name == "gpg.program" else shlex.quote(str(program)))
    for name, value in {
        "log.showSignature": "true",
        "core.hooksPath": str(tmp_path),
        "extensions.partialClone": "origin",
        "remote.origin.url": "ext::" + str(program).replace(" ", "% "),
        "remote.origin.promisor": "true",
        "remote.origin.uploadpack": shlex.quote(str(program)),
        "protocol.ext.allow": "always",
        "filter.evil.smudge": shlex.quote(str(program)),
        "diff.evil.textconv": shlex.quote(str(program)),
        "core.repositoryformatversion": "1",
    }.items():
        git(checkout, "config", name, value)
    (checkout / ".gitattributes").write_text("* filter=evil diff=evil\n")
    hook = checkout / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(program.read_text())
    hook.chmod(0o755)
    witness.unlink(missing_ok=True)
    # An object is missing, as in a partial clone: git would fetch it from wherever the configuration says.
    assert run(checkout.parent).plan.steps[0].time == dt.datetime(2026, 3, 1, 11, tzinfo=dt.UTC)
    for path in (checkout / ".git" / "objects").rglob("*"):
        if path.is_file():
            path.unlink()
    assert run(checkout.parent).plan.steps[0].flags
    assert not witness.exists()


@pytest.mark.parametrize(
    "head",
    ["ref: ../../../../etc/passwd", "ref: refs/heads/../../config", "--output=x", "", "ref: refs/heads/none"],
)
def test_a_strange_head_is_a_flag_and_no_more(run, checkout: Path, head: str) -> None:
    (checkout / ".git" / "HEAD").write_text(head)
    step = run(checkout.parent).plan.steps[0]
    assert step.time is None and "not known" in " ".join(step.flags)


def test_a_checkout_whose_git_folder_lies_elsewhere_is_not_followed(
    run, checkout: Path, tmp_path: Path
) -> None:
    (checkout / ".git").rename(tmp_path / "elsewhere")
    (checkout / ".git").write_text(f"gitdir: {tmp_path / 'elsewhere'}\n")
    step = run(checkout.parent).plan.steps[0]
    assert step.time is None and ".git" in step.flags[0]
