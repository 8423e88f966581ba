"""What the answers of lesson 08 are worth.

Nobody but the grader reads this file: it is never released, and nothing of it enters a kernel.

What nobody can gain by force: a cure is judged by the weights alone, on exam images. Weights may be made
in any way, from a longer training, from the exam itself; whoever does so has a network that is well, and
what was asked for is one line. The challenge has no weights to believe: the grader trains with the settings.

Right answers on the 360 exam images (on the 60 wines), over 20 seeds each (least, median, greatest). The
thresholds below rest on them: 0.85 for digits and wines, 0.75 for odd and even, recall and precision of 0.5.

    patients 1, 2, 3, 5: 64-32-10, ten epochs
      Adam 0.3, patient 1        0.097  0.207  0.444      Adam 0.001                 0.881  0.914  0.928
      Adam 0.00001, patient 2    0.017  0.110  0.194      Adam 0.003                 0.933  0.953  0.964
      Adam 0.0001                0.217  0.335  0.475      Adam 0.01                  0.944  0.961  0.975
      SGD 0.01                   0.408  0.665  0.725      Adam 0.03                  0.917  0.953  0.967
      RMSprop 0.001              0.881  0.906  0.933      Adam 0.1                   0.861  0.928  0.956
      SGD 0.1                    0.925  0.939  0.950      SGD 0.3                    0.931  0.958  0.972
      rows, squared error        0.928  0.958  0.972      ten sigmoids, binary       0.942  0.957  0.967
    patient 4: wines, 20 epochs
      raw, SGD 0.1, as it came   0.400  0.400  0.400      Normalization, SGD 0.1     0.950  0.967  0.983
      raw, Adam 0.01             0.567  0.767  0.933      Normalization, Adam 0.01   0.967  0.975  0.983
      BatchNorm (0.99), SGD 0.1  0.500  0.600  0.783      Normalization, Adam 0.001  0.917  0.950  0.983
    patient 6: odd or even, bias 10, ten epochs
      squared error, SGD 0.1     0.506  0.506  0.506      cross-entropy, SGD 0.1     0.856  0.894  0.911
      the same, 30 epochs        0.506  0.506  0.506      cross-entropy, SGD 0.01    0.756  0.782  0.808
      squared error, Adam 0.01   0.881  0.917  0.947      cross-entropy, Adam 0.001  0.808  0.831  0.844
      squared error, bias 0      0.883  0.899  0.919      cross-entropy, Adam 0.01   0.869  0.890  0.936
    patient 7: is it an 8?       recall                   precision
      SGD 0.01, as it came       0.000  0.000  0.000
      Adam 0.01, 10 epochs       0.486  0.686  0.943      0.767  0.887  0.962
      Adam 0.01, 20 epochs       0.543  0.757  0.943      0.825  0.903  0.963
      Adam 0.001, 20 epochs      0.514  0.557  0.629      0.833  0.905  0.950
      SGD 0.1, 20 epochs         0.571  0.657  0.714      0.758  0.885  0.955
    the challenge: width 26, 6 epochs, 5 seeds each (those that the check itself uses)
      Adam 0.01, batches of 16   0.961  0.964  0.975      Adam 0.001, batches of 32  0.806  0.836  0.875
      Adam 0.01, batches of 32   0.947  0.958  0.961      SGD 0.1, batches of 32     0.908  0.922  0.922
      SGD 0.2, batches of 8      0.933  0.956  0.961      Adam 0.1, batches of 32    0.886  0.911  0.925
      squared error, Adam 0.01   0.950  0.953  0.964      SGD 0.01, batches of 32    0.325  0.375  0.561
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.key import (
    Architecture,
    Check,
    Choice,
    Compiled,
    Context,
    Exercise,
    Finding,
    Margin,
    Network,
    NetworkError,
    Outcome,
    Recipe,
    Settings,
    Trained,
    normal,
    predict,
    read_network,
    read_settings,
)

EXAM = (("cure-patient-1", "X_exam"), ("cure-patient-1", "y_exam"))
WINE_EXAM = (("cure-patient-4", "wine_exam"), ("cure-patient-4", "grower_exam"))
ODD_EXAM = (("cure-patient-1", "X_exam"), ("cure-patient-6", "odd_exam"))
EIGHT_EXAM = (("cure-patient-1", "X_exam"), ("cure-patient-7", "eight_exam"))

# ---------------------------------------------------------------- the cures


@dataclass(frozen=True, kw_only=True)
class Cured(Trained):
    """The weights of a cured run are right on the exam often enough; if not, its settings may say why.

    `explain` gets what the network was compiled with, and the network where it can be read.
    """

    explain: Callable[[Settings, Network | None], str]

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        network, settings = read(answer)
        if network is not None:
            # A single output without an activation is a logit, whatever the reference's own output is.
            self = replace(self, from_logits=network.output_activation == "linear")
        finding = Trained.examine(self, answer, reference, context)
        if finding.outcome is Outcome.RIGHT or settings is None:
            return finding
        if network is None and "finite" in finding.message:
            says = "The training has blown up: the rate is far too large, or the labels do not fit the loss."
            return replace(finding, message=f"{finding.message} {says}")
        return replace(finding, message=f"{finding.message} {self.explain(settings, network)}".strip())


def read(answer: Any) -> tuple[Network | None, Settings | None]:
    """The network and the settings of a model's record, each None where it cannot be read."""
    network = settings = None
    try:
        network = read_network(answer)
    except NetworkError:
        pass
    try:
        settings = read_settings(answer)
    except NetworkError:
        pass
    return network, settings


