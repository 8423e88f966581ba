"""Untrusted bytes are read as cells, or refused with a plain reason."""

from __future__ import annotations

import pytest

from autograder.intake.reading import MAX_BYTES, Unreadable, read_submission


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"{", "not valid JSON"),
        (b'{"cells": [', "not valid JSON"),
        (b"[1, 2]", "it holds is of type list"),
        (b"17", "it holds is of type int"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b'{"nbformat": 99, "cells": []}', "nbformat is 99"),
        (b'{"nbformat": 4, "cells": {}}', "no notebook of format 4"),
        (b'{"nbformat": "4", "cells": []}', "nbformat is 4"),
        (b'{"nbformat": 4, "cells": [' + b"1," * 3000 + b"1]}", "3001 cells"),
        (b"9" * 5000, "too long"),
        (b" " * (MAX_BYTES + 1), "MB are read"),
        (b"\xff\xfe\x00", "neither UTF-8 nor UTF-16"),
        (b"\x89PNG\r\n\x1a\n", "not valid JSON"),
    ],
)
def test_what_is_no_notebook_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_submission(data)
