"""The applicant's own money: where it came from, what became of it, and asking for it back."""
