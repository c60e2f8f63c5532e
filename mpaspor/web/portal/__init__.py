"""The applicant's own pages.

Everything is fetched through her own files: another person's reference does not exist here. Whatever she typed is kept,
whatever goes wrong; every page works without scripts, on a small phone, by keyboard.
"""
