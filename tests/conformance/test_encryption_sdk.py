"""The AWS Encryption SDKs for Python and JavaScript encrypt a file through Trent and read each other's."""

import json
import os

import aws_encryption_sdk
import pytest
from aws_cryptographic_material_providers.mpl import AwsCryptographicMaterialProviders
from aws_cryptographic_material_providers.mpl.config import MaterialProvidersConfig
from aws_cryptographic_material_providers.mpl.models import CreateAwsKmsKeyringInput

import node
from wrapping import import_material

CONTEXT = {"purpose": "conformance", "file": "treasure.bin"}


class Python:
    def __init__(self, server, kms, arn):
        providers = AwsCryptographicMaterialProviders(config=MaterialProvidersConfig())
        self.keyring = providers.create_aws_kms_keyring(CreateAwsKmsKeyringInput(kms_key_id=arn, kms_client=kms))
        self.client = aws_encryption_sdk.EncryptionSDKClient()

    def encrypt(self, source, destination):
        message, _ = self.client.encrypt(
            source=source.read_bytes(), keyring=self.keyring, encryption_context=CONTEXT, frame_length=4096
        )
        destination.write_bytes(message)

    def decrypt(self, source, destination):
        plaintext, header = self.client.decrypt(source=source.read_bytes(), keyring=self.keyring)
        assert CONTEXT.items() <= header.encryption_context.items()
        destination.write_bytes(plaintext)


class JavaScript:
    def __init__(self, server, kms, arn):
        self.environment, self.arn = node.environment(server, kms.meta.region_name), arn

    def encrypt(self, source, destination):
        self._run("encrypt", source, destination)

    def decrypt(self, source, destination):
        self._run("decrypt", source, destination)

    def _run(self, action, source, destination):
        arguments = ["encryption_sdk.js", action, self.arn, source, destination, json.dumps(CONTEXT)]
        done = node.run(*arguments, env=self.environment)
        assert done.returncode == 0, done.stderr


@pytest.fixture(params=["AWS_KMS", "EXTERNAL"])
def arn(request, kms, material):
    key = kms.create_key(Origin=request.param)["KeyMetadata"]
    if request.param == "EXTERNAL":
        import_material(kms, key["KeyId"], material)
    return key["Arn"]


@pytest.fixture
def region():
    """The SDKs take the Region from the key's ARN, so it is a real one here; keys are never shared."""
    return "eu-central-1"


@pytest.mark.parametrize("reader", [Python, JavaScript])
@pytest.mark.parametrize("writer", [Python, JavaScript])
def test_a_file_written_by_one_is_read_by_the_other(server, kms, arn, tmp_path, writer, reader):
    plain, message, result = tmp_path / "plain", tmp_path / "message", tmp_path / "result"
    plain.write_bytes(os.urandom(100_000))
    writer(server, kms, arn).encrypt(plain, message)
    assert plain.read_bytes()[:64] not in message.read_bytes()
    reader(server, kms, arn).decrypt(message, result)
    assert result.read_bytes() == plain.read_bytes()


def test_a_changed_file_is_refused(server, kms, arn, tmp_path):
    plain, message = tmp_path / "plain", tmp_path / "message"
    plain.write_bytes(b"x" * 1000)
    sdk = Python(server, kms, arn)
    sdk.encrypt(plain, message)
    changed = bytearray(message.read_bytes())
    changed[-200] ^= 1
    message.write_bytes(bytes(changed))
    with pytest.raises(Exception):
        sdk.decrypt(message, tmp_path / "result")
