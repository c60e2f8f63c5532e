"""Helping somebody apply at the desk: under the officer's own name, with the person's consent recorded."""
