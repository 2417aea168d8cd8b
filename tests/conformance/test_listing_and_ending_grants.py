"""ListGrants, ListRetirableGrants, RetireGrant, RevokeGrant, and how long grants last: security reference 7, reference 10.9."""

import pytest

from expect import ANY, UNKNOWN_KEY_ID, refused, too_short, violations
from grants import ELSEWHERE, ROOT, SERVICE, SOURCE_ARN, STRANGER, SYMMETRIC, UNKNOWN_GRANT_ID, ids
from trentserver import ACCOUNT

# --- ListGrants ----------------------------------------------------------------------------------


def test_grants_are_listed_in_order_of_creation_by_50_and_at_most_100(grant, listed, kms, key):
    made = [grant()["GrantId"] for _ in range(105)]
    assert ids(listed()) == made[:50]
    for limit in [100, 101, 1000]:
        assert ids(listed(Limit=limit)) == made[:100]
    for size in [1, 7, 100]:
        pages = kms.get_paginator("list_grants").paginate(KeyId=key["KeyId"], PaginationConfig={"PageSize": size})
        assert [grant_id for page in pages for grant_id in ids(page["Grants"])] == made


def test_the_list_can_be_walked_while_grants_go(grant, listed, kms, key):
    made = [grant()["GrantId"] for _ in range(6)]
    first = kms.list_grants(KeyId=key["KeyId"], Limit=2)
    for grant_id in made[1:3]:
        kms.revoke_grant(KeyId=key["KeyId"], GrantId=grant_id)
    rest = kms.list_grants(KeyId=key["KeyId"], Marker=first["NextMarker"])
    assert ids(rest["Grants"]) == made[3:]


def test_filters(grant, listed):
    bob = grant(GranteePrincipal=f"arn:aws:iam::{ELSEWHERE}:user/bob")["GrantId"]
    account = [grant(GranteePrincipal=ELSEWHERE)["GrantId"] for _ in range(3)]
    service = grant(
        GranteePrincipal=ELSEWHERE, RetiringPrincipal=ACCOUNT, Constraints={"SourceArn": SOURCE_ARN}
    )["GrantId"]
    assert ids(listed(GrantId=bob)) == [bob]
    assert ids(listed(GranteePrincipal=f"arn:aws:iam::{ELSEWHERE}:user/bob")) == [bob]
    assert ids(listed(GranteePrincipal=ELSEWHERE)) == [*account, service]
    assert ids(listed(GranteePrincipal=f"arn:aws:iam::{ELSEWHERE}:root")) == [*account, service]
    assert ids(listed(GranteePrincipal=ELSEWHERE, GrantId=account[1])) == [account[1]]
    assert listed(GranteePrincipal=ELSEWHERE, GrantId=bob) == []
    assert listed(GrantId=UNKNOWN_GRANT_ID) == []
    assert listed(GranteeServicePrincipal=SERVICE) == []


def test_bad_filters(call, key):
    request = {"KeyId": key["KeyId"]}
    for grant_id in ["x", UNKNOWN_GRANT_ID.upper(), UNKNOWN_GRANT_ID + "0"]:
        answer = call("ListGrants", {**request, "GrantId": grant_id})
        assert answer.error == ("InvalidGrantIdException", None)
    assert call("ListGrants", {**request, "GranteePrincipal": "bob"}).error[0] == "InvalidArnException"
    both = {"GranteePrincipal": ELSEWHERE, "GranteeServicePrincipal": SERVICE}
    assert call("ListGrants", {**request, **both}).error[0] == "ValidationException"


def test_a_marker_belongs_to_its_filter_and_key(grant, call, key, other_key):
    for key_id in [key["KeyId"], other_key["KeyId"]]:
        for _ in range(3):
            grant(KeyId=key_id, GranteePrincipal=ELSEWHERE)
    marker = call("ListGrants", {"KeyId": key["KeyId"], "Limit": 1}).ok["NextMarker"]
    for elsewhere in [{"KeyId": other_key["KeyId"]}, {"KeyId": key["KeyId"], "GranteePrincipal": ELSEWHERE}]:
        assert call("ListGrants", {**elsewhere, "Marker": marker}).error == ("InvalidMarkerException", None)


