"""What a file is that is no notebook, where that can be told from its beginning: said by name, not in JSON's words."""

from __future__ import annotations

import re

_BEGINNING = 4_000


def other_file(text: str) -> str:
    """What `text`, which is no JSON, is instead, in words that say what to do; "" where nobody knows."""
    beginning = text[:_BEGINNING].lstrip().casefold()
    if re.match(r"version \S*git-lfs\S*/spec/", beginning):
        return "it is a pointer of Git LFS; the notebook itself was not uploaded with it"
    if re.match(r"<!doctype html|<html", beginning):
        if re.search(r"sign.?in|log.?in|password|single sign", beginning):
            return "it is a web page that asks to sign in, saved in the notebook's place"
        return "it is a web page (HTML), saved in the notebook's place"
    if beginning.startswith(("pk\x03\x04", "%pdf")):
        return "it is a zip or an office document" if beginning.startswith("pk") else "it is a PDF"
    if re.search("^<{7} ", text, re.MULTILINE) and re.search("^>{7} ", text, re.MULTILINE):
        return "it holds git's conflict markers (<<<<<<<): mend them, open it once in JupyterLab, hand it in again"
    return ""
