"""Who did or saw what, when, why.

States never move without an entry; entries are never changed or removed, and are sealed in a chain of hashes, so that a
later change would show.
"""
