#!/bin/sh
# Makes the lock from pyproject.toml. One list for Linux, macOS on Arm and Windows, Python 3.11 to 3.13, with
# hashes and without download addresses. Keeps the versions that the lock has; UPGRADE=1 takes the newest.
set -eu

. tools/python.sh

if [ ! -x .lockenv/bin/uv ] || ! .lockenv/bin/uv --version | grep -qF "uv $UV_VERSION"; then
    rm -rf .lockenv
    python=$(find_python)
    "$python" -m venv .lockenv
    .lockenv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION"
fi

compile() {
    # --fork-strategy fewest: one version of NumPy for every Python, so that a grade does not depend on it.
    # --no-strip-extras: with hashes, pip takes the pin of jsonschema for no pin of jsonschema[format-nongpl].
    .lockenv/bin/uv pip compile pyproject.toml --quiet --python .lockenv/bin/python \
        --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-strip-extras --custom-compile-command "make lock" "$@"
}

# --extra grade and dask: a grader's; hub: JupyterHub; site: the web pages; test: the tests' tools;
# --group build: the build backend of the project itself.
compile --extra grade --extra dask --extra hub --extra site --extra test --group build ${UPGRADE:+--upgrade} --output-file requirements.txt
# The student's list has the versions of the first, and no version of its own.
compile --constraint requirements.txt --upgrade --output-file requirements-student.txt
