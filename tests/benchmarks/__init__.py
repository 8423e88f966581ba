"""What Training Lab costs, measured side by side: `make bench`."""
