"""What becomes of each file: the newest wins, the others are kept, nobody is guessed."""

from __future__ import annotations

import pytest
from nbgrader.api import Gradebook
from support.collecting import GOOD, LATER, LESSON, OTHER, entry, files, outcomes, put_in, why

from autograder.course.folders import Classroom
from autograder.intake.submissions import find_submissions


def test_the_newest_wins_and_the_one_before_is_kept(run, classroom: Classroom) -> None:
    def by(hour: int, content: bytes):
        return run([(entry("ada/a.ipynb", (2026, 3, 1, hour, 0, 0)), content)])

    assert outcomes(by(10, GOOD)) == {"ada": "collected"}
    assert outcomes(by(12, OTHER)) == {"ada": "replaced"}
    assert outcomes(by(11, LATER)) == {"ada": "older"}
    assert put_in(classroom, "ada") == OTHER
    assert sorted(files(classroom.root / "submitted-earlier").values()) == sorted([GOOD, LATER])
    assert len(find_submissions(classroom, [LESSON])) == 1
    # And all of that once more changes nothing.
    before = files(classroom.root)
    assert outcomes(by(11, LATER)) == {"ada": "older"} and outcomes(by(12, OTHER)) == {"ada": "unchanged"}
    assert files(classroom.root) == before


def test_a_time_that_was_learnt_later_is_noted(run, classroom: Classroom) -> None:
    source = {f"Ada L_1_assignsubmission_file_/{LESSON}.ipynb": GOOD}
    run(source, roster="student_id,name\nada,Ada L\n")
    collected = run(source, roster="student_id,submitted\nada,2026-03-01 10:00\n")
    assert outcomes(collected) == {"ada": "time changed"}
    assert find_submissions(classroom, [LESSON])[0].timestamp.startswith("2026-03-01 10:00")
    # The class remembers who is who, not when something was handed in.
    assert b"submitted" not in (classroom.root / "roster.csv").read_bytes()
    assert outcomes(run(source)) == {"ada": "unchanged"}


def test_a_broken_file_does_not_stand_before_a_good_one(run, classroom: Classroom) -> None:
    collected = run(
        [(entry("ada/a.ipynb"), GOOD), (entry(f"ada/{LESSON}.ipynb", (2026, 3, 9, 1, 0, 0)), b"broken")],
        lesson=LESSON,
    )
    assert put_in(classroom, "ada") == GOOD
    assert list(files(classroom.root / "submitted-earlier").values()) == [b"broken"]
    assert "2 notebooks came" in " ".join(collected.plan.steps[0].flags)


def test_of_several_of_one_age_the_one_of_the_lessons_name_is_taken(run, classroom: Classroom) -> None:
    run({"ada/draft.ipynb": OTHER, f"ada/{LESSON}.ipynb": GOOD, "ada/zzz.ipynb": LATER})
    assert put_in(classroom, "ada") == GOOD
    assert sorted(files(classroom.root / "submitted-earlier").values()) == sorted([OTHER, LATER])


@pytest.mark.parametrize(
    "who", ["..", "../../up", ".hidden", "<img src=x onerror=alert(1)>", "a\x1b[31mb", "x" * 220]
)
def test_a_students_name_that_is_no_safe_id_is_told_with_what_to_do(
    run, classroom: Classroom, who: str
) -> None:
    collected = run([(f"{who}_1_assignsubmission_file_/{LESSON}.ipynb", GOOD), ("bo/x.ipynb", GOOD)])
    assert outcomes(collected) == {"bo": "collected"}
    assert [p.name for p in classroom.submitted.iterdir()] == ["bo"]
    assert "roster" in why(collected) or "outside" in why(collected)


def test_a_roster_maps_a_name_that_is_no_safe_id(run, classroom: Classroom) -> None:
    collected = run(
        {f"Seán OBrien_1_assignsubmission_file_/{LESSON}.ipynb": GOOD},
        roster='student_id,name\nsean,"Seán O\'Brien"\n',
    )
    assert outcomes(collected) == {"sean": "collected"}
    with Gradebook(classroom.db_url, "training-lab") as gradebook:
        assert gradebook.find_student("sean").last_name == "O’Brien"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_a_name_that_stands_twice_the_later_is_taken_and_the_other_kept(run, classroom: Classroom) -> None:
    collected = run([("ada/x.ipynb", OTHER), ("ada/x.ipynb", GOOD)])
    assert put_in(classroom, "ada") == GOOD
    assert list(files(classroom.root / "submitted-earlier").values()) == [OTHER]
    assert "2 notebooks came" in " ".join(collected.plan.steps[0].flags)


def test_two_people_of_one_name_are_not_mixed_up(run, classroom: Classroom) -> None:
    source = {
        "Ada L_1_assignsubmission_file_/x.ipynb": GOOD,
        "Ada L_2_assignsubmission_file_/x.ipynb": OTHER,
        "Bo_3_assignsubmission_file_/x.ipynb": GOOD,
    }
    for roster in (None, "student_id,name\nada,Ada L\nbo,Bo\n"):
        collected = run(source, roster=roster)
        assert set(outcomes(collected)) <= {"Bo", "bo"}
        assert all("2 people" in left.why and "roster" in left.why for left in collected.plan.left)


def test_who_is_not_in_the_roster_is_not_guessed(run, classroom: Classroom) -> None:
    collected = run({"mallory/x.ipynb": GOOD, "ada/x.ipynb": GOOD}, roster="student_id\nada\n")
    assert outcomes(collected) == {"ada": "collected"} and "nobody in the roster" in why(collected)
