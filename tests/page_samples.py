"""Results as grading gives them, for the tests of pages and table."""

from __future__ import annotations

import base64
import functools
import io
from dataclasses import replace

from autograder.result import ExerciseResult, Outcome, Picture, Result, State, Verdict
from autograder.table import Row

LESSON = "03-compile-and-summary"
TITLE = "Compile a network and read its summary"


@functools.cache
def png(kind: str = "curves") -> str:
    """A small plot as Jupyter stores one: base64 with a line break at its end."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 3), layout="tight")
    canvas = FigureCanvasAgg(figure)
    axes = figure.subplots()
    epochs = range(1, 6)
    axes.plot(epochs, [0.61, 0.32, 0.25, 0.21, 0.18], label="training")
    axes.plot(epochs, [0.52, 0.35, 0.29, 0.27, 0.26], label="validation")
    axes.set(xlabel="epoch", ylabel="loss", title=kind)
    axes.legend()
    buffer = io.BytesIO()
    canvas.print_png(buffer)
    return base64.b64encode(buffer.getvalue()).decode("ascii") + "\n"


def right(name: str, points: float) -> Verdict:
    return Verdict(name, Outcome.RIGHT, "", "", points, points)


def wrong(
    name: str, outcome: Outcome, message: str, points: float, hint: str = "", earned: float = 0.0
) -> Verdict:
    return Verdict(name, outcome, message, hint, earned, points)


SCALE = """X_train = X_train.reshape(-1, 64) / 255
X_test = X_test.reshape(-1, 64) / 255
y_train = keras.utils.to_categorical(y_train, 10)"""
BUILD = """model = keras.Sequential([
    keras.Input(shape=(64,)),
    keras.layers.Dense(512, activation="relu"),
    keras.layers.Dense(10, activation="sigmoid"),   # one for each digit, squashed into 0 to 1 by the sigmoid
])
model.summary()"""
WRITTEN = """After the third epoch the two curves part: the training loss keeps falling while the validation \
loss stays where it is. The network begins to learn the noise of the training digits by heart.

I would stop at epoch 3, or use fewer units & some dropout (I tried 64 units: 0.27 < 0.29)."""


def exercises() -> tuple[ExerciseResult, ...]:
    """A middling student's exercises."""
    return (
        ExerciseResult(
            "scale",
            "Scale the pixels",
            5.0,
            10.0,
            (
                wrong(
                    "X_train",
                    Outcome.VALUE,
                    "The values differ, by up to 0.94 at position (0, 2). "
                    "You divided by 255; Digits go from 0 to 16.",
                    5.0,
                    "What is the largest value in X_train before you scale it?",
                ),
                right("y_train", 5.0),
            ),
            SCALE,
        ),
        ExerciseResult(
            "build",
            "Build the network",
            7.5,
            10.0,
            (
                wrong(
                    "network",
                    Outcome.VALUE,
                    "Layer 2 of 2 (dense): the activation is sigmoid where one that makes the ten outputs "
                    "sum to 1 was asked for.",
                    10.0,
                    "Ten classes, and each picture belongs to exactly one of them.",
                    7.5,
                ),
            ),
            BUILD,
        ),
        ExerciseResult(
            "count", "Count parameters by hand", 10.0, 10.0, (right("count", 10.0),), "def count(n, units): …"
        ),
        ExerciseResult(
            "compile",
            "Choose loss, optimizer and metrics",
            0.0,
            20.0,
            (
                wrong(
                    "settings",
                    Outcome.RAISED,
                    "Raised ValueError: Could not interpret optimizer identifier: 'adma'.",
                    20.0,
                    "Read the last line of the error: it names the word that Keras did not know.",
                ),
            ),
            'model.compile(optimizer="adma", loss="categorical_crossentropy")',
        ),
        ExerciseResult(
            "train",
            "Train for five epochs",
            0.0,
            20.0,
            (
                wrong(
                    "network", Outcome.SKIPPED, "Skipped: needs “Choose loss, optimizer and metrics”.", 20.0
                ),
            ),
            "history = model.fit(X_train, y_train, epochs=5)",
        ),
        ExerciseResult(
            "curves",
            "Plot the learning curves",
            20.0,
            20.0,
            (right("lines", 10.0), right("labels", 10.0)),
            'plt.plot(history.history["loss"], label="training")\nplt.legend()',
            (Picture(png(), "Training and validation loss over five epochs"),),
        ),
        ExerciseResult(
            "quiz",
            "Which loss goes with one-hot labels?",
            0.0,
            10.0,
            (
                wrong(
                    "answer",
                    Outcome.NOT_ATTEMPTED,
                    "Not attempted yet.",
                    10.0,
                    "Look at the shape of y_train.",
                ),
            ),
            "# YOUR CODE HERE\nraise NotImplementedError()",
        ),
        ExerciseResult(
            "written-curves", "What do the curves say?", None, 10.0, (), WRITTEN, (), written=True
        ),
    )


