"""What the Validate button reads in a student's JupyterLab, where the course's own settings are not at hand."""

c = get_config()

c.CourseDirectory.course_id = "training-lab"
# No cell takes more than 20 seconds on two cores; Binder and old laptops are slower than that, and Validate's own
# 30 seconds would call a right answer wrong there.
c.Execute.timeout = 120
