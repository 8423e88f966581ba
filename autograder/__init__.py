"""Training Lab's autograder: releases the lessons, grades what students hand in, reports."""

__version__ = "0.1.0"
