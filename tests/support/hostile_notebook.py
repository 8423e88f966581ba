"""A notebook with an attack wherever a student can put some text, and the pages that nbgrader makes of one."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from support.page_samples import png

LOCKED = {"grade": False, "solution": False, "locked": True, "task": False, "schema_version": 3}


TEST = LOCKED | {"grade": True, "points": 5}


STUDENT = LOCKED | {"locked": False, "solution": True}


WRITTEN = STUDENT | {"grade": True, "points": 10}


#: Marks the student's text, to find it again in a page.
MARK = "sTuDeNt"


def meta(kind: dict[str, Any], grade_id: str, **more: Any) -> dict[str, Any]:
    return {"nbgrader": kind | {"grade_id": grade_id} | more}


def formgrader_page(nb: NotebookNode, template: str = "formgrade") -> str:
    """`nb` as Formgrader's submission page shows it (or, with "feedback", stock nbgrader's feedback)."""
    return _exporter(template).from_notebook_node(copy.deepcopy(nb), resources=_resources())[0]


@cache
def _exporter(template: str) -> HTMLExporter:
    # As nbgrader's FormgradeExtension and GenerateFeedback configure it.
    config = Config()
    config.HTMLExporter.template_name = template
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    static = Path(handlers.static_path) / "node_modules" / "bootstrap" / "dist" / "css"
    config.HTMLExporter.extra_template_paths = [str(static)]
    return HTMLExporter(config=config)


def _resources() -> dict[str, Any]:
    texts = dict.fromkeys(("assignment_id", "notebook_id", "submission_id", "student", "notebook_path"), "03")
    return {
        **texts,
        **dict.fromkeys(("last_name", "first_name")),
        **dict.fromkeys(("index", "total"), 1),
        "base_url": "",
        "nbgrader": {"notebook": "03", "score": 1, "max_score": 2, "late_penalty": 0},
    }


def output(kind: str, **parts: Any) -> dict[str, Any]:
    return {"output_type": kind, **parts}


def display(data: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return output("display_data", data=data, metadata=metadata)


def hostile_notebook(text: str) -> NotebookNode:
    """A notebook with `text` wherever a student can put some. (Made by hand: nbformat's makers refuse it.)"""
    outputs = [
        output("stream", name=text, text=text),
        output("stream", name="stderr", text=[text, text]),
        output("error", ename=text, evalue=text, traceback=[text, text]),
        output("execute_result", execution_count=text, data={"application/javascript": text, text: text}),
        display({"text/html": text, "text/plain": text}, **{"text/html": {"isolated": True}}),
        display({"image/svg+xml": text, "image/png": text}),
        display({"image/png": png()}, **{"image/png": {"width": text, "alt": text, "unconfined": True}}),
        display({"image/png": png()}, filenames={"image/png": text}),
        output(text, data={"text/html": text}, text=text),
    ]
    mimes = (
        "text/html",
        "text/markdown",
        "text/latex",
        "image/svg+xml",
        "application/javascript",
        "image/png",
    )
    mimes += ("text/vnd.mermaid", "application/vnd.jupyter.widget-view+json", "image/jpeg", "application/pdf")
    outputs += [display({mime: text}) for mime in (*mimes, text)]
    bad = {
        "tags": [text],
        "collapsed": text,
        "jupyter": {text: text},
        "slideshow": text,
        "alt": text,
        "name": text,
    }
    attached = {'a.svg"onerror="x': {"image/svg+xml": text, text: text}, "b": {text + '"': text}}
    forged = {"nbgrader": STUDENT | {"grade_id": text, "points": text, text: text}}
    forged_too = {"nbgrader": {"solution": text, "grade": text, "grade_id": text}}

    def code(source: str, **metadata: Any) -> dict[str, Any]:
        run = {"execution_count": text, "outputs": outputs}
        return {"cell_type": "code", "id": text, "source": source, "metadata": bad | metadata} | run

    def words(kind: str, source: str, **metadata: Any) -> dict[str, Any]:
        own = {"cell_type": kind, "id": text, "source": source, "metadata": bad | metadata}
        return own | {"attachments": attached}

    cells = [
        words("markdown", "# The lesson\n\nOur own *prose*.", **meta(LOCKED, "text-opening")),
        code("given = 1", **meta(LOCKED, "given")),
        code(text, **meta(STUDENT, "scale"), magics_language=text),
        code("assert scale", **meta(TEST, "test-scale")),
        words("markdown", text, **meta(WRITTEN, "written")),
        words("markdown", text),
        words("markdown", f"![x](attachment:b)\n\n{text}"),
        words("raw", text, raw_mimetype="text/html", format="text/html"),
        words("raw", text, raw_mimetype=""),
        code(text, **forged),
        words("markdown", text, **forged_too),
        words(text, text) | {"type": text},
    ]
    metadata = {
        "title": text,
        "name": text,
        "kernelspec": {"name": text, "display_name": text, "language": text},
        "language_info": {"name": text, "pygments_lexer": text, "codemirror_mode": text},
        "widgets": {"application/vnd.jupyter.widget-state+json": {text: text}},
        "authors": [{"name": text}],
    }
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells})
