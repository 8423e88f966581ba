"""The class as CSV: states kept apart, and no cell a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from support.attack_texts import PAYLOADS
from support.page_samples import LESSON, middling, perfect, stopped, unreadable, untouched

from autograder.compare.result import Result, State
from autograder.keep.late import Late
from autograder.keep.marks import Marks
from autograder.safe.text import harmless
from autograder.show.csv import COLUMNS, table, table_bytes
from autograder.show.rows import Beside, Row, few, light

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def read(rows: list[Row]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table(rows), newline="")))


def one(result: Result | None, student: str = "ada") -> dict[str, str]:
    (row,) = read([Row(student, LESSON, result)])
    return row


def test_columns_and_a_marked_student() -> None:
    assert one(perfect(9.0)) == {
        "student": "ada",
        "lesson": LESSON,
        "state": "graded",
        "points": "100",
        "max_points": "100",
        "written_points": "9",
        "written_max_points": "10",
        "total": "109",
        "extra_credit": "0",
        "late_penalty": "0",
        "score": "109",
        "awaiting_marker": "no",
        "flags": "",
        "stop": "",
    }


def test_lateness_is_taken_off_the_total_and_said() -> None:
    beside = Beside(Marks(extra={"test-build": 2.0}), Late(seconds=90_000, penalty=20))
    (row,) = read([Row("ada", LESSON, perfect(9.0), beside=beside)])
    wanted = {"total": "109", "extra_credit": "2", "late_penalty": "20", "score": "91"}
    assert {name: row[name] for name in wanted} == wanted


def test_awaiting_a_marker_has_points_but_no_total() -> None:
    row = one(middling())
    assert (row["points"], row["written_points"], row["total"], row["awaiting_marker"]) == (
        "42.5",
        "",
        "",
        "yes",
    )


def test_nothing_unsettled_is_a_zero() -> None:
    assert one(untouched())["total"] == "0"
    for result, state in (
        (unreadable(), "unreadable"),
        (None, "missing"),
        (Result(LESSON, State("not graded")), "not graded"),
    ):
        row = one(result)
        assert row["state"] == state
        assert (row["points"], row["total"], row["max_points"], row["awaiting_marker"]) == ("", "", "", "no")


def test_a_state_says_why_beside_its_points() -> None:
    row = one(stopped())
    assert (row["state"], row["points"], row["flags"]) == (
        "timed out",
        "22.5",
        "the file was in notebook format 3",
    )
    assert row["stop"].startswith("The run ended at cell 'compile'")
    for state in (State.CRASHED, State.TAMPERED, State.PARTLY_GRADED):
        row = one(replace(stopped(), state=state))
        assert (row["state"], row["points"]) == (state.value, "22.5")


def test_no_written_answers_total_is_the_points() -> None:
    automatic = replace(middling(), exercises=middling().exercises[:-1])
    row = one(automatic)
    assert (row["written_points"], row["written_max_points"], row["total"]) == ("", "0", "42.5")


def test_thousands_of_flags_are_counted_and_not_all_shown() -> None:
    many = replace(stopped(), flags=tuple(f"flag {n} {'x' * 500}" for n in range(2500)))
    flags = one(many)["flags"]  # Python's csv refuses a cell of more than 128 KiB
    assert flags.startswith("flag 0 ") and flags.endswith("… and 2,490 more flags") and len(flags) < 4000
    assert one(light(many))["flags"] == flags
    assert few(few(many.flags)) == few(many.flags)


@pytest.mark.parametrize(
    "payload", [*PAYLOADS.values(), "\t=1", "\r\n@SUM(A1)", " =1", "a;=1", "-1+1|cmd", "＝1"]
)
def test_no_cell_is_a_formula(payload: str) -> None:
    result = replace(stopped(), flags=(payload, payload), stop=payload)
    text = table([Row(payload, payload, result)])
    (header, *rows) = csv.reader(io.StringIO(text, newline=""))
    assert tuple(header) == COLUMNS and len(rows) == 1
    for cell in rows[0]:
        assert not cell.strip().startswith(FORMULA), cell
        assert all(not part.strip().startswith(FORMULA) for part in cell.split(";"))
        assert not set(cell) & set("\t\r\n\x00\x1b")
    text.encode("utf-8")


def test_honest_names_stay_as_they_are() -> None:
    for name in ("ada", "Émilie du Châtelet", "小林 誠", "o'neil, c.", "a.b-c_d", 'quo"te', "two  spaces"):
        assert harmless(name) == name
        assert one(perfect(), name)["student"] == name


def test_bytes_open_in_excel_and_in_python() -> None:
    data = table_bytes([Row("Émilie", LESSON, perfect())])
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines()[1].startswith("Émilie,")
    assert data.count(b"\r\n") == 2
