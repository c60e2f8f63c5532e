"""The crowd at the door of an opening: waiting room, live places, places held in batches.

A small ASGI application. A request reads its ticket and this process's memory, never the database and never Django; the
work for the database is the same each second whatever the crowd. Alone (docs/operations):
`granian --interface asgi config.opening:application`.
"""
