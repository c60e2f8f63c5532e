"""Counts over all stages, in SQL."""
