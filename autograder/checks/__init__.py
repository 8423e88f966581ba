"""What a grading key is written with: exercises, their checks, the mistakes that they know by name.

A check judges a record, plain data out of a student's process, against the reference's. It calls
no method of anything that came from there, and computes for itself whatever a score depends on.
"""

from autograder.checks.architecture import Architecture
from autograder.checks.base import Check, Context, Exercise, Mistake, Raised, Record, Rule
from autograder.checks.compiled import Compiled
from autograder.checks.figures import Figure
from autograder.checks.functions import Function
from autograder.checks.recipes import Recipe
from autograder.checks.steps import Steps
from autograder.checks.syntax import MustNotUse, MustUse
from autograder.checks.training import History, Trained
from autograder.checks.values import Choice, Value

__all__ = [
    "Architecture",
    "Check",
    "Choice",
    "Compiled",
    "Context",
    "Exercise",
    "Figure",
    "Function",
    "History",
    "Mistake",
    "MustNotUse",
    "MustUse",
    "Raised",
    "Recipe",
    "Record",
    "Rule",
    "Steps",
    "Trained",
    "Value",
]
