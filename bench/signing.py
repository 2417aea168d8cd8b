"""Signature Version 4, as short as it gets."""

import datetime
import hashlib
import hmac

REGION = "us-east-1"


def signed(credentials, service, host, headers, body):
    """`headers` with all that the service wants to see. Good for five minutes."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    headers = {**headers, "Host": host, "x-amz-date": now}
    lines = sorted((name.lower(), value) for name, value in headers.items())
    names = ";".join(name for name, _ in lines)
    canonical = "\n".join(["POST", "/", "", *(f"{name}:{value}" for name, value in lines), "", names, sha256(body)])
    scope = f"{now[:8]}/{REGION}/{service}/aws4_request"
    key = ("AWS4" + credentials["aws_secret_access_key"]).encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    to_sign = "\n".join(["AWS4-HMAC-SHA256", now, scope, sha256(canonical)])
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    headers["authorization"] = (f"AWS4-HMAC-SHA256 Credential={credentials['aws_access_key_id']}/{scope}, "
                                f"SignedHeaders={names}, Signature={signature}")
    return headers


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()
