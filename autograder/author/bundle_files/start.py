"""Open JupyterLab on the lessons: python start.py [words for JupyterLab]"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Become JupyterLab, or run it and return its exit code."""
    if importlib.util.find_spec("jupyterlab") is None:
        print(
            f"JupyterLab is not installed for {sys.executable}: set up first, then start with the Python"
            " of that environment, as README.md says.",
            file=sys.stderr,
        )
        return 1
    env = dict(os.environ)
    env["JUPYTER_CONFIG_PATH"] = os.pathsep.join(
        filter(None, [str(HERE / "lab-config"), env.get("JUPYTER_CONFIG_PATH")])
    )
    # A terminal in JupyterLab, and `!pip` in a cell, should mean this Python.
    env["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), env.get("PATH", "")])
    command = [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.root_dir={HERE / 'lessons'}",
        "--LabApp.default_url=/lab/tree/README.md",
        *sys.argv[1:],
    ]
    os.chdir(HERE)  # Validate reads the nbgrader_config.py of the folder in which JupyterLab runs
    if os.name == "posix":
        os.execve(command[0], command, env)
    try:
        return subprocess.run(command, env=env).returncode
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
