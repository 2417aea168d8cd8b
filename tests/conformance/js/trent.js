// The client of a test, from the environment that test_javascript_sdk.py sets.
import { KMSClient } from "@aws-sdk/client-kms";

const { TRENT_URL, TRENT_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;

export const region = TRENT_REGION;
export const account = "000000000000";
export const unknownKeyId = "1234abcd-12ab-34cd-56ef-1234567890ab";

// Of the client of any service.
export const options = {
  region,
  endpoint: TRENT_URL,
  credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  maxAttempts: 1,
};

export const newClient = (overrides = {}) => new KMSClient({ ...options, ...overrides });

export const keyArn = (id) => `arn:aws:kms:${region}:${account}:key/${id}`;
export const text = (bytes) => Buffer.from(bytes).toString("utf8");
