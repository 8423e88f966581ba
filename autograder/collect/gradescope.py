"""Gradescope's export: a folder for each submission, named by a number, and one file that says whose they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from autograder.collect.names import Claim, Naming

#: The file beside the folders; bytes of it that are read.
METADATA = "submission_metadata.yml"
MAX_METADATA = 16 * 2**20


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
    return {str(name): tuple(_claims(work)) for name, work in said.items() if isinstance(work, dict)}


def _claims(work: Mapping[Any, Any]) -> Iterator[Claim]:
    time = work.get(":created_at", "")
    when = time.isoformat(" ") if isinstance(time, dt.datetime) else str(time)
    people = work.get(":submitters")
    for person in people if isinstance(people, list) else ():
        if isinstance(person, dict):
            names = [str(person.get(field) or "").strip() for field in (":sid", ":email", ":name")]
            names = [name for name in names if name]
            if names:
                yield Claim(Naming.GRADESCOPE, names[0], when=when, also=tuple(names[1:]))
