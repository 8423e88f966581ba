"""What people see: a class published, its pages, its tables, what goes to an LMS, words for the terminal."""
