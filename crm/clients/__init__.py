"""Clients and their contact persons."""
