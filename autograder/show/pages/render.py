"""Filling a page's template, such that no words from outside can be anything but words."""

from __future__ import annotations

import base64
import functools
import hashlib
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from autograder.safe.text import clean_text
from autograder.show.pages import words


def render(template: str, **values: Any) -> str:
    """The page that `template` makes of `values`: escaped, cleaned of control characters, self-contained.

    A page holds one style element and no script; its Content-Security-Policy allows that style by its hash
    and pictures written into the page, and forbids everything else.
    """
    environment, style = _environment()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    policy = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    return environment.get_template(template).render(**values, style=Markup(style), policy=policy)


@functools.cache
def _environment() -> tuple[Environment, str]:
    environment = Environment(
        loader=PackageLoader("autograder.show.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    names = ("number", "percent", "share", "count", "seconds", "sentence")
    names += ("outcome_words", "outcome_kind", "standing", "standing_words")
    environment.filters.update({name: getattr(words, name) for name in names})
    loader = environment.loader
    assert loader is not None
    style = loader.get_source(environment, "style.css")[0].replace("\r\n", "\n")
    return environment, style


def _finalize(value: Any) -> Any:
    """Every expression of a template passes here: plain words is cleaned, then escaped by Jinja."""
    return clean_text(value) if isinstance(value, str) and not isinstance(value, Markup) else value
