"""The steps, numbered and named."""
