// Prints the operations that the newest SDK for JavaScript knows, as a JSON list.
import * as kms from "@aws-sdk/client-kms";

const names = Object.keys(kms).filter((name) => /^[A-Z].*Command$/.test(name) && kms[name].prototype instanceof kms.$Command);
console.log(JSON.stringify(names.map((name) => name.replace(/Command$/, "")).sort()));
