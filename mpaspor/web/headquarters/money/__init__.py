"""The money of all offices, and the centre's own day: what belongs to no office."""
