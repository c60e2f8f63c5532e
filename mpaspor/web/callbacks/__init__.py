"""Machines that call us: banks by the national standard, the treasury, the acquirer.

Each call is signed over the bytes as they came, harmless when repeated, and answered in JSON only once what it told is
committed.
"""
