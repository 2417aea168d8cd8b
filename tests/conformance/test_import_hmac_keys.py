"""ImportKeyMaterial for HMAC keys (reference 6.2, 6.4, 6.5)."""

import hashlib
import hmac
import os

import pytest

from expect import refused, seconds_from_now
from specs import ALGORITHMS, HMAC, creation
from wrapping import ALGORITHMS as WRAPPINGS
from wrapping import import_material, import_request

LEAST = {"HMAC_224": 28, "HMAC_256": 32, "HMAC_384": 48, "HMAC_512": 64}
MOST = 128
LENGTHS = [(spec, size) for spec in HMAC for size in (28, 29, 32, 48, 64, 65, 127, MOST) if size >= LEAST[spec]]

every_spec = pytest.mark.parametrize("spec", HMAC)


@pytest.fixture
def empty(kms, spec):
    return kms.create_key(**creation(spec, "GENERATE_VERIFY_MAC", Origin="EXTERNAL"))["KeyMetadata"]


def describe(kms, key):
    return kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]


def mac_of(kms, key, message=b"message"):
    algorithm = ALGORITHMS[key["KeySpec"]]["GENERATE_VERIFY_MAC"][0]
    return kms.generate_mac(KeyId=key["KeyId"], Message=message, MacAlgorithm=algorithm)["Mac"]


def local_mac(spec, material, message=b"message"):
    return hmac.digest(material, message, getattr(hashlib, f"sha{spec[5:]}"))


@pytest.mark.parametrize(("spec", "size"), LENGTHS)
def test_material_of_every_allowed_length_is_used_as_it_is(kms, empty, spec, size):
    """From the spec's own length to 128 bytes; beyond the block length HMAC hashes it first."""
    material = os.urandom(size)
    import_material(kms, empty["KeyId"], material)
    assert mac_of(kms, empty) == local_mac(spec, material)


@every_spec
@pytest.mark.parametrize("algorithm", WRAPPINGS)
def test_every_wrapping_works(kms, empty, spec, algorithm):
    """AWS documents OAEP only; Trent takes RSA_AES_KEY_WRAP_* too, as for symmetric keys."""
    material = os.urandom(LEAST[spec])
    import_material(kms, empty["KeyId"], material, algorithm)
    assert mac_of(kms, empty) == local_mac(spec, material)


@every_spec
def test_the_answers_show_no_material_id(call, kms, empty, spec):
    request = import_request(kms, empty["KeyId"], os.urandom(LEAST[spec]))
    assert call("ImportKeyMaterial", request).ok == {"KeyId": empty["Arn"]}
    assert describe(kms, empty) == {
        **empty,
        "Enabled": True,
        "KeyState": "Enabled",
        "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE",
    }
    assert call("DeleteImportedKeyMaterial", {"KeyId": empty["KeyId"]}).ok == {"KeyId": empty["Arn"]}
    assert describe(kms, empty) == empty


@every_spec
@pytest.mark.parametrize("wrapping", ["RSAES_OAEP_SHA_256", "RSA_AES_KEY_WRAP_SHA_256"])
def test_material_of_another_length_is_incorrect(kms, empty, spec, wrapping):
    for size in [1, 16, LEAST[spec] - 1, MOST + 1, 150]:
        with refused("IncorrectKeyMaterialException", None):
            import_material(kms, empty["KeyId"], os.urandom(size), wrapping)
    assert describe(kms, empty) == empty


@every_spec
def test_the_same_material_comes_back_and_other_material_does_not(kms, empty, spec):
    material = os.urandom(LEAST[spec])
    import_material(kms, empty["KeyId"], material)
    made = mac_of(kms, empty)
    for deleted in [False, True]:
        if deleted:
            kms.delete_imported_key_material(KeyId=empty["KeyId"])
        before = describe(kms, empty)
        # ... though HMAC itself could not tell the second one apart: it pads with zeros.
        for other in [os.urandom(LEAST[spec]), material + b"\0"]:
            with refused("IncorrectKeyMaterialException", None):
                import_material(kms, empty["KeyId"], other)
        assert describe(kms, empty) == before
        import_material(kms, empty["KeyId"], material, "RSAES_OAEP_SHA_1", "RSA_3072")
        assert mac_of(kms, empty) == made


@every_spec
@pytest.mark.parametrize(
    "members",
    [
        {"ImportType": "NEW_KEY_MATERIAL"},
        {"ImportType": "EXISTING_KEY_MATERIAL"},
        {"KeyMaterialId": "0" * 64},
        {"KeyMaterialDescription": "x"},
    ],
    ids=lambda members: next(iter(members)) + "-" + next(iter(members.values()))[:8],
)
def test_members_for_symmetric_keys_are_refused(call, kms, empty, spec, members):
    request = import_request(kms, empty["KeyId"], os.urandom(LEAST[spec]))
    member = next(iter(members))
    text = f"{member} is not valid for key spec {spec}."
    assert call("ImportKeyMaterial", {**request, **members}).error == ("ValidationException", text)
    assert describe(kms, empty) == empty


@pytest.mark.parametrize("spec", ["HMAC_256"])
def test_a_material_id_names_nothing_to_delete(kms, empty, spec):
    import_material(kms, empty["KeyId"], os.urandom(32))
    with refused("ValidationException"):
        kms.delete_imported_key_material(KeyId=empty["KeyId"], KeyMaterialId="0" * 64)
    assert mac_of(kms, empty)


@pytest.mark.parametrize("spec", ["HMAC_512"])
def test_material_expires(kms, empty, spec):
    material, when = os.urandom(64), seconds_from_now(3)
    import_material(kms, empty["KeyId"], material, expires=when)
    assert describe(kms, empty)["ExpirationModel"] == "KEY_MATERIAL_EXPIRES"
    made = mac_of(kms, empty)
    while describe(kms, empty)["KeyState"] != "PendingImport":
        pass
    with refused("KMSInvalidStateException", f"{empty['Arn']} is pending import."):
        mac_of(kms, empty)
    import_material(kms, empty["KeyId"], material)
    assert mac_of(kms, empty) == made
