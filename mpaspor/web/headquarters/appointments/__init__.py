"""Releases of many offices, their draws, and the witnesses who watch over them."""
