"""Rows 14 and 15: output is capped as it arrives, and what comes late changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.small_lesson import submission

from autograder.compare.reference import Reference
from autograder.compare.result import State
from autograder.grading import grade_submission
from autograder.run.kernels.server import ForkServer
from autograder.run.limits import Limits
from hostile.closed import LIMITS, reasons, run, shown

FLOODS = {
    "400 MB of prints": """
        for _ in range(400):
            print("x" * (1 << 20))
        """,
    "20,000 displays": """
        from IPython.display import display
        for i in range(20_000):
            display(i)
        """,
    "one message of 600 MB": """
        from IPython.display import display
        display({"text/plain": "x" * (600 << 20)}, raw=True)
        """,
    "a message of 60 parts": """
        import time
        kernel = get_ipython().kernel
        content = {"data": {}, "metadata": {}, "transient": {}}
        kernel.session.send(
            kernel.iopub_socket, "display_data", content=content, parent=kernel.get_parent("shell"),
            buffers=[bytes(30 << 20)] * 60,
        )
        time.sleep(15)
        """,
    "for another cell": """
        kernel = get_ipython().kernel
        parent = {"header": {"msg_id": "other", "msg_type": "execute_request"}}
        content = {"name": "stdout", "text": "x" * (8 << 20)}
        for _ in range(60):
            kernel.session.send(kernel.iopub_socket, "stream", content=content, parent=parent)
        """,
}


def _status(name: str) -> int:
    """MiB of memory that this process takes now (VmRSS), or took at most (VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) >> 10 for line in lines if line.startswith(f"{name}:"))


@pytest.mark.parametrize("flood", FLOODS)
def test_output_is_capped_as_it_arrives(server: ForkServer, flood: str) -> None:
    """Flagged, and the grader's memory within bounds, whatever is sent."""
    before = _status("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # "at most" counts from here
    transcript = run(FLOODS[flood], "print('after')", limits=Limits(cell=40, notebook=100))
    peak, why, kept = _status("VmHWM"), reasons(transcript), len(transcript.outputs[0])
    print(f"grader's memory: {before} MiB before, {peak} MiB at most; {why or 'nothing ended'}")
    assert "after" in shown(transcript, 1)
    # Of many messages, or parts of one, some wait before the grader sees that it grows.
    assert peak - before < (100 if flood == "one message of 600 MB" else 900)
    if flood == "20,000 displays":
        # ZeroMQ drops what a slow reader has not taken: then fewer come than may.
        assert "sent more" in why or kept <= Limits().outputs
    elif flood != "for another cell":  # what belongs to no cell is dropped as it comes
        # On a machine that is busy enough, its time is over before the message is made.
        assert any(words in why for words in ("sent more", "sent one message", "died", "longer than")), why


TALK = """
import sys, threading, time

def talk():
    import _record
    end = time.time() + 3
    while time.time() < end:
        print("noise")
        print("noise", file=sys.stderr)
        time.sleep(0.001)

threading.Thread(target=talk).start()
"""


@pytest.mark.parametrize(("answer", "points"), [("number_of_things = 2", 100), ("number_of_things = 7", 0)])
def test_late_output_changes_nothing(
    server: ForkServer, small_reference: Reference, answer: str, points: int
) -> None:
    """A thread prints through the test cell (rows 15 and 30)."""
    result = grade_submission(submission(TALK + answer), small_reference, LIMITS)
    assert (result.state, result.points) == (State.GRADED, points)


LATE_RECORDS = """
import threading, time
from IPython.display import publish_display_data

number_of_things = 7

def record():
    forged = {"name": "number", "kind": "value", "value": 2}
    end = time.time() + 2
    while time.time() < end:
        publish_display_data({}, {"training_lab_record": forged})
        time.sleep(0.001)

threading.Thread(target=record).start()
"""


def test_records_from_a_thread_are_flagged(server: ForkServer, small_reference: Reference) -> None:
    """A thread may be quicker than the test cell's own record: it is flagged in any case (row 8c)."""
    result = grade_submission(submission(LATE_RECORDS), small_reference, LIMITS)
    assert any("record" in flag for flag in result.flags), result.flags
