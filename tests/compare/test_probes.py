"""Probes: the same for a class on every run, others for another class, and known to nobody beforehand."""

from __future__ import annotations

import dataclasses

import pytest

from autograder.compare.probes import derive_probes, probe_seed, wire_probes
from autograder.compare.wire import decode
from autograder.course.lesson import Lesson
from autograder.errors import CourseError
from autograder.key import Exercise, Function, Value


def calls(name: str) -> Function:
    return Function(name, probes=lambda rng: ((float(rng.normal()),), (1.0,)))


def test_a_classs_seed_depends_on_its_secret_and_on_the_lesson(small: Lesson) -> None:
    changed = dataclasses.replace(small, key_text=small.key_text + "#")
    seeds = {probe_seed(b"1" * 32, small), probe_seed(b"2" * 32, small), probe_seed(b"1" * 32, changed)}
    assert len(seeds) == 3 and probe_seed(b"1" * 32, small) in seeds


def test_another_check_changes_no_probes_of_the_others() -> None:
    alone = derive_probes((Exercise("a", "A", [calls("f"), Value("x")]),), 7)
    beside = derive_probes((Exercise("b", "B", [calls("g")]), Exercise("a", "A", [calls("f")])), 7)
    assert set(alone) == {"f"} and beside["f"] == alone["f"] != beside["g"]
    assert derive_probes((Exercise("a", "A", [calls("f")]),), 8) != alone


def test_two_checks_do_not_choose_for_one_record() -> None:
    with pytest.raises(CourseError, match="Two checks choose probes for the record 'f'"):
        derive_probes((Exercise("a", "A", [calls("f")]), Exercise("b", "B", [calls("f")])), 7)


def test_they_travel_as_plain_data() -> None:
    probes = derive_probes((Exercise("a", "A", [calls("f")]),), 7)
    assert tuple(tuple(decode(call)) for call in wire_probes(probes)["f"]) == probes["f"]
