"""Which operation works in which key state: the table of reference 3.2, provoked cell by cell.

Columns: a key whose material Trent made (AWS_KMS) and one with imported material (EXTERNAL), in the states
E = Enabled, D = Disabled, PD = PendingDeletion, PI = PendingImport (the material was deleted).
Cells: ok, or the number of the note in reference 3.3; P: no material is pending rotation (7.4). A dash: cannot occur.
"""

import functools
import os

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from specs import creation
from wrapping import import_material, import_request, pkcs8

COLUMNS = ["AWS_KMS E", "AWS_KMS D", "AWS_KMS PD", "EXTERNAL E", "EXTERNAL D", "EXTERNAL PD", "EXTERNAL PI"]

TABLE = """
#                                     AWS_KMS         EXTERNAL
                                      E   D   PD      E   D   PD  PI
CancelKeyDeletion                     4   4   ok      4   4   ok  4
CreateAlias                           ok  ok  3       ok  ok  3   ok
Decapsulate                           ok  1   3       -   -   -   -
Decrypt                               ok  1   3       ok  1   3   5
Decrypt/RSA                           ok  1   3       ok  1   3   5
DeleteAlias                           ok  ok  ok      ok  ok  ok  ok
DeleteImportedKeyMaterial             9   9   9       ok  ok  ok  ok
DeleteImportedKeyMaterial/EC          9   9   9       ok  ok  ok  ok
DeriveSharedSecret                    ok  1   3       ok  1   3   5
DescribeKey                           ok  ok  ok      ok  ok  ok  ok
DescribeKey/EC                        ok  ok  ok      ok  ok  ok  ok
DisableKey                            ok  ok  3       ok  ok  3   5
DisableKey/EC                         ok  ok  3       ok  ok  3   5
DisableKeyRotation                    ok  1   3       6   6   6   6
EnableKey                             ok  ok  3       ok  ok  3   5
EnableKey/HMAC                        ok  ok  3       ok  ok  3   5
EnableKeyRotation                     ok  1   3       6   6   6   6
Encapsulate                           ok  1   3       -   -   -   -
Encrypt                               ok  1   3       ok  1   3   5
Encrypt/RSA                           ok  1   3       ok  1   3   5
GenerateDataKey                       ok  1   3       ok  1   3   5
GenerateDataKeyPair                   ok  1   3       ok  1   3   5
GenerateDataKeyPairWithoutPlaintext   ok  1   3       ok  1   3   5
GenerateDataKeyWithoutPlaintext       ok  1   3       ok  1   3   5
GenerateMac                           ok  1   3       ok  1   3   5
GetKeyLastUsage                       ok  ok  ok      ok  ok  ok  ok
GetKeyPolicy                          ok  ok  ok      ok  ok  ok  ok
GetKeyRotationStatus                  ok  ok  ok      ok  ok  ok  ok
GetParametersForImport                9   9   9       ok  ok  3   ok
GetParametersForImport/EC             9   9   9       ok  ok  3   ok
GetPublicKey                          ok  ok  3       ok  ok  3   ok
ImportKeyMaterial                     9   9   9       ok  ok  3   ok
ImportKeyMaterial/EC                  9   9   9       ok  ok  3   ok
ListAliases                           ok  ok  ok      ok  ok  ok  ok
ListKeyPolicies                       ok  ok  ok      ok  ok  ok  ok
ListKeyRotations                      ok  ok  ok      ok  ok  ok  ok
ListResourceTags                      ok  ok  ok      ok  ok  ok  ok
PutKeyPolicy                          ok  ok  ok      ok  ok  ok  ok
ReEncrypt/from                        ok  1   3       ok  1   3   5
ReEncrypt/from-RSA                    ok  1   3       ok  1   3   5
ReEncrypt/to                          ok  1   3       ok  1   3   5
ReEncrypt/to-RSA                      ok  1   3       ok  1   3   5
RotateKeyOnDemand                     ok  1   3       P   1   3   5
ScheduleKeyDeletion                   ok  ok  3       ok  ok  3   ok
ScheduleKeyDeletion/EC                ok  ok  3       ok  ok  3   ok
Sign                                  ok  1   3       ok  1   3   5
TagResource                           ok  ok  3       ok  ok  3   ok
UntagResource                         ok  ok  3       ok  ok  3   ok
UpdateAlias/away                      ok  ok  ok      ok  ok  ok  ok
UpdateAlias/to                        ok  ok  3       ok  ok  3   ok
UpdateKeyDescription                  ok  ok  3       ok  ok  3   ok
Verify                                ok  1   3       ok  1   3   5
VerifyMac                             ok  1   3       ok  1   3   5
"""

