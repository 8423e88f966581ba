"""JupyterHub's identity: asked of a Hub on loopback that says what the real one's API says."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from unittest import mock

import pytest

from autograder.course.folders import Classroom
from autograder.errors import CourseError
from autograder.serve.hub import HubIdentity, Service, service, student_called

MAY = "access:services!service=grader"
USERS = {
    "ada's": {"name": "ada", "kind": "user", "scopes": [MAY]},
    "ben's": {"name": "ben", "kind": "user", "scopes": ["access:servers!server=ben/"]},
    "eve's": {"name": "eve", "kind": "user", "scopes": [MAY]},
}
ENVIRONMENT = {
    "JUPYTERHUB_SERVICE_NAME": "grader",
    "JUPYTERHUB_API_TOKEN": "the service's own",
    "JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:9123",
    "JUPYTERHUB_SERVICE_PREFIX": "/services/grader/",
}


class _Hub(BaseHTTPRequestHandler):
    """GET /hub/api/user: whose token it is, 403 where it is nobody's."""

    def do_GET(self) -> None:
        user = USERS.get(self.headers["Authorization"].partition(" ")[2])
        self.send_response(200 if user and self.path == "/hub/api/user" else 403)
        self.end_headers()
        self.wfile.write(json.dumps(user or {}).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Hub) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        for name, value in ENVIRONMENT.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("JUPYTERHUB_API_URL", f"http://127.0.0.1:{server.server_port}/hub/api")
        yield
        server.shutdown()
        thread.join()


@pytest.fixture
def classroom(tmp_path: Path) -> Classroom:
    (tmp_path / "roster.csv").write_text(
        "student_id,username,name\nada,,Ada L\n42,Ben,Eve\n7,cyd,eve\n8,CYD,x\n"
    )
    return Classroom(tmp_path)


def test_the_hub_says_who_asks_and_who_may(hub: None, classroom: Classroom) -> None:
    pytest.importorskip("jupyterhub", reason="the Hub's own package is not installed here")

    async def known() -> list[str | None]:
        identity = HubIdentity(classroom)
        return [await identity.student(token) for token in ("ada's", "ben's", "eve's", "nobody's")]

    # ben's token is for his own server only, eve is nobody in the roster.
    assert asyncio.run(known()) == ["ada", None, None, None]


def test_a_student_is_known_by_id_or_user_name_and_by_nothing_else(
    classroom: Classroom, tmp_path: Path
) -> None:
    names = ("ada", "ADA", "ben", "42", "eve", "Eve", "cyd", "")
    assert [student_called(classroom, name) for name in names] == ["ada", "ada", "42", "42", *[None] * 4]
    bare = Classroom(tmp_path / "bare")
    assert [student_called(bare, name) for name in ("ada", "../ada", "")] == ["ada", None, None]


def test_only_a_service_is_one() -> None:
    assert service(ENVIRONMENT) == Service("127.0.0.1", 9123, "/services/grader/")
    users = {name: value for name, value in ENVIRONMENT.items() if name != "JUPYTERHUB_SERVICE_NAME"}
    assert service(users | {"JUPYTERHUB_USER": "ada"}) is None and service({}) is None


def test_without_the_hubs_package_it_says_what_to_install(classroom: Classroom) -> None:
    absent = mock.patch.dict(sys.modules, {"jupyterhub.services.auth": None})
    with absent, pytest.raises(CourseError, match="jupyterhub") as error:
        HubIdentity(classroom)
    assert "Install" in error.value.remedy
