# Everything runs in .venv, which `make` builds from the lock (requirements.txt) when it is missing or stale.
# All paths are relative: the folder's own path may have a space in it. GNU Make 3.81 (macOS) is enough.

# A Python of your choice (CPython 3.11 to 3.13): make PYTHON=/path/to/python3.12 grade
PYTHON ?=
# More words for the command that a target runs: make grade ARGS=--json
ARGS ?=
# How pytest is called: two at a time, the tests of one file in one process, in the order of tests/conftest.py.
# One test: make test PYTEST_ARGS=tests/journeys/test_setup.py
PYTEST_ARGS ?= -n 2 --dist loadfile --no-loadscope-reorder
# make lock keeps the versions it finds; make lock UPGRADE=1 takes the newest.
UPGRADE ?=
UV_VERSION = 0.13.8

# nbgrader calls `alembic` by name for a new gradebook; a terminal in JupyterLab should mean this project's Python too.
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help setup .venv grade test verify-full sample-class bench site lab formgrader panel lock clean

help: ## this list
	@echo "Training Lab: make TARGET, with TARGET one of"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{ printf "%-13s %s\n", $$1, $$2 }'

setup: ## .venv from the lock; done by every target below
	@PYTHON="$(PYTHON)" sh tools/setup.sh

.venv: setup

grade: setup ## grade the sample class and say where its page is
	.venv/bin/autograder grade --class tests/classroom $(ARGS)

test: setup ## every test, the style of the code, and the order of its folders
	.venv/bin/python -m ruff check .
	.venv/bin/python -m ruff format --check .
	.venv/bin/lint-imports --no-cache
	.venv/bin/python -m pytest $(PYTEST_ARGS) $(ARGS)

verify-full: setup ## grade the tests of every lesson, everything: an hour or more
	.venv/bin/autograder verify --full $(ARGS)
	TRAINING_LAB_CASES=10000 .venv/bin/python -m pytest -q -p no:xdist --timeout=7200 tests/test_any_class.py tests/lessons/test_updates.py
	.venv/bin/autograder verify --habits --mutants --full --write $(ARGS)

sample-class: setup ## write the sample class's notebooks anew, from tests/classroom/students.toml
	cd tests && ../.venv/bin/python -m support.sample_class $(ARGS)

bench: setup ## measure kernels, classes, kills into docs/benchmarks.md: 40 minutes; ARGS=kernels is one part
	cd tests && ../.venv/bin/python -m benchmarks $(ARGS)

site: setup ## the lessons and documents as web pages, in build/site
	.venv/bin/autograder site build/site $(ARGS)

lab: setup ## JupyterLab on the lessons, as a student sees them
	@sh tools/lab.sh student $(ARGS)

formgrader: setup ## JupyterLab with Formgrader, for an instructor
	@sh tools/lab.sh instructor $(ARGS)

panel: ## build JupyterLab's panel for students from panel/ into lab-config/ (needs Node)
	cd panel && npm ci --ignore-scripts && npm run build

lock: ## requirements.txt and requirements-student.txt from pyproject.toml
	@PYTHON="$(PYTHON)" UV_VERSION="$(UV_VERSION)" UPGRADE="$(UPGRADE)" sh tools/lock.sh

clean: ## remove .venv and what tests and builds left; grades in classroom/ stay
	rm -rf .venv .lockenv .pytest_cache .ruff_cache build dist training_lab.egg-info
	find autograder tests -name __pycache__ -type d -prune -exec rm -rf {} +
