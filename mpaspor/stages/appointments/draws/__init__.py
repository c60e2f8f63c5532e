"""The fair draw: who enters wins by chance alone, and anybody can recompute who won (docs/draw.md, ADR 0012).

Entries are sealed before the public value can be known; one permutation orders them all; each in turn gets the first of
its wishes that has room for the whole family. Neither the house nor a witness nor an entrant can steer the outcome.
"""
