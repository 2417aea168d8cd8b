// Becomes a role with the web identity token of the environment, as a pod's process does, and prints who it is.
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { fromTokenFile } from "@aws-sdk/credential-providers";
import { options } from "./trent.js";

const client = new STSClient({ ...options, credentials: fromTokenFile({ clientConfig: options }) });
console.log((await client.send(new GetCallerIdentityCommand())).Arn);
client.destroy();
