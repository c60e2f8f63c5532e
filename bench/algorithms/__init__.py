"""Five ways to give places, behind the same small page: what each gives too much, and how fast.

The first four write the rows that ours writes, as such code is usually written: look whether the person has a place
already, look whether there is room, take it. They are judged without the net of the database: the check on the counter
and the unique index on the person are taken away, as in a house that trusts its algorithm. Ours keeps them.
"""

from __future__ import annotations

from bench.algorithms.run import measure, options, page, too_much

__all__ = ["measure", "options", "page", "too_much"]
