"""What a hostile notebook can do to the grader, at every level of isolation: the tests that SECURITY.md names."""
