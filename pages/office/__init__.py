"""What the office sets up."""
