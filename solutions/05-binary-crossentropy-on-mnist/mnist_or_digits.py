"""MNIST for this lesson; where it cannot be had, an honest stand-in.

`load_mnist()` gives what `keras.datasets.mnist.load_data()` gives, only fewer images, and prints one line that
says which data they are. It looks, in this order, at

1. the environment variable TRAINING_LAB_MNIST: the value `stand-in` asks for the stand-in;
2. Keras's cache, where an earlier download is kept;
3. the network, through Keras's own loader, for some seconds at most;
4. scikit-learn's Digits, which need no network: the stand-in.
"""

from __future__ import annotations

import os
import threading
import urllib.request
from collections.abc import Callable
from pathlib import Path

import numpy as np

VARIABLE = "TRAINING_LAB_MNIST"

#: How many images the lesson uses. They are spread evenly over the whole of MNIST.
TRAINING, TEST = 8_000, 2_000

#: Where Keras downloads from, and how many seconds the answer and the whole download may take.
ADDRESS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
ANSWER_SECONDS, DOWNLOAD_SECONDS = 3.0, 12.0

Images = tuple[np.ndarray, np.ndarray]


def load_mnist() -> tuple[Images, Images]:
    """((x_train, y_train), (x_test, y_test)): images (N, 28, 28), uint8, 0 to 255; labels (N,), uint8, 0 to 9.

    Never raises for a broken cache or a missing network: it says so, and gives the stand-in.
    """
    if os.environ.get(VARIABLE, "").strip().lower() == "stand-in":
        return _stand_in(f"{VARIABLE} asks for it")
    data, problem = _cached()
    if data is None:
        data, no_network = _downloaded()
        problem = " and ".join(filter(None, (problem, no_network)))
    if data is None:
        return _stand_in(problem)
    (x_train, y_train), (x_test, y_test) = data
    print(
        f"Data: MNIST, {min(TRAINING, len(x_train)):,} of {len(x_train):,} training images and "
        f"{min(TEST, len(x_test)):,} of {len(x_test):,} test images."
    )
    return _spread(x_train, y_train, TRAINING), _spread(x_test, y_test, TEST)


def _spread(images: np.ndarray, labels: np.ndarray, wanted: int) -> Images:
    """`wanted` images, evenly spread over all; all of them where there are no more."""
    chosen = np.linspace(0, len(images) - 1, min(wanted, len(images))).astype(int)
    return images[chosen], labels[chosen]


# ---------------------------------------------------------------- MNIST itself


def cache() -> Path:
    """The file in which Keras keeps MNIST."""
    home = os.environ.get("KERAS_HOME")
    return (Path(home) if home else Path.home() / ".keras") / "datasets" / "mnist.npz"


def _cached() -> tuple[tuple[Images, Images] | None, str]:
    """The cached data, or None and why it is of no use."""
    try:
        path = cache()
        if not path.is_file():
            return None, "MNIST is not in Keras's cache"
        with np.load(path, allow_pickle=False) as file:
            parts = [file[name] for name in ("x_train", "y_train", "x_test", "y_test")]
    except Exception as error:  # a truncated zip file alone has half a dozen ways to fail
        return None, f"MNIST in Keras's cache cannot be read ({type(error).__name__})"
    data = (parts[0], parts[1]), (parts[2], parts[3])
    if not all(_looks_right(*pair) for pair in data):
        return None, "the file in Keras's cache does not hold MNIST"
    return data, ""


def _looks_right(images: np.ndarray, labels: np.ndarray) -> bool:
    """Whether these can be MNIST's images and labels."""
    if images.ndim != 3 or images.shape[1:] != (28, 28) or images.dtype != np.uint8:
        return False
    return (
        labels.shape == (len(images),) and labels.dtype == np.uint8 and len(labels) > 0 and labels.max() <= 9
    )


def _downloaded() -> tuple[tuple[Images, Images] | None, str]:
    """MNIST through Keras's loader, which puts it into the cache; or None and why not."""
    if _within(ANSWER_SECONDS, _answers) is None:
        return None, "there is no network to download it"
    data = _within(DOWNLOAD_SECONDS, _keras_load)
    return (data, "") if data is not None else (None, "the download failed or took too long")


def _answers() -> bool:
    """Whether the server answers. Goes through a proxy, where there is one, as Keras does."""
    request = urllib.request.Request(ADDRESS, method="HEAD")
    with urllib.request.urlopen(request, timeout=ANSWER_SECONDS):
        return True


def _keras_load() -> tuple[Images, Images]:
    import keras

    return keras.datasets.mnist.load_data()


def _within(seconds: float, work: Callable):
    """What `work` returns; None if it raises, or takes longer. Looking up a name knows no time limit of its own."""
    result = []

    def run() -> None:
        try:
            result.append(work())
        except Exception:
            pass  # a download fails in many ways; each of them ends in the stand-in

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    worker.join(seconds)
    return result[0] if result else None


# ---------------------------------------------------------------- the stand-in


def _stand_in(reason: str) -> tuple[Images, Images]:
    """scikit-learn's Digits in MNIST's form: 28 × 28 pixels, uint8, 0 to 255, 1,437 and 360 images."""
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    digits = load_digits()
    images, labels = enlarged(digits.images), digits.target.astype(np.uint8)
    x_train, x_test, y_train, y_test = train_test_split(
        images, labels, test_size=360, stratify=labels, random_state=0
    )
    print(
        f"Data: a stand-in for MNIST ({reason}). scikit-learn's Digits, 8 × 8 pixels, enlarged to 28 × 28: "
        f"{len(x_train):,} training images and {len(x_test):,} test images."
    )
    return (x_train, y_train), (x_test, y_test)


def enlarged(images: np.ndarray) -> np.ndarray:
    """Images (N, 8, 8) with values from 0 to 16, as (N, 28, 28) from 0 to 255, uint8.

    As in MNIST, the digit takes 20 × 20 pixels (interpolated linearly here), in a margin of 4.
    """
    at = np.clip((np.arange(20) + 0.5) * 8 / 20 - 0.5, 0, 7)
    weight = np.clip(1 - np.abs(at[:, None] - np.arange(8)), 0, 1)  # (20, 8): new rows out of old ones
    large = weight @ images @ weight.T
    return np.pad(np.rint(large * 255 / 16), ((0, 0), (4, 4), (4, 4))).astype(np.uint8)
