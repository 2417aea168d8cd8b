"""Signature Version 4, written from the specification, so that the tests can break every part of it.

`sign` and `presign` sign well; a test that wants a bad request either passes an odd argument (another
date, scope or service) or changes the returned request afterwards.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timezone
from urllib.parse import quote

ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True)
class Credentials:
    access_key: str
    secret_key: str
    token: str | None = None


@dataclass
class Request:
    """An HTTP request as it goes on the wire: headers keep their order and may repeat."""

    method: str = "POST"
    path: str = "/"
    query: list[tuple[str, str]] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def set_header(self, name: str, value: str) -> None:
        self.drop_header(name)
        self.headers.append((name, value))

    def drop_header(self, name: str) -> None:
        self.headers = [(key, value) for key, value in self.headers if key.lower() != name.lower()]

    def target(self) -> str:
        query = "&".join(f"{_encode(key)}={_encode(value)}" for key, value in self.query)
        return f"{self.path}?{query}" if query else self.path


def now() -> datetime:
    return datetime.now(timezone.utc)


def amz_date(when: datetime) -> str:
    return when.strftime("%Y%m%dT%H%M%SZ")


def scope(when: datetime, region: str, service: str, terminator: str = "aws4_request") -> str:
    return f"{when:%Y%m%d}/{region}/{service}/{terminator}"


def sign(
    request: Request,
    credentials: Credentials,
    region: str,
    *,
    service: str = "kms",
    when: datetime | None = None,
    date_header: str = "X-Amz-Date",
    signed: set[str] | None = None,
    payload_hash: str | None = None,
    credential_scope: str | None = None,
) -> Request:
    """Signs in the header form. `signed` limits the signed headers (default: all there are)."""
    when = when or now()
    request.set_header(date_header, amz_date(when))
    if credentials.token:
        request.set_header("X-Amz-Security-Token", credentials.token)
    names = sorted(signed if signed is not None else {name.lower() for name, _ in request.headers})
    the_scope = credential_scope or scope(when, region, service)
    signature = _signature(
        credentials.secret_key,
        amz_date(when),
        the_scope,
        _canonical_request(request, names, payload_hash or _sha256(request.body)),
    )
    request.headers.append(
        (
            "Authorization",
            f"{ALGORITHM} Credential={credentials.access_key}/{the_scope}, "
            f"SignedHeaders={';'.join(names)}, Signature={signature}",
        )
    )
    return request


def presign(
    request: Request,
    credentials: Credentials,
    region: str,
    *,
    service: str = "kms",
    when: datetime | None = None,
    expires: int | None = None,
    signed: set[str] | None = None,
    payload_hash: str | None = None,
) -> Request:
    """Signs in the query form: everything about the signature goes into X-Amz-* parameters."""
    when = when or now()
    names = sorted(signed if signed is not None else {name.lower() for name, _ in request.headers})
    the_scope = scope(when, region, service)
    request.query += [
        ("X-Amz-Algorithm", ALGORITHM),
        ("X-Amz-Credential", f"{credentials.access_key}/{the_scope}"),
        ("X-Amz-Date", amz_date(when)),
        ("X-Amz-SignedHeaders", ";".join(names)),
    ]
    if expires is not None:
        request.query.append(("X-Amz-Expires", str(expires)))
    if credentials.token:
        request.query.append(("X-Amz-Security-Token", credentials.token))
    canonical = _canonical_request(request, names, payload_hash or _sha256(request.body))
    signature = _signature(credentials.secret_key, amz_date(when), the_scope, canonical)
    request.query.append(("X-Amz-Signature", signature))
    return request


def _canonical_request(request: Request, signed_names: list[str], payload_hash: str) -> str:
    pairs = sorted((_encode(key), _encode(value)) for key, value in request.query)
    values: dict[str, list[str]] = {}
    for name, value in request.headers:
        values.setdefault(name.lower(), []).append(" ".join(value.split()))
    return "\n".join(
        [
            request.method,
            quote(request.path, safe="/-_.~"),
            "&".join(f"{key}={value}" for key, value in pairs),
            "".join(f"{name}:{','.join(values.get(name, ['']))}\n" for name in signed_names),
            ";".join(signed_names),
            payload_hash,
        ]
    )


def _signature(secret: str, date: str, the_scope: str, canonical_request: str) -> str:
    text = "\n".join([ALGORITHM, date, the_scope, _sha256(canonical_request.encode())])
    key = ("AWS4" + secret).encode()
    for part in the_scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.new(key, text.encode(), "sha256").hexdigest()


def _encode(text: str) -> str:
    return quote(text, safe="-_.~")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
