"""What a citizen asks for."""
