"""What a terminal is told instead of a traceback."""

from __future__ import annotations

import errno


class CannotRun(Exception):
    """The sentence says what is in the way and what to do about it."""


def sentence(error: OSError) -> str:
    """An error of the disk in one sentence, nothing for any other."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk is full{where}. Free some space and start again; nothing stored is lost."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"This user may not write here{where}. Choose another data folder with MPASPOR_DATA=/some/folder."
    return ""
