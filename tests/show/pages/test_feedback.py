"""The feedback page: what it says, and that nothing in it is live."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from support.attack_texts import PAYLOADS
from support.hostile_result import assert_dead, hostile
from support.html_audit import Audit
from support.page_samples import (
    GRADED_BY,
    LESSON,
    TITLE,
    exercises,
    middling,
    perfect,
    png,
    right,
    stopped,
    unreadable,
    wrong,
)

from autograder.compare.result import Outcome, Result, State
from autograder.intake.receipt import receipt
from autograder.keep.late import Late
from autograder.keep.marks import Marks
from autograder.safe.png import Picture
from autograder.show.pages.class_page import class_page
from autograder.show.pages.feedback import feedback_page
from autograder.show.rows import Beside, Row


def test_feedback_says_what_happened() -> None:
    words = Audit(
        feedback_page(
            replace(middling(), graded_by=GRADED_BY),
            "Émilie du Châtelet",
            TITLE,
            submitted="2026-03-01 12:00 UTC",
            beside=Beside(Marks(comments={"written-curves": "Well seen."})),
        )
    ).words
    text = " ".join(words.split())
    for said in (
        "Feedback for Émilie du Châtelet",
        "42.5 of 100 points",
        "1 written answer is awaiting a marker. Up to 10 more points",
        "Another value X_train 0 of 5",
        "You divided by 255; Digits go from 0 to 16.",
        "What is the largest value in X_train before you scale it?",
        "Partly right network 7.5 of 10",
        "Stopped with an error settings 0 of 20",
        "Skipped: needs “Choose loss, optimizer and metrics”.",
        "Not attempted answer",
        "0.27 < 0.29",
        "Well seen.",
        "2026-03-01 12:00 UTC",
        "namespaces (bubblewrap), Landlock and seccomp",
        "keras 3.15.0",
        "60 s a cell",
        "3f5a3f5a",
        "4.2 s",
    ):
        assert said in text, said
    assert text.count("Not attempted yet.") == 0


DUE = dt.datetime(2026, 3, 1, 23, 59, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("late", "said"),
    [
        (Late(DUE, 90_000, 20), "Handed in 25 h after it was due, which costs 20 points. 90 count."),
        (Late(DUE, 90_000, 0), "Handed in 25 h after it was due, which costs nothing. 110 count."),
        (Late(DUE), ""),
    ],
)
def test_what_lateness_costs_stands_beside_the_points_before(late: Late, said: str) -> None:
    beside = Beside(Marks(extra={"test-build": 1.0}), late)
    time = "2026-03-03 01:00:00 UTC"
    text = " ".join(
        Audit(feedback_page(perfect(9.0), "a", TITLE, submitted=time, beside=beside)).words.split()
    )
    assert "100 of 100 points" in text and "Extra credit: 1 points." in text
    assert "Due 2026-03-01 23:59:00 UTC" in text and receipt(perfect().submission_hash, time) in text
    assert said in text and ("after it was due" in text) is bool(said)


def test_hints_are_folded_and_only_where_something_is_wrong() -> None:
    page = feedback_page(middling(), "a", TITLE)
    assert page.count("<summary>Hint</summary>") == 4
    assert "<summary>Hint</summary>" not in feedback_page(perfect(), "a", TITLE)


def test_what_several_records_have_in_common_is_told_once_and_what_was_recorded_with_it() -> None:
    same = wrong("X_train", Outcome.VALUE, "You divided by 255.", 4.0, "Look at the range.")
    said = (
        replace(same, recorded="an array from 0 to 0.06"),
        replace(same, name="X_test", max_points=2.0, recorded="an array from 0 to 0.05"),
        right("y_train", 1.0),
        right("y_test", 1.0),
    )
    page = feedback_page(replace(middling(), exercises=(replace(exercises()[0], verdicts=said),)), "a", TITLE)
    text = " ".join(Audit(page).words.split())
    assert "Another value X_train X_test 0 of 6 You divided by 255. Recorded: an array from 0 to 0.06" in text
    assert (
        "Recorded: an array from 0 to 0.05 Hint Look at the range. Right y_train 1 of 1 Right y_test" in text
    )
    assert text.count("You divided by 255.") == text.count("Look at the range.") == 1


def test_written_marks_come_on_top() -> None:
    text = " ".join(Audit(feedback_page(perfect(9.0), "a", TITLE)).words.split())
    assert "100 of 100 points" in text
    assert "Written answers: 9 of 10 points on top. Together 109." in text


def test_stop_stands_before_the_score() -> None:
    page = feedback_page(stopped(), "a", TITLE)
    assert page.index("The run ended at cell") < page.index("Your score")
    assert "notebook format 3" not in page  # flags are the instructor's


def test_unreadable_says_what_to_do_and_shows_no_score() -> None:
    text = Audit(feedback_page(unreadable(), "a", TITLE)).words
    assert "breaks off at line 212" in text
    assert "What to do" in text
    assert "Your score" not in text and "of 100" not in text


def test_the_graders_own_failure_is_not_the_students() -> None:
    state = State("not graded")
    page = feedback_page(Result(LESSON, state, stop="OSError: disk full in /srv/grader"), "a", TITLE)
    assert "your notebook is not to blame" in page
    assert "/srv/grader" not in page
    report = class_page([Row("a", LESSON, Result(LESSON, state, stop="OSError: disk full"))])
    assert "Not graded (1)" in report and "OSError: disk full" in report


def test_pictures_are_checked_again() -> None:
    good, bad = Picture(png(), "A curve"), Picture("PHN2Zz48L3N2Zz4=", "an SVG")
    exercise = replace(exercises()[5], pictures=(good, bad, Picture('x" onerror="y', "")))
    page = feedback_page(replace(middling(), exercises=(exercise,)), "a", TITLE)
    assert [attrs["alt"] for attrs in Audit(page).all("img")] == ["A curve"]


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_attack_is_dead_on_the_feedback_page(payload: str) -> None:
    comments = {payload: payload, "w": payload}
    said = Beside(Marks(comments=comments))
    page = feedback_page(hostile(payload), payload, payload, submitted=payload, beside=said)
    said = Beside(Marks(comments={"w": "benign"}))
    benign = feedback_page(hostile("benign"), "benign", "benign", submitted="benign", beside=said)
    assert_dead(page, benign)
    assert_dead(feedback_page(Result(payload, State.UNREADABLE, (), (), payload), payload, payload), "")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.CRASHED, "ended its kernel"),
        (State.TIMED_OUT, "ran too long"),
        (State.PARTLY_GRADED, "took more than it may"),
        (State.TAMPERED, "interfered with the grading"),
    ],
)
def test_each_state_tells_its_student_what_to_do_and_keeps_the_points(state: State, said: str) -> None:
    result = replace(
        middling(), state=state, stop="Cell 'build' was left out: of something.", flags=("odd: x",)
    )
    page = feedback_page(result, "a", TITLE)
    text = " ".join(Audit(page).words.split())
    assert said in text and "Cell 'build' was left out: of something." in text
    assert page.index('id="notice-heading"') < page.index("Your score")
    assert "42.5 of 100 points" in text and f"State {state.value}" in text
    assert "odd: x" not in text
    assert 'id="notice-heading"' not in feedback_page(middling(), "a", TITLE)
