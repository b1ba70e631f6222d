"""What is told to whom: kinds, the bell, the outbox, mail accounts."""
