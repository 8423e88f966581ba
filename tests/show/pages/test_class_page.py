"""The class page: what it counts, and that nothing in it is live."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from support.attack_texts import PAYLOADS
from support.hostile_result import assert_dead, hostile
from support.html_audit import Audit, assert_sound
from support.page_samples import (
    GRADED_BY,
    LESSON,
    LESSONS,
    TITLE,
    class_rows,
    exercises,
    large_class,
    middling,
    perfect,
    stopped,
    unreadable,
    untouched,
    wrong,
)

from autograder.compare.result import Outcome, Result, State
from autograder.show.pages.class_page import class_page, histogram
from autograder.show.rows import Row


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_attack_is_dead_on_the_class_page(payload: str) -> None:
    def page(text: str) -> str:
        rows = [
            Row(text, text, hostile(text), f"feedback/{text}/{text}.html"),
            Row(text + " 2", text, Result(text, State.UNREADABLE, (), (text,), text), text),
            Row(text + " 3", text, None, ""),
        ]
        return class_page(rows, title=text, titles={text: text}, provenance={text: text})

    assert_dead(page(payload), page("benign"))


def test_class_page_counts() -> None:
    text = " ".join(Audit(class_page(class_rows(), titles={LESSON: TITLE})).words.split())
    assert "Handed in 25 of 26" in text
    assert "With a score 24" in text
    assert "Could not be read (1)" in text and ": The file is not JSON" in text
    assert "23 graded 1 timed out 1 unreadable 1 missing" in text
    assert "Timed out (1)" in text and ": The run ended at cell" in text
    assert "Flagged (1)" in text and "it was restored" in text
    assert "Awaiting a marker (21)" in text
    # Two of 23 answers have points, because they are blank: that is no mean.
    assert re.search(r"10 points, 21 to be marked", text) and "mean 0 of 10" not in text
    assert "Nothing handed in (1)" in text
    assert "You divided by 255; Digits go from 0 to 16." in text
    assert "0 to 10: 1" in text  # the untouched one; the torn file is in no bar


def test_commonest_messages_come_first_and_count_students() -> None:
    rows = [Row(f"s{i}", LESSON, middling()) for i in range(3)]
    odd = replace(exercises()[0], verdicts=(wrong("X", Outcome.VALUE, "Something rare.", 5.0),) * 4)
    rows.append(Row("odd", LESSON, replace(middling(), exercises=(odd,))))
    page = class_page(rows)
    assert page.index("You divided by 255") < page.index("Something rare.")
    assert re.search(r'<td class="num">3</td><td><code>X_train</code> [^<]*You divided', page)
    assert '<td class="num">1</td><td><code>X</code> Something rare.<p' in page


def test_messages_that_differ_in_a_measured_number_are_one() -> None:
    def student(i: int, said: str) -> Row:
        odd = replace(exercises()[0], verdicts=(wrong("X", Outcome.VALUE, said, 5.0),))
        return Row(f"s{i}", LESSON, replace(middling(), exercises=(odd,)))

    rows = [student(i, f"The values differ, by up to 0.{i} at position ({i}, 2).") for i in range(4)]
    rows += [student(4, "It has 3 layers."), student(5, "It has 4 layers.")]
    counts = re.findall(r'<td class="num">(\d)</td><td><code>X</code> ([^<]*)<', class_page(rows))
    assert counts == [
        ("4", "The values differ, by up to 0.0 at position (0, 2)."),
        ("1", "It has 3 layers."),
        ("1", "It has 4 layers."),
    ]


def test_several_lessons_on_one_page() -> None:
    rows = [Row("a", LESSON, middling()), Row("a", "04-next", replace(middling(), lesson="04-next"))]
    page = class_page(rows)
    assert 'href="#lesson-2"' in page and "1 student, 2 lessons" in page
    assert "Median 42 %; the middle half from 42 to 42 %, all from 42 to 42 %." in page


def test_each_state_is_counted_and_each_but_graded_is_a_reason_to_look() -> None:
    rows = [Row(state.value, LESSON, replace(middling(), state=state, stop="It stopped.")) for state in State]
    text = " ".join(Audit(class_page([*rows, Row("nobody", LESSON, None)])).words.split())
    assert (
        "1 graded 1 partly graded 1 timed out 1 crashed 1 tampered 1 unreadable 1 not graded 1 missing"
        in text
    )
    for reason in ("Not graded", "Could not be read", "Tampered with the grader", "Crashed", "Timed out"):
        assert f"{reason} (1)" in text
    assert "Partly graded (1)" in text and "Nothing handed in (1)" in text
    assert "crashed : It stopped." in text or "crashed: It stopped." in text


def test_the_table_of_students_keeps_states_and_points_apart() -> None:
    page = class_page(
        [
            Row("ada", LESSON, perfect(9.0), "a/b.html"),
            Row("bob", LESSON, stopped()),
            Row("cleo", LESSON, unreadable()),
            Row("dan", LESSON, None),
            Row("ada", "04-next", replace(untouched(), lesson="04-next")),
        ]
    )
    table = page[page.index('<table class="students">') :]
    cells = re.findall(r'<th scope="row"><bdi>(\w+)</bdi></th>((?:<td>.*?</td>)+)</tr>', table)
    assert {name: re.sub("<[^>]*>", "|", found).strip("|") for name, found in cells} == {
        "ada": "100 + 9|||0 + 0",
        "bob": "22.5 + ?, timed out||–",
        "cleo": "unreadable||–",
        "dan": "missing||–",
    }
    assert '<a href="./a/b.html">100 + 9</a>' in table


def test_histogram_has_ten_bars_and_counts_everyone() -> None:
    bins = histogram([0.0, 0.099, 0.1, 0.5, 0.999, 1.0, 0.7])
    assert [b.times for b in bins] == [2, 1, 0, 0, 0, 1, 0, 1, 0, 2]
    assert max(b.height for b in bins) == 104.0
    assert all(b.height == 0 for b in histogram([]))


def test_one_long_run_does_not_hide_how_long_the_others_took() -> None:
    rows = [Row(f"s{i}", LESSON, replace(middling(), seconds=2 + i / 10)) for i in range(9)]
    rows.append(Row("slow", LESSON, replace(middling(), seconds=600.0)))
    page = class_page(rows)
    assert "Students by seconds: 2 to 3: 9, 9 to 600: 1." in page
    assert "The longest: <bdi>slow</bdi> (10.0 min)" in page


def test_a_class_where_everything_happens_is_sound() -> None:
    page = class_page(large_class(60, 2), titles=LESSONS, provenance=dict(GRADED_BY))
    assert_sound(page)


def test_a_thousand_students_make_a_page_of_reasonable_size() -> None:
    rows = [
        Row(f"student{i:04d}", LESSON, middling(), f"feedback/student{i:04d}/x.html") for i in range(1000)
    ]
    assert len(class_page(rows)) < 500_000


def test_nine_lessons_of_a_thousand_students_are_folded_away_and_one_file() -> None:
    page = class_page(large_class(1000, 9))
    assert len(page.encode()) < 2_500_000
    closed = re.sub(r"<details>.*?</details>", "", page, flags=re.S)
    assert len(Audit(closed).words) < 60_000
