"""What is no notebook is said by name."""

from __future__ import annotations

import json

import pytest
from support.small_lesson import submission

from autograder.intake.reading import MAX_BYTES, Unreadable, read_submission

NOTEBOOK = json.dumps(json.loads(submission()), indent=1)
CONFLICT = NOTEBOOK.replace(
    '   "source": ',
    '<<<<<<< HEAD\n   "source": 1,\n=======\n   "source": 2,\n>>>>>>> theirs\n   "source": ',
    1,
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (CONFLICT, "git's conflict markers"),
        ("version https://git-lfs.example/spec/v1\noid sha256:0\nsize 1\n", "a pointer of Git LFS"),
        ("\n<!DOCTYPE html><html><title>Log in</title>", "a web page that asks to sign in"),
        ("<html><body>01-small</body></html>", "a web page (HTML)"),
        ("%PDF-1.7 …", "a PDF"),
        ("PK\x03\x04 word/document.xml", "an office document"),
        ("{", "not valid JSON"),
    ],
)
def test_what_is_no_notebook_is_said_by_name(content: str, words: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_submission(content.encode())
    assert words in str(refused.value)


def test_a_file_that_is_too_large_is_told_the_limit() -> None:
    with pytest.raises(Unreadable, match="larger than 64 MB"):
        read_submission(b" " * (MAX_BYTES + 1))
