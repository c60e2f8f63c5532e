"""Everything that speaks HTTP, by audience; none imports another.

What all pages share (who may see them, how an error is told) stands here.
"""
