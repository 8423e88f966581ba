"""What a kernel costs, warm and cold: time to the first TensorFlow cell, a small training, memory."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from support.leftovers import below

from autograder.run.kernels.server import fork_server
from autograder.run.limits import Limits
from autograder.run.notebook import execute
from benchmarks.digits_lesson import ANSWER, LOAD
from benchmarks.table import Table

TENSORFLOW = "import tensorflow as tf\nprint(float(tf.reduce_sum(tf.ones((2, 2)))))"
NOTEBOOKS, WORKERS = 16, 2
#: Kernels alive at once while memory is read, and for how many seconds after their last cell.
ALIVE, STAY = 4, 15


def run(*cells: str, warm: bool) -> str:
    """Run cells in a new kernel; returns what the last one printed. Raises where one failed."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in cells])
    transcript = execute(made, {}, {}, Limits(), warm=warm)
    errors = [transcript.error(index) for index in range(len(cells))]
    if transcript.stop or any(errors):
        raise RuntimeError(f"a benchmark's cell failed: {transcript.stop} {errors}")
    return "".join(output.get("text", "") for output in transcript.outputs[-1])


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def median_of(number: int, work: Callable[[], object]) -> float:
    """Median seconds of `number` runs."""
    return statistics.median(seconds(work) for _ in range(number))


def in_pairs(number: int, work: Callable[[], object]) -> float:
    """Seconds for `number` runs, two at a time."""
    with ThreadPoolExecutor(WORKERS) as threads:
        return seconds(lambda: list(threads.map(lambda _: work(), range(number))))


def memory_of_kernels(*cells: str, warm: bool) -> float:
    """MiB (PSS) that each of `ALIVE` kernels takes after these cells: all processes below this one, shared out."""
    if warm:
        fork_server()
    before = set() if warm else below(os.getpid())
    with ThreadPoolExecutor(ALIVE) as threads:
        # They stay until their memory has been read.
        stay = f"import time\ntime.sleep({STAY})"
        running = [threads.submit(run, *cells, stay, warm=warm) for _ in range(ALIVE)]
        most = 0.0
        while not all(one.done() for one in running):
            most = max(most, sum(pss(pid) for pid in below(os.getpid()) - before))
            time.sleep(0.1)
        for one in running:
            one.result()
    return most / ALIVE


def pss(pid: int) -> float:
    """MiB of memory of a process, shared pages counted by their share; 0 where that cannot be read."""
    try:
        lines = Path("/proc", str(pid), "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def measure() -> Iterator[Table]:
    """Warm kernels beside cold ones."""
    began = time.perf_counter()
    fork_server()
    run("1", warm=True)
    table = Table(
        "Kernels", ("", "warm", "cold", "cold / warm"), "Seconds, medians; a fork server's start once a run."
    )
    table.add("fork server ready", time.perf_counter() - began, None, None)

    def both(name: str, warm: Callable[[], float], cold: Callable[[], float]) -> None:
        a, b = warm(), cold()
        table.add(name, a, b, b / a)

    both(
        "a kernel, one empty cell, its end",
        lambda: median_of(9, lambda: run("1", warm=True)),
        lambda: median_of(3, lambda: run("1", warm=False)),
    )
    both(
        "a kernel and a first TensorFlow cell",
        lambda: median_of(9, lambda: run(TENSORFLOW, warm=True)),
        lambda: median_of(3, lambda: run(TENSORFLOW, warm=False)),
    )
    both(
        "a kernel, import, build and fit (512-10, 5 epochs)",
        lambda: median_of(5, lambda: run(LOAD, ANSWER, warm=True)),
        lambda: median_of(3, lambda: run(LOAD, ANSWER, warm=False)),
    )
    both(
        f"{NOTEBOOKS} such notebooks on {WORKERS} workers, each",
        lambda: in_pairs(NOTEBOOKS, lambda: run(LOAD, ANSWER, warm=True)) / NOTEBOOKS,
        lambda: in_pairs(NOTEBOOKS, lambda: run(LOAD, ANSWER, warm=False)) / NOTEBOOKS,
    )
    yield table
    memory = Table(
        "Memory",
        ("a kernel after", "warm", "cold", "cold / warm"),
        f"MiB (PSS) for each of {ALIVE} kernels at once; the fork server's is shared out among the warm ones.",
    )
    for name, cells in (("an empty cell", ("1",)), ("import, build and fit", (LOAD, ANSWER))):
        warm, cold = (memory_of_kernels(*cells, warm=warm) for warm in (True, False))
        memory.add(name, warm, cold, cold / warm)
    yield memory
