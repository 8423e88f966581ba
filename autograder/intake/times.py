"""Times of submission and due dates: always with a zone inside, as people and LMSs write them outside.

What can be read in one way only is read; all else is a ValueError. A guess could be half a day wrong.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Zone = dt.tzinfo | None
"""The zone of times that name none: None is this machine's."""

#: Bytes of a timestamp.txt that are read; a time is shorter.
MAX_STAMP = 200
_YEARS = range(1970, 2200)
#: Languages whose names of months are known, beside English: those in which universities mostly run their LMS.
_LANGUAGES = "de fr es it pt nl pl sv da nb fi cs sk hu ro hr sl tr ca et lv lt el uk ru bg"
#: What some languages put between day, month, year and clock.
_BETWEEN = "- de del of at um à às alle ore om kl klo den uhr st nd rd th er º"

_CLOCK = re.compile(
    r"(?<![\d.:/+-])(\d{1,2})(?:[:.h](\d\d)(?:[:.](\d\d)(?:[.,](\d{1,6})\d*)?)?)?"
    r"(?: ?([ap])\.? ?m\b\.?)?(?![\d:]|\.\d)",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d\d?):?(\d\d)?")
_PLACE = re.compile(r"[A-Za-z_]+(?:/[A-Za-z0-9_+-]+){1,2}")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d\d?)\2(\d\d?)\.?")
_DOTTED = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})")
_CHINESE = re.compile(r"(\d{4})年 ?(\d\d?)月 ?(\d\d?)日")


@dataclass(frozen=True)
class Said:
    """What a text says: a day, a clock's time, a zone. None stands for what it does not say."""

    day: dt.date
    clock: dt.time | None
    zone: dt.tzinfo | None


def moment(text: str, zone: Zone = None) -> dt.datetime:
    """The moment that `text` names; a day by itself ends when it ends. Raises ValueError.

    ISO 8601 ("2026-03-01 23:59", with an offset or not), with a zone's name behind it ("Europe/Rome", "UTC"),
    nbgrader's own form, and what LMSs write ("Sunday, 1 March 2026, 11:59 PM", "3. März 2026, 23:59"). `zone`
    is that of a text which names none.
    """
    return _moment(read(text), zone)


def _moment(said: Said, zone: Zone) -> dt.datetime:
    naive = dt.datetime.combine(said.day, said.clock or dt.time(23, 59, 59))
    zone = said.zone or zone
    try:
        aware = naive.replace(tzinfo=zone) if zone is not None else naive.astimezone()
        return aware.astimezone(dt.UTC)
    except (OverflowError, OSError) as error:
        raise ValueError(str(error)) from None


def read_stamp_file(path: Path) -> bytes:
    """A timestamp.txt, at most one byte more than is taken. Raises OSError; ValueError for what is no plain file."""
    if path.is_symlink() or not path.is_file():
        raise ValueError("it is no plain file")
    with path.open("rb") as file:
        return file.read(MAX_STAMP + 1)


def parse_stamp(content: bytes) -> dt.datetime:
    """The moment that a timestamp.txt names; without a zone in UTC, as nbgrader reads it. Raises ValueError.

    A day by itself does not say when on that day.
    """
    if len(content) > MAX_STAMP:
        raise ValueError("too long for a time")
    text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    said = read(text)
    if said.clock is None:
        raise ValueError("a day without a time")
    return _moment(said, dt.UTC)


def stamp(time: dt.datetime) -> str:
    """A time as nbgrader's exchange writes it into timestamp.txt."""
    return time.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def shown(time: dt.datetime | None) -> str:
    """A time for people, on this machine's clock, with its offset."""
    return "" if time is None else time.astimezone().isoformat(" ", "minutes")


