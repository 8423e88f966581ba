"""A folder of web pages, shown to a browser that reaches nothing else."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, Route

HOST = "http://site.test/"


def serve(page: Page, folder: Path) -> list[str]:
    """Let the page find the folder's files at HOST; returns a list to which each other address is added."""
    elsewhere: list[str] = []

    def answer(route: Route) -> None:
        address = route.request.url
        file = folder / address.removeprefix(HOST).partition("?")[0].partition("#")[0]
        if address.startswith(HOST) and file.is_file():
            route.fulfill(path=file)
        else:
            elsewhere.append(address)
            route.abort()

    page.route("**/*", answer)
    return elsewhere
