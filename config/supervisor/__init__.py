"""Runs the house on one machine: a PostgreSQL from local binaries, and beside it door, web, worker and sandbox.

Whoever needs the database shares the one that runs or starts it, and the one who started it stops it. Nothing outlives
the process that started it, whatever kills that process; and whatever was killed, the next start works at once.
"""
