"""ImportKeyMaterial: wrapping, tokens and request rules (reference 6.2 to 6.7).

What happens to a key over several imports, deletions and expiries is told in test_import_lifecycle.py.
"""

import hashlib
import itertools
import os
from datetime import datetime, timezone

import pytest

from expect import ANY, MATERIAL_ID, UNKNOWN_KEY_ID, about, refused, seconds_from_now
from trentserver import key_arn
from wrapping import ALGORITHMS, KEY_WRAP_ALGORITHMS, OAEP_ALGORITHMS, import_material, import_request, parameters, wrap

NEVER = {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}


def describe(kms, key):
    return kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]


def usable(kms, key):
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"works")["CiphertextBlob"]
    return kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"works"


@pytest.fixture
def request_(kms, empty_key, material):
    """A good import request for `empty_key`, to be spoiled."""
    return import_request(kms, empty_key["KeyId"], material)


# -- what a good import does


def test_the_answer_names_key_and_material(call, kms, empty_key, request_):
    answer = call("ImportKeyMaterial", request_).ok
    assert MATERIAL_ID.fullmatch(answer["KeyMaterialId"])
    assert answer == {"KeyId": empty_key["Arn"], "KeyMaterialId": answer["KeyMaterialId"]}


def test_the_first_import_makes_the_key_usable_at_once(kms, empty_key, request_):
    material_id = kms.import_key_material(**request_)["KeyMaterialId"]
    assert describe(kms, empty_key) == {
        **empty_key,
        "Enabled": True,
        "KeyState": "Enabled",
        "CurrentKeyMaterialId": material_id,
        "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE",
    }
    assert usable(kms, empty_key)


def test_the_expiry_is_shown_by_describe_key(kms, empty_key, material):
    when = datetime.fromtimestamp(int(seconds_from_now(3600).timestamp()), timezone.utc)
    material_id = import_material(kms, empty_key["KeyId"], material, expires=when)["KeyMaterialId"]
    assert describe(kms, empty_key) == {
        **empty_key,
        "Enabled": True,
        "KeyState": "Enabled",
        "CurrentKeyMaterialId": material_id,
        "ExpirationModel": "KEY_MATERIAL_EXPIRES",
        "ValidTo": when,
    }


@pytest.mark.parametrize("spec", ["RSA_2048", "RSA_3072"])
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_wrapping_works(kms, empty_key, material, algorithm, spec):
    """AWS documents OAEP only for symmetric material; Trent takes RSA_AES_KEY_WRAP_* too."""
    import_material(kms, empty_key["KeyId"], material, algorithm, spec)
    assert usable(kms, empty_key)


@pytest.mark.parametrize("algorithm", ["RSAES_OAEP_SHA_256", "RSA_AES_KEY_WRAP_SHA_1"])
def test_the_largest_wrapping_key_works(kms, empty_key, material, algorithm):
    import_material(kms, empty_key["KeyId"], material, algorithm, "RSA_4096")
    assert usable(kms, empty_key)


def test_a_token_may_be_used_again_within_its_day(kms, empty_key, request_, material):
    first = kms.import_key_material(**request_)
    kms.delete_imported_key_material(KeyId=empty_key["KeyId"])
    again = kms.import_key_material(**request_)
    assert again["KeyMaterialId"] == first["KeyMaterialId"]
    assert usable(kms, empty_key)


def test_several_sets_of_parameters_are_valid_at_once(kms, empty_key, material):
    sets = [parameters(kms, empty_key["KeyId"]) for _ in range(3)]
    for got in sets:
        wrapped = wrap(material, got["PublicKey"], "RSAES_OAEP_SHA_256")
        kms.import_key_material(
            KeyId=empty_key["KeyId"], ImportToken=got["ImportToken"], EncryptedKeyMaterial=wrapped, **NEVER
        )
    assert usable(kms, empty_key)


