"""Where grading runs: on this machine (local), on a cluster (dask), inside nbgrader's own commands (nbgrader)."""
