"""The network: one module a channel."""

from crm.channels.letter import Failed, Letter

__all__ = ["Failed", "Letter"]
