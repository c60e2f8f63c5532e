"""The public ledger of places: every change of every place is a line, each line's hash covers the one before it.

The database writes the lines (ADR 0011). Here they are chained, sealed, published by day, and checked.
"""
