from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest

from mpaspor import verify_draw
from mpaspor.audit.models import Entry
from mpaspor.stages.appointments.draws import drawing, files, sealing, witnesses
from mpaspor.stages.appointments.draws.refusals import AnotherSecret, NotADigest, NotTheirMoment, NotTheWitness
from mpaspor.stages.appointments.models import DrawWitness
from tests import people
from tests.stages.appointments.draws import scene
from tests.stages.appointments.draws.scene import CLOSED, KNOWN, REVEALING
from tests.stages.appointments.scene import MORNING

pytestmark = pytest.mark.django_db

SECRET = "tujuh belas burung"
DIGEST = sha256(SECRET.encode()).hexdigest()


@pytest.fixture
def witness() -> DrawWitness:
    return scene.draw().witnesses.all()[0]


def test_a_commitment_can_be_replaced_until_entries_close(witness: DrawWitness) -> None:
    witnesses.commit(witness, "0" * 64, by=None, at=MORNING)
    witnesses.commit(witness, f" {DIGEST.upper()}\n", by=None, at=CLOSED - timedelta(seconds=1))
    assert DrawWitness.objects.get(pk=witness.pk).commitment == DIGEST
    assert Entry.objects.filter(act="drawwitness.committed").count() == 2
    with pytest.raises(NotTheirMoment):
        witnesses.commit(witness, DIGEST, by=None, at=CLOSED)


@pytest.mark.parametrize("digest", ["", "abc", "g" * 64, DIGEST + "0"])
def test_a_commitment_is_a_digest(witness: DrawWitness, digest: str) -> None:
    with pytest.raises(NotADigest) as refusal:
        witnesses.commit(witness, digest, by=None, at=MORNING)
    assert refusal.value.words


@pytest.mark.parametrize(("minutes", "taken"), [(59, False), (60, True), (120, True), (121, False), (240, False)])
def test_a_secret_counts_from_the_sealing_until_it_must_be_revealed(
    witness: DrawWitness, minutes: int, taken: bool
) -> None:
    witnesses.commit(witness, DIGEST, by=None, at=MORNING)
    at = MORNING + timedelta(minutes=minutes)
    if at >= CLOSED:
        sealing.seal(witness.draw, at=CLOSED)
    if taken:
        witnesses.reveal(witness, SECRET, by=None, at=at)
    else:
        with pytest.raises(NotTheirMoment):
            witnesses.reveal(witness, SECRET, by=None, at=at)
    assert DrawWitness.objects.get(pk=witness.pk).secret == (SECRET if taken else "")


def test_before_the_entries_are_sealed_no_secret_is_taken(witness: DrawWitness) -> None:
    """Or the house could wait for it, and choose the entries by it."""
    witnesses.commit(witness, DIGEST, by=None, at=MORNING)
    with pytest.raises(NotTheirMoment):
        witnesses.reveal(witness, SECRET, by=None, at=REVEALING)
    sealing.seal(witness.draw, at=REVEALING)
    witnesses.reveal(witness, SECRET, by=None, at=REVEALING)


@pytest.mark.parametrize("secret", ["delapan belas burung", "", SECRET + "\n", SECRET * 20])
def test_another_secret_than_the_one_committed_to_is_refused(witness: DrawWitness, secret: str) -> None:
    witnesses.commit(witness, DIGEST, by=None, at=MORNING)
    sealing.seal(witness.draw, at=CLOSED)
    with pytest.raises(AnotherSecret):
        witnesses.reveal(witness, secret, by=None, at=REVEALING)


def test_who_did_not_commit_cannot_reveal(witness: DrawWitness) -> None:
    sealing.seal(witness.draw, at=CLOSED)
    with pytest.raises(AnotherSecret):
        witnesses.reveal(witness, SECRET, by=None, at=REVEALING)


def test_a_secret_is_revealed_once(witness: DrawWitness) -> None:
    witnesses.commit(witness, DIGEST, by=None, at=MORNING)
    sealing.seal(witness.draw, at=CLOSED)
    witnesses.reveal(witness, SECRET, by=None, at=REVEALING)
    witnesses.reveal(witness, SECRET, by=None, at=REVEALING + timedelta(minutes=1))
    assert DrawWitness.objects.get(pk=witness.pk).revealed_at == REVEALING
    assert Entry.objects.filter(act="drawwitness.revealed").count() == 1


def test_only_the_witness_speaks_for_the_witness(witness: DrawWitness) -> None:
    witness.user = people.head()
    witness.save()
    for somebody in (None, people.supervisor()):
        with pytest.raises(NotTheWitness):
            witnesses.commit(witness, DIGEST, by=somebody, at=MORNING)
        with pytest.raises(NotTheWitness):
            witnesses.reveal(witness, SECRET, by=somebody, at=REVEALING)
    witnesses.commit(witness, DIGEST, by=people.head(), at=MORNING)


def test_every_part_moves_the_outcome_and_a_missing_one_stops_nothing() -> None:
    seeds = set()
    for hour, revealed in ((9, ()), (10, ("Ombudsman RI",)), (11, ("Ombudsman RI", "Kantor Pusat"))):
        draw = scene.draw((hour, 2), code=f"draw-{hour}")
        scene.commit(draw)
        sealing.seal(draw, at=CLOSED)
        if revealed:
            scene.reveal(draw, *revealed)
        drawing.draw(draw, at=KNOWN)
        facts = files.facts_of(draw)
        assert [value for name, value in facts if name == "secret"].count("missing") == 2 - len(revealed)
        assert verify_draw.verify(files.published(draw)).told() == ""
        seeds |= {draw.seed, files.seed_of([*facts[:-1], ("value", "f" * 64)])}
    assert len(seeds) == 6
