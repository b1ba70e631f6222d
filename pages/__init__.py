"""The pages, one folder per section of the menu."""
