"""Plays the stories of import_lifecycle.txt, one test each."""

import base64
import os
import re
import time
from datetime import datetime, timezone
from pathlib import Path

import pytest

from expect import ANY
from wrapping import import_material, import_request, parameters, wrap


def stories():
    title, steps = "", []
    for line in (Path(__file__).parent / "import_lifecycle.txt").read_text().splitlines():
        if line.startswith("story: "):
            if title:
                yield pytest.param(steps, id=title)
            title, steps = line.removeprefix("story: "), []
        elif line.strip() and not line.startswith("#"):
            steps.append(line.strip())
    yield pytest.param(steps, id=title)


class Story:
    """One EXTERNAL key, the materials A, B, C, and what has happened so far."""

    def __init__(self, call):
        self.call = call
        self.key = call("CreateKey", {"Origin": "EXTERNAL"}).ok["KeyMetadata"]
        self.materials = {name: os.urandom(32) for name in "ABC"}
        self.ids = {"0": "0" * 64}
        self.blobs = {}
        self.expiry = None
        self.prepared = None

    def play(self, step):
        step, _, refusal = step.partition(" refused ")
        before = self.describe() if refusal else None
        method = re.match(r"[a-z]+( key| deletion)?", step)[0]
        answer = getattr(self, "do_" + method.replace(" ", "_"))(*step.removeprefix(method).split())
        if not refusal:
            assert answer is None or answer.ok is not None
            return
        code, _, text = refusal.partition(": ")
        expected = (code, text.format(arn=self.key["Arn"]) if text else ANY)
        assert answer.error[0] == expected[0]
        assert expected[1] is ANY or answer.error[1] == expected[1]
        assert self.describe() == before, "a refused request must change nothing"

    def on_key(self, operation, **members):
        return self.call(operation, {"KeyId": self.key["KeyId"], **members})

    def describe(self):
        return self.on_key("DescribeKey").ok["KeyMetadata"]

    # -- steps that send a request; each returns the answer

    def do_import(self, name, *words):
        if words == ("prepared",):
            return self.call("ImportKeyMaterial", self.prepared)
        words = list(words)
        algorithm = words[words.index("by") + 1] if "by" in words else "RSAES_OAEP_SHA_256"
        request = self.request(name, algorithm)
        if "for" in words:
            self.expiry = round(time.time() + int(words[words.index("for") + 1]), 3)
            request |= {"ExpirationModel": "KEY_MATERIAL_EXPIRES", "ValidTo": self.expiry}
        for word, import_type in [("new", "NEW_KEY_MATERIAL"), ("existing", "EXISTING_KEY_MATERIAL")]:
            if word in words:
                request["ImportType"] = import_type
        if "id" in words:
            request["KeyMaterialId"] = self.ids[words[words.index("id") + 1]]
        if "described" in words:
            request["KeyMaterialDescription"] = f"material {name}"
        answer = self.call("ImportKeyMaterial", request)
        if answer.status == 200:
            assert answer.json["KeyId"] == self.key["Arn"]
            assert self.ids.setdefault(name, answer.json["KeyMaterialId"]) == answer.json["KeyMaterialId"]
        return answer

    def request(self, name, algorithm="RSAES_OAEP_SHA_256"):
        got = self.on_key("GetParametersForImport", WrappingAlgorithm=algorithm, WrappingKeySpec="RSA_2048").ok
        return {
            "KeyId": self.key["KeyId"],
            "ImportToken": got["ImportToken"],
            "EncryptedKeyMaterial": wrap(self.materials[name], decode(got["PublicKey"]), algorithm),
            "ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE",
        }

    def do_prepare(self, name):
        self.prepared = self.request(name)

    def do_delete(self, name=None):
        answer = self.on_key("DeleteImportedKeyMaterial", **({"KeyMaterialId": self.ids[name]} if name else {}))
        if answer.status == 200:
            assert answer.json["KeyId"] == self.key["Arn"]
            expected = self.ids[name] if name else self.describe().get("CurrentKeyMaterialId")
            assert answer.json.get("KeyMaterialId") == expected
        return answer

    def do_encrypt(self, blob):
        return self.keep(blob, self.on_key("Encrypt", Plaintext=b"story"))

    def do_data_key(self, blob):
        return self.keep(blob, self.on_key("GenerateDataKey", NumberOfBytes=5))

    def keep(self, blob, answer):
        if answer.status == 200:
            self.blobs[blob] = answer.json["CiphertextBlob"]
        return answer

    def do_decrypt(self, blob, *words):
        answer = self.call("Decrypt", {"CiphertextBlob": self.blobs[blob]})
        if words:
            assert answer.ok["KeyMaterialId"] == self.ids[words[1]]
            assert len(decode(answer.ok["Plaintext"])) == 5
        return answer

    def do_disable(self):
        return self.on_key("DisableKey")

    def do_enable(self):
        return self.on_key("EnableKey")

    def do_schedule_deletion(self):
        return self.on_key("ScheduleKeyDeletion")

    def do_cancel_deletion(self):
        return self.on_key("CancelKeyDeletion")

    # -- steps that look or wait

    def do_wait(self):
        time.sleep(max(0, self.expiry - time.time()) + 0.05)

    def do_state(self, state):
        metadata = self.describe()
        assert (metadata["KeyState"], metadata["Enabled"]) == (state, state == "Enabled")

    def do_current(self, name):
        assert self.describe().get("CurrentKeyMaterialId") == (None if name == "none" else self.ids[name])

    def do_expiry(self, kind):
        metadata = self.describe()
        shown = (metadata.get("ExpirationModel"), metadata.get("ValidTo"))
        if kind == "set":
            assert shown[0] == "KEY_MATERIAL_EXPIRES" and abs(shown[1] - self.expiry) < 0.002
        else:
            assert shown == ({"none": None, "never": "KEY_MATERIAL_DOES_NOT_EXPIRE"}[kind], None)


