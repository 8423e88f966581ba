"""JupyterLab for students: no news from outside, and the panel with the lesson's exercises from beside this file."""

from pathlib import Path

c = get_config()

c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
c.LabApp.extra_labextensions_path = [str(Path(__file__).resolve().parent / "labextensions")]
