// Solana accounts whose key is in KMS: the account is the Ed25519 public key, the signature its 64 bytes.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import * as kms from "@aws-sdk/client-kms";
import { PublicKey, SystemProgram, Transaction, TransactionMessage, VersionedTransaction } from "@solana/web3.js";
import nacl from "tweetnacl";
import { newClient } from "./trent.js";

const client = newClient();
after(() => client.destroy());

async function newAccount() {
  const input = { KeySpec: "ECC_NIST_EDWARDS25519", KeyUsage: "SIGN_VERIFY" };
  const { KeyId } = (await client.send(new kms.CreateKeyCommand(input))).KeyMetadata;
  const answer = await client.send(new kms.GetPublicKeyCommand({ KeyId }));
  assert.equal(answer.PublicKey.length, 44);
  const sign = async (Message) => {
    const request = { KeyId, Message, MessageType: "RAW", SigningAlgorithm: "ED25519_SHA_512" };
    return Buffer.from((await client.send(new kms.SignCommand(request))).Signature);
  };
  return { address: new PublicKey(answer.PublicKey.subarray(12)), sign };
}

const recentBlockhash = "EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N";
const transfer = (from, to) => SystemProgram.transfer({ fromPubkey: from, toPubkey: to, lamports: 1000 });

test("tweetnacl verifies a signature", async () => {
  const { address, sign } = await newAccount();
  const message = Buffer.from("attack at dawn");
  const signature = await sign(message);
  assert.equal(signature.length, 64);
  assert.ok(nacl.sign.detached.verify(message, signature, address.toBytes()));
  assert.ok(!nacl.sign.detached.verify(Buffer.from("another"), signature, address.toBytes()));
});

test("a transaction with two signers is verified", async () => {
  const [payer, other] = await Promise.all([newAccount(), newAccount()]);
  const transaction = new Transaction({ recentBlockhash, feePayer: payer.address });
  transaction.add(transfer(payer.address, other.address), transfer(other.address, payer.address));
  for (const account of [payer, other]) {
    transaction.addSignature(account.address, await account.sign(transaction.serializeMessage()));
  }
  assert.ok(transaction.verifySignatures());
  const read = Transaction.from(transaction.serialize());
  assert.ok(read.verifySignatures() && read.feePayer.equals(payer.address));
});

test("a versioned transaction is verified", async () => {
  const { address, sign } = await newAccount();
  const instructions = [transfer(address, PublicKey.default)];
  const message = new TransactionMessage({ payerKey: address, recentBlockhash, instructions }).compileToV0Message();
  const transaction = new VersionedTransaction(message);
  transaction.addSignature(address, await sign(message.serialize()));
  const [signature] = VersionedTransaction.deserialize(transaction.serialize()).signatures;
  assert.ok(nacl.sign.detached.verify(message.serialize(), signature, address.toBytes()));
});
