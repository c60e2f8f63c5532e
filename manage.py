#!/usr/bin/env python3
"""The command `mpaspor`, for those who look for manage.py."""

from config import cli

if __name__ == "__main__":
    cli.main()
