"""QRIS: codes of the national standard for scanning, read and checked here, given out by an acquirer.

A notice makes us ask, never believe: money is what the acquirer, asked by us, shows as success.
"""
