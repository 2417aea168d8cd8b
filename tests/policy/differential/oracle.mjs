// What @cloud-copilot/iam-simulate, an engine of other people, says to the cases: one word a line.
//
//     node oracle.mjs cases.json        (with the package in node_modules beside, above, or where TRENT_ORACLE says)
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const found = createRequire(process.env.TRENT_ORACLE ? `${process.env.TRENT_ORACLE}/` : import.meta.url)
  .resolve("@cloud-copilot/iam-simulate");
const { runSimulation } = await import(pathToFileURL(found));

// The engine has no root that may do everything in its account (kms-security.md 4.2, rule 8) unless a policy says so.
const rootMay = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } };
const identityPolicies = (one) => one.caller.kind === "AccountRoot" ? [rootMay] : one.identity;

const words = { Allowed: "allowed", ExplicitlyDenied: "explicit", ImplicitlyDenied: "implicit" };

for (const one of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  const answer = await runSimulation({
    request: {
      principal: one.caller.arn,
      action: one.action,
      resource: { resource: one.resource, accountId: one.resource_account },
      contextVariables: one.context,
    },
    identityPolicies: identityPolicies(one).map((policy, at) => ({ name: `identity${at}`, policy })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    resourcePolicy: one.key_policy,
    permissionBoundaryPolicies: one.boundary && [{ name: "boundary", policy: one.boundary }],
    sessionPolicy: one.session,
  }, {});
  if (answer.resultType !== "single") throw new Error(JSON.stringify([answer, one]));
  if (answer.result.ignoredContextKeys?.length) throw new Error(`ignores ${answer.result.ignoredContextKeys} of ${one.action}`);
  console.log(words[answer.overallResult]);
}
