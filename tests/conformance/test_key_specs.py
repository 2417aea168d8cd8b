"""Every key spec with every usage: CreateKey, DescribeKey and GetPublicKey (reference 4.1, 4.2, 4.7)."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, mlkem, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from expect import MATERIAL_ID, refused
from specs import (
    ALGORITHMS,
    ASYMMETRIC_PAIRS,
    CHINA,
    HMAC,
    LIST,
    ML_DSA,
    ML_KEM,
    NOT_IMPORTABLE,
    PAIRS,
    SPECS,
    SPKI_LENGTH,
    USAGES,
    creation,
)
from trentserver import ACCOUNT, key_arn

every_pair = pytest.mark.parametrize(("spec", "usage"), PAIRS)
every_asymmetric_pair = pytest.mark.parametrize(("spec", "usage"), ASYMMETRIC_PAIRS)

# What the deprecated member knows besides SYMMETRIC_DEFAULT, SM2 and the larger RSA keys, which cost time.
DEPRECATED_SPECS = ["RSA_2048", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1", *HMAC]


def facts(spec, usage):
    """What CreateKey, DescribeKey and GetPublicKey all say about the kind of a key."""
    return {"KeySpec": spec, "CustomerMasterKeySpec": spec, "KeyUsage": usage, LIST[usage]: ALGORITHMS[spec][usage]}


@every_pair
def test_a_new_key_is_enabled_and_shows_the_one_list_of_its_usage(shared_key, spec, usage):
    key = shared_key(spec, usage)
    metadata = dict(key.metadata)
    metadata.pop("CreationDate")
    if spec == "SYMMETRIC_DEFAULT":  # only these keys have material ids
        assert MATERIAL_ID.fullmatch(metadata.pop("CurrentKeyMaterialId"))
    assert metadata == {
        "AWSAccountId": ACCOUNT,
        "KeyId": key.id,
        "Arn": key_arn(key.kms.meta.region_name, key.id),
        "Description": "",
        "Enabled": True,
        "KeyState": "Enabled",
        "KeyManager": "CUSTOMER",
        "Origin": "AWS_KMS",
        "MultiRegion": False,
        **facts(spec, usage),
    }


@every_pair
def test_describe_key_repeats_it(shared_key, spec, usage):
    key = shared_key(spec, usage)
    assert key.kms.describe_key(KeyId=key.arn)["KeyMetadata"] == key.metadata


@every_asymmetric_pair
def test_get_public_key_has_the_same_facts_and_nothing_else(shared_key, spec, usage):
    key = shared_key(spec, usage)
    answer = key.call("GetPublicKey", {"KeyId": key.id}).ok
    assert answer.pop("PublicKey")
    assert answer == {"KeyId": key.arn, **facts(spec, usage)}


@every_asymmetric_pair
def test_the_public_key_is_a_subject_public_key_info_of_the_right_length(shared_key, spec, usage):
    assert len(shared_key(spec, usage).public_key) == SPKI_LENGTH[spec]


@every_asymmetric_pair
def test_the_public_key_is_the_same_every_time(shared_key, spec, usage):
    key = shared_key(spec, usage)
    assert key.kms.get_public_key(KeyId=key.id)["PublicKey"] == key.public_key


# The start of the encoding, up to the key itself: algorithm, parameters, and the uncompressed form of points (4.7).
SPKI_PREFIX = {
    "RSA_2048": "30820122300d06092a864886f70d01010105000382010f003082010a0282010100",
    "RSA_3072": "308201a2300d06092a864886f70d01010105000382018f003082018a0282018100",
    "RSA_4096": "30820222300d06092a864886f70d01010105000382020f003082020a0282020100",
    "ECC_NIST_P256": "3059301306072a8648ce3d020106082a8648ce3d03010703420004",
    "ECC_NIST_P384": "3076301006072a8648ce3d020106052b8104002203620004",
    "ECC_NIST_P521": "30819b301006072a8648ce3d020106052b810400230381860004",
    "ECC_SECG_P256K1": "3056301006072a8648ce3d020106052b8104000a03420004",
    "SM2": "3059301306072a8648ce3d020106082a811ccf5501822d03420004",
    "ECC_NIST_EDWARDS25519": "302a300506032b6570032100",
    "ML_DSA_44": "30820532300b06096086480165030403110382052100",
    "ML_DSA_65": "308207b2300b0609608648016503040312038207a100",
    "ML_DSA_87": "30820a32300b060960864801650304031303820a2100",
    "ML_KEM_512": "30820332300b06096086480165030404010382032100",
    "ML_KEM_768": "308204b2300b0609608648016503040402038204a100",
    "ML_KEM_1024": "30820632300b06096086480165030404030382062100",
}


@pytest.mark.parametrize("spec", SPKI_PREFIX)
def test_the_public_key_names_its_algorithm(shared_key, spec):
    key = shared_key(spec, next(iter(ALGORITHMS[spec])))
    assert key.public_key.hex().startswith(SPKI_PREFIX[spec])


def test_the_public_exponent_of_a_generated_rsa_key_is_65537(shared_key):
    assert load_der_public_key(shared_key("RSA_2048", "SIGN_VERIFY").public_key).public_numbers().e == 65537


@pytest.mark.parametrize(
    ("spec", "type_"),
    [
        ("RSA_2048", rsa.RSAPublicKey),
        ("ECC_NIST_P521", ec.EllipticCurvePublicKey),
        ("ECC_SECG_P256K1", ec.EllipticCurvePublicKey),
        ("ECC_NIST_EDWARDS25519", ed25519.Ed25519PublicKey),
        ("ML_DSA_44", mldsa.MLDSA44PublicKey),
        ("ML_DSA_65", mldsa.MLDSA65PublicKey),
        ("ML_DSA_87", mldsa.MLDSA87PublicKey),
        ("ML_KEM_768", mlkem.MLKEM768PublicKey),
        ("ML_KEM_1024", mlkem.MLKEM1024PublicKey),
    ],
)
def test_a_library_reads_the_public_key(shared_key, spec, type_):
    key = shared_key(spec, next(iter(ALGORITHMS[spec])))
    assert isinstance(load_der_public_key(key.public_key), type_)


def test_two_keys_have_two_public_keys(shared_key):
    keys = [shared_key("ECC_NIST_P256", "SIGN_VERIFY"), shared_key("ECC_NIST_P256", "KEY_AGREEMENT")]
    assert keys[0].public_key != keys[1].public_key


# -- combinations that don't exist

WRONG_PAIRS = [(spec, usage) for spec in SPECS for usage in USAGES if usage not in ALGORITHMS[spec] and spec != "SM2"]


@pytest.mark.parametrize(("spec", "usage"), WRONG_PAIRS)
def test_a_usage_that_the_spec_cannot_have_is_refused(kms, spec, usage):
    with refused("ValidationException", f"KeyUsage {usage} is not compatible with KeySpec {spec}"):
        kms.create_key(**creation(spec, usage))


@pytest.mark.parametrize("usage", ["GENERATE_VERIFY_MAC", "ENCAPSULATE_DECAPSULATE"])
def test_a_usage_that_sm2_cannot_have_is_refused(china, usage):
    with refused("ValidationException", f"KeyUsage {usage} is not compatible with KeySpec SM2"):
        china.create_key(**creation("SM2", usage))


@pytest.mark.parametrize("spec", [spec for spec in SPECS if spec != "SYMMETRIC_DEFAULT"])
def test_every_spec_but_the_default_needs_a_usage(server, spec):
    text = "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys."
    with refused("ValidationException", text):
        server.client(CHINA if spec == "SM2" else "eu-west-1").create_key(KeySpec=spec)


@pytest.mark.parametrize("spec", DEPRECATED_SPECS)
def test_the_deprecated_member_makes_the_same_key(kms, spec):
    usage = next(reversed(ALGORITHMS[spec]))
    metadata = kms.create_key(CustomerMasterKeySpec=spec, KeyUsage=usage)["KeyMetadata"]
    assert facts(spec, usage).items() <= metadata.items()


@pytest.mark.parametrize("spec", ["ECC_NIST_EDWARDS25519", *ML_DSA, *ML_KEM])
def test_the_deprecated_member_does_not_know_the_new_specs(call, spec):
    code, message = call("CreateKey", {"CustomerMasterKeySpec": spec, "KeyUsage": "SIGN_VERIFY"}).error
    assert code == "ValidationException" and "customerMasterKeySpec" in message


# -- Regions and origins

EVERYWHERE_BUT_CHINA = ["eu-central-1", "us-gov-west-1", "us-iso-east-1"]
IN_CHINA = ["cn-north-1", "cn-northwest-1"]
unavailable = [("SM2", region) for region in EVERYWHERE_BUT_CHINA]
unavailable += [(spec, region) for spec in ML_KEM for region in IN_CHINA]


@pytest.mark.parametrize(("spec", "region"), unavailable)
@pytest.mark.parametrize("origin", ["AWS_KMS", "EXTERNAL"])
def test_a_spec_that_the_region_does_not_have_is_unsupported(server, spec, region, origin):
    for usage in ALGORITHMS[spec]:
        with refused("UnsupportedOperationException", f"KeySpec {spec} is not available in {region}."):
            server.client(region).create_key(**creation(spec, usage, Origin=origin))


@pytest.mark.parametrize("region", IN_CHINA)
@pytest.mark.parametrize(
    ("spec", "usage"), [(spec, usage) for spec, usage in PAIRS if spec not in ML_KEM and not spec.startswith("RSA_")]
)
def test_china_has_everything_else(server, region, spec, usage):
    metadata = server.client(region).create_key(**creation(spec, usage))["KeyMetadata"]
    assert metadata["Arn"].startswith(f"arn:aws-cn:kms:{region}:")
    assert facts(spec, usage).items() <= metadata.items()


@pytest.mark.parametrize(("spec", "usage"), [pair for pair in PAIRS if pair[0] not in NOT_IMPORTABLE])
def test_an_importable_spec_waits_for_its_material_with_any_usage(server, spec, usage):
    kms = server.client(CHINA if spec == "SM2" else "eu-shared-1")
    metadata = kms.create_key(**creation(spec, usage, Origin="EXTERNAL"))["KeyMetadata"]
    assert (metadata["KeyState"], metadata["Enabled"], metadata["Origin"]) == ("PendingImport", False, "EXTERNAL")
    assert facts(spec, usage).items() <= metadata.items()
    assert not {"ExpirationModel", "ValidTo", "CurrentKeyMaterialId"} & set(metadata)


@pytest.mark.parametrize("spec", NOT_IMPORTABLE)
def test_other_specs_take_no_imported_material(kms, spec):
    with refused("UnsupportedOperationException", f"KeySpec {spec} does not support Origin EXTERNAL."):
        kms.create_key(**creation(spec, next(iter(ALGORITHMS[spec])), Origin="EXTERNAL"))


@every_pair
def test_keys_of_every_kind_are_listed(shared_key, spec, usage):
    key = shared_key(spec, usage)
    pages = key.kms.get_paginator("list_keys").paginate()
    assert {"KeyId": key.id, "KeyArn": key.arn} in [listed for page in pages for listed in page["Keys"]]
