"""The day at the office."""
