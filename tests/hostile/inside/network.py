"""Attempts to be heard outside. TCP, UDP, STREAM, DATAGRAM, ABSTRACT and SERVER are addresses."""
# ruff: noqa: F821

import ctypes
import os
import socket


def tcp(_):
    socket.create_connection(TCP, 2).sendall(b"x")
    return True


def tcp_6(_):
    socket.create_connection(("::1", TCP[1]), 2).sendall(b"x")
    return True


def tcp_fast_open(_):
    with socket.socket() as made:
        return made.sendto(b"x", 0x20000000, TCP)  # MSG_FASTOPEN: connects without connect()


def udp(_):
    """Where a socket is to be had, sending seems to succeed: what was heard is looked at outside."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.sendto(b"x", UDP)


def domain_name(_):
    return socket.getaddrinfo("example.com", 80)


def domain_name_server(_):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.settimeout(1)
        made.sendto(b"x", ("127.0.0.1", 53))
        return made.recv(10)


def stream(_):
    socket.socket(socket.AF_UNIX).connect(STREAM)
    return True


def datagram(_):
    return socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"x", DATAGRAM)


def datagram_of_a_pair(_):
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b"x", DATAGRAM)


def abstract(_):
    socket.socket(socket.AF_UNIX).connect(ABSTRACT)
    return True


def abstract_datagram(_):
    return socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"x", ABSTRACT + "d")


def abstract_datagram_of_a_pair(_):
    pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    return pair[0].sendto(b"x", ABSTRACT + "d")


def fork_server(_):
    socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET).connect(SERVER)
    return True


def host_of_a_virtual_machine(_):
    return socket.socket(40, socket.SOCK_STREAM)


def packets(_):
    return socket.socket(17, socket.SOCK_RAW)


def raw(_):
    return socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)


def ring(_):
    """io_uring opens and connects sockets where no filter looks."""
    number = 425
    return ctypes.CDLL(None).syscall(number, 1, ctypes.create_string_buffer(120)) >= 0


def inherited(_):
    """No descriptor of the server's or the supervisor's was left open: only the kernel's own sockets are there."""
    found = []
    for name in os.listdir("/proc/self/fd"):
        try:
            found.append(os.readlink(f"/proc/self/fd/{name}"))
        except OSError:
            continue
    kinds = ("socket:", "pipe:", "anon_inode:", "/dev/", "/proc/", "/usr/", "/tmp/")
    return [path for path in found if not path.startswith(kinds)]
