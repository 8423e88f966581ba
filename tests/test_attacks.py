"""What a hostile notebook can do to the grader, at every level that this machine offers: see SECURITY.md.

Each test names its row of that file's table. Bombs are bounded by themselves, too: in number and in time.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from closed import LIMITS, becomes, below, desks, reasons, run, serving, shown
from conftest import submission

from autograder.errors import CourseError
from autograder.execution import Limits
from autograder.grading import grade_submission
from autograder.result import State
from autograder.warm.level import Level, best_level, landlock_version, namespaces_work
from autograder.warm.server import SERVER_VARIABLE, ForkServer, fork_server, start_server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="closed kernels need Linux")

MARKER = "a-secret-of-the-instructors-7d1f"


@pytest.fixture(scope="module", params=[Level.NAMESPACES, Level.LANDLOCK], ids=str)
def server(request: pytest.FixtureRequest) -> Iterator[ForkServer]:
    """A fork server at one level, which all kernels of this process come out of."""
    level: Level = request.param
    if not landlock_version():
        pytest.skip("this Linux has no Landlock")
    if level is Level.NAMESPACES and not namespaces_work():
        if "bubblewrap" in os.environ.get("TRAINING_LAB_REQUIRE", "").split(","):
            pytest.fail("TRAINING_LAB_REQUIRE asks for bubblewrap, and it makes no namespaces here")
        pytest.skip("bubblewrap makes no namespaces here: install it (Debian: bubblewrap), or allow them")
    if level is best_level():
        yield fork_server()
        return
    try:
        made = start_server(level)
    except CourseError as error:
        if os.getuid() == 0:
            pytest.skip(f"as root: {error}")  # a Python that no other account can read
        raise
    before = os.environ.get(SERVER_VARIABLE)
    os.environ[SERVER_VARIABLE] = str(made.hub)
    yield made
    if before is None:
        del os.environ[SERVER_VARIABLE]
    else:
        os.environ[SERVER_VARIABLE] = before
    made.close()


@pytest.fixture(autouse=True)
def nothing_left(server: ForkServer) -> Iterator[None]:
    """After each test: no process of a kernel's, no desk, no mount."""
    mounts = Path("/proc/self/mountinfo").read_text()
    alive = serving(server)
    yield
    assert becomes(lambda: serving(server) <= alive), serving(server) - alive
    assert becomes(lambda: not any(below(pid) - serving(server) for pid in serving(server)))
    assert desks(server) == []
    assert Path("/proc/self/mountinfo").read_text() == mounts


@pytest.fixture
def bait(tmp_path: Path) -> Iterator[dict[str, Path]]:
    """Files that a notebook should like to have, as open as their folders allow."""
    files = {
        name: tmp_path / name
        for name in ("gradebook.db", "solutions/key.py", "submitted/ada/notebook.ipynb", ".ssh/id")
    }
    for path in files.values():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(MARKER)
        path.chmod(0o666)
        path.parent.chmod(0o777)
    for folder in (tmp_path, *list(tmp_path.parents)[:3]):
        if folder.stat().st_uid == os.getuid() and folder != Path("/tmp"):
            folder.chmod(folder.stat().st_mode | 0o005)
    yield files


def facts(path: Path) -> tuple:
    status = path.stat()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return digest, status.st_mode, status.st_uid, status.st_mtime_ns, status.st_nlink, status.st_size


def attempts(table: dict[str, str], setup: str = "") -> dict[str, str]:
    """Run each attempt in one kernel; returns what those said that printed REACHED, by name."""
    transcript = run(setup, *table.values())
    assert not reasons(transcript), reasons(transcript)
    assert MARKER not in json.dumps(transcript.outputs)
    said = {name: shown(transcript, index + 1) for index, name in enumerate(table)}
    assert all(said.values()), [name for name, words in said.items() if not words]
    return {name: words for name, words in said.items() if "REACHED" in words}


