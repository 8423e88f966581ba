"""What was handed in: found in the class's folder (submissions), when (times), read as data (notebook)."""
