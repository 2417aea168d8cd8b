"""An OpenID Connect provider: the tokens it signs, and its keys, as a text or over https."""

import base64
import datetime
import http.server
import ipaddress
import json
import ssl
import threading
import time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.x509.oid import NameOID

ISSUER = "https://idp.example.com/realm"


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value, size):
    return b64url(value.to_bytes(size, "big"))


class Issuer:
    """Two keys, whose ids begin with `name`."""

    def __init__(self, name=""):
        self.rsa = rsa.generate_private_key(65537, 2048)
        self.ec = ec.generate_private_key(ec.SECP256R1())
        self.kids = {"RS256": f"{name}r", "ES256": f"{name}e"}

    def jwks(self):
        modulus, point = self.rsa.public_key().public_numbers(), self.ec.public_key().public_numbers()
        of_rsa = {"kty": "RSA", "use": "sig", "n": number(modulus.n, 256), "e": number(modulus.e, 3)}
        of_ec = {"kty": "EC", "crv": "P-256", "x": number(point.x, 32), "y": number(point.y, 32)}
        return json.dumps({"keys": [{**of_rsa, "kid": self.kids["RS256"]}, {**of_ec, "kid": self.kids["ES256"]}]})

    def token(self, algorithm="RS256", **claims):
        now = int(time.time())
        claims = {"iss": ISSUER, "sub": "pod-7", "aud": "sts.amazonaws.com", "iat": now, "exp": now + 600, **claims}
        header = {"alg": algorithm, "kid": self.kids[algorithm]}
        text = ".".join(b64url(json.dumps(part).encode()) for part in (header, claims))
        if algorithm == "RS256":
            signature = self.rsa.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        else:
            r, s = utils.decode_dss_signature(self.ec.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
            signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return f"{text}.{b64url(signature)}"


def make_certificate(directory: Path) -> tuple[Path, Path]:
    """The PEM files of a self-signed certificate for 127.0.0.1 and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "identity provider")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    paths = directory / "provider.crt", directory / "provider.key"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return paths


class Provider:
    """An https server on 127.0.0.1 whose `pages` are by path. Those there are at first: /jwks, and the
    configuration that leads to it."""

    CONFIGURATION = "/.well-known/openid-configuration"

    def __init__(self, directory: Path, jwks: str):
        self.certificate, key = make_certificate(directory)
        self.asked = []  # paths
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                provider.asked.append(self.path)
                body = provider.pages.get(self.path, "").encode()
                self.send_response(200 if body else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self.server.server_port}"
        self.pages = {
            "/jwks": jwks,
            self.CONFIGURATION: json.dumps({"issuer": ISSUER, "jwks_uri": f"{self.url}/jwks"}),
        }

    def __enter__(self) -> "Provider":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
