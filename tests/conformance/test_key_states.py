"""Which operation works in which key state: the table of reference 3.2, provoked cell by cell.

Columns: a key whose material Trent made (AWS_KMS) and one with imported material (EXTERNAL), in the states
E = Enabled, D = Disabled, PD = PendingDeletion, PI = PendingImport (the material was deleted).
Cells: ok, or the number of the note in reference 3.3. A dash: cannot occur.
"""

import os

import pytest

from wrapping import import_material, import_request

COLUMNS = ["AWS_KMS E", "AWS_KMS D", "AWS_KMS PD", "EXTERNAL E", "EXTERNAL D", "EXTERNAL PD", "EXTERNAL PI"]

TABLE = """
#                                 AWS_KMS         EXTERNAL
                                  E   D   PD      E   D   PD  PI
CancelKeyDeletion                 4   4   ok      4   4   ok  4
CreateAlias                       ok  ok  3       ok  ok  3   ok
Decrypt                           ok  1   3       ok  1   3   5
DeleteAlias                       ok  ok  ok      ok  ok  ok  ok
DeleteImportedKeyMaterial         9   9   9       ok  ok  ok  ok
DescribeKey                       ok  ok  ok      ok  ok  ok  ok
DisableKey                        ok  ok  3       ok  ok  3   5
EnableKey                         ok  ok  3       ok  ok  3   5
Encrypt                           ok  1   3       ok  1   3   5
GenerateDataKey                   ok  1   3       ok  1   3   5
GenerateDataKeyWithoutPlaintext   ok  1   3       ok  1   3   5
GetKeyLastUsage                   ok  ok  ok      ok  ok  ok  ok
GetKeyPolicy                      ok  ok  ok      ok  ok  ok  ok
GetParametersForImport            9   9   9       ok  ok  3   ok
ImportKeyMaterial                 9   9   9       ok  ok  3   ok
ListAliases                       ok  ok  ok      ok  ok  ok  ok
ListKeyPolicies                   ok  ok  ok      ok  ok  ok  ok
ListResourceTags                  ok  ok  ok      ok  ok  ok  ok
PutKeyPolicy                      ok  ok  ok      ok  ok  ok  ok
ReEncrypt/from                    ok  1   3       ok  1   3   5
ReEncrypt/to                      ok  1   3       ok  1   3   5
ScheduleKeyDeletion               ok  ok  3       ok  ok  3   ok
TagResource                       ok  ok  3       ok  ok  3   ok
UntagResource                     ok  ok  3       ok  ok  3   ok
UpdateAlias/away                  ok  ok  ok      ok  ok  ok  ok
UpdateAlias/to                    ok  ok  3       ok  ok  3   ok
UpdateKeyDescription              ok  ok  3       ok  ok  3   ok
"""

NOTES = {
    "1": ("DisabledException", "{arn} is disabled."),
    "3": ("KMSInvalidStateException", "{arn} is pending deletion."),
    "4": ("KMSInvalidStateException", "{arn} is not pending deletion."),
    "5": ("KMSInvalidStateException", "{arn} is pending import."),
    "9": ("UnsupportedOperationException", "{arn} origin is AWS_KMS which is not valid for this operation."),
}


def cells():
    for line in TABLE.splitlines():
        if line and line[0] not in "# ":
            row, *values = line.split()
            for column, cell in zip(COLUMNS, values, strict=True):
                yield pytest.param(row, *column.split(), cell, id=f"{row}-{column.replace(' ', '-')}-{cell}")


class Scene:
    """A key brought into a state, with everything made in time that the operations need."""

    def __init__(self, kms, origin):
        self.kms = kms
        self.other = kms.create_key()["KeyMetadata"]["KeyId"]
        self.key = kms.create_key(Origin=origin)["KeyMetadata"]
        self.key_id = self.key["KeyId"]
        self.import_request = {
            "KeyId": self.key_id,
            "ImportToken": b"x",
            "EncryptedKeyMaterial": b"x" * 256,
            "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE",
        }
        if origin == "EXTERNAL":
            material = os.urandom(32)
            import_material(kms, self.key_id, material)
            self.import_request = import_request(kms, self.key_id, material)
        self.blob = kms.encrypt(KeyId=self.key_id, Plaintext=b"x")["CiphertextBlob"]
        self.other_blob = kms.encrypt(KeyId=self.other, Plaintext=b"x")["CiphertextBlob"]
        kms.create_alias(AliasName="alias/here", TargetKeyId=self.key_id)
        kms.create_alias(AliasName="alias/there", TargetKeyId=self.other)

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
        parameters = {"WrappingAlgorithm": "RSAES_OAEP_SHA_256", "WrappingKeySpec": "RSA_2048"}
        return {
            "CreateAlias": {"AliasName": "alias/new", "TargetKeyId": self.key_id},
            "Decrypt": {"CiphertextBlob": self.blob},
            "DeleteAlias": {"AliasName": "alias/here"},
            "Encrypt": {**key, "Plaintext": b"x"},
            "GenerateDataKey": {**key, "KeySpec": "AES_256"},
            "GenerateDataKeyWithoutPlaintext": {**key, "NumberOfBytes": 16},
            "GetParametersForImport": {**key, **parameters},
            "ImportKeyMaterial": self.import_request,
            "PutKeyPolicy": {**key, "Policy": self.kms.get_key_policy(KeyId=self.other)["Policy"]},
            "ReEncrypt/from": {"CiphertextBlob": self.blob, "DestinationKeyId": self.other},
            "ReEncrypt/to": {"CiphertextBlob": self.other_blob, "DestinationKeyId": self.key_id},
            "TagResource": {**key, "Tags": [{"TagKey": "a", "TagValue": "b"}]},
            "UntagResource": {**key, "TagKeys": ["a"]},
            "UpdateAlias/away": {"AliasName": "alias/here", "TargetKeyId": self.other},
            "UpdateAlias/to": {"AliasName": "alias/there", "TargetKeyId": self.key_id},
            "UpdateKeyDescription": {**key, "Description": "new"},
        }.get(row, key)


@pytest.mark.parametrize(("row", "origin", "state", "cell"), list(cells()))
def test_cell(call, kms, row, origin, state, cell):
    scene = Scene(kms, origin)
    scene.bring_into(state)
    before = scene.describe()

    answer = call(row.split("/")[0], scene.request(row))

    if cell == "ok":
        assert answer.status == 200, answer.body
    else:
        code, text = NOTES[cell]
        assert answer.error == (code, text.format(arn=scene.key["Arn"]))
        assert scene.describe() == before, "a refused operation must not change the key"
