"""Answers that attack the grader: what a student can write into an answer cell of the small lesson.

Each is tried on grading itself, and by asking the server.
"""

from __future__ import annotations

#: Records and objects that pretend to be the right answer.
FORGERIES = {
    "execute_result": "import sys\nsys.displayhook(100.0)\n100.0",
    "displayhook": "get_ipython().displayhook = lambda value: None\nget_ipython().displayhook",
    "assert rewritten": (
        "import ast\nclass NoAssert(ast.NodeTransformer):\n"
        "    def visit_Assert(self, node):\n        return ast.Pass()\n"
        "get_ipython().ast_transformers.append(NoAssert())"
    ),
    "isinstance": "import builtins\nbuiltins.isinstance = lambda *a: True\nbuiltins.all = lambda *a: True",
    "equal to everything": (
        "class Equal:\n    def __eq__(self, other):\n        return True\n"
        "    __hash__ = None\nnumber_of_things = Equal()"
    ),
    "int that lies": (
        "class Two(int):\n    def __eq__(self, other):\n        return True\n"
        "    def __index__(self):\n        return 2\n"
        "    __hash__ = None\nnumber_of_things = Two(7)"
    ),
    "endless generator": "def forever():\n    while True:\n        yield 2\nnumber_of_things = forever()",
    "record malformed": (
        "import _record\n_record.value = lambda name, get: __import__('IPython').display.publish_display_data(\n"
        "    {}, {'training_lab_record': {'name': name, 'kind': 'value', 'value': {'array': {'dtype': 'O'}}}})"
    ),
    "recorder gone": "import sys\nsys.modules['_record'] = None",
    "recorder of another kind": (
        "import _record\n_record.value = lambda name, get: __import__('IPython').display.publish_display_data(\n"
        "    {}, {'training_lab_record': {'name': name, 'kind': 'model', 'value': 2}})"
    ),
}

#: Patches of the shell and of what the kernel says.
TAMPERING = {
    "run_code": """
        import types
        shell = get_ipython()
        async def run_code(self, *arguments, **more):
            return False
        shell.run_code = types.MethodType(run_code, shell)
        """,
    "exception handler": """
        get_ipython().set_custom_exc((Exception,), lambda *arguments, **more: None)
        """,
    "input transformer": """
        get_ipython().input_transformers_cleanup.append(lambda lines: ["100.0\\n"])
        """,
    "tree transformer": """
        import ast
        class Gone(ast.NodeTransformer):
            def visit_Raise(self, node):
                return ast.Pass()
        get_ipython().ast_transformers.append(Gone())
        """,
    "no assertions": """
        import ast
        class Gone(ast.NodeTransformer):
            def visit_Assert(self, node):
                return ast.Pass()
        get_ipython().ast_transformers.append(Gone())
        """,
    "no comparisons": """
        import ast
        class Equal(ast.NodeTransformer):
            def visit_Compare(self, node):
                return ast.copy_location(ast.Constant(True), node)
        get_ipython().ast_transformers.append(Equal())
        """,
    "forged ok replies": """
        session = get_ipython().kernel.session
        really_send = session.send
        ok = {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
        full = {"data": {"text/plain": "100.0"}, "metadata": {}, "execution_count": 1}
        def send(stream, kind, content=None, *arguments, **more):
            if kind == "error":
                kind, content = "execute_result", full
            elif isinstance(content, dict) and content.get("status") == "error":
                kind, content = "execute_reply", ok
            return really_send(stream, kind, content, *arguments, **more)
        session.send = send
        """,
}

#: Ends of the kernel, and what never ends.
ENDINGS = {
    "sys.exit": "import sys; sys.exit(3)",
    "os._exit": "import os; os._exit(3)",
    "kill itself": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "stop itself": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "stop its group": "import os, signal; os.kill(0, signal.SIGSTOP)",
    "close descriptors": "import os; os.closerange(3, 1024)",
    "exit from a thread": "import os, threading; threading.Thread(target=os._exit, args=(1,)).start()",
    "segfault": "import ctypes; ctypes.string_at(0)",
    "abort": "import os; os.abort()",
    "become another program": "import os; os.execv('/bin/sleep', ['sleep', '600'])",
    "ignore interrupts": """
        import signal
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
            signal.signal(number, signal.SIG_IGN)
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
        """,
    "remove its sockets": """
        import os
        for name in os.listdir("../run"):
            os.unlink("../run/" + name)
        """,
    "stop its channels": """
        kernel = get_ipython().kernel
        kernel.iopub_socket.close()
        kernel.shell_stream.close()
        """,
}

#: What cells that send malformed messages begin with.
KERNEL = """
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
