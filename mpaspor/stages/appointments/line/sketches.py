"""Who came, without a list of them: a sketch of fixed size that can tell whether somebody is in it, and how many are.

A Bloom filter of 2^n bits. A party's 8 bytes are two numbers a and b of 32 bits; bits a, a+b, a+2b, a+3b are hers.
It never forgets anybody. It takes somebody for present who is not with a chance of (share of set bits)^4: 1 in 100,000
when a twentieth is set, 1 in 50 with a million people in 2^23 bits. How many are in it follows from the set bits
(m/4 · -ln(1 - set/m)), within 0.1 % for a million in 2^23 bits and within 1 % after folding.
Two sketches are laid over one another by OR; one of double size is folded by laying its halves over one another, which
keeps everybody in it. Stored: one byte n, then the bits deflated.
"""

from __future__ import annotations

import math
import zlib

HASHES = 4
# Folded until this share of bits is set: one in 4,000 is then taken for somebody else.
FULL_ENOUGH = 1 / 8
_LEAST = 10


class Sketch:
    """A sketch of 2^`order` bits."""

    __slots__ = ("_mask", "_size", "bits", "order")

    def __init__(self, order: int, bits: bytes | bytearray | None = None) -> None:
        self.order = order
        self.bits = bytearray(bits) if bits is not None else bytearray(1 << order >> 3)
        self._mask = (1 << order) - 1
        self._size: int | None = None

    def __contains__(self, person: bytes) -> bool:
        number = int.from_bytes(person)
        at, step, mask, bits = number >> 32, number & 0xFFFFFFFF | 1, self._mask, self.bits
        # The four of `HASHES` written out: asked with each request of a crowd.
        a, b, c, d = at & mask, at + step & mask, at + 2 * step & mask, at + 3 * step & mask
        found = bits[a >> 3] >> (a & 7) & bits[b >> 3] >> (b & 7) & bits[c >> 3] >> (c & 7) & bits[d >> 3] >> (d & 7)
        return bool(found & 1)

    def add(self, person: bytes) -> None:
        number = int.from_bytes(person)
        at, step, mask, bits = number >> 32, number & 0xFFFFFFFF | 1, self._mask, self.bits
        for _ in range(HASHES):
            place = at & mask
            bits[place >> 3] |= 1 << (place & 7)
            at += step
        self._size = None

    @property
    def size(self) -> int:
        """About how many people are in it."""
        if self._size is None:
            bits, share = 1 << self.order, self.share
            self._size = round(-bits / HASHES * math.log1p(-min(share, 1 - 1 / bits)))
        return self._size

    @property
    def share(self) -> float:
        """The share of bits that are set."""
        return int.from_bytes(self.bits).bit_count() / (1 << self.order)

    def lay_over(self, other: Sketch) -> bool:
        """Add everybody in the other one; whether that was anybody new. The larger of the two is folded to fit."""
        self._fold(other.order)
        theirs = other.folded(self.order)
        mine = int.from_bytes(self.bits)
        both = mine | int.from_bytes(theirs.bits)
        if both == mine:
            return False
        self.bits[:] = both.to_bytes(len(self.bits))
        self._size = None
        return True

    def folded(self, order: int) -> Sketch:
        """Everybody in it, in 2^`order` bits or fewer."""
        copy = Sketch(self.order, self.bits)
        copy._fold(order)
        return copy

    def compact(self) -> None:
        """Fold while it stays clear enough."""
        while self.order > _LEAST and self.share <= FULL_ENOUGH / 2:
            self._fold(self.order - 1)

    def pack(self) -> bytes:
        return bytes([self.order]) + zlib.compress(self.bits, 1)

    @classmethod
    def unpack(cls, stored: bytes) -> Sketch:
        return cls(stored[0], zlib.decompress(stored[1:]))

    def _fold(self, order: int) -> None:
        while self.order > order:
            half = len(self.bits) // 2
            both = int.from_bytes(self.bits[:half]) | int.from_bytes(self.bits[half:])
            self.bits = bytearray(both.to_bytes(half))
            self.order -= 1
            self._mask >>= 1
            self._size = None
