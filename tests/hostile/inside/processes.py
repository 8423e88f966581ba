"""Attempts on another process (`pid`): the grader, the fork server, a sibling kernel, a bystander."""

import ctypes
import fcntl
import os
import resource
import signal

_libc = ctypes.CDLL(None, use_errno=True)


def _check(answer):
    if answer < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return True


def _to(pid, action):
    """Try this, but on nothing of one's own: in a namespace, a stranger's number may be that of a child."""
    own = os.listdir("/proc") if os.getpid() == 1 else [str(os.getpid())]
    if str(pid) in own:
        return False
    action()
    return True


def signal_it(pid):
    return _to(pid, lambda: os.kill(pid, signal.SIGCONT))


def kill(pid):
    return _to(pid, lambda: os.kill(pid, signal.SIGKILL))


def stop(pid):
    return _to(pid, lambda: os.kill(pid, signal.SIGSTOP))


def kill_its_group(pid):
    return _to(pid, lambda: os.killpg(pid, signal.SIGKILL))


def kill_its_thread(pid):
    return _to(pid, lambda: _check(_libc.tgkill(pid, pid, 9)))


def kill_by_descriptor(pid):
    return _to(pid, lambda: signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGKILL))


def signal_by_a_pipe(pid):
    return _to(pid, lambda: fcntl.fcntl(os.pipe()[0], fcntl.F_SETOWN, pid))


def limit(pid):
    return _to(pid, lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, 3)))


def slow_down(pid):
    return _to(pid, lambda: os.setpriority(os.PRIO_PROCESS, pid, 19))


def pin(pid):
    return _to(pid, lambda: os.sched_setaffinity(pid, [0]))


def trace(pid):
    attach = 16
    return _to(pid, lambda: _check(_libc.ptrace(attach, pid, 0, 0)))


def read_its_memory(pid):
    return _to(pid, lambda: open(f"/proc/{pid}/mem", "rb"))


def read_its_environment(pid):
    return _to(pid, lambda: open(f"/proc/{pid}/environ", "rb").read())


def read_its_command_line(pid):
    return _to(pid, lambda: open(f"/proc/{pid}/cmdline", "rb").read())


def list_its_descriptors(pid):
    return _to(pid, lambda: os.listdir(f"/proc/{pid}/fd"))


def go_to_its_root(pid):
    return _to(pid, lambda: os.listdir(f"/proc/{pid}/root"))


def join_its_namespace(pid):
    return _to(pid, lambda: _check(_libc.setns(os.open(f"/proc/{pid}/ns/mnt", os.O_RDONLY), 0)))


def take_its_descriptor(pid):
    return _to(pid, lambda: _check(_libc.syscall(438, os.pidfd_open(pid), 0, 0)))
