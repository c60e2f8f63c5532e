"""The parts every page is built from: tags, filters and the words for states.

Facts come in, markup goes out; nothing here asks the database.
"""
