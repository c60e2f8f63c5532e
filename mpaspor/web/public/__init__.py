"""Anyone: what is needed, what it costs, where there is room; how to sign in."""
