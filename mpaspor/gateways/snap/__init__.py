"""The national payment standard (SNAP): banks ask us whose bill it is, tell us it is paid, and answer when we ask.

Each word is signed. What a bank told is counted once by its payment number, however often and in whatever order.
"""
