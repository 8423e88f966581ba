"""nbgrader's gradebook: scores (writer), people's marks, students and due dates, late penalties, changed lessons."""
