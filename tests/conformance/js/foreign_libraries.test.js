// What Trent makes, judged by libraries in plain JavaScript: noble (curves, post-quantum) and sm-crypto.
// What Trent encapsulates only Trent can open: the private keys of ML-KEM do not leave it. Data key pairs do.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { after, describe, test } from "node:test";
import * as kms from "@aws-sdk/client-kms";
import { ed25519, ed25519ph } from "@noble/curves/ed25519";
import { p256, p384, p521 } from "@noble/curves/nist";
import { secp256k1 } from "@noble/curves/secp256k1";
import { ml_dsa44, ml_dsa65, ml_dsa87 } from "@noble/post-quantum/ml-dsa";
import { ml_kem512, ml_kem768, ml_kem1024 } from "@noble/post-quantum/ml-kem";
import smCrypto from "sm-crypto";
import { newClient } from "./trent.js";

const client = newClient();
const china = newClient({ region: "cn-north-1" });
after(() => [client, china].forEach((each) => each.destroy()));

const message = Buffer.from("attack at dawn");
const hex = (bytes) => Buffer.from(bytes).toString("hex");

// A new key, its public key without the head of the SubjectPublicKeyInfo, and a way to use it.
async function newKey(KeySpec, KeyUsage, { raw, at = client } = {}) {
  const { KeyMetadata } = await at.send(new kms.CreateKeyCommand({ KeySpec, KeyUsage }));
  const { KeyId } = KeyMetadata;
  const { PublicKey } = await at.send(new kms.GetPublicKeyCommand({ KeyId }));
  const send = (Command, input) => at.send(new Command({ KeyId, ...input }));
  return { KeyId, publicKey: Buffer.from(PublicKey).subarray(-raw), spki: Buffer.from(PublicKey), send };
}

const sign = async (key, SigningAlgorithm, Message = message, MessageType = "RAW") =>
  Buffer.from((await key.send(kms.SignCommand, { Message, MessageType, SigningAlgorithm })).Signature);
const verify = async (key, SigningAlgorithm, Signature, Message = message, MessageType = "RAW") =>
  (await key.send(kms.VerifyCommand, { Message, MessageType, SigningAlgorithm, Signature })).SignatureValid;

describe("elliptic curves", () => {
  const curves = [
    ["ECC_NIST_P256", p256, "sha256", 65],
    ["ECC_NIST_P384", p384, "sha384", 97],
    ["ECC_NIST_P521", p521, "sha512", 133],
    ["ECC_SECG_P256K1", secp256k1, "sha256", 65],
  ];
  for (const [spec, curve, hash, raw] of curves) {
    const digest = (bytes) => createHash(hash).update(bytes).digest();
    const valid = (signature, key, bytes = message) =>
      curve.verify(curve.Signature.fromDER(signature), digest(bytes), key.publicKey, { lowS: false, prehash: false });

    test(`${spec} signatures`, async () => {
      const key = await newKey(spec, "SIGN_VERIFY", { raw });
      const algorithm = `ECDSA_SHA_${hash.slice(3)}`;
      for (const signature of [
        await sign(key, algorithm),
        await sign(key, algorithm, digest(message), "DIGEST"),
      ]) {
        assert.ok(valid(signature, key));
        assert.ok(!valid(signature, key, Buffer.from("another")));
      }
    });

    if (spec === "ECC_SECG_P256K1") continue;
    test(`${spec} key agreement`, async () => {
      const key = await newKey(spec, "KEY_AGREEMENT", { raw });
      const secret = curve.utils.randomPrivateKey();
      const PublicKey = Buffer.concat([key.spki.subarray(0, -raw), curve.getPublicKey(secret, false)]);
      const input = { KeyAgreementAlgorithm: "ECDH", PublicKey };
      const { SharedSecret } = await key.send(kms.DeriveSharedSecretCommand, input);
      assert.equal(hex(SharedSecret), hex(curve.getSharedSecret(secret, key.publicKey).subarray(1)));
    });
  }

  test("Ed25519 and Ed25519ph signatures", async () => {
    const key = await newKey("ECC_NIST_EDWARDS25519", "SIGN_VERIFY", { raw: 32 });
    const plain = await sign(key, "ED25519_SHA_512");
    assert.ok(ed25519.verify(plain, message, key.publicKey));
    // noble hashes the message of Ed25519ph itself, and so does KMS hash the digest it is given.
    const digest = createHash("sha512").update(message).digest();
    const prehashed = await sign(key, "ED25519_PH_SHA_512", digest, "DIGEST");
    assert.ok(ed25519ph.verify(prehashed, digest, key.publicKey));
    assert.ok(!ed25519.verify(prehashed, digest, key.publicKey));
  });
});

