"""Row 31: a kernel that sends what no kernel sends is cut off and flagged; comms and widgets are honest work."""

from __future__ import annotations

import textwrap

import pytest
from support.attack_cells import KERNEL, MALFORMED
from support.small_lesson import submission

from autograder.compare.reference import Reference
from autograder.compare.result import State
from autograder.grading import grade_submission
from autograder.run.kernels.server import ForkServer
from hostile.closed import LIMITS, mostly_as_user, run, shown

AS_ROOT = ("one part", "another key", "deep", "unknown kind")


@pytest.mark.parametrize("what", mostly_as_user(MALFORMED, *AS_ROOT))
def test_what_no_kernel_sends_is_tampering(
    server: ForkServer, small_reference: Reference, what: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """The cell that sent it is left out, and what comes after it is graded."""
    cell = f"{KERNEL}\n{MALFORMED[what]}\ntime.sleep(1)\nnumber_of_things = 2"
    result = grade_submission(submission(cell), small_reference, LIMITS)
    assert (result.state, result.points) == (State.TAMPERED, 0), (result.state, result.stop, result.flags)
    assert "message that no kernel sends" in result.stop and result.exercises
    assert any("message that no kernel sends" in flag for flag in result.flags)
    assert "\x1b" not in "".join(capfd.readouterr())


HONEST = {
    "interact": """
        import ipywidgets
        ipywidgets.interact(lambda x: print("got", x), x=3);
        """,
    "Output": """
        import ipywidgets
        out = ipywidgets.Output()
        with out:
            print("got 3")
        out
        """,
    "Output that clears": """
        import ipywidgets
        from IPython.display import clear_output, display
        out = ipywidgets.Output()
        display(out)
        for i in range(4):
            with out:
                clear_output(wait=True)
                print("got", i)
        """,
    "a comm of one's own": """
        from comm import create_comm
        create_comm(target_name="anything", data={"state": 3}).send({"buffer_paths": None})
        print("got 3")
        """,
    "half characters": """
        print("\\ud800", "\\udc80")
        "got 3, \\udfff"
        """,
    "odd tracebacks": """
        class Odd(Exception):
            def _render_traceback_(self):
                return "lines of its own, as one text"
        raise Odd("got 3")
        """,
    "rich outputs": """
        from IPython.display import HTML, JSON, Markdown, display
        display(HTML("<b>"), JSON({"a": [1, None, float("nan")]}), Markdown("$x$"), {"a": {1, 2}})
        print("got 3")
        """,
}


@pytest.mark.parametrize("what", mostly_as_user(HONEST, "interact", "Output"))
def test_widgets_and_odd_outputs_are_honest_work(server: ForkServer, what: str) -> None:
    transcript = run(textwrap.dedent(HONEST[what]), "print('after')")
    assert (transcript.stop, transcript.left_out, transcript.flags) == (None, (), ())
    assert "got 3" in shown(transcript, 0) and "after" in shown(transcript, 1)
