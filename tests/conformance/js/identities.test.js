// Users, roles, sessions and grants: what the JavaScript SDK's own credential providers get, and may then do.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as iam from "@aws-sdk/client-iam";
import * as kms from "@aws-sdk/client-kms";
import * as sts from "@aws-sdk/client-sts";
import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import { account, newClient, options, region, text } from "./trent.js";

const root = newClient();
const directory = new iam.IAMClient(options);
const suffix = region.replaceAll("-", "");
const userName = `js-user-${suffix}`;
const roleName = `js-role-${suffix}`;
const roleArn = `arn:aws:iam::${account}:role/${roleName}`;
const clients = [root, directory];
after(() => clients.forEach((client) => client.destroy()));

const send = (client, Command, input = {}) => client.send(new Command(input));
const document = (...Statement) => JSON.stringify({ Version: "2012-10-17", Statement });
const allow = (Action, more) => ({ Effect: "Allow", Action, ...more });
const as = (credentials, Client = kms.KMSClient) => {
  clients.push(new Client({ ...options, credentials }));
  return clients.at(-1);
};

let user, userArn, key;

before(async () => {
  userArn = (await send(directory, iam.CreateUserCommand, { UserName: userName })).User.Arn;
  const { AccessKey } = await send(directory, iam.CreateAccessKeyCommand, { UserName: userName });
  user = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
  await send(directory, iam.CreateRoleCommand, {
    RoleName: roleName,
    AssumeRolePolicyDocument: document(
      allow(["sts:AssumeRole", "sts:TagSession"], { Principal: { AWS: userArn } }),
    ),
  });
  await send(directory, iam.PutRolePolicyCommand, {
    RoleName: roleName,
    PolicyName: "use",
    PolicyDocument: document(
      allow(["kms:Encrypt", "kms:Decrypt"], {
        Resource: "*",
        Condition: { StringEquals: { "kms:EncryptionContext:team": "${aws:PrincipalTag/team}" } },
      }),
    ),
  });
  key = (await send(root, kms.CreateKeyCommand)).KeyMetadata;
});

const session = (params = {}) =>
  fromTemporaryCredentials({
    masterCredentials: user,
    params: { RoleArn: roleArn, RoleSessionName: "js", ...params },
    clientConfig: options,
  });

test("a session is who it says", async () => {
  const { Arn, Account } = await send(as(session(), sts.STSClient), sts.GetCallerIdentityCommand);
  assert.deepEqual([Arn, Account], [`arn:aws:sts::${account}:assumed-role/${roleName}/js`, account]);
});

test("a session's tags decide what its role's policy allows", async () => {
  const red = as(session({ Tags: [{ Key: "team", Value: "red" }] }));
  const request = (team) => ({ KeyId: key.Arn, Plaintext: Buffer.from("x"), EncryptionContext: { team } });
  const { CiphertextBlob } = await send(red, kms.EncryptCommand, request("red"));
  const opened = await send(red, kms.DecryptCommand, { CiphertextBlob, EncryptionContext: { team: "red" } });
  assert.equal(text(opened.Plaintext), "x");
  const denied = { name: "AccessDeniedException", $fault: "client" };
  await assert.rejects(send(red, kms.EncryptCommand, request("blue")), denied);
  await assert.rejects(send(as(session()), kms.EncryptCommand, request("red")), denied);
});

test("a session policy takes away", async () => {
  const Policy = document(allow("kms:Decrypt", { Resource: "*" }));
  const narrow = as(session({ Policy, Tags: [{ Key: "team", Value: "red" }] }));
  await assert.rejects(
    send(narrow, kms.EncryptCommand, { KeyId: key.Arn, Plaintext: Buffer.from("x"), EncryptionContext: { team: "red" } }),
    { name: "AccessDeniedException", message: /because no session policy allows the kms:Encrypt action$/ },
  );
});

test("a grant is effective with its token and without, until it is revoked", async () => {
  const grantee = as(user);
  const encrypt = (more) => send(grantee, kms.EncryptCommand, { KeyId: key.Arn, Plaintext: Buffer.from("x"), ...more });
  await assert.rejects(encrypt(), { name: "AccessDeniedException" });
  const { GrantId, GrantToken } = await send(root, kms.CreateGrantCommand, {
    KeyId: key.Arn,
    GranteePrincipal: userArn,
    Operations: ["Encrypt"],
  });
  await encrypt({ GrantTokens: [GrantToken] });
  await encrypt();
  await assert.rejects(send(grantee, kms.DescribeKeyCommand, { KeyId: key.Arn }), { name: "AccessDeniedException" });
  await send(root, kms.RevokeGrantCommand, { KeyId: key.Arn, GrantId });
  await assert.rejects(encrypt(), { name: "AccessDeniedException" });
});

test("a key policy that would lock out its writer is refused", async () => {
  const Policy = document(allow("kms:Encrypt", { Principal: { AWS: userArn }, Resource: "*" }));
  await assert.rejects(
    send(root, kms.PutKeyPolicyCommand, { KeyId: key.Arn, Policy }),
    kms.MalformedPolicyDocumentException,
  );
});

test("a session of somebody the role does not trust is refused", async () => {
  const stranger = as(session({ RoleArn: `${roleArn}-missing` }));
  await assert.rejects(send(stranger, kms.ListKeysCommand), { name: "AccessDenied" });
});
