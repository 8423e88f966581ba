"""The course: its folders and files, a lesson, its cells, and what students get of it."""
