"""Attempts to change a file's mode, times and owner (`path`): whether these seem to succeed is no matter."""

import os


def mode(path):
    os.chmod(path, 0)


def mode_of_its_folder(path):
    os.chmod(os.path.dirname(path), 0)


def mode_by_descriptor(path):
    os.chmod(os.open(path, os.O_PATH), 0)


def times(path):
    os.utime(path, (0, 0))


def times_now(path):
    os.utime(path)


def owner(path):
    os.chown(path, os.getuid(), os.getgid())


def owner_of_a_link(path):
    os.lchown(path, -1, os.getgid())


def size(path):
    os.truncate(path, 0)


def attribute(path):
    os.setxattr(path, "user.x", b"1")


def attribute_of_its_folder(path):
    os.setxattr(os.path.dirname(path), "user.x", b"1")
