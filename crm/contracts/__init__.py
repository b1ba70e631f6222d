"""Contracts, their lines and their statuses."""
