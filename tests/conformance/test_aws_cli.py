"""The AWS CLI, unchanged, pointed at Trent by its environment alone."""

import base64
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from expect import UNKNOWN_KEY_ID, seconds_from_now
from trentserver import ACCOUNT, REPOSITORY
from wrapping import wrap

AWS = shutil.which("aws", path=str(Path(sys.executable).parent)) or shutil.which("aws") or "aws"
REFUSED = {254, 255}  # version 2 and version 1 of the CLI


@pytest.fixture
def run(server, region, tmp_path):
    """Runs a program where the CLI's settings point at the server."""

    def run_(*command):
        return subprocess.run(
            [str(part) for part in command],
            cwd=tmp_path,
            env=server.client_environment(region),
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run_


@pytest.fixture
def aws(run):
    """aws("encrypt", "--key-id", ...) -> the parsed output, None where there is none."""

    def aws_(*arguments):
        done = run(AWS, "kms", *arguments, "--output", "json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    return aws_


def test_keys(aws, region):
    key = aws("create-key", "--description", "made by the CLI", "--tags", "TagKey=a,TagValue=b", "--origin", "AWS_KMS")[
        "KeyMetadata"
    ]
    key_id, arn = key["KeyId"], f"arn:aws:kms:{region}:{ACCOUNT}:key/{key['KeyId']}"
    assert key["Arn"] == arn and key["Description"] == "made by the CLI"
    assert aws("list-keys")["Keys"] == [{"KeyId": key_id, "KeyArn": arn}]

    assert aws("update-key-description", "--key-id", key_id, "--description", "changed") is None
    assert aws("disable-key", "--key-id", key_id) is None
    described = aws("describe-key", "--key-id", arn)["KeyMetadata"]
    assert (described["KeyState"], described["Description"]) == ("Disabled", "changed")
    assert aws("enable-key", "--key-id", key_id) is None

    scheduled = aws("schedule-key-deletion", "--key-id", key_id, "--pending-window-in-days", "7")
    assert (scheduled["KeyId"], scheduled["KeyState"], scheduled["PendingWindowInDays"]) == (arn, "PendingDeletion", 7)
    assert aws("cancel-key-deletion", "--key-id", key_id) == {"KeyId": arn}


def test_multi_region_keys(aws, region):
    elsewhere = region + "0"
    key = aws("create-key", "--multi-region")["KeyMetadata"]["KeyId"]
    replica = aws("replicate-key", "--key-id", key, "--replica-region", elsewhere, "--description", "there")
    assert replica["ReplicaKeyMetadata"]["MultiRegionConfiguration"]["PrimaryKey"]["Region"] == region
    assert aws("update-primary-region", "--key-id", key, "--primary-region", elsewhere) is None
    described = aws("describe-key", "--key-id", key, "--region", elsewhere)["KeyMetadata"]
    assert (described["Description"], described["KeyState"]) == ("there", "Enabled")
    assert described["MultiRegionConfiguration"]["MultiRegionKeyType"] == "PRIMARY"


def test_cryptography(aws, tmp_path, key, other_key):
    (tmp_path / "plain").write_bytes(b"\x00binary\xff")
    context = ["--encryption-context", "purpose=test,owner=cli"]
    encrypted = aws("encrypt", "--key-id", key["KeyId"], "--plaintext", "fileb://plain", *context)
    (tmp_path / "blob").write_bytes(base64.b64decode(encrypted["CiphertextBlob"]))
    decrypted = aws("decrypt", "--ciphertext-blob", "fileb://blob", *context)
    assert base64.b64decode(decrypted["Plaintext"]) == b"\x00binary\xff"

    moved = aws(
        "re-encrypt", "--ciphertext-blob", "fileb://blob", "--destination-key-id", other_key["Arn"],
        "--source-encryption-context", "purpose=test,owner=cli",
    )  # fmt: skip
    assert (moved["SourceKeyId"], moved["KeyId"]) == (key["Arn"], other_key["Arn"])

    data_key = aws("generate-data-key", "--key-id", key["KeyId"], "--key-spec", "AES_256")
    assert len(base64.b64decode(data_key["Plaintext"])) == 32
    assert "Plaintext" not in aws(
        "generate-data-key-without-plaintext", "--key-id", key["KeyId"], "--number-of-bytes", "16"
    )
    assert len(base64.b64decode(aws("generate-random", "--number-of-bytes", "12")["Plaintext"])) == 12


def test_keys_of_other_kinds(aws, tmp_path, key):
    """Without Encapsulate and Decapsulate, which version 1 of the CLI does not know yet."""

    def create(spec, usage):
        return aws("create-key", "--key-spec", spec, "--key-usage", usage)["KeyMetadata"]["KeyId"]

    def save(name, encoded):
        (tmp_path / name).write_bytes(base64.b64decode(encoded))
        return f"fileb://{name}"

    (tmp_path / "message").write_bytes(b"message")
    message = ["--message", "fileb://message"]

    signer = ["--key-id", create("RSA_2048", "SIGN_VERIFY"), *message, "--signing-algorithm", "RSASSA_PSS_SHA_256"]
    signature = save("signature", aws("sign", *signer)["Signature"])
    assert aws("verify", *signer, "--signature", signature)["SignatureValid"] is True

    mac_key = ["--key-id", create("HMAC_256", "GENERATE_VERIFY_MAC"), *message, "--mac-algorithm", "HMAC_SHA_256"]
    mac = save("mac", aws("generate-mac", *mac_key)["Mac"])
    assert aws("verify-mac", *mac_key, "--mac", mac)["MacValid"] is True

    agreement = ["--key-id", create("ECC_NIST_P256", "KEY_AGREEMENT")]
    public_key = save("public", aws("get-public-key", *agreement)["PublicKey"])
    algorithm = ["--key-agreement-algorithm", "ECDH"]
    derived = aws("derive-shared-secret", *agreement, *algorithm, "--public-key", public_key)
    assert len(base64.b64decode(derived["SharedSecret"])) == 32

    pair = aws("generate-data-key-pair", "--key-id", key["KeyId"], "--key-pair-spec", "ECC_NIST_EDWARDS25519")
    private = aws("decrypt", "--ciphertext-blob", save("private", pair["PrivateKeyCiphertextBlob"]))
    assert private["Plaintext"] == pair["PrivateKeyPlaintext"]


def test_aliases_and_tags(aws, key, other_key):
    assert aws("create-alias", "--alias-name", "alias/cli", "--target-key-id", key["KeyId"]) is None
    assert aws("update-alias", "--alias-name", "alias/cli", "--target-key-id", other_key["KeyId"]) is None
    aliases = [alias for alias in aws("list-aliases")["Aliases"] if not alias["AliasName"].startswith("alias/aws/")]
    assert [(alias["AliasName"], alias["TargetKeyId"]) for alias in aliases] == [("alias/cli", other_key["KeyId"])]
    assert aws("delete-alias", "--alias-name", "alias/cli") is None

    assert aws("tag-resource", "--key-id", key["KeyId"], "--tags", "TagKey=a,TagValue=1", "TagKey=b,TagValue=2") is None
    assert aws("untag-resource", "--key-id", key["KeyId"], "--tag-keys", "a") is None
    assert aws("list-resource-tags", "--key-id", key["KeyId"])["Tags"] == [{"TagKey": "b", "TagValue": "2"}]


def test_policies(aws, tmp_path, key):
    policy = aws("get-key-policy", "--key-id", key["KeyId"], "--policy-name", "default")["Policy"]
    changed = policy.replace("key-default-1", "changed by the CLI")
    (tmp_path / "policy.json").write_text(changed)
    assert (
        aws("put-key-policy", "--key-id", key["KeyId"], "--policy-name", "default", "--policy", "file://policy.json")
        is None
    )
    assert aws("get-key-policy", "--key-id", key["KeyId"])["Policy"] == changed
    assert aws("list-key-policies", "--key-id", key["KeyId"])["PolicyNames"] == ["default"]


def test_import(aws, tmp_path, empty_key, material):
    key_id = empty_key["KeyId"]
    got = aws(
        "get-parameters-for-import", "--key-id", key_id,
        "--wrapping-algorithm", "RSAES_OAEP_SHA_256", "--wrapping-key-spec", "RSA_2048",
    )  # fmt: skip
    (tmp_path / "token").write_bytes(base64.b64decode(got["ImportToken"]))
    (tmp_path / "wrapped").write_bytes(wrap(material, base64.b64decode(got["PublicKey"]), "RSAES_OAEP_SHA_256"))
    imported = aws(
        "import-key-material", "--key-id", key_id, "--import-token", "fileb://token",
        "--encrypted-key-material", "fileb://wrapped", "--expiration-model", "KEY_MATERIAL_EXPIRES",
        "--valid-to", seconds_from_now(3600).isoformat(timespec="seconds"),
    )  # fmt: skip
    assert imported["KeyId"] == empty_key["Arn"]
    deleted = aws("delete-imported-key-material", "--key-id", key_id)
    assert deleted == {"KeyId": empty_key["Arn"], "KeyMaterialId": imported["KeyMaterialId"]}


def test_the_paginator_of_the_cli_shows_everything(aws, kms):
    created = {kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(5)}
    assert {key["KeyId"] for key in aws("list-keys", "--page-size", "2")["Keys"]} == created


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["describe-key", "--key-id", UNKNOWN_KEY_ID], "NotFoundException"),
        (["describe-key", "--key-id", "alias/none"], "NotFoundException"),
        (["enable-key", "--key-id", "alias/none"], "InvalidArnException"),
        (["decrypt", "--ciphertext-blob", "garbage"], "InvalidCiphertextException"),
        (["generate-random", "--number-of-bytes", "2000"], "ValidationException"),
        (["create-alias", "--alias-name", "x", "--target-key-id", UNKNOWN_KEY_ID], "ValidationException"),
        (["list-grants", "--key-id", UNKNOWN_KEY_ID], "NotFoundException"),
        (["describe-custom-key-stores"], "UnsupportedOperationException"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_a_refusal_ends_the_cli_with_its_code(run, arguments, code):
    done = run(AWS, "kms", *arguments)
    assert done.returncode in REFUSED
    assert f"An error occurred ({code})" in done.stderr


def test_dry_run_is_reported_as_an_error(run, key):
    done = run(AWS, "kms", "generate-data-key", "--key-id", key["KeyId"], "--key-spec", "AES_256", "--dry-run")
    assert done.returncode in REFUSED and "DryRunOperationException" in done.stderr


def test_a_wrong_secret_is_refused(run, server):
    done = run("env", "AWS_SECRET_ACCESS_KEY=wrong", AWS, "kms", "list-keys")
    assert done.returncode in REFUSED and "InvalidSignatureException" in done.stderr


# The tour a new user takes: make a key, wrap its material with openssl, import, encrypt, lose it, bring it back.
TOUR = """
set -euo pipefail
kms() { "$AWS" kms "$@" --output text; }

key=$(kms create-key --origin EXTERNAL --query KeyMetadata.KeyId)
openssl rand -out material 32

import() {
    kms get-parameters-for-import --key-id "$key" --wrapping-algorithm RSAES_OAEP_SHA_256 \\
        --wrapping-key-spec RSA_2048 --query '[PublicKey, ImportToken]' | tr '\\t' '\\n' > parameters
    sed -n 1p parameters | base64 -d > wrapping-key.der
    sed -n 2p parameters | base64 -d > token
    openssl pkeyutl -encrypt -pubin -keyform DER -inkey wrapping-key.der -in material -out wrapped \\
        -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256
    kms import-key-material --key-id "$key" --encrypted-key-material fileb://wrapped \\
        --import-token fileb://token --expiration-model KEY_MATERIAL_DOES_NOT_EXPIRE > /dev/null
}
decrypt() { kms decrypt --ciphertext-blob fileb://blob --query Plaintext | base64 -d; }

import
printf 'the treasure' > plain
kms encrypt --key-id "$key" --plaintext fileb://plain --query CiphertextBlob | base64 -d > blob
test "$(decrypt)" = 'the treasure'

kms delete-imported-key-material --key-id "$key" > /dev/null
test "$(kms describe-key --key-id "$key" --query KeyMetadata.KeyState)" = PendingImport
! decrypt 2> refusal
grep -q KMSInvalidStateException refusal

import
test "$(kms describe-key --key-id "$key" --query KeyMetadata.KeyState)" = Enabled
decrypt
"""


def test_the_tour_with_openssl(run):
    done = run("env", f"AWS={AWS}", "bash", "-c", TOUR)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "the treasure"


README_SECTION = "## Sign with a key that stays, verify with openssl"


def commands_of_readme():
    """The lines after `$ ` in the section's code blocks, with what they go on to."""
    section = (REPOSITORY / "README.md").read_text().split(README_SECTION)[1].split("\n## ")[0]
    for block in re.findall(r"^```console\n(.*?)^```", section, re.DOTALL | re.MULTILINE):
        for command in re.findall(r"^\$ (.*(?:(?<=\\)\n.*)*)", block, re.MULTILINE):
            yield command


def test_the_signature_of_the_readme_is_verified_by_openssl(run):
    """Exactly the commands that are printed there."""
    script = ["set -euo pipefail", f'aws() {{ "{AWS}" "$@"; }}', *commands_of_readme()]
    assert any("openssl dgst -sha256 -verify" in line for line in script)
    done = run("bash", "-c", "\n".join(script))
    assert done.returncode == 0, done.stderr
    assert "Verified OK" in done.stdout


def test_a_user_assumes_a_role(private_server, tmp_path):
    environment = private_server.client_environment("eu-central-1")

    def aws_(*arguments, keys=None):
        own = {} if keys is None else {
            "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
            **({"AWS_SESSION_TOKEN": keys["SessionToken"]} if "SessionToken" in keys else {}),
        }
        done = subprocess.run(
            [AWS, *arguments, "--output", "json"],
            cwd=tmp_path,
            env={**environment, **own},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    arn = aws_("iam", "create-user", "--user-name", "bob")["User"]["Arn"]
    key = aws_("iam", "create-access-key", "--user-name", "bob")["AccessKey"]
    statement = {"Effect": "Allow", "Principal": {"AWS": arn}, "Action": "sts:AssumeRole"}
    (tmp_path / "trust.json").write_text(json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    trust = ("--assume-role-policy-document", "file://trust.json")
    role = aws_("iam", "create-role", "--role-name", "app", *trust)["Role"]["Arn"]
    wanted = ("--role-arn", role, "--role-session-name", "cli")
    session = aws_("sts", "assume-role", *wanted, keys=key)["Credentials"]
    assert aws_("sts", "get-caller-identity", keys=session)["Arn"].endswith(":assumed-role/app/cli")
    own = aws_("sts", "get-session-token", keys=key)["Credentials"]
    assert aws_("sts", "get-caller-identity", keys=own)["Arn"] == arn