# The keys of the rows that are not about symmetric ones.
EC = creation("ECC_NIST_P256", "SIGN_VERIFY")
AGREEMENT = creation("ECC_NIST_P256", "KEY_AGREEMENT")
RSA = creation("RSA_2048", "ENCRYPT_DECRYPT")
HMAC = creation("HMAC_256", "GENERATE_VERIFY_MAC")
ML_KEM = creation("ML_KEM_512", "ENCAPSULATE_DECAPSULATE")
KINDS = {
    **{"Sign": EC, "Verify": EC, "GetPublicKey": EC, "DeriveSharedSecret": AGREEMENT, "EC": EC},
    **{"GenerateMac": HMAC, "VerifyMac": HMAC, "HMAC": HMAC, "Encapsulate": ML_KEM, "Decapsulate": ML_KEM},
    **{"RSA": RSA, "from-RSA": RSA, "to-RSA": RSA},
}
OAEP = "RSAES_OAEP_SHA_256"
ECDSA = {"SigningAlgorithm": "ECDSA_SHA_256"}
HMAC_SHA = {"MacAlgorithm": "HMAC_SHA_256"}


@functools.cache
def material_for(spec):
    if spec == "RSA_2048":
        return pkcs8(rsa.generate_private_key(65537, 2048)), "RSA_AES_KEY_WRAP_SHA_256"
    if spec == "ECC_NIST_P256":
        return pkcs8(ec.generate_private_key(ec.SECP256R1())), OAEP
    return os.urandom(32), OAEP

NOTES = {
    "1": ("DisabledException", "{arn} is disabled."),
    "3": ("KMSInvalidStateException", "{arn} is pending deletion."),
    "4": ("KMSInvalidStateException", "{arn} is not pending deletion."),
    "5": ("KMSInvalidStateException", "{arn} is pending import."),
    "6": ("UnsupportedOperationException", "{arn} origin is EXTERNAL which is not valid for this operation."),
    "P": ("KMSInvalidStateException", "No available key material pending rotation for the key: {arn}."),
    "9": ("UnsupportedOperationException", "{arn} origin is AWS_KMS which is not valid for this operation."),
}


def cells():
    for line in TABLE.splitlines():
        if line and line[0] not in "# ":
            row, *values = line.split()
            for column, cell in zip(COLUMNS, values, strict=True):
                if cell != "-":
                    yield pytest.param(row, *column.split(), cell, id=f"{row}-{column.replace(' ', '-')}-{cell}")


