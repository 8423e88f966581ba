"""What is live in a page, as a parser sees it."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser

FORBIDDEN = {
    *(
        "script",
        "iframe",
        "frame",
        "object",
        "embed",
        "applet",
        "form",
        "input",
        "button",
        "textarea",
        "select",
    ),
    *(
        "base",
        "link",
        "portal",
        "audio",
        "video",
        "source",
        "track",
        "template",
        "noscript",
        "math",
        "animate",
    ),
    *("set", "foreignobject", "image"),
}
LINKS = (
    "href",
    "src",
    "srcset",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "ping",
    "xlink:href",
)
_SCRIPTED = re.compile(r"(java|vb|live)script:|data:(?!image/png;base64,[a-z0-9+/=]*$)|blob:|file:")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|/|\\")
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)


class Audit(HTMLParser):
    """Collects what a page should not hold (`found`), and its parts for other questions."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.outside_pre: list[str] = []
        self._pre = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._pre += tag == "pre"
        if tag in FORBIDDEN:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            bare = re.sub(r"[\x00-\x20]", "", value or "").lower()
            live = name.startswith("on") or name in ("style", "srcdoc") or _SCRIPTED.match(bare)
            away = name in LINKS and _ELSEWHERE.match(bare) and not bare.startswith("data:image/png;")
            refresh = tag == "meta" and name == "http-equiv" and bare != "content-security-policy"
            if live or away or refresh:
                self.found.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self._pre -= tag == "pre"

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if not self._pre:
            self.outside_pre.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every such element."""
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def words(self) -> str:
        """The page's text, style sheet included."""
        return " ".join(self.text)


def controls(page: str) -> list[str]:
    """Control, reordering and invisible characters in the page's source."""
    return _CONTROLS.findall(page)


def assert_sound(page: str) -> None:
    """Nothing live; headings, ids, labels and tables as a screen reader needs them."""
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
