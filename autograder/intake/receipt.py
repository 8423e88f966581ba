"""A receipt: a short code from a notebook's bytes and the time at which it was handed in.

The same wherever it is reckoned, so that a student can show what was handed in, and when.
"""

from __future__ import annotations

import contextlib
import hashlib

from autograder.intake.times import parse_stamp, stamp

#: Without letters that look like digits.
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES = str.maketrans("OIL", "011", "- ")


def receipt(sha256: str, time: str | None) -> str:
    """The code of a notebook with this SHA-256; `time` is what timestamp.txt says, "" where nobody knows."""
    moment = ""
    with contextlib.suppress(ValueError):
        moment = stamp(parse_stamp(time.encode())) if time else ""
    number = int.from_bytes(hashlib.sha256(f"{sha256} {moment}".encode("utf-8", "replace")).digest()[:5])
    code = "".join(_DIGITS[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{code[:4]}-{code[4:]}"


def same_code(one: str, other: str) -> bool:
    """Whether two codes are the same, however a person writes them."""
    return _plain(one) == _plain(other)


def _plain(code: str) -> str:
    return code.upper().translate(_LOOK_ALIKES)
