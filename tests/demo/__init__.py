"""The drawn people and the town they live in."""
