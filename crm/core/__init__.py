"""What everything stands on; knows no feature."""
