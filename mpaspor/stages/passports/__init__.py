"""Stage 6, the book itself.

Every blank is accounted for; every book is looked at before it is handed over; whoever takes it is recorded.
"""
