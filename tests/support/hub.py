"""A real JupyterHub with its real proxy, set up as deploy/jupyterhub sets it up; started and stopped here."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from autograder.course.folders import Course
from support.browser import PATIENCE, environment
from support.places import ROOT
from support.required import lacking

DEPLOYED = ROOT / "deploy" / "jupyterhub"
INSTRUCTOR = "instructor"

#: What differs from a real hub: everybody is one account of the machine, and one password lets in whom we name.
_FOR_THE_TEST = """
import os

load_subconfig({config!r})
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = {password!r}
c.Authenticator.allowed_users = {users!r}
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r}
c.Spawner.args = ["--allow-root"] if os.getuid() == 0 else []
c.JupyterHub.bind_url = "http://127.0.0.1:{ports[0]}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{ports[1]}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{ports[2]}"
"""


@dataclass(frozen=True)
class Hub:
    """A running hub. Each user's home is `homes`/NAME; the exchange is a folder of its own."""

    address: str
    password: str
    homes: Path
    log: Path

    def log_in(self, page: Page, name: str) -> None:
        """Log in with the form, and wait for JupyterLab."""
        page.goto(self.address)
        page.locator("#username_input").fill(name)
        page.locator("#password_input").fill(self.password)
        page.locator("#login_submit").click()
        expect(page.locator("#jp-top-panel")).to_be_visible()
        expect(page.locator("#jupyterlab-splash")).to_have_count(0)


def proxy_installed(folder: Path) -> Path:
    """deploy/jupyterhub in `folder`, with the proxy that its lock names; skips where that cannot be had."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        lacking("node", "no Node with npm on this machine: install Debian's nodejs and npm")
    shutil.copytree(DEPLOYED, folder, ignore=shutil.ignore_patterns("node_modules"))
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        lacking("index", f"no JupyterHub without its proxy, and npm cannot get it: {done.stderr[-500:]}")
    return folder


@contextmanager
def jupyterhub(deployed: Path, course: Course, users: list[str], exchange: Path) -> Iterator[Hub]:
    """Run the hub of `deployed` for the course of INSTRUCTOR on free ports of 127.0.0.1; yield when it answers."""
    place = deployed.parent / "jupyterhub's own"
    place.mkdir(mode=0o700)
    homes = deployed.parent / "homes"
    homes.mkdir()
    password = "a password of the test"
    ports = _free_ports(3)
    config = place / "config.py"
    config.write_text(
        _FOR_THE_TEST.format(
            config=str(deployed / "jupyterhub_config.py"),
            password=password,
            users={INSTRUCTOR, *users},
            homes=str(homes / "{username}"),
            ports=ports,
        ),
        encoding="utf-8",
    )
    env = environment(place / "home") | {
        "TRAINING_LAB_COURSE": str(course.root),
        "TRAINING_LAB_INSTRUCTOR": INSTRUCTOR,
        "TRAINING_LAB_EXCHANGE": str(exchange),
    }
    del env["JUPYTER_RUNTIME_DIR"]
    log = place / "jupyterhub.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "--config", str(config)],
            cwd=place,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
        )
    hub = Hub(f"http://127.0.0.1:{ports[0]}", password, homes, log)
    try:
        _wait_for(hub, process)
        yield hub
    finally:
        process.terminate()  # the hub ends everybody's server, then its proxy, then itself
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return [one.getsockname()[1] for one in sockets]


def _wait_for(hub: Hub, process: subprocess.Popen) -> None:
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError):
            if urllib.request.urlopen(f"{hub.address}/hub/login", timeout=5).status == 200:
                return
        time.sleep(0.1)
    said = hub.log.read_text(encoding="utf-8", errors="replace")
    raise RuntimeError(f"JupyterHub does not answer:\n{said[-4000:]}")
