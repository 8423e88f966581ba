"""The lesson that the benchmarks grade: Digits, a network 512-10, five epochs; one exercise, one written answer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
from support.places import ROOT
from support.small_lesson import check, graded, student

from autograder.author.answers import solved_notebook
from autograder.course.folders import Course
from autograder.course.lesson import Lesson

NAME = "01-digits"

OPENING = """# A network on Digits

**The question:** what does a class of this lesson cost?

Afterwards you can tell. You need a little Python. It takes 1 to 2 minutes."""

#: What every cell of the notebook runs, in order; the test cell's hidden part aside.
LOAD = """\
import keras
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)
digits = load_digits()
X_train, X_test, y_train, y_test = train_test_split(digits.data / 16, digits.target, random_state=0)"""

ANSWER = """\
model = keras.Sequential([
    keras.Input(shape=(64,)),
    keras.layers.Dense(512, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(X_train, y_train, epochs=5, verbose=0);"""

VISIBLE = """\
assert model.evaluate(X_test, y_test, verbose=0)[1] > 0.8, "train the network for five epochs\""""

HIDDEN = """\
### BEGIN HIDDEN TESTS
import _record
_record.model("network", lambda: model)
_record.value("images", lambda: X_test)
_record.value("labels", lambda: y_test)
### END HIDDEN TESTS
"""

KEY = """\
from autograder.key import Architecture, Exercise, Trained

exercises = [
    Exercise("train", "Train a network", [
        Architecture("network"),
        Trained("network", accuracy=0.8, data=(("train", "images"), ("train", "labels"))),
    ])
]
"""

#: Texts of the student cell that learners hand in, by what becomes of them.
RIGHT = (
    ANSWER,
    ANSWER.replace('"adam"', "keras.optimizers.Adam()"),
    ANSWER.replace("epochs=5", "epochs=5, batch_size=32"),
)
WRONG = (
    ANSWER.replace("Dense(10", "Dense(9"),
    ANSWER.replace("model.fit", "# model.fit"),
    ANSWER.replace("512", "64"),
)


def course(root: Path) -> Course:
    """A course of this lesson alone, in `root`."""
    folder = root / "solutions" / NAME
    folder.mkdir(parents=True)
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell(OPENING, id="text-opening"),
            graded("code", "given-load", LOAD, "locked"),
            student("train", f"### BEGIN SOLUTION\n{ANSWER}\n### END SOLUTION"),
            check("test-train", HIDDEN + "\n" + VISIBLE, 100),
        ],
        metadata={"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
    )
    notebook.nbformat_minor = 5
    (folder / f"{NAME}.ipynb").write_text(json.dumps(notebook, indent=1), encoding="utf-8")
    (folder / "key.py").write_text(KEY, encoding="utf-8")
    (root / "lessons").mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", root)
    return Course(root)


def submission(lesson: Lesson, answer: str) -> bytes:
    """The lesson as a student hands it in."""
    return solved_notebook(lesson, {"train": answer})
