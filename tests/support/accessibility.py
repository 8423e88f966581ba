"""What axe-core finds wrong in a page, by the rules of WCAG 2.1, levels A and AA: for every page that is ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

#: Pixels: a phone's screen, and a desktop's.
WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")

_RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
_AXE = Axe()

#: JupyterLab loads a theme when the system's choice changes; other pages have theirs at once.
_THEME_IS_THERE = """scheme => {
  const light = document.body.dataset.jpThemeLight;
  return light === undefined || (light === "true") === (scheme === "light");
}"""


def violations(page: Page, within: str = "html", without: Sequence[str] = ()) -> list[str]:
    """What is wrong in the elements `within`, at each width, light and dark; [] where all is well.

    `within` and `without` are CSS selectors: what is not ours can be left out. The page must follow the system's
    choice of light or dark; JupyterLab does after `browser.follow_system_theme`. Each line says at which width, in
    which scheme, which rule, where, and why.
    """
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.wait_for_function(_THEME_IS_THERE, arg=scheme)
            found += [f"{width} px, {scheme}: {said}" for said in _now(page, within, without)]
    return found


def _now(page: Page, within: str, without: Sequence[str]) -> Iterator[str]:
    """What is wrong as the page is shown now."""
    context: dict[str, Any] = {"include": [within]}
    if without:
        context["exclude"] = list(without)
    found = _AXE.run(page, context, {"runOnly": _RULES, "resultTypes": ["violations"]})
    for broken in found.response["violations"]:
        for node in broken["nodes"]:
            why = " ".join(str(node.get("failureSummary", "")).split())
            yield f"{broken['id']} at {node['target']}: {why} {node['html'][:200]}"
