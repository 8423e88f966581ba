"""The feedback page and the class page: what they say, and that nothing in them is live."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from dataclasses import replace

import pytest
from support.attack_texts import CANARY, FIRE, PAYLOADS
from support.html_audit import Audit, controls
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
    png,
    right,
    stopped,
    unreadable,
    untouched,
    wrong,
)

from autograder.compare.result import Outcome, Result, State
from autograder.safe.png import Picture
from autograder.show.pages.class_page import class_page, histogram
from autograder.show.pages.feedback import feedback_page
from autograder.show.pages.words import href, number, percent
from autograder.show.rows import Row

SAMPLES = {
    "middling": middling,
    "perfect": perfect,
    "untouched": untouched,
    "stopped": stopped,
    "unreadable": unreadable,
}


def pages() -> dict[str, str]:
    made = {name: feedback_page(result(), "ada.lovelace", TITLE) for name, result in SAMPLES.items()}
    made["class"] = class_page(class_rows(), title="Class report", titles={LESSON: TITLE})
    made["empty class"] = class_page([])
    return made


@pytest.mark.parametrize(("name", "page"), pages().items(), ids=pages())
def test_page_is_sound(name: str, page: str) -> None:
    audit = Audit(page)
    assert audit.found == []
    assert controls(page) == []
    assert audit.all("html") == [{"lang": "en"}]
    assert len(audit.all("main")) == len(audit.all("h1")) == 1
    levels = [int(tag[1]) for tag, _ in audit.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in itertools.pairwise(levels)), levels
    ids = [attrs["id"] for _, attrs in audit.tags if attrs.get("id")]
    assert len(ids) == len(set(ids))
    named = {ref for _, attrs in audit.tags for ref in (attrs.get("aria-labelledby") or "").split()}
    targets = {(a["href"] or "")[1:] for a in audit.all("a") if (a.get("href") or "").startswith("#")}
    assert named | targets <= set(ids)
    assert all(attrs.get("alt") for attrs in audit.all("img"))
    assert all(attrs.get("scope") for attrs in audit.all("th"))
    assert len(audit.all("caption")) == len(audit.all("table"))


@pytest.mark.parametrize(("name", "page"), pages().items(), ids=pages())
def test_policy_allows_this_style_and_nothing_else(name: str, page: str) -> None:
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    policy = policy.replace("&#39;", "'")
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.S)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert page.index("Content-Security-Policy") < page.index("<style>")
    assert "url(" not in style and "@import" not in style


def test_feedback_says_what_happened() -> None:
    words = Audit(
        feedback_page(
            replace(middling(), graded_by=GRADED_BY),
            "Émilie du Châtelet",
            TITLE,
            submitted="2026-03-01 12:00 UTC",
            comments={"written-curves": "Well seen."},
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


def test_lengths_are_capped() -> None:
    long = replace(
        exercises()[0],
        title="T" * 10**6,
        answer="x = 1\n" * 10**6,
        verdicts=(wrong("n" * 10**6, Outcome.RAISED, "m" * 10**7, 1.0, "h" * 10**6),),
    )
    page = feedback_page(replace(middling(), exercises=(long,), stop="s" * 10**6), "i" * 10**6, "l" * 10**6)
    assert len(page) < 100_000
    assert "… cut" in page
    report = class_page(
        [Row("i" * 10**6, LESSON, replace(middling(), exercises=(long,), flags=("f" * 10**6,) * 50))]
    )
    assert len(report) < 60_000


def hostile(text: str) -> Result:
    """A result with `text` wherever somebody else's text can be."""
    exercise = replace(
        exercises()[0],
        id=text,
        title=text,
        answer=text,
        verdicts=(
            wrong(text, Outcome.RAISED, text, 5.0, text),
            wrong("x", Outcome.VALUE, text, 5.0, "", 2.0),
        ),
        pictures=(Picture(png(), text), Picture(text, text)),
    )
    written = replace(exercises()[-1], id="w", title=text, answer=text)
    return Result(
        text, State.GRADED, (exercise, written), (text, text), text, "", 1.0, text, text, ((text, text),)
    )


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_attack_is_dead_on_the_feedback_page(payload: str) -> None:
    comments = {payload: payload, "w": payload}
    page = feedback_page(hostile(payload), payload, payload, submitted=payload, comments=comments)
    benign = feedback_page(
        hostile("benign"), "benign", "benign", submitted="benign", comments={"w": "benign"}
    )
    assert_dead(page, benign)
    assert_dead(feedback_page(Result(payload, State.UNREADABLE, (), (), payload), payload, payload), "")


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


