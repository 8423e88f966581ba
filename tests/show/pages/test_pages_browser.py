"""The pages, and Formgrader's with a hostile notebook, in a real browser: nothing fires, nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from nbformat import v4
from nbgrader.server_extensions.formgrader import handlers
from playwright.sync_api import Browser
from support.accessibility import violations
from support.attack_texts import CANARY, PAYLOADS
from support.browser import browser as started
from support.hostile_notebook import formgrader_page, hostile_notebook
from support.page_samples import (
    LESSON,
    TITLE,
    class_rows,
    exercises,
    middling,
    png,
    stopped,
    unreadable,
    wrong,
)

from autograder.compare.result import Outcome, Result, State
from autograder.safe.notebook import Caps, safe_notebook
from autograder.safe.png import Picture
from autograder.show.pages.class_page import class_page
from autograder.show.pages.feedback import feedback_page
from autograder.show.rows import Row

pytestmark = pytest.mark.browser

HOST = "http://lab.test"

# Everything a hand on the mouse or the keyboard could set off, without leaving the page.
PROD = """() => {
  for (const element of document.querySelectorAll("main *, #notebook-container *")) {
    for (const type of ["mouseover", "mouseenter", "focus", "toggle", "animationend", "pointerdown"]) {
      element.dispatchEvent(new Event(type, {bubbles: true}));
    }
    if (element.tagName === "DETAILS") element.open = true;
    if (element.tagName === "A" && !element.closest("nav")) {
      const link = element.getAttribute("href") || "";
      if (!link.startsWith("./") && !link.startsWith("#")) throw new Error("a live link: " + link);
    }
  }
}"""


@dataclass
class Visit:
    """What happened while a page was open."""

    page: Any
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@pytest.fixture
def browser(chromium: str) -> Iterator[Browser]:
    """A browser, new for each test."""
    with started(chromium) as browser:
        yield browser


def visit(browser: Browser, html: str, width: int = 1280) -> Visit:
    """`html` opened in a page that reaches Formgrader's static files and nothing else."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    seen = Visit(page)

    def answer(route: Any) -> None:
        url = route.request.url
        path = urlsplit(url).path
        file = Path(handlers.static_path) / path.removeprefix("/formgrader/static/")
        if url == f"{HOST}/page":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif path.startswith("/formgrader/static/") and file.is_file():
            route.fulfill(path=file)
        else:
            seen.requests.append(url)
            route.abort()

    def went(frame: Any) -> None:
        # Formgrader writes the place of the cursor into its own address.
        if frame.url != f"{HOST}/page" and not frame.url.startswith(f"{HOST}/formgrader/submissions/"):
            seen.said.append(f"went to {frame.url}")

    page.route("**/*", answer)
    page.on("dialog", lambda dialog: (seen.said.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("popup", lambda _: seen.said.append("popup"))
    page.on("framenavigated", went)
    page.on("console", lambda message: seen.said.append(message.text))
    page.goto(f"{HOST}/page")
    page.wait_for_timeout(200)
    return seen


def hostile_result() -> Result:
    """One exercise for each attack, with the attack in every field."""
    attacked = tuple(
        replace(
            exercises()[0],
            id=payload,
            title=payload,
            answer=payload,
            verdicts=(wrong(payload, Outcome.RAISED, payload, 5.0, payload),),
            pictures=(Picture(png(), payload),),
        )
        for payload in PAYLOADS.values()
    )
    text = "".join(PAYLOADS.values())
    return replace(middling(), exercises=attacked, stop=text, flags=tuple(PAYLOADS.values()))


def hostile_class() -> str:
    result = hostile_result()
    rows = [
        Row(p, f"lesson{i % 3}", result if i % 9 == 0 else Result(p, State.UNREADABLE, (), (p,), p), p)
        for i, p in enumerate(PAYLOADS.values())
    ]
    return class_page(rows, title=PAYLOADS["title closed"], titles={"lesson0": PAYLOADS["script"]})


def test_nothing_fires_on_our_pages(browser: Browser) -> None:
    for html in (
        feedback_page(hostile_result(), PAYLOADS["script"], PAYLOADS["title closed"]),
        hostile_class(),
    ):
        seen = visit(browser, html)
        title = seen.page.title()
        seen.page.evaluate(PROD)
        seen.page.wait_for_timeout(200)
        assert seen.page.title() == title != "PWNED"
        assert seen.requests == []
        assert seen.said == []


def test_nothing_fires_in_formgrader(browser: Browser) -> None:
    notebook = hostile_notebook("benign")
    for payload in PAYLOADS.values():
        notebook.cells += hostile_notebook(payload).cells[2:8]
    seen = visit(browser, formgrader_page(safe_notebook(notebook, caps=Caps(notebook_text=10**7))))
    seen.page.evaluate(PROD)
    seen.page.wait_for_timeout(200)
    assert seen.page.title() == "03"
    assert not [url for url in seen.requests if CANARY in url]
    # Formgrader's own: MathJax from its CDN, and the scores of this submission.
    own = ("https://cdnjs.cloudflare.com/", f"{HOST}/formgrader/", f"{HOST}/favicon.ico")
    assert not [url for url in seen.requests if not url.startswith(own)]
    assert not [said for said in seen.said if "PWNED" in said or said.startswith(("dialog", "popup", "went"))]


def test_the_canary_sings_when_nobody_guards(browser: Browser) -> None:
    """The same watch over the same attacks in an unguarded notebook, so that silence means something."""
    text = PAYLOADS["img onerror"] + PAYLOADS["markdown image"]
    seen = visit(browser, formgrader_page(v4.new_notebook(cells=[v4.new_markdown_cell(text)])))
    assert seen.page.title() == "PWNED"
    assert [url for url in seen.requests if CANARY in url]


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_fit_the_screen_and_their_style_is_allowed(browser: Browser, width: int) -> None:
    pages = [
        feedback_page(result, "mary_somerville", TITLE) for result in (middling(), stopped(), unreadable())
    ]
    pages.append(class_page(class_rows(), titles={LESSON: TITLE}))
    pages += [feedback_page(hostile_result(), "x" * 300, "y" * 300), hostile_class()]
    for html in pages:
        seen = visit(browser, html, width)
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.page.evaluate("getComputedStyle(document.querySelector('h1')).marginTop") == "0px"
        assert seen.said == []
        assert all(size > 0 for size in seen.page.evaluate("[...document.images].map(i => i.naturalWidth)"))
        seen.page.close()


def test_pages_are_accessible(browser: Browser) -> None:
    pages = [
        feedback_page(result, "mary_somerville", TITLE) for result in (middling(), stopped(), unreadable())
    ]
    pages.append(class_page(class_rows(), titles={LESSON: TITLE}))
    for html in pages:
        assert violations(visit(browser, html).page) == []


def test_what_is_not_accessible_is_found(browser: Browser) -> None:
    """Grey on white in the light alone, and a picture without a word in both: so that silence means something."""
    html = """<!doctype html><html lang="en"><title>x</title><style>p { color: #aaa }
        @media (prefers-color-scheme: dark) { html { background: #111 } h1 { color: #eee } }</style>
        <main><h1>Heading</h1><p>Too pale to be read.</p>
        <img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></main></html>"""
    found = [said.partition(" at ")[0] for said in violations(visit(browser, html).page)]
    both = [f"{w} px, {scheme}: image-alt" for w in (360, 1280) for scheme in ("light", "dark")]
    assert sorted(found) == sorted([*both, "360 px, light: color-contrast", "1280 px, light: color-contrast"])
