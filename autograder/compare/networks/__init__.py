"""A student's network, rebuilt from its record and run in NumPy: network, reading, computing, activations, losses."""
