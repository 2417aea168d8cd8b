// Imported key material, wrapped with node's own crypto.
import assert from "node:assert/strict";
import { constants, createPublicKey, publicEncrypt, randomBytes } from "node:crypto";
import { after, test } from "node:test";
import * as kms from "@aws-sdk/client-kms";
import { newClient, text } from "./trent.js";

const client = newClient();
after(() => client.destroy());
const send = (Command, input) => client.send(new Command(input));

async function importRequest(KeyId, material, WrappingAlgorithm = "RSAES_OAEP_SHA_256") {
  const got = await send(kms.GetParametersForImportCommand, { KeyId, WrappingAlgorithm, WrappingKeySpec: "RSA_2048" });
  const key = createPublicKey({ key: Buffer.from(got.PublicKey), format: "der", type: "spki" });
  const oaepHash = WrappingAlgorithm.endsWith("SHA_1") ? "sha1" : "sha256";
  return {
    KeyId,
    ImportToken: got.ImportToken,
    EncryptedKeyMaterial: publicEncrypt({ key, oaepHash, padding: constants.RSA_PKCS1_OAEP_PADDING }, material),
    ExpirationModel: kms.ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE,
  };
}

const newKey = async () => (await send(kms.CreateKeyCommand, { Origin: "EXTERNAL" })).KeyMetadata;
const describe = async (KeyId) => (await send(kms.DescribeKeyCommand, { KeyId })).KeyMetadata;

for (const algorithm of ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"]) {
  test(`material wrapped with ${algorithm} is imported, lost and brought back`, async () => {
    const { KeyId, Arn, KeyState } = await newKey();
    assert.equal(KeyState, kms.KeyState.PendingImport);
    const material = randomBytes(32);

    const imported = await send(kms.ImportKeyMaterialCommand, await importRequest(KeyId, material, algorithm));
    assert.equal(imported.KeyId, Arn);
    const { CiphertextBlob } = await send(kms.EncryptCommand, { KeyId, Plaintext: Buffer.from("kept") });

    const deleted = await send(kms.DeleteImportedKeyMaterialCommand, { KeyId });
    assert.deepEqual([deleted.KeyId, deleted.KeyMaterialId], [Arn, imported.KeyMaterialId]);
    assert.equal((await describe(KeyId)).KeyState, kms.KeyState.PendingImport);
    await assert.rejects(send(kms.DecryptCommand, { CiphertextBlob }), kms.KMSInvalidStateException);

    await send(kms.ImportKeyMaterialCommand, await importRequest(KeyId, material, algorithm));
    assert.equal(text((await send(kms.DecryptCommand, { CiphertextBlob })).Plaintext), "kept");
  });
}

test("ValidTo is a date", async () => {
  const { KeyId } = await newKey();
  const ValidTo = new Date(Math.floor(Date.now() / 1000) * 1000 + 3_600_000);
  const request = await importRequest(KeyId, randomBytes(32));
  await send(kms.ImportKeyMaterialCommand, { ...request, ExpirationModel: "KEY_MATERIAL_EXPIRES", ValidTo });
  assert.deepEqual((await describe(KeyId)).ValidTo, ValidTo);
});

test("each refusal has its class", async () => {
  const { KeyId } = await newKey();
  const good = await importRequest(KeyId, randomBytes(32));
  const token = Buffer.from(good.ImportToken);
  token[token.length >> 1] ^= 1;

  const refuses = (Exception, changed) =>
    assert.rejects(send(kms.ImportKeyMaterialCommand, { ...good, ...changed }), Exception);
  await refuses(kms.InvalidImportTokenException, { ImportToken: token });
  await refuses(kms.InvalidCiphertextException, { EncryptedKeyMaterial: randomBytes(256) });
  await refuses(kms.IncorrectKeyMaterialException, { ImportType: "EXISTING_KEY_MATERIAL" });
  await send(kms.ImportKeyMaterialCommand, good);
  await refuses(kms.IncorrectKeyMaterialException, await importRequest(KeyId, randomBytes(32)));

  const { KeyMetadata } = await send(kms.CreateKeyCommand, {});
  await assert.rejects(importRequest(KeyMetadata.KeyId, randomBytes(32)), kms.UnsupportedOperationException);
});
