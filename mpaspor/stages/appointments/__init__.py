"""Stage 2, a place at an office, a day, an hour.

PostgreSQL alone decides who has a place: one function books, a family together or not at all, one active place per
person. A moved place is a swap: the new one is certain before the old is given up.
"""
