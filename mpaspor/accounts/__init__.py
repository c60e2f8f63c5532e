"""People who sign in: citizens by a code in their mail, officers with a second factor too.

What each role may do stands in roles.py, and nowhere else.
"""
