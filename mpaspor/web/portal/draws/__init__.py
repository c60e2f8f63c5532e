"""The applicant's draws: what can be entered, her wishes in their order, and what became of them."""
