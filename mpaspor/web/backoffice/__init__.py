"""The officers' console.

A page reads what belongs to the officer's own office, asks one act, and answers. It opens to one permission, and who
looked at a file is in its trail.
"""
