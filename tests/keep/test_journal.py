"""The journal: results come back as they were put."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from autograder.compare.mistakes import KnownMistake, Mistakes
from autograder.compare.result import (
    ExerciseResult,
    Margin,
    Outcome,
    Result,
    State,
    Verdict,
)
from autograder.course.folders import Classroom
from autograder.keep.journal import Journal, decode, encode
from autograder.keep.marks import Marks
from autograder.keep.record import read_record
from autograder.safe.png import Picture

VERDICTS = tuple(
    Verdict("mean · à", outcome, "it says “no”\n", "hint", 0.25, 1.0, (Margin("accuracy", 0.93, 0.9),))
    for outcome in Outcome
)
EXERCISES = (
    ExerciseResult("build", "Build", 3.5, 8.0, VERDICTS, answer="x = '中文\ud800'"),
    ExerciseResult("draw", "Draw", 1.0, 1.0, pictures=(Picture("iVBORw0KGgo=", "a curve"),), visible="no"),
    ExerciseResult("written-why", "Written answer", None, 2.0, answer="because", written=True),
)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(Classroom(tmp_path / "class"))


@pytest.mark.parametrize("state", [state for state in State if state is not State.NOT_GRADED])
def test_a_result_comes_back_as_it_was_put(journal: Journal, state: State) -> None:
    result = Result("01-x", state, EXERCISES, ("flag",), "Cell 'a' was left out.", "{}", 1.25, "ab", "cd")
    assert journal.get("k" * 64) is None
    journal.put("k" * 64, result)
    assert journal.get("k" * 64) == result
    assert encode(decode(encode(result))) == encode(result)


def test_the_graders_own_trouble_is_not_kept(journal: Journal) -> None:
    journal.put("k" * 64, Result("01-x", State.NOT_GRADED, stop="the process that graded it died"))
    assert journal.get("k" * 64) is None


def test_a_damaged_entry_counts_as_none(journal: Journal) -> None:
    result = Result("01-x", State.GRADED, EXERCISES)
    journal.put("a" * 64, result)
    (path,) = journal.folder.rglob("*.json.gz")
    whole = path.read_bytes()
    stream = whole[:10] + b"\xff" * 4 + whole[14:]
    deep = gzip.compress(b'{"format": 1, "result": ' + b"[" * 100_000)
    for damaged in (
        b"",
        whole[:-9],
        b"notes",
        stream,
        deep,
        gzip.compress(b"[]"),
        gzip.compress(b'{"format": 99}'),
    ):
        path.write_bytes(damaged)
        assert journal.get("a" * 64) is None
    path.write_bytes(whole)
    assert journal.get("a" * 64) == result


@pytest.mark.parametrize(
    ("place", "value"),
    [
        *(
            (("flags",), "text"),
            (("stop",), 5),
            (("state",), []),
            (("graded_by",), [["one"]]),
            (("extra",), 1),
        ),
        *(
            (("exercises",), None),
            (("exercises", 0, "points"), "ten"),
            (("exercises", 0, "points"), float("nan")),
        ),
        *((("exercises", 0, "verdicts", 0, "outcome"), {}), (("exercises", 1, "pictures", 0), "x")),
    ],
)
def test_an_entry_of_other_types_counts_as_none(journal: Journal, place: tuple, value: object) -> None:
    plain = json.loads(gzip.decompress(encode(Result("01-x", State.GRADED, EXERCISES))))
    inner = plain["result"]
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    journal.put("a" * 64, Result("01-x", State.GRADED))
    (path,) = journal.folder.rglob("*.json.gz")
    path.write_bytes(gzip.compress(json.dumps(plain).encode()))
    assert journal.get("a" * 64) is None


def test_what_lies_in_an_entrys_place_is_moved_aside(journal: Journal) -> None:
    result = Result("01-x", State.GRADED, EXERCISES)
    (journal.folder / "results" / "aa" / f"{'a' * 64}.json.gz").mkdir(parents=True)
    (journal.folder / "results" / "bb").write_text("a file for a folder")
    for key in ("a" * 64, "b" * 64):
        assert journal.get(key) is None
        journal.put(key, result)
        assert journal.get(key) == result


def test_lines_of_other_types_count_as_none(journal: Journal) -> None:
    """Also in the two files as earlier versions wrote them, without checksums."""
    journal.publish("ada", "01-x", "one")
    marks = {
        "student": "ada",
        "lesson": "01-x",
        "points": {"written-why": 1.5},
        "comments": {},
        "waiting": [],
    }
    odd = [
        marks,
        {"student": "ada", "lesson": ["01-x"], "key": "two"},
        {"student": "ada", "lesson": "01-x", "key": 5},
        {"student": "ada", "lesson": "01-x", "key": " "},
        {"student": {}, "lesson": "01-x", "points": [], "key": ""},
        {"student": "ada", "lesson": "01-x", "points": {"a": "x"}, "comments": {}, "waiting": 1},
    ]
    raw = b"\n".join(
        [*(json.dumps(line).encode() for line in odd), b"[" * 100_000, b"\xff\xfe", b'{"a": NaN']
    )
    for name in ("published.jsonl", "marks.jsonl"):
        with (journal.folder / name).open("ab") as file:
            file.write(raw + b"\n")
    assert journal.published() == {("ada", "01-x"): "one"}
    assert read_record(journal).marks == {("ada", "01-x"): Marks({"written-why": 1.5})}


def test_what_was_published_last_counts(journal: Journal) -> None:
    journal.publish("ada", "01-x", "one")
    journal.publish("bob", "01-x", "two")
    journal.publish("ada", "01-x", "three")
    assert journal.published() == {("ada", "01-x"): "three", ("bob", "01-x"): "two"}


def test_a_lessons_mistakes_come_back_as_they_were_put(journal: Journal) -> None:
    returned = [
        {"returned": np.array([1.0, np.nan], dtype="<f4")},
        {"raised": ["ValueError", "no"]},
        (1, "é"),
    ]
    journal.put_mistakes("ab", Mistakes({"e": 2}, {"e": (KnownMistake("So.", {"f": returned}),)}))
    again = journal.mistakes("ab")
    assert again is not None and again.draws == {"e": 2}
    (mistake,) = again.known["e"]
    assert mistake.says == "So."
    np.testing.assert_equal(mistake.records, {"f": returned})
    assert mistake.records["f"][0]["returned"].dtype == "<f4"
    assert journal.mistakes("cd") is None
    (journal.folder / "mistakes" / "ab.json.gz").write_bytes(b"cut off")
    assert journal.mistakes("ab") is None
