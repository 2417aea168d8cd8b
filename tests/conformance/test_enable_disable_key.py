"""EnableKey and DisableKey: reference 3.1, 10.11. Refusals by key state are in test_key_states.py."""

from expect import refused


def state(kms, key):
    metadata = kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
    return metadata["KeyState"], metadata["Enabled"]


def test_disabling_and_enabling_changes_the_state_at_once(kms, key):
    kms.disable_key(KeyId=key["KeyId"])
    assert state(kms, key) == ("Disabled", False)
    with refused("DisabledException", f"{key['Arn']} is disabled."):
        kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    kms.enable_key(KeyId=key["KeyId"])
    assert state(kms, key) == ("Enabled", True)
    kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")


def test_both_are_idempotent(kms, key):
    kms.enable_key(KeyId=key["KeyId"])
    assert state(kms, key) == ("Enabled", True)
    kms.disable_key(KeyId=key["KeyId"])
    kms.disable_key(KeyId=key["KeyId"])
    assert state(kms, key) == ("Disabled", False)


def test_both_take_the_key_arn(kms, key):
    kms.disable_key(KeyId=key["Arn"])
    assert state(kms, key) == ("Disabled", False)
    kms.enable_key(KeyId=key["Arn"])
    assert state(kms, key) == ("Enabled", True)


def test_nothing_else_of_the_key_changes(kms, key):
    kms.disable_key(KeyId=key["KeyId"])
    disabled = kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
    assert disabled == {**key, "KeyState": "Disabled", "Enabled": False}
    kms.enable_key(KeyId=key["KeyId"])
    assert kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"] == key


def test_old_ciphertexts_decrypt_again_after_enabling(kms, key):
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"before")["CiphertextBlob"]
    kms.disable_key(KeyId=key["KeyId"])
    with refused("DisabledException", f"{key['Arn']} is disabled."):
        kms.decrypt(CiphertextBlob=blob)
    kms.enable_key(KeyId=key["KeyId"])
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"before"


def test_neither_has_an_output(call, key):
    for operation in ["DisableKey", "EnableKey"]:
        assert call(operation, {"KeyId": key["KeyId"]}).body == b""
