"""The feedback page and the class page: what they say, and that nothing in them is live."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from dataclasses import replace

import pytest
from attack_texts import CANARY, FIRE, PAYLOADS
from html_audit import Audit, controls
from page_samples import (
    LESSON,
    TITLE,
    class_rows,
    exercises,
    middling,
    perfect,
    png,
    stopped,
    unreadable,
    untouched,
    wrong,
)

from autograder.pages import class_page, feedback_page
from autograder.pages.classpage import histogram
from autograder.pages.text import href, number, percent
from autograder.result import Outcome, Picture, Result, State
from autograder.table import Row

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
            middling(),
            "Émilie du Châtelet",
            TITLE,
            provenance={"Isolation": "bubblewrap, no network"},
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
        "bubblewrap, no network",
        "3f5a3f5a",
        "4.2 s",
    ):
        assert said in text, said
    assert text.count("Not attempted yet.") == 0


def test_hints_are_folded_and_only_where_something_is_wrong() -> None:
    page = feedback_page(middling(), "a", TITLE)
    assert page.count("<summary>Hint</summary>") == 4
    assert "<summary>Hint</summary>" not in feedback_page(perfect(), "a", TITLE)


def test_written_marks_come_on_top() -> None:
    text = " ".join(Audit(feedback_page(perfect(9.0), "a", TITLE)).words.split())
    assert "100 of 100 points" in text
    assert "Written answers: 9 of 10 points on top. Together 109." in text


def test_stop_stands_before_the_score() -> None:
    page = feedback_page(stopped(), "a", TITLE)
    assert page.index("Your notebook ended at cell 17") < page.index("Your score")
    assert "timed out at cell 17" not in page  # flags are the instructor's


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
    assert "the grader had trouble of its own" in report and "OSError: disk full" in report


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
    return Result(text, State.GRADED, (exercise, written), (text, text), text, "", 1.0, text, text)


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_attack_is_dead_on_the_feedback_page(payload: str) -> None:
    extra = {"provenance": {payload: payload}, "comments": {payload: payload, "w": payload}}
    page = feedback_page(hostile(payload), payload, payload, **extra)
    benign = feedback_page(hostile("benign"), "benign", "benign", **{k: {"w": "benign"} for k in extra})
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
    assert "Graded 24" in text
    assert "Could not be read (1)" in text and ": The file is not JSON" in text
    assert "Did not run to the end (1)" in text
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
    assert re.search(r'<td class="num">3</td><td>[^<]*You divided', page)
    assert '<td class="num">1</td><td>Something rare.</td>' in page


def test_several_lessons_on_one_page() -> None:
    rows = [Row("a", LESSON, middling()), Row("a", "04-next", replace(middling(), lesson="04-next"))]
    page = class_page(rows)
    assert 'href="#lesson-2"' in page and "1 student, 2 lessons" in page


def test_histogram_has_ten_bars_and_counts_everyone() -> None:
    bins = histogram([0.0, 0.099, 0.1, 0.5, 0.999, 1.0, 0.7])
    assert [b.times for b in bins] == [2, 1, 0, 0, 0, 1, 0, 1, 0, 2]
    assert max(b.height for b in bins) == 104.0
    assert all(b.height == 0 for b in histogram([]))


def test_a_thousand_students_make_a_page_of_reasonable_size() -> None:
    rows = [
        Row(f"student{i:04d}", LESSON, middling(), f"feedback/student{i:04d}/x.html") for i in range(1000)
    ]
    assert len(class_page(rows)) < 1_500_000


@pytest.mark.parametrize(
    ("value", "said"), [(5.0, "5"), (7.25, "7.25"), (100.0, "100"), (33.3333, "33.33"), (-0.5, "−0.5")]
)
def test_numbers(value: float, said: str) -> None:
    assert number(value) == said


def test_per_cent_keeps_the_ends_honest() -> None:
    assert [percent(x) for x in (0.0, 0.001, 0.5, 0.999, 1.0)] == ["0 %", "1 %", "50 %", "99 %", "100 %"]