def span(seconds: float) -> str:
    """A length of time in its largest unit, as people say how late something was: "3 days", "29 min"."""
    minutes = int(seconds // 60)
    if minutes < 60:
        return f"{max(minutes, 1)} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} days"


def clock_of(zone: Zone) -> str:
    """Whose clock a zone is, in words."""
    if zone is not None:
        return f"the clock of {zone}"
    return f"this machine's clock ({dt.datetime.now().astimezone():UTC%z})"


def zone_named(word: str) -> dt.tzinfo:
    """The zone that a word names: a place, an offset, UTC. Raises ValueError."""
    zone, rest = _zone(word)
    if zone is None or rest:
        raise ValueError(f"{word!r} is no time zone; name a place (Europe/Rome) or an offset (+01:00)")
    return zone


def read(text: str) -> Said:
    """What `text` says. Raises ValueError where it can be read in no way, or in several."""
    text = " ".join(text.split())
    if not text:
        raise ValueError("nothing is written there")
    if len(text) > 100:
        raise ValueError("too long for a time")
    if re.fullmatch(r"1\d{9}(\d{3})?", text):  # seconds, or milliseconds, since 1970
        since = dt.datetime.fromtimestamp(int(text[:10]), dt.UTC)
        return Said(since.date(), since.time(), dt.UTC)
    if match := re.fullmatch(r"(\d{4}-\d\d-\d\d)-(\d\d)-(\d\d)-(\d\d)", text):  # as Blackboard names files
        text = "{} {}:{}:{}".format(*match.groups())
    text = re.sub(r"(?<=\d)T(?=\d)", " ", text)
    clock, before, after = _clock(text)
    zone, after = _zone(after)
    if zone is None and clock is None:
        zone, before = _zone(before)
    return Said(_day(f"{before} {after}"), clock, zone)


def _clock(text: str) -> tuple[dt.time | None, str, str]:
    """The time of day, and what stands before and after it."""
    found = [match for match in _CLOCK.finditer(text) if match[2] or match[5]]
    if not found:
        return None, text, ""
    if len(found) > 1:
        raise ValueError("two times of day")
    (match,) = found
    hour, half = int(match[1]), (match[5] or "").lower()
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour >= 12:
        if hour > 12:
            raise ValueError("an hour that is none")
        hour = 0
    clock = dt.time(hour, int(match[2] or 0), int(match[3] or 0), int((match[4] or "").ljust(6, "0")))
    return clock, text[: match.start()], text[match.end() :]


def _zone(text: str) -> tuple[dt.tzinfo | None, str]:
    """The zone that a word of `text` names, and the other words. An abbreviation (PST, CEST) may mean several."""
    bare = re.sub(r"\([^()]*\)$", "", text) if re.search(r"[+-]\d\d", text) else text
    words, rest = [], []
    for word in bare.replace("UTC +", "UTC+").replace("UTC -", "UTC-").split():
        known = word in ("Z", "UTC", "GMT") or _OFFSET.fullmatch(word) or _PLACE.fullmatch(word)
        if not known and re.fullmatch("[A-Z]{2,5}", word) and word.casefold() not in _names(False)[0]:
            raise ValueError(
                f"{word} may be several time zones; name a place (Europe/Rome) or an offset (+01:00)"
            )
        (words if known else rest).append(word)
    if len(words) > 1:
        raise ValueError("two time zones")
    return (_zone_named(words[0]) if words else None), " ".join(rest)


def _zone_named(word: str) -> dt.tzinfo:
    if word in ("Z", "UTC", "GMT"):
        return dt.UTC
    if match := _OFFSET.fullmatch(word):
        offset = dt.timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return dt.timezone(-offset if match[1] == "-" else offset)
    try:
        return ZoneInfo(word)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{word!r} is no time zone") from None


def _day(text: str) -> dt.date:
    text = text.strip(" ,;-")
    # Of 3/1/2026 nobody can say which is the month. A year in front, dots or a month's name leave no doubt.
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match[1], match[3], match[4]
    elif match := _CHINESE.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DOTTED.fullmatch(re.sub(r"^[^\W\d_]+\.?,? ", "", text)):
        day, month, year = match.groups()
    else:
        year, month, day = _day_in_words(text)
    if int(year) not in _YEARS:
        raise ValueError("a year that is none")
    return dt.date(int(year), int(month), int(day))


def _day_in_words(text: str) -> tuple[str, str, str]:
    """Year, month and day of "Sunday, 1 March 2026", "Mar 1st, 2026", "3 de marzo de 2026", "2026. március 3."."""
    numbers, words = [], []
    for part in re.findall(r"\d+|[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\s.,]", text):
        (numbers if part[0].isdigit() else words).append(part.casefold())
    year = [n for n in numbers if len(n) == 4]
    day = [n for n in numbers if len(n) <= 2]
    if len(numbers) != 2 or len(year) != 1 or len(day) != 1:
        raise ValueError("no day that can be read in one way only")
    words = [word for word in words if word not in _BETWEEN.split()]
    months, days = _names(False)
    if not all(word in months or word in days for word in words):
        months, days = _names(True)
    if not words or not all(word in months or word in days for word in words):
        raise ValueError("a word that is no part of a time")
    # "mar." is March in Spanish, and in French Tuesday: beside a month it is the day.
    named = [word for word in words if word not in days] or [word for word in words if word in months]
    if len(named) != 1 or len(months.get(named[0], ())) != 1:
        raise ValueError("no month that can be read in one way only")
    return year[0], str(next(iter(months[named[0]]))), day[0]


@cache
def _names(everywhere: bool) -> tuple[dict[str, set[int]], frozenset[str]]:
    """Names of months → their numbers; names of days. In English, or everywhere."""
    from babel import Locale  # here, as most runs need no names of months

    months: dict[str, set[int]] = defaultdict(set)
    days: set[str] = set()
    for language in ("en", *(_LANGUAGES.split() if everywhere else ())):
        locale = Locale(language)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    months[_plain(name)].add(number)
                days |= {_plain(name) for name in locale.days[context][width].values()}
    months["sept"].add(9)
    return dict(months), frozenset(days)


def _plain(name: str) -> str:
    return name.casefold().strip(". ")