# --- ListRetirableGrants -------------------------------------------------------------------------


def test_retirable_grants_are_those_of_all_keys_here_that_name_the_principal(grant, kms, server, region, other_key):
    mine = [grant(RetiringPrincipal=ACCOUNT)["GrantId"]]
    grant()
    grant(RetiringPrincipal=ELSEWHERE)
    mine.append(grant(RetiringPrincipal=ROOT, KeyId=other_key["KeyId"])["GrantId"])
    there = server.client(region + "0")
    far_key = there.create_key()["KeyMetadata"]["KeyId"]
    far = there.create_grant(
        KeyId=far_key, GranteePrincipal=STRANGER, RetiringPrincipal=ACCOUNT, Operations=["Decrypt"]
    )["GrantId"]
    for principal in [ACCOUNT, ROOT]:
        assert ids(kms.list_retirable_grants(RetiringPrincipal=principal)["Grants"]) == mine
    assert ids(there.list_retirable_grants(RetiringPrincipal=ACCOUNT)["Grants"]) == [far]


def test_retirable_grants_come_in_pages(grant, kms, call):
    made = [grant(RetiringPrincipal=ACCOUNT)["GrantId"] for _ in range(7)]
    for size in [1, 3, 7]:
        found, marker = [], {}
        while True:
            page = call("ListRetirableGrants", {"RetiringPrincipal": ACCOUNT, "Limit": size, **marker}).ok
            found += ids(page["Grants"])
            assert page["Truncated"] is ("NextMarker" in page)
            if not page["Truncated"]:
                break
            marker = {"Marker": page["NextMarker"]}
        assert found == made
    first = call("ListRetirableGrants", {"RetiringPrincipal": ACCOUNT, "Limit": 1}).ok
    answer = call("ListRetirableGrants", {"RetiringServicePrincipal": SERVICE, "Marker": first["NextMarker"]})
    assert answer.error == ("InvalidMarkerException", None)


def test_whose_retirable_grants_can_be_asked_for(call):
    assert call("ListRetirableGrants", {}).error[0] == "ValidationException"
    both = {"RetiringPrincipal": ACCOUNT, "RetiringServicePrincipal": SERVICE}
    assert call("ListRetirableGrants", both).error[0] == "ValidationException"
    assert call("ListRetirableGrants", {"RetiringPrincipal": "bob"}).error == (
        "InvalidArnException",
        "ARN does not refer to a valid principal: bob",
    )
    assert call("ListRetirableGrants", {"RetiringPrincipal": ELSEWHERE}).error[0] == "AccessDeniedException"


# --- RetireGrant and RevokeGrant -----------------------------------------------------------------


@pytest.mark.parametrize("by", ["token", "ids", "arn"])
def test_retiring(grant, listed, call, key, by):
    made, stays = grant(RetiringPrincipal=STRANGER), grant()
    name = {
        "token": {"GrantToken": made["GrantToken"]},
        "ids": {"KeyId": key["KeyId"], "GrantId": made["GrantId"]},
        "arn": {"KeyId": key["Arn"], "GrantId": made["GrantId"]},
    }[by]
    assert call("RetireGrant", name).ok == {}
    assert ids(listed()) == [stays["GrantId"]]
    assert call("RetireGrant", name).error == ("NotFoundException", f"Grant ID {made['GrantId']} not found")


def test_revoking(grant, listed, call, key):
    made, stays = grant(), grant()
    name = {"KeyId": key["Arn"], "GrantId": made["GrantId"]}
    assert call("RevokeGrant", name).ok == {}
    assert ids(listed()) == [stays["GrantId"]]
    assert call("RevokeGrant", name).error == ("NotFoundException", f"Grant ID {made['GrantId']} not found")


