"""Names of files, as LMSs and people make them."""

from __future__ import annotations

import pytest

from autograder.collect.names import (
    Claim,
    Naming,
    claims,
    is_called,
    key,
    parts_of,
)

LESSONS = frozenset({"01-small", "02-next"})


def claim(path: str, *others: str, known: frozenset[str] = frozenset()) -> Claim:
    """What a path claims, in a source with these others."""
    return claims([parts_of(p) for p in (path, *others)], known, LESSONS)[0]


@pytest.mark.parametrize(
    ("path", "who", "number", "filename"),
    [
        (
            "Ada Lovelace_12345_assignsubmission_file_/01-small.ipynb",
            "Ada Lovelace",
            "12345",
            "01-small.ipynb",
        ),
        ("Ada Lovelace_12345_assignsubmission_file/week 3/a.ipynb", "Ada Lovelace", "12345", "a.ipynb"),
        ("Ada Lovelace_12345_assignsubmission_file_a b.ipynb", "Ada Lovelace", "12345", "a b.ipynb"),
        ("Group 7/Zoë 3 Öd_9_assignsubmission_file_/a.ipynb", "Zoë 3 Öd", "9", "a.ipynb"),
        ("学生 一_7_assignsubmission_file_/a.ipynb", "学生 一", "7", "a.ipynb"),
    ],
)
def test_moodles_names(path: str, who: str, number: str, filename: str) -> None:
    assert claim(path) == Claim(Naming.MOODLE, who, number, filename)


def test_moodles_online_text_is_known_as_such() -> None:
    assert claim("Ada L_1_assignsubmission_onlinetext_/onlinetext.html").onlinetext
    assert claim("Ada L_1_assignsubmission_onlinetext_onlinetext.html").onlinetext


@pytest.mark.parametrize(
    ("path", "who", "number", "order", "late"),
    [
        ("lovelaceada_12_67_01-small.ipynb", "lovelaceada", "12", 67, False),
        ("lovelaceada_LATE_12_67_01-small-1.ipynb", "lovelaceada", "12", 67, True),
        ("ødegårdzoë_12_67_my_1_2_work.ipynb", "ødegårdzoë", "12", 67, False),
        ("anon_aB3dE_67_a.ipynb", "", "anon_aB3dE", 67, False),
        ("LATE_anon_aB3dE_67_a.ipynb", "", "anon_aB3dE", 67, True),
        ("submissions/lovelaceada_12_67_a.ipynb", "lovelaceada", "12", 67, False),
    ],
)
def test_canvas_names(path: str, who: str, number: str, order: int, late: bool) -> None:
    found = claim(path, path.replace("67", "68"))
    assert (found.naming, found.who, found.number, found.order, found.late) == (
        Naming.CANVAS,
        who,
        number,
        order,
        late,
    )


@pytest.mark.parametrize(
    ("paths", "who"),
    [
        (["ada/01-small.ipynb"], "ada"),
        (["ada/01-small/01-small.ipynb"], "ada"),
        (["submitted/ada/01-small/01-small.ipynb", "submitted/bo/01-small/01-small.ipynb"], "ada"),
        (["01-small/ada/x.ipynb", "01-small/bo/x.ipynb"], "ada"),
        (["ada.ipynb", "bo.ipynb"], "ada"),
        (["all/ada.ipynb", "all/bo.ipynb"], "ada"),
        (["ada/01-small.ipynb", "ada/notes.ipynb"], "ada"),
        (["ada/a_1_2_b.ipynb", "bo/x.ipynb"], "ada"),
        (["ada/deep/down/x.ipynb", "ada/y.ipynb"], "ada"),
        (["Ada Lovelace/x.ipynb", "j.doe/x.ipynb"], "Ada Lovelace"),
        (["hw1/ada/x.ipynb", "hw1/bo/x.ipynb", "hw1/README.txt"], "ada"),
        (["hw1/ada/x.ipynb", "hw1/bo/x.ipynb", "README.txt", "grades.csv"], "ada"),
        (["hw1/sec0/ada/x.ipynb", "hw1/sec0/cy/x.ipynb", "hw1/sec1/bo/x.ipynb"], "ada"),
        (["sec0/ada/01-small/01-small.ipynb", "sec0/cy/01-small/01-small.ipynb", "sec1/bo/y.ipynb"], "ada"),
        (["ada/old/x.ipynb", "ada/new/x.ipynb", "bo/x.ipynb"], "ada"),
        (["ada.ipynb.txt", "bo.IPYNB"], "ada"),
        (
            ["Lab_ada_attempt_2026-03-01-23-59-59_x.ipynb", "Lab_bo_attempt_2026-03-02-08-00-00_x.ipynb"],
            "ada",
        ),
    ],
)
def test_folders_and_files_named_after_students(paths: list[str], who: str) -> None:
    assert claim(*paths).who == who