class Scene:
    """A key brought into a state, with everything made in time that the operations need."""

    def __init__(self, kms, row, origin):
        self.kms = kms
        self.kind = KINDS.get(row.split("/")[-1], {})
        self.other = kms.create_key()["KeyMetadata"]["KeyId"]
        self.key = kms.create_key(Origin=origin, **self.kind)["KeyMetadata"]
        self.key_id = self.key["KeyId"]
        self.import_request = {
            "KeyId": self.key_id,
            "ImportToken": b"x",
            "EncryptedKeyMaterial": b"x" * 256,
            "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE",
        }
        if origin == "EXTERNAL":
            material, algorithm = material_for(self.key["KeySpec"])
            import_material(kms, self.key_id, material, algorithm)
            self.import_request = import_request(kms, self.key_id, material, algorithm)
        self.made = self.make()
        self.other_blob = kms.encrypt(KeyId=self.other, Plaintext=b"x")["CiphertextBlob"]
        kms.create_alias(AliasName="alias/here", TargetKeyId=self.key_id)
        kms.create_alias(AliasName="alias/there", TargetKeyId=self.other)

    def make(self):
        """What the key can be asked to undo or to check later."""
        key = {"KeyId": self.key_id}
        if self.kind is EC:
            return self.kms.sign(**key, Message=b"x", **ECDSA)["Signature"]
        if self.kind is HMAC:
            return self.kms.generate_mac(**key, Message=b"x", **HMAC_SHA)["Mac"]
        if self.kind is AGREEMENT:
            return self.kms.get_public_key(**key)["PublicKey"]
        if self.kind is ML_KEM:
            return self.kms.encapsulate(**key, EncapsulationAlgorithm="ML_KEM")["SharedSecretCiphertextBlob"]
        algorithm = {"EncryptionAlgorithm": OAEP} if self.kind is RSA else {}
        return self.kms.encrypt(**key, Plaintext=b"x", **algorithm)["CiphertextBlob"]

    def bring_into(self, state):
        if state == "D":
            self.kms.disable_key(KeyId=self.key_id)
        elif state == "PD":
            self.kms.schedule_key_deletion(KeyId=self.key_id)
        elif state == "PI":
            self.kms.delete_imported_key_material(KeyId=self.key_id)
        expected = {"E": "Enabled", "D": "Disabled", "PD": "PendingDeletion", "PI": "PendingImport"}[state]
        assert self.describe()["KeyState"] == expected

    def describe(self):
        return self.kms.describe_key(KeyId=self.key_id)["KeyMetadata"]

    def request(self, row):
        key = {"KeyId": self.key_id}
        parameters = {"WrappingAlgorithm": OAEP, "WrappingKeySpec": "RSA_2048"}
        return {
            "CreateAlias": {"AliasName": "alias/new", "TargetKeyId": self.key_id},
            "Decapsulate": {**key, "EncapsulationAlgorithm": "ML_KEM", "SharedSecretCiphertextBlob": self.made},
            "Decrypt": {"CiphertextBlob": self.made},
            "Decrypt/RSA": {**key, "CiphertextBlob": self.made, "EncryptionAlgorithm": OAEP},
            "DeleteAlias": {"AliasName": "alias/here"},
            "DeriveSharedSecret": {**key, "KeyAgreementAlgorithm": "ECDH", "PublicKey": self.made},
            "Encapsulate": {**key, "EncapsulationAlgorithm": "ML_KEM"},
            "Encrypt": {**key, "Plaintext": b"x"},
            "Encrypt/RSA": {**key, "Plaintext": b"x", "EncryptionAlgorithm": OAEP},
            "GenerateDataKey": {**key, "KeySpec": "AES_256"},
            "GenerateDataKeyPair": {**key, "KeyPairSpec": "ECC_NIST_P256"},
            "GenerateDataKeyPairWithoutPlaintext": {**key, "KeyPairSpec": "ECC_NIST_P256"},
            "GenerateDataKeyWithoutPlaintext": {**key, "NumberOfBytes": 16},
            "GenerateMac": {**key, "Message": b"x", **HMAC_SHA},
            "GetParametersForImport": {**key, **parameters},
            "GetParametersForImport/EC": {**key, **parameters},
            "ImportKeyMaterial": self.import_request,
            "ImportKeyMaterial/EC": self.import_request,
            "PutKeyPolicy": {**key, "Policy": self.kms.get_key_policy(KeyId=self.other)["Policy"]},
            "ReEncrypt/from": {"CiphertextBlob": self.made, "DestinationKeyId": self.other},
            "ReEncrypt/to": {"CiphertextBlob": self.other_blob, "DestinationKeyId": self.key_id},
            "ReEncrypt/from-RSA": {
                "CiphertextBlob": self.made,
                "SourceKeyId": self.key_id,
                "SourceEncryptionAlgorithm": OAEP,
                "DestinationKeyId": self.other,
            },
            "ReEncrypt/to-RSA": {
                "CiphertextBlob": self.other_blob,
                "DestinationKeyId": self.key_id,
                "DestinationEncryptionAlgorithm": OAEP,
            },
            "Sign": {**key, "Message": b"x", **ECDSA},
            "TagResource": {**key, "Tags": [{"TagKey": "a", "TagValue": "b"}]},
            "UntagResource": {**key, "TagKeys": ["a"]},
            "UpdateAlias/away": {"AliasName": "alias/here", "TargetKeyId": self.other},
            "UpdateAlias/to": {"AliasName": "alias/there", "TargetKeyId": self.key_id},
            "UpdateKeyDescription": {**key, "Description": "new"},
            "Verify": {**key, "Message": b"x", "Signature": self.made, **ECDSA},
            "VerifyMac": {**key, "Message": b"x", "Mac": self.made, **HMAC_SHA},
        }.get(row, key)


@pytest.mark.parametrize(("row", "origin", "state", "cell"), list(cells()))
def test_cell(call, kms, row, origin, state, cell):
    scene = Scene(kms, row, origin)
    scene.bring_into(state)
    before = scene.describe()

    answer = call(row.split("/")[0], scene.request(row))

    if cell == "ok":
        assert answer.status == 200, answer.body
    else:
        code, text = NOTES[cell]
        assert answer.error == (code, text.format(arn=scene.key["Arn"]))
        assert scene.describe() == before, "a refused operation must not change the key"
