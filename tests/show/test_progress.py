"""What long work tells a log."""

from __future__ import annotations

import io

from autograder.show.progress import progress_of


def test_a_log_has_a_line_for_each_part() -> None:
    out = io.StringIO()
    with progress_of(out) as progress:
        progress.step("Grading", 2)
        progress.advance("ada · 01")
        progress.note("The gradebook is held.")
        progress.advance("bo\n\x1b[31m · 01")
        progress.step("Writing", 1)
        progress.advance("report.html")
    assert out.getvalue().splitlines() == [
        "Grading (2)",
        "  1/2 ada · 01",
        "  The gradebook is held.",
        "  2/2 bo · 01",
        "Writing (1)",
        "  1/1 report.html",
    ]
