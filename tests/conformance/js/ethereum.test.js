// Ethereum accounts whose key is in KMS: addresses, messages, typed data and transactions, judged by ethers.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import * as kms from "@aws-sdk/client-kms";
import rumblefish from "@rumblefishdev/eth-signer-kms";
import * as ethers from "ethers";
import { newClient } from "./trent.js";

const client = newClient();
after(() => client.destroy());

const newKeyId = async () => {
  const input = { KeySpec: "ECC_SECG_P256K1", KeyUsage: "SIGN_VERIFY" };
  return (await client.send(new kms.CreateKeyCommand(input))).KeyMetadata.KeyId;
};

// What such adapters do: the address from the public key, and a signature with low s and its recovery bit found.
class KmsSigner extends ethers.AbstractSigner {
  constructor(KeyId, provider) {
    super(provider);
    this.KeyId = KeyId;
  }
  connect(provider) {
    return new KmsSigner(this.KeyId, provider);
  }
  async getAddress() {
    const { PublicKey } = await client.send(new kms.GetPublicKeyCommand({ KeyId: this.KeyId }));
    return ethers.computeAddress(ethers.hexlify(PublicKey.subarray(-65)));
  }
  async signDigest(digest) {
    const input = { KeyId: this.KeyId, Message: ethers.getBytes(digest), MessageType: "DIGEST" };
    const { Signature } = await client.send(new kms.SignCommand({ ...input, SigningAlgorithm: "ECDSA_SHA_256" }));
    const [r, s] = derIntegers(Signature);
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const lowS = s > order / 2n ? order - s : s;
    const [rHex, sHex] = [r, lowS].map((number) => ethers.toBeHex(number, 32));
    for (const v of [27, 28]) {
      const signature = ethers.Signature.from({ r: rHex, s: sHex, v });
      if (ethers.recoverAddress(digest, signature) === (await this.getAddress())) return signature.serialized;
    }
    throw new Error("neither recovery bit leads to the key's address");
  }
  signMessage(message) {
    return this.signDigest(ethers.hashMessage(message));
  }
  signTypedData(domain, types, value) {
    return this.signDigest(ethers.TypedDataEncoder.hash(domain, types, value));
  }
  async signTransaction(request) {
    const transaction = ethers.Transaction.from(request);
    transaction.signature = await this.signDigest(transaction.unsignedHash);
    return transaction.serialized;
  }
}

function derIntegers(der) {
  const first = der.subarray(4, 4 + der[3]);
  return [first, der.subarray(6 + der[3])].map((bytes) => ethers.toBigInt(bytes));
}

const transaction = {
  type: 2,
  chainId: 1,
  nonce: 7,
  to: "0x00000000219ab540356cBB839Cbe05303d7705Fa",
  value: ethers.parseEther("0.5"),
  gasLimit: 21_000n,
  maxFeePerGas: ethers.parseUnits("30", "gwei"),
  maxPriorityFeePerGas: ethers.parseUnits("1", "gwei"),
};

test("messages, again and again, since s and the recovery bit are random", async () => {
  const signer = new KmsSigner(await newKeyId());
  const address = await signer.getAddress();
  for (let count = 0; count < 12; count += 1) {
    assert.equal(ethers.verifyMessage(`message ${count}`, await signer.signMessage(`message ${count}`)), address);
  }
});

test("typed data", async () => {
  const signer = new KmsSigner(await newKeyId());
  const domain = { name: "Trent", version: "1", chainId: 1 };
  const types = { Mail: [{ name: "to", type: "address" }, { name: "contents", type: "string" }] };
  const value = { to: transaction.to, contents: "hello" };
  const signature = await signer.signTypedData(domain, types, value);
  assert.equal(ethers.verifyTypedData(domain, types, value, signature), await signer.getAddress());
});

test("transactions", async () => {
  const signer = new KmsSigner(await newKeyId());
  const signed = ethers.Transaction.from(await signer.signTransaction(transaction));
  assert.equal(signed.from, await signer.getAddress());
  assert.equal(signed.value, transaction.value);
});

test("two keys are two accounts", async () => {
  const addresses = await Promise.all([newKeyId(), newKeyId()].map(async (id) => new KmsSigner(await id).getAddress()));
  assert.notEqual(addresses[0], addresses[1]);
});

test("@rumblefishdev/eth-signer-kms, as published", async () => {
  const keyId = await newKeyId();
  // It wants a provider, for what it does not do here.
  const provider = new ethers.JsonRpcProvider("http://127.0.0.1:9", 1, { staticNetwork: true });
  after(() => provider.destroy());
  const signer = await rumblefish.KMSSigner.create(provider, keyId, client);
  const address = await new KmsSigner(keyId).getAddress();
  assert.equal(ethers.getAddress(await signer.getAddress()), address);
  assert.equal(ethers.verifyMessage("hello", await signer.signMessage("hello")), address);
  assert.equal(ethers.Transaction.from(await signer.signTransaction(transaction)).from, address);
});
