"""Stage 1, what a citizen asks for.

Everything typed is kept; nothing is asked twice; whoever has held a passport is told so here, before any money; an
application is ready only when the rules of the day say so.
"""
