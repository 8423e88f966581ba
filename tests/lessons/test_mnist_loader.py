"""The loader of lesson 05: MNIST where Keras has it, else the stand-in, and never a traceback. No network is used."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import nbformat
import numpy as np
import pytest
from support.places import ROOT

from autograder.run.limits import Limits
from autograder.run.notebook import execute

SOURCE = ROOT / "solutions" / "05-binary-crossentropy-on-mnist" / "mnist_or_digits.py"


@pytest.fixture
def loader(tmp_path, monkeypatch) -> ModuleType:
    """The loader, with an empty cache of its own, nothing asked for, and no network."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.delenv("TRAINING_LAB_MNIST", raising=False)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # the lesson's folder holds what is released
    spec = importlib.util.spec_from_file_location("mnist_or_digits", SOURCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def no_network() -> bool:
        raise OSError("no network in this test")

    monkeypatch.setattr(module, "_answers", no_network)
    return module


def some_mnist(training: int, test: int) -> dict[str, np.ndarray]:
    """What looks like MNIST: each image has one value, which tells where it stood."""

    def images(n: int) -> np.ndarray:
        return np.broadcast_to((np.arange(n) % 256).astype(np.uint8)[:, None, None], (n, 28, 28))

    def labels(n: int) -> np.ndarray:
        return (np.arange(n) % 10).astype(np.uint8)

    return {
        "x_train": images(training), "y_train": labels(training), "x_test": images(test), "y_test": labels(test),
    }  # fmt: skip


def cache(folder: Path, arrays: dict[str, np.ndarray]) -> Path:
    path = folder / "datasets" / "mnist.npz"
    path.parent.mkdir()
    np.savez(path, **arrays)
    return path


def is_stand_in(data) -> bool:
    (x_train, _), (x_test, _) = data
    return (x_train.shape, x_test.shape) == ((1437, 28, 28), (360, 28, 28))


def test_the_stand_in_has_the_form_of_mnist(loader, capsys):
    (x_train, y_train), (x_test, y_test) = data = loader.load_mnist()
    assert is_stand_in(data)
    assert {a.dtype for a in (x_train, y_train, x_test, y_test)} == {np.dtype("uint8")}
    assert (y_train.shape, y_test.shape) == ((1437,), (360,))
    for images, labels in data:
        assert (images.min(), images.max()) == (0, 255)
        assert set(labels) == set(range(10))
        assert np.bincount(labels).min() > 0.09 * len(labels)
        assert not images[:, :4].any() and not images[:, :, -4:].any()  # the margin, as MNIST has it
    said = capsys.readouterr().out
    assert "stand-in for MNIST" in said and "cache" in said and "network" in said
    assert len(said.splitlines()) == 1


def test_the_stand_in_is_the_same_each_time(loader):
    first, second = loader.load_mnist(), loader.load_mnist()
    assert all(
        np.array_equal(a, b) for x, y in zip(first, second, strict=True) for a, b in zip(x, y, strict=True)
    )


def test_enlarged_digits_are_the_same_digits(loader):
    from sklearn.datasets import load_digits

    small = load_digits().images[:100]
    large = loader.enlarged(small)[:, 4:24, 4:24].astype(float)
    # Means over five rows and columns of the large image are about what two of the small one were.
    coarse = large.reshape(100, 4, 5, 4, 5).mean(axis=(2, 4)) * 16 / 255
    assert np.abs(coarse - small.reshape(100, 4, 2, 4, 2).mean(axis=(2, 4))).max() < 3
    flat = loader.enlarged(np.full((1, 8, 8), 16.0))
    assert flat[0, 4:24, 4:24].min() == 255 and flat.sum() == 400 * 255


def test_the_variable_asks_for_the_stand_in(loader, tmp_path, monkeypatch, capsys):
    cache(tmp_path, some_mnist(30, 10))
    monkeypatch.setenv("TRAINING_LAB_MNIST", "stand-in")
    assert is_stand_in(loader.load_mnist())
    assert "TRAINING_LAB_MNIST asks for it" in capsys.readouterr().out


def test_what_keras_has_in_its_cache_is_used(loader, tmp_path, capsys):
    cache(tmp_path, some_mnist(30, 10))
    (x_train, _), (_, y_test) = loader.load_mnist()
    assert x_train.shape == (30, 28, 28) and y_test.shape == (10,)
    assert capsys.readouterr().out == "Data: MNIST, 30 of 30 training images and 10 of 10 test images.\n"


def test_of_many_images_some_are_taken_from_everywhere(loader, tmp_path, monkeypatch, capsys):
    cache(tmp_path, some_mnist(200, 50))
    monkeypatch.setattr(loader, "TRAINING", 5)
    monkeypatch.setattr(loader, "TEST", 50)
    (x_train, y_train), (x_test, _) = loader.load_mnist()
    assert x_train[:, 0, 0].tolist() == [0, 49, 99, 149, 199]
    assert y_train.tolist() == [0, 9, 9, 9, 9]
    assert len(x_test) == 50
    assert "5 of 200 training images" in capsys.readouterr().out


def broken_files() -> dict[str, bytes | dict]:
    good = some_mnist(30, 10)
    return {
        "empty": b"",
        "an HTML page": b"<html>Please log in to the guest network</html>",
        "cut off": b"PK\x03\x04" + bytes(100),
        "a key is missing": {k: v for k, v in good.items() if k != "y_test"},
        "other images": {**good, "x_train": np.zeros((30, 8, 8), np.uint8)},
        "other labels": {**good, "y_train": np.full(30, 17, np.uint8)},
        "labels of other images": {**good, "y_train": np.zeros(7, np.uint8)},
        "pickled": {**good, "x_train": np.array([{"no": "image"}] * 30, dtype=object)},
    }


@pytest.mark.parametrize("name", broken_files())
def test_a_broken_cache_ends_in_the_stand_in(loader, tmp_path, capsys, name):
    content = broken_files()[name]
    path = cache(tmp_path, content if isinstance(content, dict) else {})
    if isinstance(content, bytes):
        path.write_bytes(content)
    assert is_stand_in(loader.load_mnist())
    said = capsys.readouterr()
    assert "Keras's cache" in said.out and "stand-in" in said.out
    assert len(said.out.splitlines()) == 1 and not said.err


def test_a_truncated_file_ends_in_the_stand_in(loader, tmp_path, capsys):
    path = cache(tmp_path, some_mnist(300, 10))
    path.write_bytes(path.read_bytes()[:100_000])
    assert is_stand_in(loader.load_mnist())
    assert "cannot be read" in capsys.readouterr().out


def test_a_cache_that_cannot_even_be_looked_at(loader, monkeypatch, capsys):
    def nowhere():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(loader, "cache", nowhere)
    assert is_stand_in(loader.load_mnist())
    assert "cannot be read (RuntimeError)" in capsys.readouterr().out


def test_keras_downloads_where_there_is_a_network(loader, monkeypatch, capsys):
    arrays = some_mnist(60, 20)
    pairs = (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])
    monkeypatch.setattr(loader, "_answers", lambda: True)
    monkeypatch.setattr(loader, "_keras_load", lambda: pairs)
    (x_train, _), _ = loader.load_mnist()
    assert x_train.shape == (60, 28, 28)
    assert "Data: MNIST, 60 of 60" in capsys.readouterr().out


