"""Jobs of the places, a module for each concern: load, call one act."""
