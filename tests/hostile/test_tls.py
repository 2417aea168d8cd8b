"""HTTPS: TLS 1.2 and 1.3 only, and a plain request to the TLS port harms nobody."""

import socket
import ssl

import pytest

from harness.http1 import ClosedEarly, MalformedResponse, Reader
from harness.kms import Kms
from harness.server import Server

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # we ask for old TLS versions on purpose


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("tls") / "data", "--tls-self-signed") as running:
        yield running


@pytest.fixture(scope="module")
def certificate(server):
    found = [path for path in server.data.rglob("tls/*") if b"BEGIN CERTIFICATE" in path.read_bytes()]
    assert len(found) == 1
    return found[0]


def context(certificate=None, only: ssl.TLSVersion | None = None) -> ssl.SSLContext:
    """Verifies against `certificate`, or nothing; offers all versions, or only one."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if certificate:
        made.load_verify_locations(certificate)
    else:
        made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    made.set_ciphers("ALL:@SECLEVEL=0")  # so that a refusal is the server's
    made.minimum_version = only or ssl.TLSVersion.MINIMUM_SUPPORTED
    made.maximum_version = only or ssl.TLSVersion.MAXIMUM_SUPPORTED
    return made


def handshake(server, using: ssl.SSLContext, name: str = "localhost") -> ssl.SSLSocket:
    return using.wrap_socket(socket.create_connection(("127.0.0.1", server.port), timeout=10), server_hostname=name)


class TlsKms(Kms):
    def __init__(self, server: Server, using: ssl.SSLContext):
        super().__init__(server.port, server.credentials())
        self.connection = handshake(server, using)
        self.reader = Reader(self.connection)


def assert_serves(server):
    with TlsKms(server, context()) as kms:
        assert "Keys" in kms("ListKeys")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=lambda version: version.name)
def test_modern_versions_are_served(server, version):
    with TlsKms(server, context(only=version)) as kms:
        assert kms.connection.version() == version.name.replace("_", ".")
        key_id = kms("CreateKey")["KeyMetadata"]["KeyId"]
        blob = kms("Encrypt", KeyId=key_id, Plaintext="AAAA")["CiphertextBlob"]
        assert kms("Decrypt", CiphertextBlob=blob)["Plaintext"] == "AAAA"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1], ids=lambda version: version.name)
def test_old_versions_are_refused(server, version):
    with pytest.raises((ssl.SSLError, ConnectionError)):
        handshake(server, context(only=version))
    assert_serves(server)


@pytest.mark.parametrize("ciphers", ["AES128-SHA", "AES256-GCM-SHA384", "ECDHE+AES+SHA1:!AESGCM", "DHE", "aNULL", "eNULL"])
def test_weak_cipher_suites_are_refused(server, ciphers):
    """No key exchange without forward secrecy, no CBC, nothing anonymous or unencrypted."""
    weak = context(only=ssl.TLSVersion.TLSv1_2)
    try:
        weak.set_ciphers(ciphers + ":@SECLEVEL=0")
    except ssl.SSLError:
        pytest.skip("this OpenSSL cannot offer them")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        handshake(server, weak)


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_self_signed_certificate_verifies(server, certificate, name):
    handshake(server, context(certificate), name).close()


def test_self_signed_certificate_is_for_no_other_name(server, certificate):
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(server, context(certificate), "kms.example.com")


def test_certificate_and_key_stay_over_restarts(server, certificate):
    before = {path: path.read_bytes() for path in certificate.parent.iterdir()}
    server.restart()
    assert {path: path.read_bytes() for path in certificate.parent.iterdir()} == before
    assert_serves(server)


HOSTILE = {
    "plain request": b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n",
    "nothing": b"",
    "zeros": bytes(1000),
    "half a client hello": bytes.fromhex("16030100a5010000a10303"),
    "alert": bytes.fromhex("15030300020100"),
    "application data": bytes.fromhex("1703030010") + bytes(16),
    "record of the largest size": bytes.fromhex("160303ffff") + bytes(65535),
    "version of SSL 2": bytes.fromhex("802e0100020015000000100100800200800300800400800500800600400700c0"),
}


@pytest.mark.parametrize("sent", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_tls_ends_the_connection_only(server, sent):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        reader = Reader(connection)
        try:
            assert all(response.status == 400 for response in reader.responses_until_close())
        except (MalformedResponse, ClosedEarly):
            pass  # a TLS alert
    assert_serves(server)


def test_handshake_that_does_not_come_is_ended(server):
    """After ten seconds; our own time-out is longer."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=15) as connection:
        connection.sendall(bytes.fromhex("16030100a5010000a10303"))
        while connection.recv(100):
            pass  # perhaps an alert
    assert_serves(server)


def test_many_handshakes_at_once_are_served(server):
    kept = [handshake(server, context()) for _ in range(50)]
    for connection in kept:
        connection.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert all(Reader(connection).response().status == 200 for connection in kept)
    for connection in kept:
        connection.close()


def test_connection_cut_in_the_middle_of_tls_does_no_harm(server):
    for cut in range(20):
        connection = handshake(server, context())
        connection.sendall(b"GET /livez HTTP/1.1\r\n"[:cut])
        connection.shutdown(socket.SHUT_RDWR)
        connection.close()
    assert_serves(server)


@pytest.mark.parametrize(
    "flags", [["--tls-cert", "{cert}"], ["--tls-key", "{cert}"], ["--tls-cert", "/nonexistent", "--tls-key", "/nonexistent"]]
)
def test_half_a_tls_configuration_is_refused(tmp_path, certificate, flags):
    server = Server(tmp_path / "data", *(flag.format(cert=certificate) for flag in flags))
    code, said = server.run_to_end()
    assert code > 0 and "tls" in said.lower()
