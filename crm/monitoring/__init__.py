"""What is watched, until when, who is told."""
