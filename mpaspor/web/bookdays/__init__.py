"""A day of the books, as the treasurers of an office and those of the centre both reconcile and close it.

What is shown is what is signed: the same facts, the same acts, the same words, whoever's day it is.
"""
