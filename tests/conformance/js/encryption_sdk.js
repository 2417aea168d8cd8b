// Encrypts or decrypts a file with the AWS Encryption SDK for JavaScript:
//   node encryption_sdk.js encrypt|decrypt KEY_ARN INPUT OUTPUT CONTEXT_JSON
import { readFile, writeFile } from "node:fs/promises";
import { buildClient, CommitmentPolicy, getClient, KMS, KmsKeyringNode } from "@aws-crypto/client-node";

const [action, keyArn, input, output, context] = process.argv.slice(2);
const { TRENT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;

const keyring = new KmsKeyringNode({
  generatorKeyId: keyArn,
  clientProvider: getClient(KMS, {
    endpoint: TRENT_URL,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  }),
});
const { encrypt, decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);

const bytes = await readFile(input);
const encryptionContext = JSON.parse(context);
if (action === "encrypt") {
  await writeFile(output, (await encrypt(keyring, bytes, { encryptionContext })).result);
} else {
  const { plaintext, messageHeader } = await decrypt(keyring, bytes);
  for (const [name, value] of Object.entries(encryptionContext)) {
    if (messageHeader.encryptionContext[name] !== value) throw new Error(`context ${name} is not ${value}`);
  }
  await writeFile(output, plaintext);
}
