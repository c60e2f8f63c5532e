"""Stage 5, may this person hold this passport?

Decided on evidence, never by who interviewed, by two where the watchlist shows somebody alike; every refusal has a
reason the law knows. The watchlist's answer has no public face.
"""
