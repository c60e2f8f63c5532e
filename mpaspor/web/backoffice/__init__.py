"""The officers' console. A page reads what belongs to the officer's own office, asks one act, and answers; what it may
open is one permission, and what it looked at is in the trail."""
