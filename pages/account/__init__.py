"""What people decide about themselves."""
