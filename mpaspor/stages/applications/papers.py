"""Papers: received, read again, replaced. What is kept is clean, small and sealed before it leaves the process."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.audit.models import Entry
from mpaspor.core import encryption
from mpaspor.gateways import storage
from mpaspor.offices import policy
from mpaspor.stages.applications import images, requirements
from mpaspor.stages.applications.days import local_day
from mpaspor.stages.applications.models import Applicant, Document, Stage
from mpaspor.stages.applications.requirements import Paper

_MEGABYTE = 1024 * 1024
_THUMBNAIL = "paper thumbnail"
# What a new picture of the same paper replaces; whatever was said of the old one goes with it.
_REPLACED = (
    "store_key", "content_type", "content_key", "bytes", "pages", "quality", "quality_accepted", "thumbnail",
    "uploaded_at", "uploaded_by", "verdict", "verdict_note",
)  # fmt: skip


class NotAsked(Exception):
    """The paper is not asked of this person."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Closed(Exception):
    """The application is closed; nothing is added to it."""


class Judged(Exception):
    """An officer has compared the paper with its original: nobody but an officer puts another in its place."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True)
class Row:
    """A paper that is asked for, and what was received of it."""

    paper: Paper
    document: Document | None


def receive(
    applicant: Applicant,
    kind: str,
    data: bytes,
    name: str,
    *,
    by: User | None,
    at: datetime,
    also: Collection[str] = (),
    original: bool = False,
) -> Document:
    """Keep one paper. Raises `images.TooLarge`, `images.Unreadable`, `StorageFull`, `NotAsked`, `Closed`, `Judged`."""
    return receive_all(applicant, {kind: (data, name)}, by=by, at=at, also=also, original=original)[0]


def receive_all(
    applicant: Applicant,
    files: Mapping[str, tuple[bytes, str]],
    *,
    by: User | None,
    at: datetime,
    also: Collection[str] = (),
    original: bool = False,
) -> list[Document]:
    """Keep several papers, given as {kind: (data, file name)}: all, or none.

    `also` are kinds that an officer asked for, beyond the list or anew. `original`: an officer took the pictures of the
    originals. Only these two replace a paper that was judged.
    """
    on = local_day(applicant.application, at)
    _must_be_asked(applicant, files.keys() - set(also), on)
    limit = policy.number("documents.max_megabytes", on=on) * _MEGABYTE
    prepared = {kind: images.prepare(data, name, limit=limit) for kind, (data, name) in files.items()}
    documents = [_document(applicant, kind, files[kind][0], paper, by=by, at=at) for kind, paper in prepared.items()]
    stored: list[str] = []
    try:
        for document, paper in zip(documents, prepared.values(), strict=True):
            storage.store().put(document.store_key, _sealed(document, paper.content))
            stored.append(document.store_key)
        return _keep(applicant, documents, None if original else also, by=by, at=at)
    except Exception:
        _delete(stored)
        raise


def content_key(data: bytes) -> bytes:
    """Equal for the very same bytes sent again, by whomever; tells nothing of them."""
    return encryption.blind_index(sha256(data).hexdigest(), "paper")


def content(document: Document) -> bytes:
    """The paper itself: a JPEG or a PDF, as `content_type` says."""
    return encryption.decrypt(storage.store().get(document.store_key), _context(document))


def thumbnail(document: Document) -> bytes:
    """A small JPEG of it."""
    return encryption.decrypt(bytes(document.thumbnail), _THUMBNAIL)


@transaction.atomic
def accept_quality(document: Document, *, by: User | None, at: datetime) -> None:
    """The applicant keeps a picture we found hard to read; an officer will look at it."""
    Document.objects.filter(pk=document.pk).update(quality_accepted=True)
    document.quality_accepted = True
    trail.write(document, "document.accepted", by=by, at=at, new={"kind": document.kind, "quality": document.quality})


@transaction.atomic
def remove(document: Document, *, by: User | None, at: datetime) -> None:
    """Take a paper away. Raises `Judged`."""
    _must_not_be_judged(Document.objects.select_for_update().filter(pk=document.pk))
    trail.write(document, "document.removed", by=by, at=at, old={"kind": document.kind})
    document.delete()
    transaction.on_commit(lambda: _delete([document.store_key]))


def forget(applicant: Applicant) -> None:
    """Remove the files of a person who leaves the file; the rows go with the person."""
    keys = list(applicant.documents.values_list("store_key", flat=True))
    transaction.on_commit(lambda: _delete(keys))


def rows(applicant: Applicant, on: date, family: Sequence[Applicant] | None = None) -> list[Row]:
    """The papers asked for, in order, each with what was received."""
    received = {document.kind: document for document in applicant.documents.all()}
    asked = requirements.papers_for(applicant, on, family)
    return [Row(paper, received.get(paper.kind)) for paper in asked]


def missing(applicant: Applicant, on: date, family: Sequence[Applicant] | None = None) -> list[Paper]:
    return [row.paper for row in rows(applicant, on, family) if row.paper.required and row.document is None]


def _must_be_asked(applicant: Applicant, kinds: Iterable[str], on: date) -> None:
    if applicant.stage == Stage.CLOSED:
        raise Closed
    asked = {paper.kind for paper in requirements.papers_for(applicant, on)}
    for kind in kinds:
        if kind not in asked:
            raise NotAsked(kind)


def _must_not_be_judged(documents: Iterable[Document]) -> None:
    for document in documents:
        if document.verdict:
            raise Judged(document.kind)


def _document(
    applicant: Applicant, kind: str, data: bytes, paper: images.Prepared, *, by: User | None, at: datetime
) -> Document:
    return Document(
        applicant=applicant,
        kind=kind,
        store_key=f"papers/{uuid4().hex}",
        content_type=paper.content_type,
        content_key=content_key(data),
        bytes=len(paper.content),
        pages=paper.pages,
        quality=paper.quality,
        thumbnail=encryption.encrypt(paper.thumbnail, _THUMBNAIL),
        uploaded_at=at,
        uploaded_by=by,
    )


@transaction.atomic
def _keep(
    applicant: Applicant, documents: list[Document], asked: Collection[str] | None, *, by: User | None, at: datetime
) -> list[Document]:
    """Replace what was there; of what was judged only the kinds asked for (None: all)."""
    kinds = [document.kind for document in documents]
    old = list(Document.objects.select_for_update().filter(applicant=applicant, kind__in=kinds))
    if asked is not None:
        _must_not_be_judged(document for document in old if document.kind not in asked)
    kept = Document.objects.bulk_create(
        documents, update_conflicts=True, unique_fields=["applicant", "kind"], update_fields=_REPLACED
    )
    Entry.objects.bulk_create(_entry(document, old, by=by, at=at) for document in kept)
    replaced = [document.store_key for document in old]
    if replaced:
        transaction.on_commit(lambda: _delete(replaced))
    return kept


def _entry(document: Document, old: Sequence[Document], *, by: User | None, at: datetime) -> Entry:
    before = next((one for one in old if one.kind == document.kind), None)
    facts: dict[str, Any] = {"kind": document.kind, "quality": document.quality, "pages": document.pages}
    act = "document.replaced" if before else "document.received"
    return trail.entry(document, act, by=by, at=at, old={"verdict": before.verdict} if before else {}, new=facts)


def _sealed(document: Document, plain: bytes) -> bytes:
    return encryption.encrypt(plain, _context(document))


def _context(document: Document) -> str:
    """A paper opens only under the key it was stored at: files cannot be exchanged behind our back."""
    return f"paper {document.store_key}"


def _delete(keys: Iterable[str]) -> None:
    for key in keys:
        storage.store().delete(key)
