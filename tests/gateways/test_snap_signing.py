from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from mpaspor.gateways.snap import signing
from mpaspor.gateways.snap.minify import minify
from tests.gateways import independent_snap, keys

# The machine may be busy with others; how long an example takes says nothing.
UNHURRIED = settings(deadline=None)

TIMESTAMP = "2026-01-08T09:00:00+07:00"
BODY = (
    b'{"partnerServiceId":"   88899","customerNo":"820260108000001",'
    b'"virtualAccountNo":"   88899820260108000001","inquiryRequestId":"202601080900000001"}'
)
SIGNED = "BrVeTgDtIiLa8MnKxj11mnPaMHFBUSvR6fA19VWDHtXbSqxzkHW7inG2e1IeCmLXfAq14HyZcCeDX0JNTMA3gg=="
PATH = "/v1.0/transfer-va/inquiry"


def verify(
    signature: str, body: bytes, *, secrets: tuple[str, ...] = ("rahasia-klien",), token: str = "TOKEN123"
) -> None:
    signing.verify(secrets, signature, method="POST", path=PATH, token=token, body=body, timestamp=TIMESTAMP)


def symmetric(body: bytes) -> str:
    text = f"POST:{PATH}:TOKEN123:{hashlib.sha256(body).hexdigest()}:{TIMESTAMP}"
    return base64.b64encode(hmac.new(b"rahasia-klien", text.encode(), hashlib.sha512).digest()).decode()


def test_the_standards_example_is_signed_as_published() -> None:
    assert hashlib.sha256(BODY).hexdigest() == "b04e8cb66a2cf8e8c1d35daccf2d8bfbba60f0235cdcc503461095f8ec1a1da7"
    assert (
        signing.sign("rahasia-klien", method="POST", path=PATH, token="TOKEN123", body=BODY, timestamp=TIMESTAMP)
        == SIGNED
    )


def test_an_empty_body_is_signed_as_the_hash_of_nothing() -> None:
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    text = f"POST:{PATH}:TOKEN123:{nothing}:{TIMESTAMP}"
    signed = base64.b64encode(hmac.new(b"rahasia-klien", text.encode(), hashlib.sha512).digest()).decode()

    verify(signed, b"")


def test_raw_bytes_and_minified_text_are_both_believed() -> None:
    spaced = b'{ "a" : 10.00 ,\r\n\t"b c" : [ null , "x  y\\" z" ] }'

    verify(symmetric(spaced), spaced)
    verify(symmetric(b'{"a":10.00,"b c":[null,"x  y\\" z"]}'), spaced)


def test_text_that_was_parsed_and_written_anew_is_another_text() -> None:
    body = b'{ "b": 10.00, "a": "\\u00e9" }'
    for other in (
        json.dumps(json.loads(body), separators=(",", ":")),
        '{"a":"\\u00e9","b":10.00}',
        '{"b":10.0,"a":"é"}',
    ):
        with pytest.raises(signing.WrongSignature):
            verify(symmetric(other.encode()), body)


def test_during_a_change_of_secrets_both_are_believed() -> None:
    verify(SIGNED, BODY, secrets=("baru", "rahasia-klien"))
    with pytest.raises(signing.WrongSignature):
        verify(SIGNED, BODY, secrets=("baru",))
    with pytest.raises(signing.WrongSignature):
        verify(SIGNED, BODY, secrets=())


@pytest.mark.parametrize("signature", ["", "x", SIGNED[:-1], SIGNED.lower(), "é", "\ud800", "A" * 5000])
def test_any_other_signature_is_refused(signature: str) -> None:
    with pytest.raises(signing.WrongSignature):
        verify(signature, BODY)


def test_another_token_is_another_call() -> None:
    with pytest.raises(signing.WrongSignature):
        verify(SIGNED, BODY, token="Bearer TOKEN123")


def test_nothing_is_signed_under_an_empty_secret() -> None:
    with pytest.raises(ValueError, match="empty"):
        verify(SIGNED, BODY, secrets=("",))


