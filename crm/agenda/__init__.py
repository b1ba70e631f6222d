"""Read-only views across features."""
