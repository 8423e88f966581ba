#!/bin/sh
# JupyterLab for a student (on lessons/, only Validate of nbgrader's panels) or an instructor (Formgrader).
# usage: tools/lab.sh student|instructor [words for JupyterLab]
set -eu

role=$1
shift
root=$PWD

# JupyterLab refuses to start as root unless told so; nobody else is told.
if [ "$(id -u)" = 0 ]; then set -- --allow-root "$@"; fi

if [ "$role" = student ]; then
    export JUPYTER_CONFIG_PATH="$root/lab-config${JUPYTER_CONFIG_PATH:+:$JUPYTER_CONFIG_PATH}"
    cd lessons
    exec "$root/.venv/bin/python" -m jupyterlab --LabApp.default_url=/lab/tree/README.md "$@"
fi
.venv/bin/autograder register ${TRAINING_LAB_CLASS:+--class "$TRAINING_LAB_CLASS"}
export JUPYTER_CONFIG_PATH="$root/tools/instructor${JUPYTER_CONFIG_PATH:+:$JUPYTER_CONFIG_PATH}"
# A workspace of its own, laid anew each time: Formgrader is open, and the layouts of other projects stay as they are.
export JUPYTERLAB_WORKSPACES_DIR="$root/.venv/share/jupyter/lab/workspaces"
.venv/bin/python -m jupyterlab workspaces import tools/instructor/workspace.json >/dev/null 2>&1
exec .venv/bin/python -m jupyterlab --LabApp.default_url=/lab/workspaces/formgrader "$@"
