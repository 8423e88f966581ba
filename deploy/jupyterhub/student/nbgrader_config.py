"""nbgrader in a student's server: which course, and where its exchange is. Holds no secret: students can read it."""

import os

c = get_config()

c.CourseDirectory.course_id = "training-lab"
c.Exchange.root = os.environ.get("TRAINING_LAB_EXCHANGE", "/srv/nbgrader/exchange")
# Under which name work is handed in. nbgrader takes the system's account, which in a container is everybody's.
c.CourseDirectory.student_id = os.environ.get("JUPYTERHUB_USER", "*")
# As in the students' own JupyterLab (lab-config/).
c.Execute.timeout = 120
