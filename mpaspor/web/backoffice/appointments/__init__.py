"""Days, hours and places of the office: what is open, what is taken, and which days are shut for which reason."""