def test_a_token_request_is_signed_as_another_program_signs_it() -> None:
    ours = signing.sign_token_request(keys.private("GATEWAY"), "mpaspor", TIMESTAMP)
    independent_snap.check_rsa(keys.public("GATEWAY"), ours, f"mpaspor|{TIMESTAMP}")
    theirs = independent_snap.rsa_signature(keys.private("BANK"), f"bank|{TIMESTAMP}")

    signing.verify_token_request([keys.public("TREASURY"), keys.public("BANK")], theirs, "bank", TIMESTAMP)
    with pytest.raises(signing.WrongSignature):
        signing.verify_token_request([keys.public("TREASURY")], theirs, "bank", TIMESTAMP)
    with pytest.raises(signing.WrongSignature):
        signing.verify_token_request([keys.public("BANK")], theirs, "bank", "2026-01-08T09:00:01+07:00")


def test_a_notice_is_signed_over_method_path_body_and_moment() -> None:
    body_hash = hashlib.sha256(b'{"a":1}').hexdigest()
    text = f"POST:/callbacks/x:{body_hash}:{TIMESTAMP}"
    signed = independent_snap.rsa_signature(keys.private("TREASURY"), text)

    def check(body: bytes, path: str = "/callbacks/x") -> None:
        public = [keys.public("TREASURY")]
        signing.verify_notice(public, signed, method="POST", path=path, body=body, timestamp=TIMESTAMP)

    check(b'{"a":1}')
    check(b'{ "a": 1 }')
    with pytest.raises(signing.WrongSignature):
        check(b'{"a":2}')
    with pytest.raises(signing.WrongSignature):
        check(b'{"a":1}', "/callbacks/y")


@pytest.mark.parametrize("signature", ["", "not base64!", "AAAA", "é"])
def test_what_is_no_rsa_signature_is_wrong(signature: str) -> None:
    with pytest.raises(signing.WrongSignature):
        signing.verify_token_request([keys.public("BANK")], signature, "bank", TIMESTAMP)


def test_weak_and_foreign_keys_are_not_used() -> None:
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - the weak key itself
    curve = ec.generate_private_key(ec.SECP256R1())
    for key in (short, curve):
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        with pytest.raises(signing.UnusableKey):
            signing.check_public_key(public)
        with pytest.raises(signing.UnusableKey):
            signing.check_private_key(private)
    for nonsense in ("", "x", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"):
        with pytest.raises(signing.UnusableKey):
            signing.check_public_key(nonsense)
        with pytest.raises(signing.UnusableKey):
            signing.check_private_key(nonsense)


def test_a_key_may_stand_on_one_line() -> None:
    signing.check_private_key(keys.private("GATEWAY").replace("\n", "\\n"))


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@UNHURRIED
@given(_json, st.booleans())
def test_minified_json_is_the_same_text_without_space(value: object, ascii_only: bool) -> None:
    wide = json.dumps(value, indent="\t", separators=(" , ", " : "), ensure_ascii=ascii_only)
    narrow = json.dumps(value, separators=(",", ":"), ensure_ascii=ascii_only)

    assert minify(wide.encode(errors="surrogatepass")) == narrow.encode(errors="surrogatepass")
    assert minify(narrow.encode(errors="surrogatepass")) == narrow.encode(errors="surrogatepass")


@UNHURRIED
@given(st.binary() | st.text('"\\ \n{}:,1').map(str.encode))
def test_any_bytes_can_be_minified_once_and_for_all(text: bytes) -> None:
    assert minify(minify(text)) == minify(text)


@pytest.mark.parametrize(
    "hostile", [b'\\"' * 500_000, b'"' * 999_999, b" " * 1_000_000, b'"\\' * 500_000, b'" ' * 499_999]
)
def test_a_hostile_text_costs_no_more_than_a_harmless_one(hostile: bytes) -> None:
    started = time.perf_counter()
    minify(hostile)

    assert time.perf_counter() - started < 2
