"""Rows 9 and 10: a cell that ends, stops or blocks its kernel costs nothing but that cell."""

from __future__ import annotations

import threading

import pytest
from support.attack_cells import ENDINGS
from support.leftovers import becomes

from autograder.run.kernels.server import ForkServer
from autograder.run.limits import Limits
from hostile.closed import reasons, run, shown


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_other_cells_are_run_whatever_one_does(server: ForkServer, ending: str) -> None:
    transcript = run("print('before')", ENDINGS[ending], "print('after')", limits=Limits(cell=2, notebook=60))
    assert "before" in shown(transcript, 0)
    assert "after" in shown(transcript, 2), (reasons(transcript), transcript.outputs)
    # Where a thread does it, the kernel may end one cell later: then that one was left out, and run before.
    assert transcript.stop is None and {stop.index for stop in transcript.left_out} <= {1}


@pytest.mark.as_root
def test_ten_endless_cells_cost_one_deadline(server: ForkServer) -> None:
    transcript = run(*["while True: pass"] * 10, limits=Limits(cell=1, notebook=5))
    assert len(transcript.left_out) <= 3 and transcript.stop is not None
    assert transcript.seconds < 5 + 20  # a busy machine's start and end of four kernels


def test_no_thread_of_the_graders_outlives_a_run(server: ForkServer) -> None:
    before = threading.active_count()
    run("import os; os._exit(1)", limits=Limits(cell=5, notebook=20))
    assert becomes(lambda: threading.active_count() <= before)
