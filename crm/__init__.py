"""Czuwaj: a CRM for small teams that never lets a date slip."""
