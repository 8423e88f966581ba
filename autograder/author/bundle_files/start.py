"""Open JupyterLab on the lessons: python start.py [words for JupyterLab]

A corrected bundle, with all that you wrote kept: python start.py update NEW.zip
"""

import importlib.util
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Become JupyterLab, or run it and return its exit code; or update the lessons."""
    if importlib.util.find_spec("jupyterlab") is None:
        print(
            f"JupyterLab is not installed for {sys.executable}: set up first, then start with the Python"
            " of that environment, as README.md says.",
            file=sys.stderr,
        )
        return 1
    return update(sys.argv[2:]) if sys.argv[1:2] == ["update"] else start()


def start() -> int:
    """Become JupyterLab, or run it and return its exit code."""
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


def update(words: list[str]) -> int:
    """Bring the lessons of another bundle in here, or into a folder that is named, too."""
    if not 1 <= len(words) <= 2 or words[0].startswith("-"):
        print("Say: start.py update NEW.zip [FOLDER]", file=sys.stderr)
        return 2
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(HERE))
    from training_lab.errors import CourseError
    from training_lab.intake.update_folder import bundle_in, carry_out, plan, said

    folder = Path(words[1]) if words[1:] else HERE
    try:
        planned = plan(folder, bundle_in(Path(words[0])))
        print(said(planned, carry_out(folder, planned, datetime.now())), end="")
    except CourseError as error:
        print(f"{error.line} Nothing was lost.", file=sys.stderr)
        return 1
    return 1 if planned.refused else 0


if __name__ == "__main__":
    sys.exit(main())
