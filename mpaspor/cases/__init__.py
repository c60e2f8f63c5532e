"""The whole file of one application across all stages.

Reading it, withdrawing it, acts that complete two stages at once, and the proof that all files are sound.
"""
