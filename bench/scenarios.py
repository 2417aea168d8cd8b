"""The requests that servers are measured with: each asks a server that speaks the API of KMS for what it needs, and is a body then."""

from dataclasses import dataclass
from typing import Callable

PLAINTEXT = "QUJD" * 8  # 24 bytes
MESSAGE = "QUJD" * 16   # 48 bytes


@dataclass
class Scenario:
    name: str
    operation: str
    key: str                      # members of CreateKey
    body: Callable[..., str]      # of the server and the key


def _encrypt(_, key):
    return f'{{"KeyId":"{key}","Plaintext":"{PLAINTEXT}"}}'


def _decrypt(server, key):
    blob = server.call("Encrypt", _encrypt(server, key))["CiphertextBlob"]
    return f'{{"KeyId":"{key}","CiphertextBlob":"{blob}"}}'


def _sign(algorithm):
    return lambda _, key: f'{{"KeyId":"{key}","SigningAlgorithm":"{algorithm}","Message":"{MESSAGE}"}}'


def _signing_key(spec):
    return f'{{"KeySpec":"{spec}","KeyUsage":"SIGN_VERIFY"}}'


ALL = [
    Scenario("Encrypt", "Encrypt", "{}", _encrypt),
    Scenario("Decrypt", "Decrypt", "{}", _decrypt),
    Scenario("GenerateDataKey", "GenerateDataKey", "{}", lambda _, key: f'{{"KeyId":"{key}","KeySpec":"AES_256"}}'),
    Scenario("GenerateMac", "GenerateMac", '{"KeySpec":"HMAC_256","KeyUsage":"GENERATE_VERIFY_MAC"}',
             lambda _, key: f'{{"KeyId":"{key}","MacAlgorithm":"HMAC_SHA_256","Message":"{MESSAGE}"}}'),
    Scenario("DescribeKey", "DescribeKey", "{}", lambda _, key: f'{{"KeyId":"{key}"}}'),
    Scenario("Sign RSA-2048", "Sign", _signing_key("RSA_2048"), _sign("RSASSA_PSS_SHA_256")),
    Scenario("Sign P-256", "Sign", _signing_key("ECC_NIST_P256"), _sign("ECDSA_SHA_256")),
    Scenario("Sign Ed25519", "Sign", _signing_key("ECC_NIST_EDWARDS25519"), _sign("ED25519_SHA_512")),
    Scenario("Sign ML-DSA-65", "Sign", _signing_key("ML_DSA_65"), _sign("ML_DSA_SHAKE_256")),
]


def named(*names):
    return [scenario for scenario in ALL if scenario.name in names]


class Prepared:
    """A scenario with a key of its own on a server; signed anew for each run, since a signature ages."""

    def __init__(self, server, scenario):
        self.scenario = scenario
        self._server = server
        self._body = scenario.body(server, server.create_key(scenario.key))
        self.answer_bytes = len(server.raw(scenario.operation, self._body))

    def request(self):
        return self._server.signed_request(self.scenario.operation, self._body)