def test_a_known_name_is_found_wherever_it_stands() -> None:
    found = claim(
        "week 3/group b/Ada Lovelace/x.ipynb", "week 3/y/Bo/x.ipynb", known=frozenset({"adalovelace"})
    )
    assert found.who == "Ada Lovelace"


@pytest.mark.parametrize(
    "path",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "a/../../b.ipynb",
        "..\\..\\b.ipynb",
        "C:\\b.ipynb",
        "C:/b.ipynb",
        "a\0b.ipynb",
    ],
)
def test_names_that_lead_out_are_refused(path: str) -> None:
    with pytest.raises(ValueError, match=r"outside|NUL"):
        parts_of(path)


def test_names_are_brought_to_nfc() -> None:
    assert parts_of("Zoe\u0308/a.ipynb") == ("Zoë", "a.ipynb")
    assert key("Zoe\u0308  O'Brien-Smith") == key("zoë obriensmith")
    assert key("Ａｄａ") == key("ada") and key("Zoë") != key("Zoe")


@pytest.mark.parametrize(
    "name",
    [
        "01-small.ipynb",
        "01-small (1).ipynb",
        "01-small-1.ipynb",
        "01-small-Copy1.ipynb",
        "01-small copy.ipynb",
    ],
)
def test_a_copy_is_called_after_its_lesson(name: str) -> None:
    assert is_called(name, "01-small")
    assert not is_called(f"x{name}", "01-small")


@pytest.mark.parametrize(
    "inside",
    [
        "Bo Li_12_assignsubmission_file_/x.ipynb",
        "Bo Li_12_assignsubmission_file_x.ipynb",
        "12-34 - Bo Li - Mar 1, 2026 1200 PM/x.ipynb",
        "Lab_bo_attempt_2026-03-01-23-59-59_x.ipynb",
        "bo+01-small+2026-03-01 12:00:00 UTC/x.ipynb",
        "libo_12_34_x.ipynb",
    ],
)
def test_a_student_does_not_hand_in_for_another_by_a_name_of_their_own(inside: str) -> None:
    for folder in (
        "ada",
        "Ada_1_assignsubmission_file_",
        "12-34 - Ada - Mar 1, 2026 1200 PM",
        "ada+l+2026-03-01 12:00:00 UTC",
    ):
        other = folder.replace("ada", "cy").replace("Ada", "Cy")
        assert claim(f"{folder}/{inside}", f"{other}/y.ipynb").who.casefold() == "ada", folder


def test_people_of_one_name_are_no_blind_marking() -> None:
    for name in ("Ada Lovelace", "Anna-Lena Weber"):
        found = claim(
            f"{name}_101_assignsubmission_file_/a.ipynb", f"{name}_102_assignsubmission_file_/a.ipynb"
        )
        assert found.who == name
    assert claim("Lab 1-Participant_7_assignsubmission_file_/a.ipynb").who == "Participant 7"
