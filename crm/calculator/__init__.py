"""Items that are sold, their values and prices."""