def about_the_rate(settings: Settings, network: Network | None) -> str:
    """What is wrong with the learning rate, if anything can be said."""
    rate, optimizer = settings.learning_rate, settings.optimizer.name
    if not isinstance(rate, float):
        return ""
    too_large, too_small = (1.5, 0.05) if optimizer == "SGD" else (0.15, 0.0005)
    if rate > too_large:
        return (
            f"For {optimizer} a rate of {rate:.4g} is far too large: divide it by ten until the loss falls."
        )
    if rate < too_small:
        return f"For {optimizer} a rate of {rate:.4g} is too small for ten epochs: think in factors of ten."
    return "Were all images trained on, for ten epochs?"


def about_the_labels(settings: Settings, network: Network | None) -> str:
    """Whether output and loss can belong to labels from 0 to 9."""
    loss = settings.loss.name if settings.loss else ""
    if network is not None and network.output_units == 1:
        return "It still has a single output: one number between 0 and 1 cannot name ten digits."
    if loss == "mean_squared_error":
        return (
            "Squared error compares ten outputs with ten numbers: each label has to be a row of 0s and one 1."
        )
    if network is not None and network.output_activation == "linear" and not settings.loss.config:
        return "The outputs have no activation, and the loss takes them for probabilities."
    return about_the_rate(settings, network)


def about_logits(settings: Settings, network: Network | None) -> str:
    """Whether the loss knows what it gets."""
    told = bool(settings.loss and settings.loss.config.get("from_logits"))
    if network is not None and network.output_activation == "relu":
        return "With ReLU the outputs are no probabilities either: many are 0, and others lie above 1."
    if network is not None and network.output_activation == "linear" and not told:
        return "The loss still takes the outputs for probabilities: tell it that they are logits, or add a softmax."
    return about_the_rate(settings, network)


def about_saturation(settings: Settings, network: Network | None) -> str:
    """Whether the gradient still has to come back through a sigmoid that is sure."""
    loss = settings.loss.name if settings.loss else ""
    if loss in ("mean_squared_error", "mean_absolute_error"):
        says = loss.replace("_", " ")
        return (
            f"The loss is still the {says}: behind a sigmoid that is sure, its gradient is next to nothing."
        )
    return about_the_rate(settings, network)


def same_network(share: float = 2) -> Architecture:
    """The network of the exercise: its layers, their units, its input."""
    return Architecture(
        "network",
        part="the network asked for",
        share=share,
        parts=("layers", "units", "input"),
        hint="Begin with the function that builds the network; only what is sick should change.",
    )