def test_the_key_may_be_named_by_arn(kms, empty_key, request_):
    assert kms.import_key_material(**{**request_, "KeyId": empty_key["Arn"]})["KeyId"] == empty_key["Arn"]


def test_the_same_material_in_the_same_key_has_the_same_id(kms, empty_key, material):
    ids = {import_material(kms, empty_key["KeyId"], material, algorithm)["KeyMaterialId"] for algorithm in ALGORITHMS}
    assert len(ids) == 1


def test_the_same_material_in_another_key_is_another_material(kms, material):
    """Another id, and neither key reads the other's ciphertexts (5.1)."""
    first, second = (kms.create_key(Origin="EXTERNAL")["KeyMetadata"] for _ in range(2))
    ids = [import_material(kms, key["KeyId"], material)["KeyMaterialId"] for key in (first, second)]
    assert ids[0] != ids[1]

    blob = kms.encrypt(KeyId=first["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    with refused("IncorrectKeyException"):
        kms.decrypt(CiphertextBlob=blob, KeyId=second["KeyId"])
    kms.delete_imported_key_material(KeyId=first["KeyId"])
    with refused("KMSInvalidStateException", f"{first['Arn']} is pending import."):
        kms.decrypt(CiphertextBlob=blob)


def test_the_material_id_does_not_give_the_material_away(kms, empty_key):
    """It is not a plain hash anybody could compute from a guess."""
    material = bytes(32)
    material_id = import_material(kms, empty_key["KeyId"], material)["KeyMaterialId"]
    key_id = empty_key["KeyId"].encode()
    guesses = [material, key_id + material, material + key_id, empty_key["Arn"].encode() + material]
    assert material_id not in {hashlib.sha256(guess).hexdigest() for guess in guesses}


def test_material_and_metadata_answers_of_both_origins_have_ids(kms, key, imported_key):
    for metadata in [key, imported_key]:
        answer = kms.generate_data_key(KeyId=metadata["KeyId"], KeySpec="AES_256")
        assert answer["KeyMaterialId"] == metadata["CurrentKeyMaterialId"]


# -- what a refused import does: nothing


class Refusal:
    """Makes a spoiled import and proves that it changed nothing and did not spend the token."""

    def __init__(self, call, kms, key, good):
        self.call, self.kms, self.key, self.good = call, kms, key, good

    def __call__(self, code, message=ANY, **spoiled):
        before = describe(self.kms, self.key)
        got = self.call("ImportKeyMaterial", {**self.good, **spoiled}).error
        assert got[0] == code, got
        if message is not ANY:
            assert got[1] == message
        assert describe(self.kms, self.key) == before

    def token_still_works(self):
        self.kms.import_key_material(**self.good)
        assert usable(self.kms, self.key)


@pytest.fixture
def refusal(call, kms, empty_key, request_):
    checked = Refusal(call, kms, empty_key, request_)
    yield checked
    checked.token_still_works()


@pytest.mark.parametrize("position", [0, 1, 4, 15, 16, 31, 0.25, 0.5, 0.75, -17, -16, -1])
def test_a_changed_token_is_invalid(refusal, request_, position):
    token = bytearray(request_["ImportToken"])
    token[int(len(token) * position) if isinstance(position, float) else position] ^= 0x40
    refusal("InvalidImportTokenException", ImportToken=bytes(token))


@pytest.mark.parametrize("keep", [1, 16, 100, -100, -16, -1])
def test_a_shortened_token_is_invalid(refusal, request_, keep):
    refusal("InvalidImportTokenException", ImportToken=request_["ImportToken"][:keep])


@pytest.mark.parametrize("token", [b"\0", b"garbage", bytes(2000), os.urandom(6144)], ids=len)
def test_a_made_up_token_is_invalid(refusal, token):
    refusal("InvalidImportTokenException", ImportToken=token)


def test_a_lengthened_token_is_invalid(refusal, request_):
    refusal("InvalidImportTokenException", ImportToken=request_["ImportToken"] + b"\0")


def test_the_token_of_another_key_is_invalid(refusal, kms, material):
    other = kms.create_key(Origin="EXTERNAL")["KeyMetadata"]["KeyId"]
    foreign = import_request(kms, other, material)
    refusal(
        "InvalidImportTokenException",
        ImportToken=foreign["ImportToken"],
        EncryptedKeyMaterial=foreign["EncryptedKeyMaterial"],
    )


def test_a_token_of_another_region_is_invalid(refusal, server, region, material):
    elsewhere = server.client(region + "0")
    other = elsewhere.create_key(Origin="EXTERNAL")["KeyMetadata"]["KeyId"]
    refusal("InvalidImportTokenException", ImportToken=parameters(elsewhere, other)["ImportToken"])


def test_a_ciphertext_is_no_token(refusal, kms, key):
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x" * 1500)["CiphertextBlob"]
    refusal("InvalidImportTokenException", ImportToken=blob)


@pytest.mark.parametrize(("asked", "used"), list(itertools.permutations(ALGORITHMS, 2)))
def test_only_the_wrapping_asked_for_unwraps(call, kms, empty_key, material, asked, used):
    got = parameters(kms, empty_key["KeyId"], asked)
    request = {
        "KeyId": empty_key["KeyId"],
        "ImportToken": got["ImportToken"],
        "EncryptedKeyMaterial": wrap(material, got["PublicKey"], used),
        **NEVER,
    }
    code, message = call("ImportKeyMaterial", request).error
    if (asked in OAEP_ALGORITHMS) == (used in OAEP_ALGORITHMS):
        assert (code, message) == ("InvalidCiphertextException", None)
    else:  # the length alone tells
        assert (code, message) == ("ValidationException", "Invalid encrypted key size.")
    assert describe(kms, empty_key) == empty_key


def test_material_under_another_public_key_does_not_unwrap(refusal, kms, empty_key, material):
    other = parameters(kms, empty_key["KeyId"])["PublicKey"]
    refusal("InvalidCiphertextException", None, EncryptedKeyMaterial=wrap(material, other, "RSAES_OAEP_SHA_256"))


@pytest.mark.parametrize("position", [0, 100, 255])
def test_changed_wrapped_material_does_not_unwrap(refusal, request_, position):
    changed = bytearray(request_["EncryptedKeyMaterial"])
    changed[position] ^= 1
    refusal("InvalidCiphertextException", None, EncryptedKeyMaterial=bytes(changed))


@pytest.mark.parametrize("position", [0, 255, 256, 264, -1])
def test_changed_key_wrap_material_does_not_unwrap(call, kms, empty_key, material, position):
    request = import_request(kms, empty_key["KeyId"], material, "RSA_AES_KEY_WRAP_SHA_256")
    changed = bytearray(request["EncryptedKeyMaterial"])
    changed[position] ^= 1
    refusal = Refusal(call, kms, empty_key, request)
    refusal("InvalidCiphertextException", None, EncryptedKeyMaterial=bytes(changed))
    refusal.token_still_works()


@pytest.mark.parametrize("size", [1, 32, 255, 257, 384, 512, 6144])
def test_a_wrapped_size_that_cannot_be_is_refused(refusal, size):
    refusal("ValidationException", "Invalid encrypted key size.", EncryptedKeyMaterial=os.urandom(size))


@pytest.mark.parametrize("size", [1, 255])
def test_a_key_wrap_shorter_than_its_block_is_refused(call, kms, empty_key, material, size):
    request = import_request(kms, empty_key["KeyId"], material, "RSA_AES_KEY_WRAP_SHA_256")
    refusal = Refusal(call, kms, empty_key, request)
    refusal("ValidationException", "Invalid encrypted key size.", EncryptedKeyMaterial=os.urandom(size))
    refusal.token_still_works()


@pytest.mark.parametrize("algorithm", ["RSAES_OAEP_SHA_256", "RSA_AES_KEY_WRAP_SHA_256"])
@pytest.mark.parametrize("size", [1, 16, 24, 31, 33, 64, 128])
def test_material_of_another_length_than_32_bytes_is_incorrect(call, kms, empty_key, material, algorithm, size):
    good = import_request(kms, empty_key["KeyId"], material, algorithm)
    got = parameters(kms, empty_key["KeyId"], algorithm)
    Refusal(call, kms, empty_key, good)(
        "IncorrectKeyMaterialException",
        ImportToken=got["ImportToken"],
        EncryptedKeyMaterial=wrap(os.urandom(size), got["PublicKey"], algorithm),
    )


def test_empty_material_is_refused(call, kms, empty_key):
    got = parameters(kms, empty_key["KeyId"])
    answer = call(
        "ImportKeyMaterial",
        {
            "KeyId": empty_key["KeyId"],
            "ImportToken": got["ImportToken"],
            "EncryptedKeyMaterial": wrap(b"", got["PublicKey"], "RSAES_OAEP_SHA_256"),
            **NEVER,
        },
    )
    assert answer.error[0] in {"IncorrectKeyMaterialException", "InvalidCiphertextException"}
    assert describe(kms, empty_key) == empty_key


# -- ExpirationModel and ValidTo (6.5)

VALID_TO_NEEDED = "A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES"
DAY = 24 * 3600


@pytest.mark.parametrize(
    ("model", "seconds", "text"),
    [
        ("KEY_MATERIAL_EXPIRES", None, VALID_TO_NEEDED),
        (None, None, VALID_TO_NEEDED),
        ("KEY_MATERIAL_EXPIRES", -1, "ValidTo must be in the future"),
        (None, -DAY, "ValidTo must be in the future"),
        ("KEY_MATERIAL_EXPIRES", 366 * DAY, ANY),
        (None, 10 * 365 * DAY, ANY),
        ("KEY_MATERIAL_DOES_NOT_EXPIRE", DAY, ANY),
        ("KEY_MATERIAL_DOES_NOT_EXPIRE", -DAY, ANY),
    ],
)
def test_a_contradictory_expiry_is_refused(refusal, request_, model, seconds, text):
    refusal(
        "ValidationException",
        text,
        ExpirationModel=model,
        ValidTo=None if seconds is None else seconds_from_now(seconds).timestamp(),
    )


@pytest.mark.parametrize("valid_to", [0, -1, 1e12, 1e18, -1e18, 1e30])
def test_a_date_beyond_reason_is_refused(call, empty_key, kms, request_, valid_to):
    code, _ = call("ImportKeyMaterial", {**request_, "ExpirationModel": None, "ValidTo": valid_to}).error
    assert code == "ValidationException" or (abs(valid_to) > 1e15 and code == "SerializationException")
    assert describe(kms, empty_key) == empty_key


@pytest.mark.parametrize("days", [1, 30, 364.99])
def test_expiry_may_be_up_to_a_year_ahead(kms, empty_key, material, days):
    when = seconds_from_now(days * DAY)
    import_material(kms, empty_key["KeyId"], material, expires=when)
    assert about(describe(kms, empty_key)["ValidTo"], when, seconds=1)


def test_expiring_is_the_default_model(call, kms, empty_key, request_):
    when = int(seconds_from_now(DAY).timestamp())
    call("ImportKeyMaterial", {**request_, "ExpirationModel": None, "ValidTo": when}).ok
    assert describe(kms, empty_key)["ExpirationModel"] == "KEY_MATERIAL_EXPIRES"
    assert describe(kms, empty_key)["ValidTo"].timestamp() == when


def test_fractions_of_a_second_are_accepted(call, kms, empty_key, request_):
    when = int(seconds_from_now(DAY).timestamp()) + 0.25
    call("ImportKeyMaterial", {**request_, "ExpirationModel": None, "ValidTo": when}).ok
    assert abs(describe(kms, empty_key)["ValidTo"].timestamp() - when) < 1


# -- the key


def test_an_unknown_key_is_not_found(kms, request_, region):
    with refused("NotFoundException", f"Key '{key_arn(region, UNKNOWN_KEY_ID)}' does not exist"):
        kms.import_key_material(**{**request_, "KeyId": UNKNOWN_KEY_ID})


def test_a_key_of_another_origin_is_refused_and_keeps_its_material(kms, key, request_):
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"kept")["CiphertextBlob"]
    with refused(
        "UnsupportedOperationException", f"{key['Arn']} origin is AWS_KMS which is not valid for this operation."
    ):
        kms.import_key_material(**{**request_, "KeyId": key["KeyId"]})
    assert describe(kms, key) == key
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"kept"


def test_a_key_pending_deletion_is_refused(kms, empty_key, request_):
    kms.schedule_key_deletion(KeyId=empty_key["KeyId"])
    with refused("KMSInvalidStateException", f"{empty_key['Arn']} is pending deletion."):
        kms.import_key_material(**request_)
    assert describe(kms, empty_key)["KeyState"] == "PendingDeletion"


# -- ImportType, KeyMaterialId, KeyMaterialDescription (6.5, 6.6)


def test_a_material_id_contradicts_new_material(refusal):
    refusal("ValidationException", ImportType="NEW_KEY_MATERIAL", KeyMaterialId="0" * 64)


def test_a_material_id_that_is_not_the_materials_is_incorrect(call, kms, imported_key, material):
    request = import_request(kms, imported_key["KeyId"], material)
    refusal = Refusal(call, kms, imported_key, request)
    refusal("IncorrectKeyMaterialException", KeyMaterialId="0" * 64)
    refusal("IncorrectKeyMaterialException", KeyMaterialId="0" * 64, ImportType="EXISTING_KEY_MATERIAL")
    refusal.token_still_works()


def test_a_material_id_that_is_the_materials_is_accepted(kms, imported_key, material):
    for more in [{}, {"ImportType": "EXISTING_KEY_MATERIAL"}]:
        answer = import_material(
            kms, imported_key["KeyId"], material, KeyMaterialId=imported_key["CurrentKeyMaterialId"], **more
        )
        assert answer["KeyMaterialId"] == imported_key["CurrentKeyMaterialId"]


def test_the_id_of_another_material_of_the_key_is_incorrect(kms, imported_key, material):
    pending = import_material(kms, imported_key["KeyId"], os.urandom(32), ImportType="NEW_KEY_MATERIAL")[
        "KeyMaterialId"
    ]
    with refused("IncorrectKeyMaterialException"):
        import_material(kms, imported_key["KeyId"], material, KeyMaterialId=pending)


@pytest.mark.parametrize("description", ["first", "a/b:c_d.e-f g", "x" * 256])
def test_a_description_is_accepted(kms, empty_key, material, description):
    import_material(kms, empty_key["KeyId"], material, KeyMaterialDescription=description)
    assert usable(kms, empty_key)


def test_the_unwrapped_material_is_really_used(kms, empty_key, request_, material):
    """After a round through deletion only the same 32 bytes bring the ciphertext back."""
    kms.import_key_material(**request_)
    blob = kms.encrypt(KeyId=empty_key["KeyId"], Plaintext=b"secret")["CiphertextBlob"]
    kms.delete_imported_key_material(KeyId=empty_key["KeyId"])
    almost = material[:-1] + bytes([material[-1] ^ 1])
    with refused("IncorrectKeyMaterialException"):
        import_material(kms, empty_key["KeyId"], almost)
    import_material(kms, empty_key["KeyId"], material, KEY_WRAP_ALGORITHMS[0])
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"secret"
