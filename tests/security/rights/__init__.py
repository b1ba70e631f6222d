"""Rights by area: each module here names its operations in ORACLE, OWN or PUBLIC, and may add rows to the world."""