def middling() -> Result:
    return Result(
        LESSON,
        State.GRADED,
        exercises(),
        seconds=4.21,
        submission_hash="3f5a" * 16,
        reference_hash="9c1e" * 16,
    )


def perfect(mark: float | None = 9.0) -> Result:
    """Everything right, the written answer marked."""
    done = []
    for e in exercises():
        verdicts = tuple(right(v.name, v.max_points) for v in e.verdicts)
        done.append(replace(e, points=mark if e.written else e.max_points, verdicts=verdicts))
    return replace(middling(), exercises=tuple(done))


def untouched() -> Result:
    todo = tuple(
        replace(
            e,
            points=0.0,
            answer="# YOUR CODE HERE\nraise NotImplementedError()",
            pictures=(),
            verdicts=tuple(
                wrong(v.name, Outcome.NOT_ATTEMPTED, "Not attempted yet.", v.max_points) for v in e.verdicts
            ),
        )
        for e in exercises()
    )
    return replace(middling(), exercises=todo)


def stopped() -> Result:
    """Timed out half-way."""
    half = tuple(
        e
        if i < 3
        else replace(
            e,
            points=None if e.written else 0.0,
            pictures=(),
            verdicts=tuple(
                wrong(v.name, Outcome.NOT_RUN, "Not run: an earlier cell timed out.", v.max_points)
                for v in e.verdicts
            ),
        )
        for i, e in enumerate(exercises())
    )
    return replace(
        middling(),
        state=State.PARTLY_GRADED,
        exercises=half,
        stop="Your notebook ended at cell 17 (“Choose loss, optimizer and metrics”): "
        "it ran for 60 seconds without finishing.",
        flags=("timed out at cell 17",),
        seconds=64.0,
    )


def unreadable() -> Result:
    return Result(
        LESSON,
        State.UNREADABLE,
        stop="The file is not JSON: it breaks off at line 212, in the middle of a cell.",
        submission_hash="00ff" * 16,
    )


def class_rows() -> list[Row]:
    """A class of twenty-six, ids as they come."""
    rows = []

    def add(student: str, result: Result | None) -> None:
        rows.append(Row(student, LESSON, result, f"feedback/{student}/{LESSON}.html" if result else ""))

    add("ada.lovelace", perfect())
    add("Émilie du Châtelet", perfect(10.0))
    add("小林 誠", perfect(None))
    add("mary_somerville", middling())
    add("o'neil, c.", stopped())
    add("torn-file", unreadable())
    add("not-yet", untouched())
    add("absent", None)
    add(
        "edited.tests",
        replace(middling(), flags=("the test cell of “build” had been edited; it was restored",)),
    )
    for i in range(17):
        chosen = list(exercises())
        for k in range((i * 5) % 8):
            index = (i + 3 * k) % 7
            e = chosen[index]
            chosen[index] = replace(
                e, points=e.max_points, verdicts=tuple(right(v.name, v.max_points) for v in e.verdicts)
            )
        add(f"student{i + 1:02d}", replace(middling(), exercises=tuple(chosen), seconds=3.5 + i / 10))
    return rows
