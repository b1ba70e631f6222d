"""Clients, contracts, monitoring."""
