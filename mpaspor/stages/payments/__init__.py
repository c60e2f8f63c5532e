"""Stage 3, the fee.

A bill stores the tariff rows it used; all who may have its money are asked before it lapses; money that comes is a fee,
a credit or a question, never lost; the double-entry ledger is the truth and its sums are zero.
"""
