// Every built operation through the newest AWS SDK for JavaScript: outputs, and exceptions by class.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import * as kms from "@aws-sdk/client-kms";
import { keyArn, newClient, region, text, unknownKeyId } from "./trent.js";

const client = newClient();
after(() => client.destroy());

const send = async (Command, input = {}) => {
  const { $metadata, ...output } = await client.send(new Command(input));
  assert.equal($metadata.httpStatusCode, 200);
  assert.match($metadata.requestId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  return output;
};

// Asserts the class, the HTTP status and, where given, the exact message of a refusal.
const refuses = (Exception, request, message) =>
  assert.rejects(request, (error) => {
    assert.ok(error instanceof Exception, `${error.name} is not ${Exception.name}: ${error.message}`);
    assert.ok(error instanceof kms.KMSServiceException);
    assert.equal(error.$metadata.httpStatusCode, 400);
    assert.equal(error.$fault, "client");
    if (message !== undefined) assert.equal(error.message, message);
    return true;
  });

const refusesWith = (name, request) => assert.rejects(request, { name });

const newKey = async (input) => (await send(kms.CreateKeyCommand, input)).KeyMetadata;
const plaintext = Buffer.from("from JavaScript");

describe("keys", () => {
  test("CreateKey and DescribeKey agree", async () => {
    const key = await newKey({ Description: "js", Tags: [{ TagKey: "a", TagValue: "b" }] });
    assert.equal(key.Arn, keyArn(key.KeyId));
    assert.ok(key.CreationDate instanceof Date && Math.abs(key.CreationDate - Date.now()) < 20_000);
    assert.match(key.CurrentKeyMaterialId, /^[0-9a-f]{64}$/);
    assert.deepEqual(await send(kms.DescribeKeyCommand, { KeyId: key.Arn }), { KeyMetadata: key });
  });

  test("ListKeys pages through all keys", async () => {
    const created = await Promise.all([newKey(), newKey(), newKey()]);
    const seen = [];
    for await (const page of kms.paginateListKeys({ client, pageSize: 2 }, {})) seen.push(...page.Keys);
    assert.equal(new Set(seen.map((key) => key.KeyId)).size, seen.length);
    for (const key of created) assert.ok(seen.some(({ KeyId, KeyArn }) => KeyId === key.KeyId && KeyArn === key.Arn));
  });

  test("DisableKey, EnableKey and UpdateKeyDescription answer nothing", async () => {
    const { KeyId, Arn } = await newKey();
    assert.deepEqual(await send(kms.DisableKeyCommand, { KeyId }), {});
    await refuses(kms.DisabledException, send(kms.EncryptCommand, { KeyId, Plaintext: plaintext }), `${Arn} is disabled.`);
    assert.deepEqual(await send(kms.EnableKeyCommand, { KeyId }), {});
    assert.deepEqual(await send(kms.UpdateKeyDescriptionCommand, { KeyId, Description: "new" }), {});
  });

  test("ScheduleKeyDeletion and CancelKeyDeletion", async () => {
    const { KeyId, Arn } = await newKey();
    const scheduled = await send(kms.ScheduleKeyDeletionCommand, { KeyId, PendingWindowInDays: 7 });
    assert.equal(scheduled.KeyState, kms.KeyState.PendingDeletion);
    assert.ok(Math.abs(scheduled.DeletionDate - Date.now() - 7 * 86_400_000) < 20_000);
    await refuses(
      kms.KMSInvalidStateException,
      send(kms.EncryptCommand, { KeyId, Plaintext: plaintext }),
      `${Arn} is pending deletion.`,
    );
    assert.deepEqual(await send(kms.CancelKeyDeletionCommand, { KeyId }), { KeyId: Arn });
  });
});

describe("multi-Region keys", () => {
  test("ReplicateKey and UpdatePrimaryRegion", async () => {
    const elsewhere = `${region}0`;
    const there = newClient({ region: elsewhere });
    after(() => there.destroy());
    const { KeyId, Arn } = await newKey({ MultiRegion: true });
    const { ReplicaKeyMetadata: replica } = await send(kms.ReplicateKeyCommand, { KeyId, ReplicaRegion: elsewhere });
    assert.equal(replica.KeyState, kms.KeyState.Creating);
    assert.equal(replica.MultiRegionConfiguration.MultiRegionKeyType, kms.MultiRegionKeyType.REPLICA);
    assert.equal(replica.MultiRegionConfiguration.PrimaryKey.Arn, Arn);
    await refuses(kms.AlreadyExistsException, send(kms.ReplicateKeyCommand, { KeyId, ReplicaRegion: elsewhere }));

    const { CiphertextBlob } = await send(kms.EncryptCommand, { KeyId, Plaintext: plaintext });
    const decrypted = await there.send(new kms.DecryptCommand({ CiphertextBlob }));
    assert.deepEqual([text(decrypted.Plaintext), decrypted.KeyId], [text(plaintext), replica.Arn]);

    assert.deepEqual(await send(kms.UpdatePrimaryRegionCommand, { KeyId, PrimaryRegion: elsewhere }), {});
    const { KeyMetadata } = await there.send(new kms.DescribeKeyCommand({ KeyId }));
    assert.equal(KeyMetadata.MultiRegionConfiguration.MultiRegionKeyType, kms.MultiRegionKeyType.PRIMARY);
    await refuses(
      kms.UnsupportedOperationException,
      send(kms.RotateKeyOnDemandCommand, { KeyId }),
      `${Arn} is not a multi-region primary key.`,
    );
  });
});

describe("cryptography", () => {
  test("Encrypt, Decrypt and ReEncrypt", async () => {
    const [source, destination] = await Promise.all([newKey(), newKey()]);
    const context = { EncryptionContext: { purpose: "test" } };
    const encrypted = await send(kms.EncryptCommand, { KeyId: source.KeyId, Plaintext: plaintext, ...context });
    assert.equal(encrypted.KeyId, source.Arn);

    const decrypted = await send(kms.DecryptCommand, { CiphertextBlob: encrypted.CiphertextBlob, ...context });
    assert.equal(text(decrypted.Plaintext), text(plaintext));
    assert.equal(decrypted.KeyMaterialId, source.CurrentKeyMaterialId);

    const moved = await send(kms.ReEncryptCommand, {
      CiphertextBlob: encrypted.CiphertextBlob,
      SourceEncryptionContext: context.EncryptionContext,
      DestinationKeyId: destination.KeyId,
    });
    assert.deepEqual([moved.SourceKeyId, moved.KeyId], [source.Arn, destination.Arn]);
    const again = await send(kms.DecryptCommand, { CiphertextBlob: moved.CiphertextBlob, KeyId: destination.KeyId });
    assert.equal(text(again.Plaintext), text(plaintext));
  });

  test("GenerateDataKey, GenerateDataKeyWithoutPlaintext and GenerateRandom", async () => {
    const { KeyId } = await newKey();
    const key = await send(kms.GenerateDataKeyCommand, { KeyId, KeySpec: "AES_256" });
    const { Plaintext } = await send(kms.DecryptCommand, { CiphertextBlob: key.CiphertextBlob });
    assert.deepEqual(Plaintext, key.Plaintext);
    const hidden = await send(kms.GenerateDataKeyWithoutPlaintextCommand, { KeyId, NumberOfBytes: 20 });
    assert.equal((await send(kms.DecryptCommand, { CiphertextBlob: hidden.CiphertextBlob })).Plaintext.length, 20);
    assert.equal((await send(kms.GenerateRandomCommand, { NumberOfBytes: 20 })).Plaintext.length, 20);
  });

  test("refusals have their classes", async () => {
    const [key, other] = await Promise.all([newKey(), newKey()]);
    const { CiphertextBlob } = await send(kms.EncryptCommand, { KeyId: key.KeyId, Plaintext: plaintext });
    await refuses(kms.InvalidCiphertextException, send(kms.DecryptCommand, { CiphertextBlob: Buffer.from("garbage") }));
    await refuses(
      kms.IncorrectKeyException,
      send(kms.DecryptCommand, { CiphertextBlob, KeyId: other.KeyId }),
      "The key ID in the request does not identify a CMK that can perform this operation.",
    );
    await refuses(
      kms.InvalidKeyUsageException,
      send(kms.EncryptCommand, { KeyId: key.KeyId, Plaintext: plaintext, EncryptionAlgorithm: "RSAES_OAEP_SHA_1" }),
      "Algorithm RSAES_OAEP_SHA_1 is incompatible with key spec SYMMETRIC_DEFAULT.",
    );
    await refuses(
      kms.DryRunOperationException,
      send(kms.DecryptCommand, { CiphertextBlob, DryRun: true }),
      "The request would have succeeded, but the DryRun option is set.",
    );
    await refuses(
      kms.NotFoundException,
      send(kms.EncryptCommand, { KeyId: unknownKeyId, Plaintext: plaintext }),
      `Key '${keyArn(unknownKeyId)}' does not exist`,
    );
    await refusesWith("ValidationException", send(kms.GenerateRandomCommand, { NumberOfBytes: 1025 }));
  });
});

describe("keys of other kinds", () => {
  test("GetPublicKey, Sign and Verify", async () => {
    const { KeyId, Arn } = await newKey({ KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" });
    const shown = await send(kms.GetPublicKeyCommand, { KeyId });
    assert.deepEqual([shown.KeyId, shown.SigningAlgorithms, shown.PublicKey.length], [Arn, ["ECDSA_SHA_256"], 91]);
    const request = { KeyId, Message: plaintext, SigningAlgorithm: kms.SigningAlgorithmSpec.ECDSA_SHA_256 };
    const { Signature } = await send(kms.SignCommand, request);
    assert.equal((await send(kms.VerifyCommand, { ...request, Signature })).SignatureValid, true);
    const spoiled = { ...request, Message: Buffer.from("another"), Signature };
    await refuses(kms.KMSInvalidSignatureException, send(kms.VerifyCommand, spoiled));
    await refuses(kms.UnsupportedOperationException, send(kms.GetPublicKeyCommand, { KeyId: (await newKey()).KeyId }));
  });

  test("GenerateMac and VerifyMac", async () => {
    const { KeyId } = await newKey({ KeySpec: "HMAC_384", KeyUsage: "GENERATE_VERIFY_MAC" });
    const request = { KeyId, Message: plaintext, MacAlgorithm: kms.MacAlgorithmSpec.HMAC_SHA_384 };
    const { Mac } = await send(kms.GenerateMacCommand, request);
    assert.equal((await send(kms.VerifyMacCommand, { ...request, Mac })).MacValid, true);
    await refuses(kms.KMSInvalidMacException, send(kms.VerifyMacCommand, { ...request, Mac: Mac.subarray(1) }));
  });

  test("DeriveSharedSecret", async () => {
    const pair = await Promise.all([1, 2].map(() => newKey({ KeySpec: "ECC_NIST_P384", KeyUsage: "KEY_AGREEMENT" })));
    const derive = async ({ KeyId }, peer) => {
      const { PublicKey } = await send(kms.GetPublicKeyCommand, { KeyId: peer.KeyId });
      return send(kms.DeriveSharedSecretCommand, { KeyId, KeyAgreementAlgorithm: "ECDH", PublicKey });
    };
    const [first, second] = [await derive(...pair), await derive(...pair.reverse())];
    assert.deepEqual(first.SharedSecret, second.SharedSecret);
    assert.equal(first.KeyOrigin, kms.OriginType.AWS_KMS);
  });

  test("Encapsulate and Decapsulate", async () => {
    const { KeyId } = await newKey({ KeySpec: "ML_KEM_768", KeyUsage: "ENCAPSULATE_DECAPSULATE" });
    const request = { KeyId, EncapsulationAlgorithm: "ML_KEM" };
    const { SharedSecret, SharedSecretCiphertextBlob } = await send(kms.EncapsulateCommand, request);
    const opened = await send(kms.DecapsulateCommand, { ...request, SharedSecretCiphertextBlob });
    assert.deepEqual(opened.SharedSecret, SharedSecret);
    const short = { ...request, SharedSecretCiphertextBlob: Buffer.from("short") };
    await refuses(kms.InvalidCiphertextException, send(kms.DecapsulateCommand, short));
  });

  test("GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext", async () => {
    const { KeyId } = await newKey();
    const request = { KeyId, KeyPairSpec: kms.DataKeyPairSpec.ECC_NIST_P256 };
    const pair = await send(kms.GenerateDataKeyPairCommand, request);
    const { Plaintext } = await send(kms.DecryptCommand, { CiphertextBlob: pair.PrivateKeyCiphertextBlob });
    assert.deepEqual(Plaintext, pair.PrivateKeyPlaintext);
    assert.equal((await send(kms.GenerateDataKeyPairWithoutPlaintextCommand, request)).PublicKey.length, 91);
  });
});

describe("aliases, tags and policies", () => {
  test("CreateAlias, UpdateAlias, ListAliases and DeleteAlias", async () => {
    const [first, second] = await Promise.all([newKey(), newKey()]);
    const AliasName = `alias/js-${first.KeyId}`;
    await send(kms.CreateAliasCommand, { AliasName, TargetKeyId: first.KeyId });
    await refuses(kms.AlreadyExistsException, send(kms.CreateAliasCommand, { AliasName, TargetKeyId: first.KeyId }));
    await send(kms.UpdateAliasCommand, { AliasName, TargetKeyId: second.KeyId });
    const { Aliases, Truncated } = await send(kms.ListAliasesCommand, { KeyId: second.KeyId });
    assert.equal(Truncated, false);
    assert.deepEqual(Aliases.map((alias) => [alias.AliasName, alias.TargetKeyId]), [[AliasName, second.KeyId]]);
    await send(kms.DeleteAliasCommand, { AliasName });
    await refuses(kms.NotFoundException, send(kms.DescribeKeyCommand, { KeyId: AliasName }));
    await refuses(
      kms.InvalidArnException,
      send(kms.EnableKeyCommand, { KeyId: AliasName }),
      "Key Aliases are not supported for this operation.",
    );
  });

  test("TagResource, ListResourceTags and UntagResource", async () => {
    const { KeyId } = await newKey();
    await send(kms.TagResourceCommand, { KeyId, Tags: [{ TagKey: "a", TagValue: "1" }, { TagKey: "b", TagValue: "" }] });
    await send(kms.UntagResourceCommand, { KeyId, TagKeys: ["a"] });
    assert.deepEqual((await send(kms.ListResourceTagsCommand, { KeyId })).Tags, [{ TagKey: "b", TagValue: "" }]);
    await refuses(
      kms.TagException,
      send(kms.TagResourceCommand, { KeyId, Tags: [{ TagKey: "aws:x", TagValue: "" }] }),
      "Tags beginning with aws: are reserved",
    );
  });

  test("GetKeyPolicy, PutKeyPolicy and ListKeyPolicies", async () => {
    const { KeyId } = await newKey();
    const { Policy, PolicyName } = await send(kms.GetKeyPolicyCommand, { KeyId });
    assert.equal(PolicyName, "default");
    const changed = JSON.stringify({ ...JSON.parse(Policy), Id: "changed" });
    await send(kms.PutKeyPolicyCommand, { KeyId, Policy: changed });
    assert.equal((await send(kms.GetKeyPolicyCommand, { KeyId })).Policy, changed);
    assert.deepEqual(await send(kms.ListKeyPoliciesCommand, { KeyId }), { PolicyNames: ["default"], Truncated: false });
    await refuses(kms.MalformedPolicyDocumentException, send(kms.PutKeyPolicyCommand, { KeyId, Policy: "{}" }));
    await refuses(kms.LimitExceededException, send(kms.PutKeyPolicyCommand, { KeyId, Policy: " ".repeat(32769) }));
  });

  test("GetKeyLastUsage", async () => {
    const { KeyId } = await newKey();
    assert.deepEqual((await send(kms.GetKeyLastUsageCommand, { KeyId })).KeyLastUsage, {});
    await send(kms.GenerateDataKeyCommand, { KeyId, KeySpec: "AES_256" });
    const used = await send(kms.GetKeyLastUsageCommand, { KeyId });
    assert.equal(used.KeyId, KeyId);
    assert.equal(used.KeyLastUsage.Operation, "GenerateDataKey");
    assert.ok(used.KeyLastUsage.Timestamp >= used.TrackingStartDate.setMilliseconds(0));
    await refuses(kms.InvalidArnException, send(kms.GetKeyLastUsageCommand, { KeyId: "alias/used" }));
  });

  test("a made-up marker is invalid", () =>
    refuses(kms.InvalidMarkerException, send(kms.ListKeysCommand, { Marker: "made-up" })));
});

describe("the rest", () => {
  test("an operation that is not built yet is unsupported", () =>
    refuses(kms.UnsupportedOperationException, send(kms.DescribeCustomKeyStoresCommand, {})));

  test("a wrong secret is refused", async () => {
    const { AWS_ACCESS_KEY_ID } = process.env;
    const stranger = newClient({ credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: "wrong" } });
    await refusesWith("InvalidSignatureException", stranger.send(new kms.ListKeysCommand({})));
    stranger.destroy();
  });

  test("a client whose clock is wrong corrects it from the Date header", async () => {
    const late = newClient({ systemClockOffset: -3_600_000, maxAttempts: 3 });
    assert.ok((await late.send(new kms.ListKeysCommand({}))).Keys);
    late.destroy();
  });
});
