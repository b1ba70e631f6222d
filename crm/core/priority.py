"""How much something matters: the same four words wherever work has a priority."""

from __future__ import annotations

PRIORITIES = LOW, NORMAL, HIGH, URGENT = ("low", "normal", "high", "urgent")
