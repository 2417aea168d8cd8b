"""ListKeys: reference 10.6. Paging is tested for all lists in test_paging.py."""


def test_an_empty_region_has_an_empty_list(call):
    assert call("ListKeys").ok == {"Keys": [], "Truncated": False}


def test_keys_are_listed_by_id_and_arn(kms):
    created = [kms.create_key()["KeyMetadata"] for _ in range(3)]
    answer = kms.list_keys()
    assert answer["Truncated"] is False and "NextMarker" not in answer
    assert sorted(answer["Keys"], key=str) == sorted(
        ({"KeyId": key["KeyId"], "KeyArn": key["Arn"]} for key in created), key=str
    )


def test_keys_in_every_state_are_listed(kms, server, region):
    enabled, disabled, deleted, empty = (
        kms.create_key(Origin=origin)["KeyMetadata"]["KeyId"]
        for origin in ["AWS_KMS", "AWS_KMS", "AWS_KMS", "EXTERNAL"]
    )
    kms.disable_key(KeyId=disabled)
    kms.schedule_key_deletion(KeyId=deleted)
    assert {key["KeyId"] for key in kms.list_keys()["Keys"]} == {enabled, disabled, deleted, empty}


def test_another_region_has_other_keys(kms, server, key, region):
    assert server.client(region + "0").list_keys()["Keys"] == []
    assert [listed["KeyId"] for listed in kms.list_keys()["Keys"]] == [key["KeyId"]]