describe("ML-DSA", () => {
  for (const [spec, dsa, raw] of [
    ["ML_DSA_44", ml_dsa44, 1312],
    ["ML_DSA_65", ml_dsa65, 1952],
    ["ML_DSA_87", ml_dsa87, 2592],
  ]) {
    test(`${spec} signatures of both message types`, async () => {
      const key = await newKey(spec, "SIGN_VERIFY", { raw });
      const shake = (...parts) => createHash("shake256", { outputLength: 64 }).update(Buffer.concat(parts)).digest();
      const mu = shake(shake(key.publicKey), Buffer.from([0, 0]), message);
      for (const signature of [
        await sign(key, "ML_DSA_SHAKE_256"),
        await sign(key, "ML_DSA_SHAKE_256", mu, "EXTERNAL_MU"),
      ]) {
        assert.ok(dsa.verify(key.publicKey, message, signature));
        assert.ok(!dsa.verify(key.publicKey, Buffer.from("another"), signature));
        assert.ok(!dsa.verify(key.publicKey, message, signature, Buffer.from("context")));
        assert.ok(await verify(key, "ML_DSA_SHAKE_256", signature, mu, "EXTERNAL_MU"));
      }
    });
  }
});

describe("ML-KEM", () => {
  for (const [spec, kem, raw] of [
    ["ML_KEM_512", ml_kem512, 800],
    ["ML_KEM_768", ml_kem768, 1184],
    ["ML_KEM_1024", ml_kem1024, 1568],
  ]) {
    const EncapsulationAlgorithm = "ML_KEM";

    test(`what noble encapsulates for ${spec}, Trent decapsulates`, async () => {
      const key = await newKey(spec, "ENCAPSULATE_DECAPSULATE", { raw });
      const { cipherText, sharedSecret } = kem.encapsulate(key.publicKey);
      const input = { EncapsulationAlgorithm, SharedSecretCiphertextBlob: cipherText };
      assert.equal(hex((await key.send(kms.DecapsulateCommand, input)).SharedSecret), hex(sharedSecret));
    });

    test(`a data key pair of ${spec} is noble's pair of the same seed`, async () => {
      const { KeyMetadata } = await client.send(new kms.CreateKeyCommand({}));
      const input = { KeyId: KeyMetadata.KeyId, KeyPairSpec: spec };
      const pair = await client.send(new kms.GenerateDataKeyPairCommand(input));
      const { publicKey, secretKey } = kem.keygen(pair.PrivateKeyPlaintext.subarray(-64));
      assert.equal(hex(pair.PublicKey.subarray(-raw)), hex(publicKey));
      const { cipherText, sharedSecret } = kem.encapsulate(pair.PublicKey.subarray(-raw));
      assert.equal(hex(kem.decapsulate(cipherText, secretKey)), hex(sharedSecret));
    });
  }
});

describe("SM2", () => {
  const { sm2 } = smCrypto;
  // DER of INTEGER and OCTET STRING in a SEQUENCE, for what sm-crypto gives out in one row.
  const item = (tag, bytes) => {
    const length = bytes.length < 128 ? [bytes.length] : [0x81, bytes.length];
    return Buffer.concat([Buffer.from([tag, ...length]), bytes]);
  };
  const integer = (bytes) => {
    let start = 0;
    while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
    const trimmed = bytes.subarray(start);
    return item(2, trimmed[0] & 0x80 ? Buffer.concat([Buffer.from([0]), trimmed]) : trimmed);
  };

  test("signatures", async () => {
    const key = await newKey("SM2", "SIGN_VERIFY", { raw: 65, at: china });
    const options = { der: true, hash: true, publicKey: hex(key.publicKey) };
    const signature = hex(await sign(key, "SM2DSA"));
    assert.ok(sm2.doVerifySignature([...message], signature, hex(key.publicKey), options));
    assert.ok(!sm2.doVerifySignature([...Buffer.from("another")], signature, hex(key.publicKey), options));
  });

  test("a ciphertext made by sm-crypto", async () => {
    const key = await newKey("SM2", "ENCRYPT_DECRYPT", { raw: 65, at: china });
    const row = Buffer.from(sm2.doEncrypt(hex(message), hex(key.publicKey), 1), "hex");
    // doEncrypt takes text: it has encrypted the hexadecimal digits.
    const parts = [integer(row.subarray(0, 32)), integer(row.subarray(32, 64)), item(4, row.subarray(64, 96))];
    const CiphertextBlob = item(0x30, Buffer.concat([...parts, item(4, row.subarray(96))]));
    const input = { CiphertextBlob, EncryptionAlgorithm: "SM2PKE" };
    const { Plaintext } = await key.send(kms.DecryptCommand, input);
    assert.equal(Buffer.from(Plaintext).toString(), hex(message));
  });
});
