"""Results as grading gives them, for the tests of pages and table."""

from __future__ import annotations

import base64
import functools
import io
import random
from dataclasses import replace

from autograder.compare.result import (
    ExerciseResult,
    Outcome,
    Result,
    State,
    Verdict,
)
from autograder.safe.png import Picture
from autograder.show.rows import Row

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
        state=State.TIMED_OUT,
        exercises=half,
        stop="The run ended at cell 'compile' (Choose loss, optimizer and metrics): the cell ran longer than 60 s. "
        "So these did not run: Train for five epochs, Plot the learning curves.",
        flags=("the file was in notebook format 3",),
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


LESSONS = {
    "03-compile-and-summary": TITLE,
    "04-regression-and-metrics": "Regression, and what a number of loss means",
    "05-binary-crossentropy": "Binary cross-entropy on MNIST",
}
_FIRST = (
    "Ada",
    "Émilie",
    "Chien-Shiung",
    "小林",
    "Grace",
    "Katherine",
    "Sofya",
    "Mária",
    "José",
    "Søren",
    "Zoë",
)
_LAST = (
    "Hopper",
    "Curie",
    "Noether",
    "Wu",
    "Germain",
    "Johnson",
    "Meitner",
    "Turing",
    "誠",
    "O’Neil",
    "Đặng",
)
_ENDINGS = {
    State.CRASHED: "Cell 'train' (Train for five epochs) was left out: the kernel died in this cell.",
    State.TIMED_OUT: "Cell 'train' (Train for five epochs) was left out: the cell ran longer than 60 s.",
    State.PARTLY_GRADED: "Cell 'build' (Build the network) was left out: it used more than 4096 MiB of memory.",
}
GRADED_BY = (
    ("Grader", "Training Lab 1.0, Python 3.11.2"),
    ("Packages", "tensorflow 2.21.0, keras 3.15.0, numpy 2.3.1, nbgrader 0.9.6"),
    ("Isolation", "namespaces (bubblewrap), Landlock and seccomp"),
    ("Limits", "60 s a cell, 600 s a notebook, 4096 MiB of memory"),
)


def large_class(students: int = 200, lessons: int = 3) -> list[Row]:
    """A class in which everything happens that can happen to a notebook; the same each time."""
    chance = random.Random(11)
    names = list(LESSONS) + [f"{i:02d}-more" for i in range(len(LESSONS) + 3, lessons + 3)]
    rows = []
    for i in range(students):
        student = f"{chance.choice(_FIRST)} {chance.choice(_LAST)} {i:03d}"
        talent = min(max(chance.gauss(0.72, 0.22), 0.05), 0.99)
        for k, lesson in enumerate(names[:lessons]):
            result = _somebody(chance, talent - 0.07 * k, lesson)
            path = f"feedback/{student}/{lesson}/{lesson}.html" if result else ""
            rows.append(Row(student, lesson, result, path))
    return rows


def _somebody(chance: random.Random, talent: float, lesson: str) -> Result | None:
    fate = chance.random()
    if fate < 0.06:
        return None
    if fate < 0.075:
        return replace(unreadable(), lesson=lesson)
    if fate < 0.08:
        return Result(lesson, State.NOT_GRADED, stop="the process that graded it died, twice")
    state, stop, flags = State.GRADED, "", ()
    if fate < 0.13:
        state = chance.choice(list(_ENDINGS))
        stop = _ENDINGS[state]
    elif fate < 0.14:
        state = State.TAMPERED
        flags = (
            "tampered: before 'test-train', the kernel did not run a cell of the grader's as it was written",
        )
    elif fate < 0.17:
        flags = ("locked cell 'test-build' was changed; put back",)
    done = []
    for n, e in enumerate(exercises()):
        luck = chance.random()
        if e.written:
            done.append(replace(e, points=None if luck < 0.7 else float(chance.randint(3, 10))))
        elif luck < talent:
            done.append(
                replace(
                    e, points=e.max_points, verdicts=tuple(right(v.name, v.max_points) for v in e.verdicts)
                )
            )
        elif luck > 0.97:
            idle = tuple(
                wrong(v.name, Outcome.NOT_ATTEMPTED, "Not attempted yet.", v.max_points) for v in e.verdicts
            )
            done.append(replace(e, points=0.0, verdicts=idle))
        elif e.outcome is Outcome.RIGHT:
            off = chance.uniform(0.001, 2)
            said = f"The values differ, by up to {off:.3g} at position ({chance.randint(0, 9)}, {n})."
            made = wrong(e.verdicts[0].name, Outcome.VALUE, said, e.max_points)
            done.append(replace(e, points=0.0, verdicts=(made,)))
        else:
            done.append(e)
    seconds = 61 + chance.random() if state is State.TIMED_OUT else 1.2 + chance.gammavariate(3, 0.6)
    return replace(
        middling(),
        lesson=lesson,
        state=state,
        stop=stop,
        flags=flags,
        exercises=tuple(done),
        seconds=seconds,
        graded_by=GRADED_BY,
    )
