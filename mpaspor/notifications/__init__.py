"""Messages to people.

A message is a row written with the fact it tells, sent by a job, and never lost: every row says what became of it.
"""
