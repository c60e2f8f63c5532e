"""Offices: where they are, when they are open, who works there; and the one dated table of rules all of them share."""
