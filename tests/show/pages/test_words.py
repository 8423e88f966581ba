"""Numbers and links, as people read them."""

from __future__ import annotations

import pytest
from support.page_samples import (
    LESSON,
    perfect,
)

from autograder.show.pages.class_page import class_page
from autograder.show.pages.words import href, number, percent, sentence
from autograder.show.rows import Row


def test_links_to_feedback_survive_any_name() -> None:
    assert href("feedback/Zoë van d. Berg/03 x.html") == "./feedback/Zo%C3%AB%20van%20d.%20Berg/03%20x.html"
    assert href("feedback/a?b#c%/x.html") == "./feedback/a%3Fb%23c%25/x.html"
    assert href("javascript:alert(1)") == "./javascript%3Aalert%281%29"
    assert href("../../etc/passwd") == href("/etc/passwd") == href("a//b") == ""
    page = class_page([Row("小林 誠", LESSON, perfect(), "feedback/小林 誠/x.html")])
    assert 'href="./feedback/%E5%B0%8F%E6%9E%97%20%E8%AA%A0/x.html"' in page


def test_a_sentence_has_a_capital_letter_and_one_full_stop() -> None:
    assert sentence("the file is empty") == "The file is empty."
    assert sentence("Is it?") == "Is it?" and sentence("One.") == "One." and sentence("") == ""


@pytest.mark.parametrize(
    ("value", "said"), [(5.0, "5"), (7.25, "7.25"), (100.0, "100"), (33.3333, "33.33"), (-0.5, "−0.5")]
)
def test_numbers(value: float, said: str) -> None:
    assert number(value) == said


def test_per_cent_keeps_the_ends_honest() -> None:
    assert [percent(x) for x in (0.0, 0.001, 0.5, 0.999, 1.0)] == ["0 %", "1 %", "50 %", "99 %", "100 %"]