def assert_dead(page: str, benign: str) -> None:
    audit = Audit(page)
    assert audit.found == []
    assert controls(page) == []
    kinds = {tag for tag, _ in audit.tags}
    if benign:
        assert kinds <= {tag for tag, _ in Audit(benign).tags} | {"a"}
    for tag, attrs in audit.tags:
        for name, value in attrs.items():
            hit = CANARY in (value or "") or FIRE in (value or "")
            # Alt texts may quote it, and links hold it percent-encoded in a file's name.
            assert not hit or (tag, name) == ("img", "alt") or (tag == "a" and (value or "").startswith("./"))
    assert page.count("<style>") == 1


def test_template_syntax_is_text() -> None:
    page = feedback_page(hostile("{{7*7}} {% raw %}"), "{{7*7}}", "{{7*7}}")
    assert "{{7*7}}" in page and "49 {" not in page


def test_links_to_feedback_survive_any_name() -> None:
    assert href("feedback/Zoë van d. Berg/03 x.html") == "./feedback/Zo%C3%AB%20van%20d.%20Berg/03%20x.html"
    assert href("feedback/a?b#c%/x.html") == "./feedback/a%3Fb%23c%25/x.html"
    assert href("javascript:alert(1)") == "./javascript%3Aalert%281%29"
    assert href("../../etc/passwd") == href("/etc/passwd") == href("a//b") == ""
    page = class_page([Row("小林 誠", LESSON, perfect(), "feedback/小林 誠/x.html")])
    assert 'href="./feedback/%E5%B0%8F%E6%9E%97%20%E8%AA%A0/x.html"' in page


def test_class_page_counts() -> None:
    text = " ".join(Audit(class_page(class_rows(), titles={LESSON: TITLE})).words.split())
    assert "Handed in 25 of 26" in text
    assert "With a score 24" in text
    assert "Could not be read (1)" in text and ": The file is not JSON" in text
    assert "23 graded 1 timed out 1 unreadable 1 missing" in text
    assert "Timed out (1)" in text and ": The run ended at cell" in text
    assert "Flagged (1)" in text and "it was restored" in text
    assert "Awaiting a marker (21)" in text
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
    test_page_is_sound("large", page)


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


@pytest.mark.parametrize(
    ("value", "said"), [(5.0, "5"), (7.25, "7.25"), (100.0, "100"), (33.3333, "33.33"), (-0.5, "−0.5")]
)
def test_numbers(value: float, said: str) -> None:
    assert number(value) == said


def test_per_cent_keeps_the_ends_honest() -> None:
    assert [percent(x) for x in (0.0, 0.001, 0.5, 0.999, 1.0)] == ["0 %", "1 %", "50 %", "99 %", "100 %"]


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


def luminance(colour: str) -> float:
    """WCAG's relative luminance of #rrggbb."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_text_stands_out_from_what_it_stands_on() -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", class_page([]), re.S)
    light, dark = (
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", part))
        for part in re.findall(r":root \{(.*?)\}", style, re.S)[:2]
    )
    assert light.keys() == dark.keys()
    for scheme in (light, dark):
        for ground in ("page", "card", "sunk", "notice"):
            for front, least in {
                "ink": 4.5,
                "soft": 4.5,
                "link": 4.5,
                "right": 3,
                "wrong": 3,
                "idle": 3,
            }.items():
                bright, dim = sorted((luminance(scheme[front]), luminance(scheme[ground])), reverse=True)
                assert (bright + 0.05) / (dim + 0.05) >= least, (front, ground, scheme)
