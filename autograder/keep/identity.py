"""The identity of a result: everything that it depends on, in one hash."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path

from autograder import __version__
from autograder.run.kernels.level import Level
from autograder.run.limits import Limits

#: What results depend on, of the packages installed.
PACKAGES = ("tensorflow", "keras", "numpy", "scikit-learn", "matplotlib", "ipykernel", "nbclient", "nbformat")
#: Where everything lies that a grade depends on, of the grader's own: the stages that a notebook passes, below here.
STAGES = ("course", "safe", "intake", "run", "compare", "grading.py", "key.py")


def result_key(taken: str, reference_hash: str, limits: Limits, level: Level) -> str:
    """The identity of a result: SHA-256 over everything that it depends on.

    `taken` is the hash of what grading takes of the submission (see grading.taken_apart). `reference_hash` covers
    the lesson's source, its key, its wrong answers, its files and the class's probes.
    """
    return _identity(taken, reference_hash, limits, level)


def taken_key(submission: bytes, reference_hash: str) -> str:
    """The identity of what grading takes of a file: of its bytes, the lesson, and the grader that reads them."""
    parts = ("taken", hashlib.sha256(submission).hexdigest(), reference_hash, grader_hash())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def mistakes_key(reference_hash: str, limits: Limits, level: Level) -> str:
    """The identity of what a lesson's wrong answers record in a class."""
    return _identity("mistakes", reference_hash, limits, level)


def _identity(what: str, reference_hash: str, limits: Limits, level: Level) -> str:
    parts = (
        what,
        reference_hash,
        json.dumps(dataclasses.asdict(limits), sort_keys=True),
        str(level),
        grader_hash(),
        *package_versions(),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache
def package_versions() -> tuple[str, ...]:
    """Name and version of each package that grades depend on."""
    return tuple(f"{name} {version(name)}" for name in PACKAGES)


@cache
def grader_hash() -> str:
    """SHA-256 over the grader's version and every file of the stages that a grade passes through."""
    return hash_of_stages(Path(__file__).parents[1])


def hash_of_stages(root: Path) -> str:
    """The same for the package in the folder `root`."""
    digest = hashlib.sha256(__version__.encode())
    files = [root / name for name in STAGES if name.endswith(".py")]
    files += [path for name in STAGES for path in (root / name).rglob("*.py")]
    for path in sorted(files):
        digest.update(hashlib.sha256(path.relative_to(root).as_posix().encode()).digest())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