def test_what_retire_grant_wants(grant, call, key):
    made = grant()
    wanted = ("ValidationException", "Grant token OR (grant ID, key ID) must be specified")
    token, key_id, grant_id = (
        {"GrantToken": made["GrantToken"]},
        {"KeyId": key["KeyId"]},
        {"GrantId": made["GrantId"]},
    )
    for names in [{}, key_id, grant_id, {**token, **key_id, **grant_id}, {**token, **key_id}, {**token, **grant_id}]:
        assert call("RetireGrant", names).error == wanted, names
    for bad in ["x", made["GrantToken"][:-8]]:
        assert call("RetireGrant", {"GrantToken": bad}).error == ("InvalidGrantTokenException", None)
    (violation,) = violations(call("RetireGrant", {"GrantToken": ""}).error)
    assert violation.path == "grantToken"


def test_a_grant_is_found_on_its_key_only(grant, call, kms, key, other_key):
    made = grant()
    elsewhere = {"KeyId": other_key["KeyId"], "GrantId": made["GrantId"]}
    for operation in ["RevokeGrant", "RetireGrant"]:
        assert call(operation, elsewhere).error == ("NotFoundException", f"Grant ID {made['GrantId']} not found")
        assert call(operation, {"KeyId": key["KeyId"], "GrantId": "x"}).error == ("InvalidGrantIdException", None)
        assert call(operation, {"KeyId": UNKNOWN_KEY_ID, "GrantId": made["GrantId"]}).error[0] == "NotFoundException"
        assert call(operation, {"KeyId": "alias/a", "GrantId": made["GrantId"]}).error[0] == "InvalidArnException"
        assert violations(call(operation, {"KeyId": key["KeyId"], "GrantId": ""}).error) == {
            too_short("grantId", 1, "")
        }


# --- how long grants last ------------------------------------------------------------------------


def test_grants_survive_a_restart_and_a_kill(private_server):
    kms = private_server.client("eu-central-1")
    key_id = kms.create_key()["KeyMetadata"]["KeyId"]
    request = {
        "KeyId": key_id,
        "GranteePrincipal": STRANGER,
        "RetiringPrincipal": ACCOUNT,
        "Operations": SYMMETRIC,
        "Constraints": {"EncryptionContextEquals": {"a": "ü", "b": ""}, "SourceArn": SOURCE_ARN},
        "Name": "lasting",
    }
    made = kms.create_grant(**request)
    gone = kms.create_grant(**{**request, "Name": "gone"})
    before = kms.list_grants(KeyId=key_id, GrantId=made["GrantId"])["Grants"]
    for end in [private_server.stop, private_server.kill]:
        end()
        private_server.start()
        kms = private_server.client("eu-central-1")
        assert kms.list_grants(KeyId=key_id, GrantId=made["GrantId"])["Grants"] == before
        assert kms.create_grant(**request)["GrantId"] == made["GrantId"]
        assert made["GrantId"] in ids(kms.list_retirable_grants(RetiringPrincipal=ACCOUNT)["Grants"])
        if len(kms.list_grants(KeyId=key_id)["Grants"]) == 2:
            kms.retire_grant(GrantToken=gone["GrantToken"])  # the next end is a kill
    assert ids(kms.list_grants(KeyId=key_id)["Grants"]) == [made["GrantId"]]
    kms.retire_grant(GrantToken=made["GrantToken"])
    assert kms.list_grants(KeyId=key_id)["Grants"] == []


def test_a_key_awaiting_deletion_keeps_its_grants(grant, listed, kms, key):
    made = [grant(RetiringPrincipal=ACCOUNT) for _ in range(3)]
    kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)
    assert ids(listed()) == ids(made)
    assert ids(kms.list_retirable_grants(RetiringPrincipal=ACCOUNT)["Grants"]) == ids(made)
    kms.retire_grant(GrantToken=made[0]["GrantToken"])
    kms.revoke_grant(KeyId=key["KeyId"], GrantId=made[1]["GrantId"])
    with refused("KMSInvalidStateException", ANY):
        grant()
    kms.cancel_key_deletion(KeyId=key["KeyId"])
    assert ids(listed()) == [made[2]["GrantId"]]
