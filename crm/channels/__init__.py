"""The network: one module a channel."""

from crm.channels.letter import Device, Failed, Letter, Report

__all__ = ["Device", "Failed", "Letter", "Report"]
