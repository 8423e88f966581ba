"""JupyterHub for one class on one machine. docs/jupyterhub.md says how to set it up, step by step.

Every student and the instructor is an account of this machine. JupyterHub runs as root and starts a server for
whoever logs in, under that account. The instructor's holds the course; students' have nbgrader's Assignment List.
"""

import os
import sys
from pathlib import Path

c = get_config()
here = Path(__file__).resolve().parent

# Yours to change, here or in the environment of JupyterHub.
course = Path(os.environ.get("TRAINING_LAB_COURSE") or os.path.expanduser("~instructor/training-lab"))
instructor = os.environ.get("TRAINING_LAB_INSTRUCTOR", "instructor")
exchange = os.environ.get("TRAINING_LAB_EXCHANGE", "/srv/nbgrader/exchange")
# Only this machine reaches it: a web server with your certificate stands in front of it.
address = os.environ.get("TRAINING_LAB_ADDRESS", "http://127.0.0.1:8000")

if not (course / "nbgrader_config.py").is_file():
    raise SystemExit(f"There is no course in {course}: set TRAINING_LAB_COURSE to the instructor's checkout.")
if all(folder.stat().st_mode & 0o001 for folder in (course, *course.resolve().parents)):
    raise SystemExit(f"Students could read the solutions in {course}: run chmod o-rwx on it first.")

c.JupyterHub.bind_url = address
c.ConfigurableHTTPProxy.command = str(here / "node_modules" / ".bin" / "configurable-http-proxy")

# Who may log in: with the password of their account, the members of a group of this machine.
c.LocalAuthenticator.allowed_groups = {"training-lab"}
c.Authenticator.allowed_users = {instructor}


def settings(spawner):
    """Where a server looks for its settings, by whose it is."""
    own = [here / "instructor", course] if spawner.user.name == instructor else [here / "student"]
    return os.pathsep.join(map(str, own))


def folder(spawner):
    """The instructor's server begins in the course; a student's at home, as ever."""
    if spawner.user.name == instructor:
        spawner.notebook_dir = str(course)


c.Spawner.cmd = [str(Path(sys.prefix, "bin", "jupyterhub-singleuser"))]
c.Spawner.default_url = "/lab"
c.Spawner.pre_spawn_hook = folder
c.Spawner.environment = {
    "JUPYTER_CONFIG_PATH": settings,
    "TRAINING_LAB_EXCHANGE": exchange,
    # `autograder` and `nbgrader` in a terminal are those of this environment.
    "PATH": os.pathsep.join((str(Path(sys.prefix, "bin")), os.environ.get("PATH", os.defpath))),
}
