"""Attempts to change a file of the instructor's (`path`), for a kernel to run."""

import os


def write(path):
    return open(path, "a").write("x")


def write_beside(path):
    return open(os.path.join(os.path.dirname(path), "new"), "w").write("x")


def truncate(path):
    os.truncate(path, 0)
    return True


def empty(path):
    return open(path, "w")


def remove(path):
    os.unlink(path)
    return True


def rename(path):
    os.rename(path, "mine")
    return True


def replace(path):
    open("forged", "w").close()
    os.replace("forged", path)
    return True
