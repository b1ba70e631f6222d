"""Ladders of steps, and the ledger of what is due when."""
