"""The line of a release, without a row for anybody in it.

One person has one position, whatever the number of tabs, devices, files or requests: those present before the opening
by lot, later ones by the round in which they came. Pure Python: nothing here knows the database, the clock or Django.
"""
