"""Witnesses: the digest of a secret before entries close, the secret after, and before the public value can be known.

Whoever has not revealed by then is missing, and the draw goes on: as nobody can know the public value yet, nobody can
know either what her silence would bring about.
"""

from __future__ import annotations

import re
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.stages.appointments.draws.refusals import AnotherSecret, NotADigest, NotTheirMoment, NotTheWitness
from mpaspor.stages.appointments.models import Draw, DrawWitness

# With fewer, only the public value stands between the house and the outcome; the draw goes on and everybody sees it.
WANTED = 2

_DIGEST = re.compile("[0-9a-f]{64}")
_LONGEST = 200


@transaction.atomic
def commit(witness: DrawWitness, digest: str, *, by: User | None, at: datetime) -> None:
    """Publish the digest of a secret; until entries close it may be replaced.

    Raises `NotTheWitness`, `NotTheirMoment`, `NotADigest`.
    """
    locked = _locked(witness, by)
    if locked.draw.state != Draw.State.ANNOUNCED or at >= locked.draw.closes_at:
        raise NotTheirMoment
    digest = digest.strip().lower()
    if not _DIGEST.fullmatch(digest):
        raise NotADigest
    old = {"commitment": locked.commitment} if locked.commitment else {}
    witness.commitment, witness.committed_at = digest, at
    witness.save(update_fields=["commitment", "committed_at"])
    trail.write(witness, "drawwitness.committed", by=by, at=at, old=old, new={"commitment": digest})


@transaction.atomic
def reveal(witness: DrawWitness, secret: str, *, by: User | None, at: datetime) -> None:
    """Publish the secret, of a draw that is sealed: whoever knew it before could choose the entries by it.

    Raises `NotTheWitness`, `NotTheirMoment`, `AnotherSecret`.
    """
    locked = _locked(witness, by)
    if locked.draw.state != Draw.State.SEALED or at > locked.draw.reveal_by:
        raise NotTheirMoment
    if not locked.commitment or not fits(secret, locked.commitment):
        raise AnotherSecret
    if locked.secret:
        return
    witness.secret, witness.revealed_at = secret, at
    witness.save(update_fields=["secret", "revealed_at"])
    trail.write(witness, "drawwitness.revealed", by=by, at=at, new={"secret": secret})


def fits(secret: str, commitment: str) -> bool:
    """Whether this is the secret of the commitment: one line that can be shown, 200 characters at most."""
    if not secret.isprintable() or len(secret) > _LONGEST:
        return False
    return sha256(secret.encode()).hexdigest() == commitment


def committed(draw: Draw) -> int:
    """How many have; fewer than `WANTED` is told beside the draw."""
    return draw.witnesses.exclude(commitment="").count()


def _locked(witness: DrawWitness, by: User | None) -> DrawWitness:
    if witness.user_id and (by is None or by.pk != witness.user_id):
        raise NotTheWitness
    return DrawWitness.objects.select_for_update(of=("self",), no_key=True).select_related("draw").get(pk=witness.pk)
