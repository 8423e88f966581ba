"""Text that nobody on this side wrote, made fit to show: no control characters, no endless lengths.

This is not escaping: what comes out is plain text that still has to be escaped for HTML, Markdown or CSV.
"""

from __future__ import annotations

import re

# Terminal sequences: operating system commands and their kin (links, titles), then cursor and colour codes,
# then every other escape. The length limit keeps an unterminated one from swallowing what follows; and as none
# reaches beyond where the next one begins, nothing is looked at twice.
_STRINGS = re.compile(
    "(?:\x1b[\\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x90\x98\x9c-\x9f\n]{0,4000}(?:\x07|\x1b\\\\|\x9c)"
)
_CODES = re.compile("(?:\x1b\\[|\x9b)[0-?]{0,200}[ -/]{0,20}[@-~]|\x1b[ -/]{0,20}[0-~]")

# Line separators that some readers honour and others do not.
_LINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")

# What must not be seen or only misleads: controls, the marks that reorder text (embeddings, overrides,
# isolates), annotation and tag characters, byte order marks, noncharacters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")

# More than four combining marks in a row paint over the lines above and below.
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PILED = re.compile(f"([{_MARKS}]{{4}})[{_MARKS}]+")


def clean_text(text: str, limit: int | None = None) -> str:
    """`text` without terminal sequences and control characters, its lines ended by \\n.

    Tabs stay. Lone surrogates become U+FFFD. With a `limit` (characters), what is longer is cut, and a last
    line says how much is missing.
    """
    length = len(text)
    if limit is not None:
        text = text[: 4 * limit + 1000]  # sequences take room of their own; the rest need not be looked at
    if not text.isascii() or not text.isprintable():
        text = _STRINGS.sub("", text)
        text = _CODES.sub("", text)
        text = _LINES.sub("\n", text)
        text = _UNSEEN.sub("", text)
        text = _SURROGATES.sub("\ufffd", text)
        text = _PILED.sub(r"\1", text)
    if limit is not None and len(text) > limit:
        text = f"{text[:limit]}\n… cut ({length - limit:,} more characters)"
    return text


def clean_line(text: str, limit: int | None = None) -> str:
    """`text` cleaned and brought to one line, cut at `limit` characters with an ellipsis."""
    text = " ".join(clean_text(text if limit is None else text[: 4 * limit + 1000]).split())
    return text if limit is None or len(text) <= limit else text[: limit - 1].rstrip() + "…"


def terminal_text(text: str, limit: int | None = None) -> str:
    """Like `clean_text`, for printed output: what a carriage return overwrote (progress bars) is gone."""
    lines = text.replace("\r\n", "\n").split("\n")
    return clean_text("\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines), limit)


# Also after a semicolon, where some locales begin a new cell; and the full-width forms of = + - @, which
# Excel takes for the plain ones in East Asian locales.
_FORMULA = re.compile("(^|;)([ \u00a0\u3000]*)(?=[=+\\-@＝＋－＠])")


def harmless(text: str) -> str:
    """`text` for one cell: on one line, and with an apostrophe where a spreadsheet would read a formula."""
    return _FORMULA.sub(r"\1'\2", re.sub("[\n\t]", " ", clean_text(text)))
