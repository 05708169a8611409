"""Says what it is."""
