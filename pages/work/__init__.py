"""Today and the inbox."""
