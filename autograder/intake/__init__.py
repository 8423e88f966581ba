"""What was handed in: found in the class's folder (submissions), read as data (notebook)."""
