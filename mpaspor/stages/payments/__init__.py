"""Stage 3, the fee.

A bill stores the tariff rows it used; the bank is asked before a bill lapses; money that comes is a fee or a credit,
never lost; the double-entry ledger is the truth and its sums are zero.
"""
