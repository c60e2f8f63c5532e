"""Deciding on evidence: what waits, and one page for one decision."""
