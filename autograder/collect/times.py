"""Times of submission and due dates: always with a zone inside, as people and LMSs write them outside."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nbgrader.utils import parse_utc

Zone = dt.tzinfo | None
"""The zone of times that name none: None is this machine's."""


def moment(text: str, zone: Zone = None) -> dt.datetime:
    """The moment that `text` names. Raises ValueError.

    ISO 8601 ("2026-03-01 23:59", with an offset or not), the same followed by a zone's name ("Europe/Rome",
    "UTC"), nbgrader's own form, and what LMSs write in English ("Sunday, 1 March 2026, 11:59 PM").
    """
    text = " ".join(text.split())
    if len(text) > 100:
        raise ValueError("too long for a time")
    if match := re.fullmatch(r"(.*\d(?: ?[AaPp][Mm])?) ([A-Z][A-Za-z_]+(?:/[A-Za-z_+\-0-9]+){0,2})", text):
        try:
            zone, text = ZoneInfo(match[2]), match[1]
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    try:
        if not re.match(r"\d{4}-\d\d-\d\d(?!\d)", text):
            raise ValueError("not ISO 8601 as people write it")
        read = dt.datetime.fromisoformat(text)
        if re.fullmatch(r"[\d-]+", text):
            # A day by itself ends when it ends.
            read = read.replace(hour=23, minute=59, second=59)
    except ValueError:
        if match := re.fullmatch(r"(\d\d?)\.(\d\d?)\.(\d{4})(.*)", text):
            day, month, year, rest = match.groups()
            text = f"{year}-{int(month):02}-{int(day):02}{rest.replace(',', '')}"
            return moment(text, zone)
        # Of 3/1/2026 nobody can say which is the month; a month's name leaves no doubt.
        if not re.search(r"\b(19|20)\d\d\b", text) or not re.search(r"[^\W\d_]{3}", text):
            raise ValueError("no time that can be read in one way only") from None
        try:
            read = parse_utc(text)
        except (OverflowError, TypeError, AttributeError) as error:
            raise ValueError(str(error)) from None
        if re.search(r"(?:[+-]\d\d:?\d\d|Z|UTC|GMT)$", text):
            read = read.replace(tzinfo=dt.UTC)
    try:
        if read.tzinfo is None:
            read = read.replace(tzinfo=zone) if zone is not None else read.astimezone()
        return read.astimezone(dt.UTC)
    except (OverflowError, OSError) as error:
        raise ValueError(str(error)) from None


def stamp(time: dt.datetime) -> str:
    """A time as nbgrader's exchange writes it into timestamp.txt."""
    return time.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def shown(time: dt.datetime | None) -> str:
    """A time for people, on this machine's clock, with its offset."""
    return "" if time is None else time.astimezone().isoformat(" ", "minutes")
