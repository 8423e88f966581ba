#!/bin/sh
# Builds .venv from the lock when it is missing or stale, and registers the lessons in a fresh gradebook.
# Called by make, in the repository's root. What counts as stale is what the files say, not their dates,
# which a checkout changes; a folder that was moved is stale too, because a venv knows its own path.
set -eu

. tools/python.sh

# Settings of the shell that would reach into the venv, or make pip install elsewhere.
unset PYTHONHOME PYTHONPATH PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV PIP_REQUIRE_HASHES
export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1

lock_now="$(cksum <requirements.txt) $PWD"
project_now="$(cksum <pyproject.toml) $lock_now"
lock_mark=.venv/lock-installed
project_mark=.venv/project-installed

says() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

if ! says $lock_mark "$lock_now" || ! .venv/bin/python -c "" 2>/dev/null; then
    python=$(find_python)
    echo "Building .venv with $python: about two minutes, and a download the first time."
    # The marks go last in and first out: a build that was interrupted never looks finished.
    rm -f $lock_mark $project_mark
    rm -rf .venv
    "$python" -m venv .venv
    # Compiled below, on all cores.
    .venv/bin/python -m pip install --quiet --no-compile --require-hashes -r requirements.txt
    # Compiling to a file works although PYTHONDONTWRITEBYTECODE may be set; a package's own templates and
    # samples need not be valid Python, so what it reports is of no interest here.
    .venv/bin/python -m compileall -qq -j 0 .venv/lib >/dev/null 2>&1 || true
    printf '%s' "$lock_now" >$lock_mark
fi

if ! says $project_mark "$project_now"; then
    rm -f $project_mark
    # A second step: pip refuses a list with hashes together with an editable project.
    .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
    .venv/bin/python -m compileall -qq autograder >/dev/null 2>&1 || true
    printf '%s' "$project_now" >$project_mark
fi

# nbgrader skips release folders that exist already and then fails for every student: tell its gradebook of them.
# A lesson that is half written must not keep anybody from running its tests: make formgrader insists, this does not.
if [ ! -f "${TRAINING_LAB_CLASS:-classroom}/gradebook.db" ] && ! .venv/bin/autograder register; then
    echo "Set-up is done, but nbgrader does not know the lessons yet: the next make tries again." >&2
fi
