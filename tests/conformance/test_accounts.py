"""Several accounts: `trent account`, `serve --account`, and what one account may do in another. kms-security.md 4.4."""

import subprocess

import pytest
from botocore.exceptions import ClientError

from principals import document, key_policy, root, statement, user
from trentserver import ACCOUNT, TrentServer, alias_arn, binary

OTHER = "111122223333"
THIRD = "444455556666"


def account(*arguments, data):
    command = [str(binary()), "account", *arguments, "--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with TrentServer(tmp_path_factory.mktemp("accounts") / "data", "--account", OTHER) as running:
        yield running


@pytest.fixture
def owner(server):
    return root(server)


@pytest.fixture
def stranger(server):
    return root(server, OTHER)


@pytest.fixture
def key(owner):
    return owner.client().create_key()["KeyMetadata"]


def test_accounts_are_made_once_and_listed(tmp_path):
    with TrentServer(tmp_path / "data") as server:
        refused = account("create", OTHER, data=server.data)
        assert refused.returncode == 1 and "in use" in refused.stderr
        assert account("list", data=server.data).stdout.split() == [ACCOUNT]
    made = account("create", OTHER, data=server.data)
    path = server.data / f"credentials-{OTHER}"
    assert (made.returncode, made.stdout) == (0, f"{path}\n")
    assert path.stat().st_mode & 0o777 == 0o600
    written = path.read_bytes()
    again = account("create", OTHER, data=server.data)
    assert again.returncode == 1 and "exists already" in again.stderr
    assert path.read_bytes() == written
    assert account("list", data=server.data).stdout.split() == [ACCOUNT, OTHER]
    with server:
        assert root(server, OTHER).client("sts").get_caller_identity()["Account"] == OTHER
    server.arguments = ("--account", THIRD, "--account", OTHER)
    with server:
        for each in (ACCOUNT, OTHER, THIRD):
            assert root(server, each).client("sts").get_caller_identity()["Arn"] == f"arn:aws:iam::{each}:root"
        assert path.read_bytes() == written


@pytest.mark.parametrize("name", ["", "12345", "11112222333x", "1111222233334"])
def test_what_is_no_account_is_refused(tmp_path, name):
    refused = account("create", name, data=tmp_path / "data")
    assert refused.returncode != 0 and "12 digits" in refused.stderr
    assert not (tmp_path / "data").exists()


def test_an_account_knows_nothing_of_anothers_keys(owner, stranger, key):
    owner.client().create_alias(AliasName="alias/mine", TargetKeyId=key["KeyId"])
    for name in (key["Arn"], key["Arn"][:-12] + "0" * 12, alias_arn("eu-central-1", "alias/mine"), alias_arn("eu-central-1", "alias/none")):
        code, text = stranger.call("Encrypt", {"KeyId": name, "Plaintext": b"x"}).error
        assert code == "AccessDeniedException"
        assert text.startswith(f"User: {stranger.arn} is not authorized to perform: kms:Encrypt on this resource because")
    assert key["KeyId"] not in str(stranger.client().list_keys())
    blob = owner.client().encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    code, text = stranger.call("Decrypt", {"CiphertextBlob": blob}).error
    assert code == "AccessDeniedException" and "associated with this ciphertext" in text
    owner.client().delete_alias(AliasName="alias/mine")


def test_both_accounts_have_to_agree(owner, stranger, key):
    arn = f"arn:aws:iam::{OTHER}:root"
    allow = statement(["kms:Encrypt", "kms:DescribeKey"], Principal={"AWS": arn})
    owner.client().put_key_policy(KeyId=key["KeyId"], Policy=key_policy(allow))
    request = {"KeyId": key["Arn"], "Plaintext": b"x"}
    assert stranger.call("Encrypt", request).ok
    with_permission = user(stranger, "with", statement("kms:Encrypt", key["Arn"]))
    without = user(stranger, "without")
    assert with_permission.call("Encrypt", request).ok
    code, text = without.call("Encrypt", request).error
    assert text == (
        f"User: {without.arn} is not authorized to perform: kms:Encrypt on resource: {key['Arn']} "
        "because no identity-based policy allows the kms:Encrypt action"
    )
    owner.client().put_key_policy(KeyId=key["KeyId"], Policy=key_policy())
    code, text = with_permission.call("Encrypt", request).error
    assert code == "AccessDeniedException" and "on this resource because" in text


def test_management_is_for_the_keys_own_account(owner, stranger, key):
    allow = statement("kms:*", Principal={"AWS": f"arn:aws:iam::{OTHER}:root"})
    owner.client().put_key_policy(KeyId=key["KeyId"], Policy=key_policy(allow))
    for operation in ("DisableKey", "GetKeyPolicy", "ScheduleKeyDeletion", "ListResourceTags"):
        code, text = stranger.call(operation, {"KeyId": key["Arn"]}).error
        assert code == "AccessDeniedException" and "on this resource because" in text
    assert owner.client().describe_key(KeyId=key["KeyId"])["KeyMetadata"]["Enabled"]


def test_a_grant_to_another_account_needs_its_consent_too(owner, stranger, key):
    who = user(stranger, "granted")
    owner.client().create_grant(KeyId=key["KeyId"], GranteePrincipal=who.arn, Operations=["Encrypt"])
    request = {"KeyId": key["Arn"], "Plaintext": b"x"}
    assert who.call("Encrypt", request).error[0] == "AccessDeniedException"
    stranger.client("iam").put_user_policy(
        UserName="granted", PolicyName="p", PolicyDocument=document(statement("kms:Encrypt", key["Arn"]))
    )
    assert who.call("Encrypt", request).ok


def test_a_key_policy_can_forbid_to_retire_but_not_allow_it(owner, key):
    kms = owner.client()
    name = f"retirer-{key['KeyId'][:8]}"
    who = user(owner, name)
    allow = statement("kms:RetireGrant", Principal={"AWS": who.arn})
    kms.put_key_policy(KeyId=key["KeyId"], Policy=key_policy(allow))
    others = kms.create_grant(KeyId=key["KeyId"], GranteePrincipal=owner.arn, Operations=["Encrypt"])["GrantId"]
    mine = kms.create_grant(
        KeyId=key["KeyId"], GranteePrincipal=owner.arn, RetiringPrincipal=who.arn, Operations=["Encrypt"]
    )["GrantId"]
    assert who.call("RetireGrant", {"KeyId": key["Arn"], "GrantId": others}).error[0] == "AccessDeniedException"
    deny = statement("kms:RetireGrant", effect="Deny", Principal={"AWS": who.arn})
    kms.put_key_policy(KeyId=key["KeyId"], Policy=key_policy(deny))
    code, text = who.call("RetireGrant", {"KeyId": key["Arn"], "GrantId": mine}).error
    assert text.endswith("with an explicit deny in a resource-based policy")
    kms.put_key_policy(KeyId=key["KeyId"], Policy=key_policy())
    assert who.call("RetireGrant", {"KeyId": key["Arn"], "GrantId": mine}).status == 200


# --- trent policy explain ------------------------------------------------------------------------


def explain(server, principal, action, key, *more):
    command = [str(binary()), "policy", "explain", "--data", str(server.data), "--region", "eu-central-1"]
    command += ["--principal", principal, "--action", action, "--key", key, *more]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def test_an_explanation_names_what_decides_while_the_server_runs(server, owner, key):
    condition = {"StringEquals": {"kms:EncryptionContext:App": "a"}}
    who = user(owner, "reader", statement("kms:Decrypt", Condition=condition))
    assert explain(server, owner.arn, "kms:Decrypt", key["KeyId"])[0] == 0
    status, text = explain(server, who.arn, "kms:Decrypt", key["Arn"], "--context", "kms:EncryptionContext:App=a")
    assert status == 0 and "statement 1 of inline policy inline of reader" in text
    status, text = explain(server, who.arn, "kms:Decrypt", key["KeyId"])
    assert status == 1 and "no identity-based policy allows it" in text
    owner.client().create_grant(KeyId=key["KeyId"], GranteePrincipal=who.arn, Operations=["Encrypt"])
    status, text = explain(server, who.arn, "kms:Encrypt", key["KeyId"])
    assert status == 0 and "allowed by grant" in text
    deny = statement("kms:*", effect="Deny", Principal={"AWS": who.arn}, Sid="NotThem")
    owner.client().put_key_policy(KeyId=key["KeyId"], Policy=key_policy(deny))
    status, text = explain(server, who.arn, "kms:Encrypt", key["KeyId"])
    assert status == 1 and '("NotThem") of the key policy' in text
    with pytest.raises(ClientError) as caught:
        who.client().encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    assert "NotThem" not in str(caught.value)


@pytest.mark.parametrize(
    ("principal", "action", "name", "says"),
    [
        (f"arn:aws:iam::{ACCOUNT}:user/unknown", "kms:Decrypt", None, "there is no principal"),
        ("somebody", "kms:Decrypt", None, "is not the ARN of"),
        (f"arn:aws:iam::{ACCOUNT}:root", "kms:Fly", None, "is not an action of KMS"),
        (f"arn:aws:iam::{ACCOUNT}:root", "s3:GetObject", None, "is not an action of KMS"),
        (f"arn:aws:iam::{ACCOUNT}:root", "kms:Decrypt", "alias/unknown", "there is no alias"),
        (f"arn:aws:iam::{ACCOUNT}:root", "kms:Decrypt", "1234abcd-12ab-34cd-56ef-1234567890ab", "there is no key"),
    ],
)
def test_a_question_that_makes_no_sense_is_an_error(server, key, principal, action, name, says):
    status, text = explain(server, principal, action, name or key["KeyId"])
    assert status == 2 and says in text
