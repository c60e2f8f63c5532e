"""The one command: it starts, it survives, it ends."""
