"""What is kept of a class: the journal of results, its secret, nbgrader's gradebook; one run at a time (lock)."""