def test_files_of_the_instructors_are_not_read(server: ForkServer, bait: dict[str, Path]) -> None:
    """Row 1."""
    setup = "import os, subprocess, shutil, glob, mmap, ctypes"
    table = {}
    for name, path in bait.items():
        table[f"open {name}"] = f"print('REACHED', open({str(path)!r}).read())"
        table[f"cat {name}"] = (
            f"r = subprocess.run(['cat', {str(path)!r}], capture_output=True, text=True)\n"
            "print('REACHED' if r.stdout else 'no', r.stdout)"
        )
        table[f"link {name}"] = f"os.link({str(path)!r}, 'stolen'); print('REACHED', open('stolen').read())"
        table[f"symlink {name}"] = (
            f"os.path.lexists('s') and os.unlink('s'); os.symlink({str(path)!r}, 's'); print('REACHED', open('s').read())"
        )
        table[f"write {name}"] = f"open({str(path)!r}, 'a').write('x'); print('REACHED')"
        table[f"truncate {name}"] = f"os.truncate({str(path)!r}, 0); print('REACHED')"
        table[f"unlink {name}"] = f"os.unlink({str(path)!r}); print('REACHED')"
        table[f"rename {name}"] = f"os.rename({str(path)!r}, 'mine'); print('REACHED')"
        table[f"replace {name}"] = f"open('m', 'w').close(); os.replace('m', {str(path)!r}); print('REACHED')"
        table[f"beside {name}"] = f"open({str(path.parent / 'new')!r}, 'w').write('x'); print('REACHED')"
    folder = str(bait["gradebook.db"].parent)
    table["list the class"] = f"print('REACHED', os.listdir({folder!r}))"
    table["glob the class"] = f"print('REACHED' if glob.glob({folder + '/*'!r}) else 'no')"
    table["other desks"] = (
        f"print('REACHED', os.listdir({str(server.hub)!r})) if 'settings.json' in os.listdir({str(server.hub)!r}) else print('no')"
    )
    table["the server's settings"] = f"print('REACHED', open({str(server.hub / 'settings.json')!r}).read())"
    table["home folders"] = (
        f"print('REACHED', os.listdir({str(Path.home())!r})) if {str(Path.home())!r} != '/tmp' else print('no')"
    )
    table["passwords"] = "print('REACHED', open('/etc/passwd').read())"
    before = {name: facts(path) for name, path in bait.items()}
    assert attempts(table, setup) == {}
    assert {name: facts(path) for name, path in bait.items()} == before
    assert not any((path.parent / "new").exists() for path in bait.values())


def test_modes_times_and_owners_stay(server: ForkServer, bait: dict[str, Path]) -> None:
    """Row 1: Landlock does not watch these calls, seccomp makes them do nothing."""
    path = bait["gradebook.db"]
    before = facts(path)
    calls = (
        "os.chmod(p, 0)", "os.utime(p, (0, 0))", "os.chown(p, os.getuid(), os.getgid())", "os.truncate(p, 0)",
        "os.setxattr(p, 'user.x', b'1')", "os.chmod(os.path.dirname(p), 0)", "os.lchown(p, -1, os.getgid())",
        "os.chmod(os.open(p, os.O_PATH), 0)", "os.utime(p)",
    )  # fmt: skip
    run(f"import os\np = {str(path)!r}", *calls)
    assert facts(path) == before and "user.x" not in os.listxattr(path)


ALLOWED_ENVIRONMENT = {
    "AUTOGRADER_RECORD", "CUDA_VISIBLE_DEVICES", "HOME", "IPYTHONDIR", "JPY_PARENT_PID",
    "JUPYTER_PLATFORM_DIRS", "KERAS_BACKEND", "LANG", "LC_ALL", "MPLBACKEND", "MPLCONFIGDIR", "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED", "TF_CPP_MIN_LOG_LEVEL",
    "TF_NUM_INTEROP_THREADS", "TF_NUM_INTRAOP_THREADS", "TMPDIR", "TRAINING_LAB_MNIST", "TZ",
    # What ipykernel and its debugger set for themselves:
    "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "GIT_PAGER", "PAGER", "PYDEVD_USE_FRAME_EVAL", "TERM",
}  # fmt: skip


