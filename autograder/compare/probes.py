"""Probes: the arguments with which a class's students' functions are called."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from autograder.compare import wire
from autograder.compare.checks.base import Exercise
from autograder.course.lesson import Lesson
from autograder.errors import CourseError


def probe_seed(secret: bytes, lesson: Lesson) -> int:
    """A class's own seed for a lesson's probes: not to be guessed without the secret, the same on every run."""
    return int.from_bytes(hmac.digest(secret, lesson.hash.encode(), "sha256")[:8], "big")


def derive_probes(
    exercises: tuple[Exercise, ...], seed: int, draws: Mapping[str, int] = MappingProxyType({})
) -> dict[str, tuple]:
    """Record name → argument tuples, for each check that calls a function of the student's.

    `draws` says of an exercise which draw is meant, where it is not the first: 1 is the one after it.
    """
    probes = {}
    for exercise in exercises:
        for check in exercise.checks:
            # A generator for each name: adding a check to a lesson must not change another one's probes.
            name_seed = int.from_bytes(
                hashlib.sha256(f"{exercise.id}/{check.name}".encode()).digest()[:8], "big"
            )
            rng = np.random.default_rng([seed, name_seed])
            for _ in range(draws.get(exercise.id, 0) + 1):
                chosen = check.probes(rng)
            if chosen and check.name in probes:
                raise CourseError(
                    f"Two checks choose probes for the record {check.name!r}.", "Rename one of the two."
                )
            if chosen:
                probes[check.name] = (*chosen, *check.decisive)
    return probes


def wire_probes(probes: Mapping[str, tuple]) -> dict[str, Any]:
    """Probes in the form that the recorder reads."""
    return {name: [wire.encode(tuple(arguments)) for arguments in calls] for name, calls in probes.items()}
