"""Attempts to read a file of the instructor's (`path`), for a kernel to run."""

import ctypes
import glob
import mmap
import os
import shlex
import shutil
import subprocess


def read(path):
    return open(path).read()


def read_by_the_call_itself(path):
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(100)
    return libc.read(libc.open(path.encode(), os.O_RDONLY), buffer, 100) > 0


def read_in_a_child(path):
    return subprocess.run(["cat", path], capture_output=True, check=True).stdout


def read_by_a_shell(path):
    return get_ipython().getoutput(f"cat {shlex.quote(path)} 2>/dev/null")  # noqa: F821


def map_it(path):
    with open(path, "r+b") as file:
        return bytes(mmap.mmap(file.fileno(), 0))


def link(path):
    os.link(path, "linked")
    return open("linked").read()


def symbolic_link(path):
    if os.path.lexists("pointer"):
        os.unlink("pointer")
    os.symlink(path, "pointer")
    return open("pointer").read()


def by_way_of_proc(path):
    return open(f"/proc/self/root{path}").read() or open(f"/proc/self/cwd/../../../..{path}").read()


def copy(path):
    return shutil.copyfile(path, "copied") and open("copied").read()


def list_its_folder(path):
    return os.listdir(os.path.dirname(path)) or glob.glob(os.path.dirname(path) + "/*")
