"""Who asks, where this is a service of a JupyterHub: the Hub says whose token it is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from autograder.collect.run import read_roster
from autograder.course.folders import Classroom
from autograder.errors import CourseError
from autograder.intake.submissions import id_problem


@dataclass(frozen=True)
class Service:
    """Where the Hub expects this service: its address and the prefix of its paths."""

    host: str
    port: int
    prefix: str


def service(environment: Mapping[str, str] = os.environ) -> Service | None:
    """The service that a Hub started this as; None where none did. (A user's own server has no service's name.)"""
    if not environment.get("JUPYTERHUB_SERVICE_NAME") or not environment.get("JUPYTERHUB_API_TOKEN"):
        return None
    url = urlsplit(environment.get("JUPYTERHUB_SERVICE_URL", ""))
    prefix = environment.get("JUPYTERHUB_SERVICE_PREFIX", "")
    return Service(url.hostname or "", url.port or 0, prefix)


class HubIdentity:
    """Knows students by the Hub's tokens that may use this service."""

    def __init__(self, classroom: Classroom) -> None:
        try:
            from jupyterhub.services.auth import HubAuth
        except ModuleNotFoundError as error:
            raise CourseError(
                f"As a service of JupyterHub this needs the Hub's own package ({error}).",
                "Install jupyterhub of the Hub's version beside Training Lab.",
            ) from error
        self._hub: Any = HubAuth()
        if not self._hub.access_scopes:
            raise CourseError(
                "The Hub does not say who may use this service.", "Set JUPYTERHUB_SERVICE_NAME to its name."
            )
        self._classroom = classroom

    async def student(self, token: str) -> str | None:
        """The student whose Hub account this token belongs to; None where it may not use this service."""
        user = await self._hub.user_for_token(token, sync=False)
        if not user or not self._hub.check_scopes(self._hub.access_scopes, user):
            return None
        return student_called(self._classroom, user["name"])


def student_called(classroom: Classroom, name: str) -> str | None:
    """The one student of the roster whose id or user name this is, in capitals or not; without a roster, the name.

    Never by a person's full name or address: on some Hubs people choose what they are called.
    """
    roster, _ = read_roster(classroom)
    if not roster:
        return name if not id_problem(name) else None
    wanted = name.casefold()
    people = roster.students.values()
    same = {p.id for p in people if wanted and wanted in (p.id.casefold(), p.username.casefold())}
    return same.pop() if len(same) == 1 else None