def decode(text):
    return base64.b64decode(text)


@pytest.mark.parametrize("steps", list(stories()))
def test_story(call, steps):
    story = Story(call)
    for number, step in enumerate(steps, 1):
        try:
            story.play(step)
        except AssertionError as failure:
            raise AssertionError(f"in step {number}, `{step}`: {failure}") from None


def test_the_refusal_of_a_second_pending_material_names_both(kms, imported_key):
    """The id of the refused material is computed first (6.5, recorded); it is the id it gets later."""
    key_id, second, third = imported_key["KeyId"], os.urandom(32), os.urandom(32)
    pending = import_material(kms, key_id, second, ImportType="NEW_KEY_MATERIAL")["KeyMaterialId"]
    with pytest.raises(kms.exceptions.KMSInvalidStateException) as refusal:
        import_material(kms, key_id, third, ImportType="NEW_KEY_MATERIAL")
    kms.delete_imported_key_material(KeyId=key_id, KeyMaterialId=pending)
    refused_id = import_material(kms, key_id, third, ImportType="NEW_KEY_MATERIAL")["KeyMaterialId"]
    assert refusal.value.response["Error"]["Message"] == (
        f"New key material (id: {refused_id}) cannot be imported into KMS key {imported_key['Arn']}, "
        f"because another key material (id: {pending}) is pending rotation."
    )


def test_the_same_new_material_twice_is_refused(kms, imported_key):
    """Already associated, and already pending: the reference leaves open which of the two is said."""
    again = os.urandom(32)
    import_material(kms, imported_key["KeyId"], again, ImportType="NEW_KEY_MATERIAL")
    with pytest.raises(kms.exceptions.ClientError) as refusal:
        import_material(kms, imported_key["KeyId"], again, ImportType="NEW_KEY_MATERIAL")
    assert refusal.value.response["Error"]["Code"] in {"IncorrectKeyMaterialException", "KMSInvalidStateException"}


def test_one_keys_deletion_does_not_touch_another_key_with_the_same_material(kms, material):
    first, second = (kms.create_key(Origin="EXTERNAL")["KeyMetadata"]["KeyId"] for _ in range(2))
    for key_id in (first, second):
        import_material(kms, key_id, material)
    blob = kms.encrypt(KeyId=second, Plaintext=b"x")["CiphertextBlob"]
    kms.delete_imported_key_material(KeyId=first)
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"


def test_every_refused_import_leaves_its_token_good(kms, imported_key, material):
    """One set of parameters, a row of refused imports with it, and then the good one."""
    key_id = imported_key["KeyId"]
    good = import_request(kms, key_id, material)
    got = parameters(kms, key_id)
    other = {**good, "ImportToken": got["ImportToken"]}
    wrong = wrap(os.urandom(32), got["PublicKey"], "RSAES_OAEP_SHA_256")
    right = wrap(material, got["PublicKey"], "RSAES_OAEP_SHA_256")
    for spoiled in [
        {"EncryptedKeyMaterial": os.urandom(256)},
        {"EncryptedKeyMaterial": os.urandom(100)},
        {"EncryptedKeyMaterial": wrong},
        {"EncryptedKeyMaterial": right, "ImportType": "NEW_KEY_MATERIAL"},
        {"EncryptedKeyMaterial": right, "KeyMaterialId": "0" * 64},
        {"EncryptedKeyMaterial": right, "ValidTo": datetime.now(timezone.utc)},
    ]:
        with pytest.raises(kms.exceptions.ClientError):
            kms.import_key_material(**{**other, **spoiled})
    kms.import_key_material(**{**other, "EncryptedKeyMaterial": right})
    assert kms.describe_key(KeyId=key_id)["KeyMetadata"] == imported_key
