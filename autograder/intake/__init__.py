"""What was handed in: found in the class's folder (submissions), when (times), read as data (notebook), and laid
beside the lesson cell by cell (alignment)."""
