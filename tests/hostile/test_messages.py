"""Row 31: a kernel that sends what no kernel sends is cut off and flagged; comms and widgets are honest work."""

from __future__ import annotations

import textwrap

import pytest
from support.small_lesson import submission

from autograder.compare.reference import Reference
from autograder.compare.result import State
from autograder.grading import grade_submission
from autograder.run.kernels.server import ForkServer
from hostile.closed import LIMITS, mostly_as_user, run, shown

_KERNEL = """
import json, time
kernel = get_ipython().kernel
session, socket, shell = kernel.session, kernel.iopub_socket, kernel.shell_stream
parent, to = kernel.get_parent("shell"), kernel._parent_ident["shell"]

def parts(kind="stream", content=b'{"name": "stdout", "text": "a"}', head=None, metadata=b"{}", about=None):
    header = head or json.dumps(session.msg_header(kind), default=str).encode()
    about = about or json.dumps(parent["header"], default=str).encode()
    return [header, about, metadata, content]

def signed(*four):
    socket.send_multipart([b"stream", b"<IDS|MSG>", session.sign(list(four)), *four])
"""
#: What is sent beside or instead of honest messages.
MALFORMED = {
    "one part": "socket.send_multipart([b'x'])",
    "no part": "socket.send_multipart([b''])",
    "nothing behind the mark": "socket.send_multipart([b'<IDS|MSG>'])",
    "unsigned": "socket.send_multipart([b'stream', b'<IDS|MSG>', b'', *parts()])",
    "signed by another": "socket.send_multipart([b'stream', b'<IDS|MSG>', b'0' * 64, *parts()])",
    "signed once, sent twice": "four = parts(); signed(*four); signed(*four)",
    "another key": "session.key = b'other'",
    "no key": "session.key = b''",
    "bytes that are no text": "signed(b'\\xff\\xfe', *parts()[1:])",
    "no JSON": "signed(*parts(content=b'{'))",
    "a number": "signed(*parts(content=b'3'))",
    "a huge number": "signed(*parts(content=b'9' * 10_000))",
    "no kind": 'signed(*parts(head=b\'{"msg_id": "1"}\'))',
    "no id": 'signed(*parts(head=b\'{"msg_type": "stream"}\'))',
    "header is a list": "signed(*parts(head=b'[]'))",
    "parent is a list": "signed(*parts(about=b'[]'))",
    "another version": 'signed(*parts(head=b\'{"msg_id": "1", "msg_type": "pyout", "version": "4.1"}\'))',
    "deep": "signed(*parts(content=b'[' * 100_000 + b']' * 100_000))",
    "deep enough": "signed(*parts('comm_msg', b'{\"data\": ' + b'[' * 500 + b']' * 500 + b'}'))",
    "unknown kind": "session.send(socket, 'oddity\\x1b]0;pwned\\x07', {}, parent=parent)",
    "no text": "session.send(socket, 'stream', {'name': 'stdout'}, parent=parent)",
    "no state": "session.send(socket, 'status', {}, parent=parent)",
    "data is a list": "session.send(socket, 'display_data', {'data': [], 'metadata': {}}, parent=parent)",
    "a reply without status": "session.send(shell, 'execute_reply', {}, parent=parent, ident=to)",
    "for nobody": "session.send(socket, 'display_data', {}, parent={'header': {'msg_id': 'other'}})",
}
AS_ROOT = ("one part", "another key", "deep", "unknown kind")


@pytest.mark.parametrize("what", mostly_as_user(MALFORMED, *AS_ROOT))
def test_what_no_kernel_sends_is_tampering(
    server: ForkServer, small_reference: Reference, what: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """The cell that sent it is left out, and what comes after it is graded."""
    cell = f"{_KERNEL}\n{MALFORMED[what]}\ntime.sleep(1)\nnumber_of_things = 2"
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
