"""Paying money back to an account. An order goes out once per reference, however often we have to ask."""
