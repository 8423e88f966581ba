"""All that a grading key may import is there, and no more than that is meant to be."""

from __future__ import annotations

import autograder.key as key


def test_every_name_is_there_once_and_nothing_else_is_offered() -> None:
    assert len(key.__all__) == len(set(key.__all__))
    public = {name for name in vars(key) if not name.startswith("_")}
    assert set(key.__all__) == public
