"""All that a grading key may import: exercises, their checks, and what checks of a key's own are made of.

A check judges a record, plain data out of a student's process, against the reference's. It calls
no method of anything that came from there, and computes for itself whatever a score depends on.
"""

from autograder.compare.checks.architecture import Architecture, Fresh
from autograder.compare.checks.base import Check, Context, Exercise, Rule
from autograder.compare.checks.by_hand import ByHand
from autograder.compare.checks.compiled import Compiled, Settings, read_settings
from autograder.compare.checks.figures import Figure, without_marks
from autograder.compare.checks.functions import Function
from autograder.compare.checks.recipes import Recipe
from autograder.compare.checks.steps import Steps
from autograder.compare.checks.syntax import MustUse
from autograder.compare.checks.training import (
    History,
    Trained,
    TrainedOnOwnScale,
    loss_of_network,
    movement,
    never_trained,
)
from autograder.compare.checks.values import (
    Choice,
    Tolerance,
    Value,
    difference,
    is_array,
    kind_of,
    normal,
    shown,
)
from autograder.compare.networks.activations import sigmoid
from autograder.compare.networks.computing import parameters, predict
from autograder.compare.networks.losses import accuracy_of
from autograder.compare.networks.network import Network, NetworkError
from autograder.compare.networks.reading import read_network
from autograder.compare.records import Raised
from autograder.compare.result import Finding, Margin, Outcome

__all__ = [
    "Architecture",
    "ByHand",
    "Check",
    "Choice",
    "Compiled",
    "Context",
    "Exercise",
    "Figure",
    "Finding",
    "Fresh",
    "Function",
    "History",
    "Margin",
    "MustUse",
    "Network",
    "NetworkError",
    "Outcome",
    "Raised",
    "Recipe",
    "Rule",
    "Settings",
    "Steps",
    "Tolerance",
    "Trained",
    "TrainedOnOwnScale",
    "Value",
    "accuracy_of",
    "difference",
    "is_array",
    "kind_of",
    "loss_of_network",
    "movement",
    "never_trained",
    "normal",
    "parameters",
    "predict",
    "read_network",
    "read_settings",
    "shown",
    "sigmoid",
    "without_marks",
]
