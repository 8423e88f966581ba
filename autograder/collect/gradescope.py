"""Gradescope's export: a folder for each submission, named by a number, and one file that says whose they are."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from autograder.collect.names import Claim, Naming

#: The file beside the folders; bytes of it that are read.
METADATA = "submission_metadata.yml"
MAX_METADATA = 16 * 2**20


def is_metadata(path: tuple[str, ...]) -> bool:
    """Whether this is the file of an export, and none that a student handed in: beside all students' folders."""
    return path[-1:] == (METADATA,) and (
        len(path) == 1 or (len(path) == 2 and re.fullmatch(r"assignment_\d+_export", path[0]) is not None)
    )


def submitters(content: bytes) -> dict[str, tuple[Claim, ...]]:
    """Folder → a claim for each who handed it in: a group's work is everybody's. {} where nothing can be read."""
    import yaml  # here, as few runs need it

    try:
        # C's reader where it is there: an export of a large class is long.
        said = yaml.load(content, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    if not isinstance(said, dict):
        return {}
    return {
        name: tuple(_claims(w)) for name, w in said.items() if isinstance(name, str) and isinstance(w, dict)
    }


def _claims(work: Mapping[Any, Any]) -> Iterator[Claim]:
    time = work.get(":created_at")
    when = time.isoformat(" ") if isinstance(time, dt.datetime) else ""
    people = work.get(":submitters")
    for person in people if isinstance(people, list) else ():
        if isinstance(person, dict):
            said = [person.get(field) for field in (":sid", ":email", ":name")]
            names = [str(name).strip() for name in said if isinstance(name, str | int) and str(name).strip()]
            if names:
                yield Claim(Naming.GRADESCOPE, names[0], when=when, also=tuple(names[1:]))
