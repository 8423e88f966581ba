"""Every page: sound, its policy kept, its texts readable, and nothing in it live."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from functools import cache

import pytest
from support.hostile_result import hostile
from support.html_audit import assert_sound
from support.page_samples import (
    LESSON,
    TITLE,
    class_rows,
    exercises,
    middling,
    perfect,
    stopped,
    unreadable,
    untouched,
    wrong,
)

from autograder.compare.result import Outcome
from autograder.show.pages.class_page import class_page
from autograder.show.pages.feedback import feedback_page
from autograder.show.rows import Row

SAMPLES = {
    "middling": middling,
    "perfect": perfect,
    "untouched": untouched,
    "stopped": stopped,
    "unreadable": unreadable,
}


@cache
def page_called(name: str) -> str:
    """A student's page of this sample, or one of the class."""
    if name == "class":
        return class_page(class_rows(), title="Class report", titles={LESSON: TITLE})
    if name == "empty class":
        return class_page([])
    return feedback_page(SAMPLES[name](), "ada.lovelace", TITLE)


PAGES = (*SAMPLES, "class", "empty class")


@pytest.mark.parametrize("name", PAGES)
def test_page_is_sound(name: str) -> None:
    assert_sound(page_called(name))


@pytest.mark.parametrize("name", PAGES)
def test_policy_allows_this_style_and_nothing_else(name: str) -> None:
    page = page_called(name)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    policy = policy.replace("&#39;", "'")
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.S)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert page.index("Content-Security-Policy") < page.index("<style>")
    assert "url(" not in style and "@import" not in style


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


def test_template_syntax_is_text() -> None:
    page = feedback_page(hostile("{{7*7}} {% raw %}"), "{{7*7}}", "{{7*7}}")
    assert "{{7*7}}" in page and "49 {" not in page


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
