#!/bin/sh
# JupyterLab for a student (on lessons/, only Validate of nbgrader's panels) or an instructor (Formgrader).
# usage: tools/lab.sh student|instructor [words for JupyterLab]
set -eu

role=$1
shift
root=$PWD

# JupyterLab refuses to start as root unless told so; nobody else is told.
if [ "$(id -u)" = 0 ]; then set -- --allow-root "$@"; fi
# A terminal in JupyterLab, and `!pip` in a cell, should mean this project's Python.
PATH=$root/.venv/bin:$PATH
export PATH

if [ "$role" = student ]; then
    export JUPYTER_CONFIG_PATH="$root/lab-config${JUPYTER_CONFIG_PATH:+:$JUPYTER_CONFIG_PATH}"
    cd lessons
    index=README.md
    [ ! -f index.ipynb ] || index=index.ipynb
    exec "$root/.venv/bin/python" -m jupyterlab --LabApp.default_url="/lab/tree/$index" "$@"
fi
.venv/bin/autograder register
exec .venv/bin/python -m jupyterlab --LabApp.default_url="/lab?formgrader" "$@"
