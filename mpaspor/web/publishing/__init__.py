"""Publishing places, as the head of an office and the centre both do it.

Nothing is published that was not shown first: a form shows what follows, and what was shown is what is sent.
"""
