"""Work that comes round for many records at once, where one that goes wrong keeps no other waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Record = TypeVar("Record")

# So many silences in a row: nobody is there, and asking on would only take time.
MOST_SILENCES = 3


def each(
    records: Iterable[Record],
    act: Callable[[Record], object],
    *,
    silence: type[Exception] | tuple[()] = (),
    answer: type[Exception] | tuple[()] = (),
) -> int:
    """Do `act` with one after the other; for how many it was done.

    What goes wrong is raised at the end, together. An exception of the kind `silence` says that whoever is asked does
    not answer: it is passed over, and a few in a row end the round. One of the kind `answer` says that they do, though
    not about this record: it went wrong, also where `silence` is the wider kind.
    """
    done = silences = 0
    wrong: list[Exception] = []
    for record in records:
        try:
            act(record)
        except answer as problem:
            silences = 0
            wrong.append(problem)
        except silence:
            silences += 1
            if silences == MOST_SILENCES:
                break
        except Exception as problem:  # noqa: BLE001 - raised below, with the others
            wrong.append(problem)
        else:
            done, silences = done + 1, 0
    if wrong:
        message = f"{len(wrong)} went wrong, {done} did not"
        raise ExceptionGroup(message, wrong)
    return done