@dataclass(frozen=True, kw_only=True)
class CuredTaster(Cured):
    """The wine taster on raw measurements. One that needs them standardised by hand is told so."""

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        finding = super().examine(answer, reference, context)
        if finding.outcome is Outcome.RIGHT:
            return finding
        train = normal(context.reference["cure-patient-4", "wine_train"].value).astype(np.float64)
        record = context.reference[self.data[0]]
        exam = normal(record.value)
        for shift, scale in (
            (train.mean(0), train.std(0)),
            (train.min(0), np.ptp(train, axis=0)),
            (0, train.max(0)),
        ):
            scaled = replace(record, value=(exam - shift) / scale)
            by_hand = replace(context, reference={**context.reference, self.data[0]: scaled})
            if Cured.examine(self, answer, reference, by_hand).outcome is Outcome.RIGHT:
                says = (
                    "The network is well only if the wines are scaled before it gets them. Asked for is one that "
                    "takes them as they are: put the scaling inside, as its first layer."
                )
                return Finding(Outcome.VALUE, says)
        return finding


@dataclass(frozen=True, kw_only=True)
class ScalesInside(Check):
    """The network begins with a layer that scales, and that layer knows the training wines only."""

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        try:
            layers = read_network(answer).layers
        except NetworkError as error:
            return Finding(Outcome.TYPE, str(error))
        if not layers or layers[0].kind not in ("Normalization", "BatchNormalization"):
            first = str(layers[0]) if layers else "nothing"
            return Finding(
                Outcome.VALUE, f"The first layer is {first}: it does not bring the columns to one scale."
            )
        if layers[0].kind == "BatchNormalization":
            return Finding.right()
        train = normal(context.reference["cure-patient-4", "wine_train"].value).astype(np.float64)
        mean = layers[0].weights[0].reshape(-1) if layers[0].weights else np.zeros(0)
        if mean.shape != (13,) or np.abs(mean - train.mean(axis=0)).max() > 1e-2:
            unadapted = mean.size and not mean.any()
            says = (
                "was never adapted to any data"
                if unadapted
                else "was not adapted to wine_train and nothing else"
            )
            return Finding(Outcome.VALUE, f"The Normalization layer {says}.")
        return Finding.right()


@dataclass(frozen=True, kw_only=True)
class KnowsWhatItGets(Check):
    """Probabilities and a loss for probabilities, or logits and a loss for logits."""

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        network, settings = read(answer)
        if network is None or settings is None or settings.loss is None:
            return Finding(Outcome.MISSING, "What the network was compiled with could not be read.")
        told = bool(settings.loss.config.get("from_logits"))
        activation = network.output_activation
        if told and activation != "linear":
            says = (
                f"Both cures at once: the outputs went through {activation}, and the loss is told that they are "
                "logits. Keras warns; elsewhere the softmax would be taken twice."
            )
            return Finding(Outcome.VALUE, says)
        if not told and activation != "softmax":
            has = "no activation" if activation == "linear" else activation
            says = f"The loss takes the outputs for probabilities, but they have {has}."
            return Finding(Outcome.VALUE, says)
        return Finding.right()


@dataclass(frozen=True, kw_only=True)
class FindsEights(Check):
    """Recall and precision of a yes-or-no network on the exam, worked out from its weights."""

    recall: float
    precision: float

    def examine(self, answer: Any, reference: Any, context: Context) -> Finding:
        images, eights = (normal(context.reference[place].value) for place in EIGHT_EXAM)
        try:
            network = read_network(answer)
            outputs = predict(network, images)
        except NetworkError as error:
            return Finding(Outcome.SHAPE, str(error))
        if outputs.shape != (len(images), 1):
            return Finding(
                Outcome.SHAPE, f"It has {network.output_units} outputs; one is asked for: an 8, or not."
            )
        said = outputs[:, 0] > (0.0 if network.output_activation == "linear" else 0.5)
        found, called, there = int((said & (eights == 1)).sum()), int(said.sum()), int(eights.sum())
        if not called:
            says = (
                f"On the exam it says no to all {len(images)} images: recall 0, though its accuracy is 0.90."
            )
            return Finding(Outcome.VALUE, says)
        says = f"On the exam it finds {found} of {there} eights (recall {found / there:.2f}), "
        says += f"and {found} of the {called} that it calls an 8 are one (precision {found / called:.2f})"
        if found >= self.recall * there and found >= self.precision * called:
            margins = (
                Margin("recall", found / there, self.recall),
                Margin("precision", found / called, self.precision),
            )
            return Finding.right(f"{says}.", margins)
        lacks = (
            "too many others are called an 8"
            if found >= self.recall * there
            else "too many eights are missed"
        )
        return Finding(Outcome.VALUE, f"{says}: {lacks}.")


