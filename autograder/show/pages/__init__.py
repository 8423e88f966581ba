"""The pages: feedback for one student, and one page for the class."""
