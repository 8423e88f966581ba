"""Settings of nbgrader's Validate, for JupyterLab started by start.py and for `nbgrader validate` in this folder."""

c = get_config()  # noqa: F821 (put there by nbgrader)

# nbgrader stops a cell after 30 seconds; a slow laptop may need longer for an honest answer.
c.Execute.timeout = 120