# ---------------------------------------------------------------- the diagnoses


def diagnosis(number: int, title: str, **explain: str) -> Exercise:
    return Exercise(f"quiz-patient-{number}", title, checks=[Choice("answer", explain=explain)])


def cure(number: int, title: str, demands: dict[str, str], *checks: Check) -> Exercise:
    return Exercise(f"cure-patient-{number}", title, checks, demands)


exercises = [
    diagnosis(
        1,
        "Diagnosis of patient 1",
        a="The visitor at the beginning has the same 32 hidden units and reads nineteen digits in twenty.",
        b="The rate is far too large. After one step the loss is several times that of guessing; the ReLU units are "
        "thrown so far that they give 0 for every image, and then no gradient reaches them any more.",
        c="Then the loss would hardly move at all; this one jumps in the first step.",
        d="Whole numbers from 0 to 9 and the sparse cross-entropy belong together, and the untrained loss is right.",
    ),
    cure(
        1,
        "Cure of patient 1",
        {"same-network": "the same network", "healthy": "at least 85 % right", "trained": "trained"},
        Cured(
            "network",
            part="health",
            share=6,
            accuracy=0.85,
            data=EXAM,
            explain=about_the_rate,
            hint="Divide the rate by ten, and again, until the loss falls from the first epoch on.",
        ),
        same_network(),
    ),
    diagnosis(
        2,
        "Diagnosis of patient 2",
        a="The visitor has as many; and the weights of this patient have hardly been used yet.",
        b="Then the training loss would be low and that of the check images high; here both are high and go together.",
        c="Loss and labels are those of the visitor, and the untrained loss is near ln 10, as it should be.",
        d="The rate is far too small: 340 steps of about 0.00001 are 0.003 at most, and the weights are 0.1 large. "
        "The direction is right, which is why the line goes down; it is only too slow.",
    ),
    cure(
        2,
        "Cure of patient 2",
        {
            "ten-epochs": "ten epochs at most",
            "healthy": "at least 85 % right",
            "same-network": "the same network",
        },
        Cured(
            "network",
            part="health",
            share=6,
            accuracy=0.85,
            data=EXAM,
            explain=about_the_rate,
            hint="Adam moves a weight by about the rate in each step. They should be able to move by some tenths.",
        ),
        same_network(),
    ),
    diagnosis(
        3,
        "Diagnosis of patient 3",
        a="With labels 0 and 1 no cross-entropy can be below zero: it is −ln of a probability. A loss that can not "
        "be is a sign, not a success.",
        b="A loss that explodes grows. This one does what it was told, and falls.",
        c="Binary cross-entropy is made for labels 0 and 1. A label of 5 makes 1 − y negative, −4, and so the loss "
        "has no bottom: the network says 1 to everything, and the surer it is, the more it is paid.",
        d="It has a sigmoid, and its outputs lie between 0 and 1: at 1, all of them.",
    ),
    cure(
        3,
        "Cure of patient 3",
        {"outputs": "one output for each digit", "loss": "a loss that fits the labels"},
        Cured(
            "network",
            part="health",
            share=6,
            accuracy=0.85,
            data=EXAM,
            explain=about_the_labels,
            hint="Ten outputs with softmax, and the sparse categorical cross-entropy for labels as whole numbers.",
        ),
        same_network(share=3),
    ),
    diagnosis(
        4,
        "Diagnosis of patient 4",
        a="Proline counts in hundreds and hue in tenths. The untrained loss is a hundred times that of guessing, the "
        "first steps are as large as their inputs, and after them the hidden units give 0 for every wine.",
        b="With the same wines the cured network gets more than nine in ten right.",
        c="The sparse cross-entropy takes whole numbers, 0 to 2 as well as 0 to 9.",
        d="SGD trains what it is given: with scaled columns the same rate of 0.1 does very well.",
    ),
    cure(
        4,
        "Cure of patient 4",
        {
            "inside": "the scaling inside the network",
            "adapted": "learnt from the training wines alone",
            "healthy": "at least 85 % right on raw measurements",
        },
        CuredTaster(
            "network",
            part="health",
            share=6,
            accuracy=0.85,
            data=WINE_EXAM,
            explain=lambda settings, network: about_the_rate(settings, network).replace(
                "all images", "all wines"
            ),
            hint="A Normalization layer, adapted to wine_train, between Input and the first Dense layer.",
        ),
        ScalesInside(
            "network",
            part="scaling inside",
            share=4,
            hint="layers.Normalization(), then its adapt(wine_train), then build the network with it in front.",
        ),
    ),
    diagnosis(
        5,
        "Diagnosis of patient 5",
        a="ReLU would make negative numbers 0, which is as bad: the loss wants numbers from 0 to 1 that add up to 1.",
        b="Without an activation the outputs are logits, any numbers at all. The loss takes them for probabilities and "
        "clips what is below 0 or above 1; where it clips, the gradient is 0. In the end all outputs are clipped "
        "and nothing moves any more.",
        c="Labels as whole numbers are what the sparse cross-entropy wants.",
        d="The visitor was trained with the same rate.",
    ),
    cure(
        5,
        "Cure of patient 5",
        {"one-cure": "one of the two cures", "healthy": "at least 85 % right"},
        Cured(
            "network",
            part="health",
            share=4,
            accuracy=0.85,
            data=EXAM,
            explain=about_logits,
            hint="SparseCategoricalCrossentropy(from_logits=True), or a softmax at the end.",
        ),
        KnowsWhatItGets(
            "network",
            part="loss and output",
            share=2,
            hint="Softmax and a loss for probabilities, or no activation and from_logits=True.",
        ),
        same_network(),
    ),
    diagnosis(
        6,
        "Diagnosis of patient 6",
        a="With another loss the same network gets nearly nine in ten right.",
        b="They lie between 0 and 1, as those of all other patients who read digits.",
        c="With a bias of 10 every output begins above 0.999, and half of them are wrong. Squared error's gradient "
        "has the slope p (1 − p) of the sigmoid in it, which is next to 0 there; that of cross-entropy has not.",
        d="A sigmoid gives numbers from 0 to 1: it could never reach −1.",
    ),
    cure(
        6,
        "Cure of patient 6",
        {
            "network": "32 ReLU units and one output",
            "healthy": "at least 75 % right",
            "odd": "trained on odd and even",
        },
        Cured(
            "network",
            part="health",
            share=7,
            accuracy=0.75,
            data=ODD_EXAM,
            explain=about_saturation,
            hint="Binary cross-entropy pulls hardest where the network is sure and wrong.",
        ),
        same_network(),
    ),
    diagnosis(
        7,
        "Diagnosis of patient 7",
        a="Saying no to everything scores the same, and finds not one 8.",
        b="Then the training loss would fall while that of the check images rises; here both go together.",
        c="It makes no difference to training which of the two is called 1.",
        d="It says no to every image. About 90 % are no 8, so that is right nine times in ten; only recall (0 of 35) "
        "shows it. The rate is so small that training ended before the first yes.",
    ),
    cure(
        7,
        "Cure of patient 7",
        {
            "metrics": "precision and recall as metrics",
            "healthy": "recall and precision of 0.5",
            "network": "one output",
        },
        FindsEights(
            "network",
            part="health",
            share=6,
            recall=0.5,
            precision=0.5,
            hint="Adam with a rate of 0.01 gets there in 15 epochs.",
        ),
        Compiled(
            "network",
            share=2,
            parts=("metrics",),
            known={"binary_accuracy": "Accuracy is what deceived us: ask for precision and recall as well."},
            hint="metrics=[keras.metrics.Precision(), keras.metrics.Recall()].",
        ),
        same_network(),
    ),
    Exercise(
        "challenge",
        "The challenge",
        demands={
            "keys": "exactly these settings",
            "budget": "within the budget",
            "healthy": "95 % of the exam images",
            "number": "the rate is a number",
        },
        checks=[
            Recipe(
                "settings",
                part=part,
                share=share,
                accuracy=accuracy,
                train=(("challenge", "X_train"), ("challenge", "y_train")),
                exam=EXAM,
                max_parameters=2000,
                max_epochs=6,
                hint=hint,
            )
            for part, share, accuracy, hint in (
                ("form and budget", 3, None, "A width of 26 makes 75 · 26 + 10 = 1,960 parameters."),
                ("90 % of the exam", 6, 0.90, "Think in factors of ten about the rate."),
                ("95 % of the exam", 8, 0.95, "The whole budget, cross-entropy, Adam, and a rate near 0.01."),
            )
        ],
    ),
]
