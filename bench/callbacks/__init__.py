"""Banks that tell of payments as badly as they can, while the server is killed in the middle.

Doubled, reordered, late, of wrong amounts, with wrong signatures, several at once for one bill: over HTTP by the
national standard (SNAP service 25), each call signed. What counts is what the rows say afterwards, against what the
bank was told: a payment it was told we have must be in the books once, and none it was told we refused.
`ratio` compares the calls with a hello of the same server that checks token and signature and does no more.
"""

from __future__ import annotations

from bench.callbacks.run import measure, options, page, too_much

__all__ = ["measure", "options", "page", "too_much"]
