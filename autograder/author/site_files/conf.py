"""Sphinx's settings for the course's site. The repository with the lessons is named by TRAINING_LAB_REPOSITORY."""

import os

project = html_title = "Training Lab"
author = "the authors of Training Lab"
copyright = "text of the lessons: CC BY 4.0; code: BSD-3-Clause"

extensions = ["myst_nb"]
nb_execution_mode = "off"  # pictures and outputs are those that the lesson's source was saved with
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3
# Documents link to code, too, which is no page; notebooks name what ran them last; in hints "…" stands for code.
suppress_warnings = ["myst.xref_missing", "mystnb.unknown_mime_type", "misc.highlighting_failure"]

html_theme = "sphinx_book_theme"
html_copy_source = True
html_theme_options = {
    "navbar_persistent": [],
    "path_to_docs": "",
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
    "use_download_button": True,
    "use_fullscreen_button": False,
    "show_toc_level": 2,
    "home_page_in_toc": True,
}

# OWNER/NAME of a public repository on GitHub that holds lessons/: Binder and Colab open the lessons from there.
if repository := os.environ.get("TRAINING_LAB_REPOSITORY"):
    html_theme_options |= {
        "repository_url": f"https://github.com/{repository}",
        "repository_branch": os.environ.get("TRAINING_LAB_BRANCH", "main"),
        "launch_buttons": {
            "binderhub_url": "https://mybinder.org",
            "colab_url": "https://colab.research.google.com",
            "notebook_interface": "jupyterlab",
        },
    }
