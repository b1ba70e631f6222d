"""The network: one module a channel."""