def test_a_failing_download_ends_in_the_stand_in(loader, monkeypatch, capsys):
    def fails():
        raise Exception("URL fetch failure")  # what Keras's get_file raises

    monkeypatch.setattr(loader, "_answers", lambda: True)
    monkeypatch.setattr(loader, "_keras_load", fails)
    assert is_stand_in(loader.load_mnist())
    assert "the download failed or took too long" in capsys.readouterr().out


def test_nobody_waits_for_a_network_that_says_nothing(loader, monkeypatch, capsys):
    import threading

    never = threading.Event()
    monkeypatch.setattr(loader, "ANSWER_SECONDS", 0.05)
    monkeypatch.setattr(loader, "_answers", never.wait)
    try:
        assert is_stand_in(loader.load_mnist())
    finally:
        never.set()
    assert "no network" in capsys.readouterr().out


def test_a_grading_kernel_imports_what_lies_beside_the_notebook_and_takes_the_stand_in():
    cell = nbformat.v4.new_code_cell(
        "from mnist_or_digits import load_mnist\n(x, y), _ = load_mnist()\nprint(x.shape)", id="given-load"
    )
    notebook = nbformat.v4.new_notebook(cells=[cell])
    transcript = execute(notebook, {SOURCE.name: SOURCE.read_bytes()}, {}, Limits())
    assert transcript.error(0) is None
    said = "".join(output.get("text", "") for output in transcript.outputs[0])
    assert "TRAINING_LAB_MNIST asks for it" in said and "(1437, 28, 28)" in said


def test_the_notebook_alone_takes_keras_own_loader(monkeypatch, capsys) -> None:
    """Opened without the file beside it: the same images of the same data, and a word on what to do."""
    arrays = some_mnist(60_000, 10_000)
    every = ((arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"]))
    notebook = nbformat.read(SOURCE.with_name(f"{SOURCE.parent.name}.ipynb"), as_version=4)
    (cell,) = (cell for cell in notebook.cells if cell.id == "given-load")
    monkeypatch.setitem(sys.modules, "mnist_or_digits", None)  # to import it raises ModuleNotFoundError
    keras = SimpleNamespace(datasets=SimpleNamespace(mnist=SimpleNamespace(load_data=lambda: every)))
    made = {"np": np, "keras": keras}
    exec(compile(cell.source, "given-load", "exec"), made)
    assert (made["x_train"].shape, made["x_test"].shape) == ((8_000, 28, 28), (2_000, 28, 28))
    for part, size in (("train", 8_000), ("test", 2_000)):
        chosen = np.linspace(0, len(arrays[f"y_{part}"]) - 1, size).astype(int)
        assert np.array_equal(made[f"y_{part}"], arrays[f"y_{part}"][chosen])
    assert "mnist_or_digits.py is not beside this notebook" in capsys.readouterr().out
