"""Checking a receipt: by the browser alone where it has scripts, by us where it has none, by anybody's own program."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from mpaspor import verify_receipt
from mpaspor.core import dates
from mpaspor.stages.payments import receipt_keys, receipts
from mpaspor.web.access import CENTRE, public
from mpaspor.web.templatetags.telling import language, rupiah, threes

# A receipt has some two hundred characters; nothing longer is worth a look.
LONGEST = 4000


@public
@require_http_methods(["GET", "HEAD", "POST"])
def receipts_page(request: HttpRequest) -> HttpResponse:
    """The text after the "#" of an address never reaches us: the page reads it itself, or somebody pastes it here."""
    keys = receipt_keys.published()
    facts: dict[str, object] = {"keys": keys, "published": json.dumps([key.jwk() for key in keys])}
    if request.method == "POST":
        facts |= verdict(request.POST.get("text", "")[:LONGEST], keys, ask_books="books" in request.POST)
    return render(request, "public/receipts/receipts.html", facts)


def verdict(text: str, keys: list[receipt_keys.PublicKey], *, ask_books: bool) -> dict[str, object]:
    """What the text is, and what it says; of our books only whether they agree, and only when that was asked."""
    try:
        facts = verify_receipt.verify(text, {key.name: verify_receipt.Key(key.pem, key.jwk()["until"]) for key in keys})
    except verify_receipt.OtherKey as other:
        return {"text": text, "verdict": "other", "other": str(other)}
    except verify_receipt.NotGenuine:
        return {"text": text, "verdict": "wrong"}
    holds = receipts.still_holds(facts["code"], int(facts["amount"])) if ask_books else None
    return {"text": text, "verdict": "genuine", "told": told(facts), "holds": holds}


def told(facts: dict[str, str]) -> dict[str, str]:
    """As people read it; the moment in the capital's zone, for the text names no other."""
    paid_at = datetime.strptime(facts["paid_at"], receipts.MOMENT).replace(tzinfo=UTC)
    return facts | {
        "code": threes(facts["code"]),
        "amount": rupiah(int(facts["amount"])),
        "paid_at": dates.moment(paid_at, CENTRE, language()),
    }


@public
@require_safe
def key(_request: HttpRequest) -> HttpResponse:
    """Every key whose receipts are genuine, as JSON: a key set as browsers read it, with days and PEM."""
    told = {"keys": [one.jwk() for one in receipt_keys.published()]}
    return JsonResponse(told, headers={"Access-Control-Allow-Origin": "*"}, json_dumps_params={"indent": 1})


@public
@require_safe
def key_pem(_request: HttpRequest) -> HttpResponse:
    """The same as PEM, each below a line with its id and its days."""
    blocks = [f"# {one.name} {one.since or ''}/{one.until or ''}\n{one.pem}" for one in receipt_keys.published()]
    return HttpResponse("".join(blocks), content_type="application/x-pem-file")
