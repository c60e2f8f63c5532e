"""What the house can bear, measured on a service of its own that really runs; the figures of docs/benchmarks.md.

Figures of one machine and one minute: read the ratios to the bare hello of the same run before the digits.
"""
