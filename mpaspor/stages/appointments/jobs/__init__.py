"""Jobs of the places, a module for each concern: load, call one act."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

# Whoever looks for jobs imports this package alone.
for found in iter_modules(__path__, f"{__name__}."):
    import_module(found.name)