def test_the_environment_is_a_whitelist(server: ForkServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 1, also of the environment that the process was started with."""
    monkeypatch.setenv("LAB_TEST_TOKEN", MARKER)
    transcript = run(
        "import os, json; print(json.dumps(sorted(os.environ)))",
        "print(open('/proc/self/environ').read(), open('/proc/self/cmdline').read())",
        "import ctypes; c = ctypes.CDLL(None); c.getenv.restype = ctypes.c_char_p; print(c.getenv(b'LAB_TEST_TOKEN'))",
    )
    assert set(json.loads(shown(transcript, 0))) <= ALLOWED_ENVIRONMENT
    assert MARKER not in shown(transcript) and "LAB_TEST_TOKEN" not in shown(transcript, 1)


def test_no_listener_hears_anything(server: ForkServer, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Row 18: TCP, UDP, DNS, Unix sockets by path and by name, a virtual machine's host, the fork server."""
    import tempfile

    heard: list[str] = []
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        os.chmod(folder, 0o777)
        name = f"\0training-lab-test-{os.getpid()}"
        places = {
            "tcp": (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            "udp": (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            "stream": (socket.AF_UNIX, socket.SOCK_STREAM, f"{folder}/stream"),
            "datagram": (socket.AF_UNIX, socket.SOCK_DGRAM, f"{folder}/datagram"),
            "abstract": (socket.AF_UNIX, socket.SOCK_STREAM, name),
            "abstract datagram": (socket.AF_UNIX, socket.SOCK_DGRAM, name + "d"),
        }
        listening = {}
        for what, (family, kind, address) in places.items():
            listening[what] = made = socket.socket(family, kind)
            made.bind(address)
            if kind == socket.SOCK_STREAM:
                made.listen()
            if isinstance(address, str) and address[0] == "/":
                os.chmod(address, 0o777)
            made.setblocking(False)
        tcp, udp = (listening[what].getsockname() for what in ("tcp", "udp"))
        table = {
            "tcp": f"s.create_connection({tcp!r}, 2).sendall(b'x'); print('REACHED')",
            "udp": f"u = s.socket(s.AF_INET, s.SOCK_DGRAM); u.sendto(b'x', {udp!r}); print('sent')",
            "dns": "print('REACHED', s.getaddrinfo('example.com', 80))",
            "dns port": "u = s.socket(s.AF_INET, s.SOCK_DGRAM); u.settimeout(1); u.sendto(b'x', ('127.0.0.1', 53)); print('sent')",
            "stream": f"c = s.socket(s.AF_UNIX); c.connect({places['stream'][2]!r}); print('REACHED')",
            "datagram": f"c = s.socket(s.AF_UNIX, s.SOCK_DGRAM); c.sendto(b'x', {places['datagram'][2]!r}); print('REACHED')",
            "of a pair": f"a, b = s.socketpair(s.AF_UNIX, s.SOCK_DGRAM); a.sendto(b'x', {places['datagram'][2]!r}); print('REACHED')",
            "of a pair, abstract": f"a, b = s.socketpair(s.AF_UNIX, s.SOCK_DGRAM); a.sendto(b'x', {name + 'd'!r}); print('REACHED')",
            "abstract": f"c = s.socket(s.AF_UNIX); c.connect({name!r}); print('REACHED')",
            "fork server": f"c = s.socket(s.AF_UNIX, s.SOCK_SEQPACKET); c.connect({server.address!r}); print('REACHED')",
            "host of a virtual machine": "s.socket(40, s.SOCK_STREAM); print('REACHED')",
            "packets": "s.socket(17, s.SOCK_RAW); print('REACHED')",
            "raw": "s.socket(s.AF_INET, s.SOCK_RAW, 1); print('REACHED')",
        }
        assert attempts(table, "import socket as s") == {}
        for what, made in listening.items():
            try:
                heard.append(f"{what}: {made.accept() if made.type == socket.SOCK_STREAM else made.recv(10)}")
            except BlockingIOError:
                pass
            made.close()
    assert heard == []


def test_other_processes_are_out_of_reach(server: ForkServer) -> None:
    """Row 17: signals, ptrace, limits, priorities, /proc; of the grader, the fork server, a sibling kernel."""
    with (
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as victim,
        ThreadPoolExecutor(1) as other,
    ):
        sibling = other.submit(run, "import time\ntime.sleep(4)\nprint('fine')")
        assert becomes(lambda: any(below(pid) - serving(server) for pid in serving(server)))
        reached = {p for pid in serving(server) for p in below(pid)} | serving(server)
        victims = sorted({os.getpid(), os.getppid(), victim.pid, *reached})
        import resource

        limits = [resource.prlimit(pid, resource.RLIMIT_NOFILE) for pid in (os.getpid(), victim.pid)]
        setup = f"import os, signal, resource, ctypes, fcntl\nvictims = {victims!r}\nc = ctypes.CDLL(None, use_errno=True)\n"
        # In a namespace a number may be that of one's own process; told apart by what /proc says of it.
        setup += (
            "own = {int(e) for e in os.listdir('/proc') if e.isdigit()} if os.access('/proc', os.R_OK) else {os.getpid()}\n"
            "victims = [pid for pid in victims if pid not in own]\n"
            "def tries(what):\n"
            "    done = []\n"
            "    for pid in victims:\n"
            "        try:\n            what(pid)\n            done.append(pid)\n        except OSError:\n            pass\n"
            "    print('REACHED' if done else 'no', done)\n"
            "def failed(code):\n    if code < 0: raise OSError(ctypes.get_errno(), '')\n"
        )
        table = {
            "signal": "tries(lambda pid: os.kill(pid, signal.SIGCONT))",
            "kill": "tries(lambda pid: os.kill(pid, signal.SIGKILL))",
            "stop": "tries(lambda pid: os.kill(pid, signal.SIGSTOP))",
            "group": "tries(lambda pid: os.killpg(pid, signal.SIGKILL))",
            "thread": "tries(lambda pid: failed(c.syscall(200, pid, 9)))",
            "pidfd": "tries(lambda pid: signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGKILL))",
            "limit": "tries(lambda pid: resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, 3)))",
            "priority": "tries(lambda pid: os.setpriority(os.PRIO_PROCESS, pid, 19))",
            "affinity": "tries(lambda pid: os.sched_setaffinity(pid, [0]))",
            "owner of a pipe": "r, w = os.pipe()\ntries(lambda pid: fcntl.fcntl(r, fcntl.F_SETOWN, pid))",
            "ptrace": "tries(lambda pid: failed(c.ptrace(16, pid, 0, 0)))",
            "memory": "tries(lambda pid: open(f'/proc/{pid}/mem', 'rb'))",
            "environment": "tries(lambda pid: open(f'/proc/{pid}/environ', 'rb').read())",
            "command line": "tries(lambda pid: open(f'/proc/{pid}/cmdline', 'rb').read())",
            "descriptors": "tries(lambda pid: os.listdir(f'/proc/{pid}/fd'))",
            "root": "tries(lambda pid: os.listdir(f'/proc/{pid}/root'))",
            "namespaces": "import errno\ntries(lambda pid: failed(c.setns(os.open(f'/proc/{pid}/ns/mnt', os.O_RDONLY), 0)))",
            "unshare": "tries(lambda pid: failed(c.unshare(0x10000000)))" if victims else "print('no')",
            "everybody": "print('no') if os.getpid() == 1 else (os.kill(-1, 0), print('REACHED'))",
        }  # fmt: skip
        gained = attempts(table, setup)
        assert sibling.result().stop is None and "fine" in shown(sibling.result())
        assert victim.poll() is None
        assert [resource.prlimit(pid, resource.RLIMIT_NOFILE) for pid in (os.getpid(), victim.pid)] == limits
        assert os.getpriority(os.PRIO_PROCESS, victim.pid) == os.getpriority(os.PRIO_PROCESS, 0)
        victim.communicate(b"\n")
    assert gained == {}


def test_what_is_planted_is_gone_in_the_next_run(server: ForkServer) -> None:
    """Row 19."""
    plant = (
        "import os, pathlib, site, sys\n"
        "text = 'print(\"PLANTED\")\\nopen(\"planted\", \"w\").close()\\n'\n"
        "places = [pathlib.Path(p) for p in (os.getcwd(), os.environ['HOME'], os.environ['TMPDIR'],\n"
        "          os.environ['MPLCONFIGDIR'], '/tmp', '/dev/shm', *sys.path, *site.getsitepackages()) if p]\n"
        "places += [pathlib.Path(os.environ['IPYTHONDIR'], 'profile_default', 'startup')]\n"
        "done = []\n"
        "for place in places:\n"
        "    for name in ('sitecustomize.py', 'usercustomize.py', 'numpy.py', '00.py', 'a.pth', 'matplotlibrc'):\n"
        "        try:\n            place.mkdir(parents=True, exist_ok=True); (place / name).write_text(text); done.append(str(place / name))\n"
        "        except OSError: pass\n"
        "import numpy\n"
        "for name in ('numpy/random/__init__.py', 'numpy/__pycache__/version.cpython-311.pyc'):\n"
        "    try:\n        (pathlib.Path(numpy.__file__).parent.parent / name).write_bytes(b'x'); print('REACHED')\n"
        "    except OSError: pass\n"
        "print(len(done), 'planted in', sorted({os.path.dirname(d) for d in done}))"
    )  # fmt: skip
    look = (
        "import os, numpy; print(sorted(os.listdir('.')), os.listdir(os.environ['HOME']), numpy.__file__)\n"
        "print([f for f in ('/tmp', '/dev/shm', os.environ['TMPDIR']) for n in ('00.py', 'numpy.py') if os.path.exists(f + '/' + n)])"
    )
    clean = run(look, files={"data.txt": b"1"})
    planted = run(plant, files={"data.txt": b"1"})
    assert "planted in" in shown(planted) and "REACHED" not in shown(planted)
    again = run(look, files={"data.txt": b"1"})
    assert shown(again) == shown(clean) and "PLANTED" not in shown(again)


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
    "ignore interrupts": "import signal\nfor n in (2, 15, 10): signal.signal(n, signal.SIG_IGN)\nwhile True: pass",
    "remove its sockets": "import os\nfor n in os.listdir('../run'): os.unlink('../run/' + n)",
    "exec": "import os; os.execv('/bin/sleep', ['sleep', '600'])",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_other_cells_are_run_whatever_one_does(server: ForkServer, ending: str) -> None:
    """Rows 9 and 10: one cell's end costs nothing but that cell."""
    transcript = run("print('before')", ENDINGS[ending], "print('after')", limits=Limits(cell=3, notebook=40))
    assert "before" in shown(transcript, 0)
    assert "after" in shown(transcript, 2), (reasons(transcript), transcript.outputs)
    assert transcript.stop is None and {stop.index for stop in transcript.left_out} <= {1, 2}


def test_ten_endless_cells_cost_one_deadline(server: ForkServer) -> None:
    """Row 10."""
    transcript = run(*["while True: pass"] * 10, limits=Limits(cell=2, notebook=10))
    assert len(transcript.left_out) <= 3 and transcript.stop is not None
    assert transcript.seconds < 10 + 20  # a busy machine's start and end of four kernels


def test_process_and_thread_bombs_are_bounded_and_others_go_on(server: ForkServer) -> None:
    """Row 11; and row 16, since what is left is looked for after each test."""
    forks = (
        "import os, time\nmade = 0\nend = time.time() + 3\n"
        "while time.time() < end and made < 3000:\n"
        "    try:\n        pid = os.fork()\n    except OSError:\n        time.sleep(0.05); continue\n"
        "    if pid == 0:\n        time.sleep(600)\n        os._exit(0)\n    made += 1\nprint('made', made)"
    )
    threads = (
        "import threading, time\nmade = 0\nfor _ in range(3000):\n"
        "    try:\n        threading.Thread(target=time.sleep, args=(60,), daemon=True).start(); made += 1\n"
        "    except RuntimeError: break\nprint('made', made)"
    )
    limits = Limits(cell=10, notebook=30, processes=100)
    with ThreadPoolExecutor(1) as other:
        innocent = other.submit(
            run,
            *[
                "import time\ntime.sleep(0.5)\nimport threading\nt = threading.Thread(target=print)\nt.start(); t.join()"
            ]
            * 6,
            "print('fine')",
        )
        for bomb in (forks, threads):
            transcript = run(bomb, limits=limits)
            made = [int(w) for w in shown(transcript).split() if w.isdigit()]
            assert "processes" in reasons(transcript) or (made and made[0] <= 200), (
                reasons(transcript),
                made,
            )
        assert innocent.result().stop is None and not innocent.result().left_out
        assert "fine" in shown(innocent.result(), 6)


MEMORY = {
    "one large piece": "hoard = bytearray(3 << 30)\nprint('TAKEN')",
    "many pieces": "hoard = []\nfor i in range(96):\n    hoard.append(b'x' * (32 << 20) + bytes([i]))\nprint('TAKEN')",
    "in children": (
        "import os, time\nfor i in range(10):\n    if os.fork() == 0:\n"
        "        hoard = b'x' * (300 << 20) + bytes([i])\n        time.sleep(600)\ntime.sleep(8)\nprint('TAKEN')"
    ),
    "in children that cannot be looked at": (
        "import os, time, ctypes\nfor i in range(10):\n    if os.fork() == 0:\n"
        "        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)\n"
        "        hoard = b'x' * (300 << 20) + bytes([i])\n        time.sleep(600)\ntime.sleep(8)\nprint('TAKEN')"
    ),
    "in anonymous files": (
        "import os\nhoard = []\nfor i in range(96):\n    fd = os.memfd_create('x')\n    hoard.append(fd)\n"
        "    assert os.write(fd, b'x' * (32 << 20)) == 32 << 20\nprint('TAKEN')"
    ),
    "in shared pages": (
        "import mmap\nhoard = []\nfor i in range(96):\n    m = mmap.mmap(-1, 32 << 20); m[:] = b'x' * (32 << 20)\n"
        "    m.madvise(mmap.MADV_DONTNEED); hoard.append(m)\nprint('TAKEN')"
    ),
    "in shared segments": (
        "import ctypes\nc = ctypes.CDLL(None)\nc.shmat.restype = ctypes.c_void_p\nfor i in range(96):\n"
        "    n = c.shmget(0, 32 << 20, 0o1600)\n    assert n >= 0\n    c.shmctl(n, 0, 0)\nprint('TAKEN')"
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", MEMORY)
def test_memory_without_end_ends_that_notebook_only(server: ForkServer, how: str) -> None:
    """Row 12."""
    transcript = run(MEMORY[how], "print('after')", limits=Limits(cell=20, notebook=60, memory=1 << 30))
    assert "TAKEN" not in shown(transcript)
    assert "memory" in reasons(transcript) or "Error" in shown(transcript, 0), reasons(transcript)
    assert "after" in shown(transcript, 1)


DISK = {
    "one file": "f = open('f', 'wb')\nfor _ in range(64): written += f.write(bytes(4 << 20))",
    "many files": "for i in range(64):\n    with open(f'f{i}', 'wb') as f: written += f.write(bytes(4 << 20))",
    "elsewhere": (
        "for p in (os.environ['TMPDIR'], os.environ['HOME'], os.environ['MPLCONFIGDIR'], '/tmp', '/dev/shm', '../run', '..'):\n"
        "    for i in range(16):\n        try:\n            with open(f'{p}/f{i}', 'wb') as f: written += f.write(bytes(4 << 20))\n"
        "        except OSError: break"
    ),
    "files without a name": (
        "hoard = []\nfor i in range(64):\n    f = open(f'f{i}', 'wb', buffering=0); os.unlink(f'f{i}'); written += f.write(bytes(4 << 20)); hoard.append(f)"
    ),
    "mapped files without a name": (
        "import mmap\nhoard = []\nfor i in range(64):\n    f = open(f'f{i}', 'w+b', buffering=0); os.unlink(f'f{i}'); written += f.write(bytes(4 << 20))\n"
        "    hoard.append(mmap.mmap(f.fileno(), 0)); f.close()"
    ),
    "empty files": "for i in range(40_000): open(f'f{i}', 'w').close()\nwritten = 1 << 40",
    "sockets": "import socket\nfor i in range(5_000): socket.socket(socket.AF_UNIX).bind(f'../run/x{i}')\nwritten = 1 << 40",
    "folders in folders": (
        "for i in range(3_000): os.mkdir('d'); os.chdir('d')\nos.mkdir('blind', 0o300); f = open('blind/f', 'wb')\n"
        "for _ in range(64): written += f.write(bytes(4 << 20))"
    ),
    "a closed folder": (
        "os.mkdir('blind', 0o300)\nfor i in range(64):\n    with open(f'blind/f{i}', 'wb') as f: written += f.write(bytes(4 << 20))"
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", DISK)
def test_the_disk_is_not_filled(server: ForkServer, how: str) -> None:
    """Row 13: what a kernel writes is limited, or seen and ended; and nothing of it stays."""
    code = f"import os, time\nwritten = 0\ntry:\n" + "\n".join(
        "    " + line for line in DISK[how].splitlines()
    )
    # Where it is only watched, the watchdog must come round once.
    code += "\n    time.sleep(5)\nexcept OSError as error: print(error)\nprint('WRITTEN', written >> 20)"
    transcript = run(code, "print('after')", limits=Limits(cell=25, notebook=60, scratch=32 << 20))
    amounts = [
        int(w) for line in shown(transcript, 0).splitlines() if "WRITTEN" in line for w in line.split()[1:]
    ]
    assert reasons(transcript) or (amounts and amounts[0] <= 4 * 32), (reasons(transcript), amounts)
    assert "after" in shown(transcript, 1)


FLOODS = {
    "400 MB of prints": "for _ in range(400): print('x' * (1 << 20))",
    "20,000 displays": "from IPython.display import display\nfor i in range(20_000): display(i)",
    "one message of 600 MB": "from IPython.display import display\ndisplay({'text/plain': 'x' * (600 << 20)}, raw=True)",
    "a message of 60 parts": (
        "k = get_ipython().kernel\nb = bytes(30 << 20)\nk.session.send(k.iopub_socket, 'display_data', content={'data': {}, 'metadata': {},\n"
        "    'transient': {}}, parent=k.get_parent('shell'), buffers=[b] * 60)\nimport time; time.sleep(20)"
    ),
    "for another cell": (
        "k = get_ipython().kernel\nfor _ in range(60):\n    k.session.send(k.iopub_socket, 'stream', content={'name': 'stdout', 'text': 'x' * (8 << 20)},\n"
        "        parent={'header': {'msg_id': 'other', 'msg_type': 'execute_request'}})"
    ),
}  # fmt: skip

PEAK = """
import json, resource, sys
sys.path[:0] = json.loads(sys.argv[1])
from closed import reasons, run, shown
from autograder.execution import Limits
run("1")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
t = run(sys.argv[2], "print('after')", limits=Limits(cell=40, notebook=100))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([before >> 10, peak >> 10, reasons(t), "after" in shown(t, 1)]))
"""


@pytest.mark.parametrize("flood", FLOODS)
def test_output_is_capped_as_it_arrives(server: ForkServer, flood: str) -> None:
    """Row 14: flagged, and the grader's memory within bounds, whatever is sent."""
    done = subprocess.run(
        [sys.executable, "-c", PEAK, json.dumps([str(Path(__file__).parent)]), FLOODS[flood]],
        capture_output=True, text=True, timeout=300, env={**os.environ, SERVER_VARIABLE: str(server.hub)}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    before, peak, why, after = json.loads(done.stdout.splitlines()[-1])
    print(f"{flood}: {before} MiB before, {peak} MiB at most; {why}")
    assert after
    assert peak - before < 1000
    assert flood == "for another cell" or "sent more" in why or "died" in why, why


def test_late_output_and_records_change_nothing(server: ForkServer, small_reference) -> None:
    """Rows 8c, 15 and 30: a thread that prints and records during the test cell."""
    thread = (
        "import threading, time, sys\n"
        "def talk():\n    end = time.time() + 3\n    while time.time() < end:\n"
        "        print('noise'); print('noise', file=sys.stderr); time.sleep(0.001)\n"
        "threading.Thread(target=talk).start()\n"
    )
    right = grade_submission(submission(thread + "number_of_things = 2"), small_reference, LIMITS)
    wrong = grade_submission(submission(thread + "number_of_things = 7"), small_reference, LIMITS)
    assert (right.state, right.points) == (State.GRADED, 100) and wrong.points == 0


TAMPERING = {
    "run_code": (
        "import types\nshell = get_ipython()\nasync def run_code(self, *a, **k):\n    return False\n"
        "shell.run_code = types.MethodType(run_code, shell)"
    ),
    "exception handler": "get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)",
    "input transformer": "get_ipython().input_transformers_cleanup.append(lambda lines: ['100.0\\n'])",
    "tree transformer": (
        "import ast\nclass Gone(ast.NodeTransformer):\n    def visit_Raise(self, node):\n        return ast.Pass()\n"
        "get_ipython().ast_transformers.append(Gone())"
    ),
    "forged ok replies": (
        "k = get_ipython().kernel\nreal = k.session.send\n"
        "def send(stream, what, content=None, *a, **kw):\n"
        "    if what == 'error' or (isinstance(content, dict) and content.get('status') == 'error'):\n"
        "        what, content = ('execute_reply', {'status': 'ok', 'execution_count': 1, 'payload': [], 'user_expressions': {}}) if what != 'error' else ('execute_result', {'data': {'text/plain': '100.0'}, 'metadata': {}, 'execution_count': 1})\n"
        "    return real(stream, what, content, *a, **kw)\n"
        "k.session.send = send"
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", TAMPERING)
def test_a_patched_shell_gains_nothing_and_is_flagged(server: ForkServer, small_reference, how: str) -> None:
    """Rows 3 and 4."""
    result = grade_submission(submission(TAMPERING[how]), small_reference, LIMITS)
    assert result.points == 0
    assert any("tampered" in flag for flag in result.flags), result.flags


def test_a_daemon_ends_with_its_kernel(server: ForkServer) -> None:
    """Row 16: a double fork in a session of its own, and one that no longer dies with its parent."""
    daemon = (
        "import os, time, ctypes\nif os.fork() == 0:\n"
        "    try: os.setsid()\n    except OSError: pass\n"
        "    ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)\n"
        "    if os.fork() == 0:\n        time.sleep(600)\n    os._exit(0)\n"
        "ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)\nprint('made')"
    )
    own = set(below(os.getpid()))
    assert "made" in shown(run(daemon))
    assert becomes(lambda: below(os.getpid()) <= own), below(os.getpid()) - own


def test_duplicate_ids_and_noise_are_graded(server: ForkServer, small_reference) -> None:
    """Rows 22 and 30."""
    notebook = json.loads(submission("import warnings\nnumber_of_things = 2\nwarnings.warn('careful')"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["id"] = "same"
    result = grade_submission(json.dumps(notebook).encode(), small_reference, LIMITS)
    assert result.points == 100


def test_nothing_runs_in_this_process_afterwards(server: ForkServer) -> None:
    """No thread of the grader's outlives a run that was cut off."""
    before = threading.active_count()
    run("import os; os._exit(1)", limits=Limits(cell=5, notebook=20))
    assert becomes(lambda: threading.active_count() <= before)
