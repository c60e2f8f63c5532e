"""The whole file of one application across all stages: reading it, withdrawing it, and proving that all files are sound."""
