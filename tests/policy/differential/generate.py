#!/usr/bin/env python3
"""Random requests with random policies around them, for the differential test: the same seed makes the same cases.

    tests/policy/differential/generate.py [--seed N] [--count N] > cases.json

Names are drawn from small pools, so that policies and requests meet often: about a third of the cases is allowed.
"""

import argparse
import json
import random

OWN, OTHER = "111122223333", "444455556666"
KEY = f"arn:aws:kms:eu-central-1:{OWN}:key/0f1e2d3c-0000-4000-8000-000000000001"

CALLERS = [
    {"kind": "AccountRoot", "account": OWN, "arn": f"arn:aws:iam::{OWN}:root"},
    {"kind": "User", "account": OWN, "arn": f"arn:aws:iam::{OWN}:user/alice"},
    {"kind": "User", "account": OWN, "arn": f"arn:aws:iam::{OWN}:user/team/bob"},
    {"kind": "AssumedRole", "account": OWN, "arn": f"arn:aws:sts::{OWN}:assumed-role/app/s1", "issuer_arn": f"arn:aws:iam::{OWN}:role/app"},
    {"kind": "AssumedRole", "account": OWN, "arn": f"arn:aws:sts::{OWN}:assumed-role/app/s2", "issuer_arn": f"arn:aws:iam::{OWN}:role/app"},
    {"kind": "User", "account": OTHER, "arn": f"arn:aws:iam::{OTHER}:user/carol"},
    {"kind": "AssumedRole", "account": OTHER, "arn": f"arn:aws:sts::{OTHER}:assumed-role/batch/s1", "issuer_arn": f"arn:aws:iam::{OTHER}:role/batch"},
]
PRINCIPALS = [caller["arn"] for caller in CALLERS] + [
    f"arn:aws:iam::{OWN}:role/app", f"arn:aws:iam::{OTHER}:role/batch", OWN, OTHER, f"arn:aws:iam::{OTHER}:root", f"arn:aws:iam::{OWN}:root"]
ACTIONS = ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey", "kms:CreateGrant", "kms:GenerateDataKey", "kms:ReEncryptFrom"]
ACTION_PATTERNS = ACTIONS + ["kms:*", "kms:*", "*", "kms:*crypt", "kms:?ecrypt", "KMS:encrypt", "kms:Generate*", "s3:*", "kms:ReEncrypt*"]
RESOURCES = ["*", "*", "*", KEY, f"arn:aws:kms:*:{OWN}:key/*", f"arn:aws:kms:eu-*:{OWN}:key/0f*", f"arn:aws:kms:eu-central-1:{OTHER}:key/*",
             f"arn:aws:kms:eu-central-1:{OWN}:key/other"]

# Condition keys with the values that requests have for them.
STRINGS = {
    "kms:ViaService": ["s3.eu-central-1.amazonaws.com", "ebs.eu-central-1.amazonaws.com"],
    "aws:PrincipalTag/colour": ["red", "blue", "Red", ""],
    "kms:CallerAccount": [OWN, OTHER],
    "kms:KeySpec": ["SYMMETRIC_DEFAULT", "RSA_2048"],
}
SETS = {
    "kms:GrantOperations": ["Encrypt", "Decrypt", "Sign"],
    "kms:EncryptionContextKeys": ["team", "Team", "purpose"],
}
NUMBERS = {"aws:MultiFactorAuthAge": ["10", "300", "3600"]}
DATES = {"aws:TokenIssueTime": ["2026-01-01T00:00:00Z", "2026-06-01T12:00:00Z", "2026-12-31T23:59:59Z"]}
BOOLS = {"aws:SecureTransport": ["true", "false"], "kms:GrantIsForAWSResource": ["true", "false"]}
ADDRESSES = {"aws:SourceIp": ["10.1.2.3", "203.0.113.9", "192.168.7.7"]}
ARNS = {"aws:SourceArn": [f"arn:aws:s3:::bucket-a", "arn:aws:s3:::bucket-b", f"arn:aws:sns:eu-central-1:{OWN}:topic"]}

# The keys that not every action has.
WITH_ENCRYPTION_CONTEXT = {"kms:Encrypt", "kms:Decrypt", "kms:CreateGrant", "kms:GenerateDataKey", "kms:ReEncryptFrom"}
ONLY_FOR = {
    "kms:EncryptionContextKeys": WITH_ENCRYPTION_CONTEXT,
    "kms:GrantOperations": {"kms:CreateGrant"},
    "kms:GrantIsForAWSResource": {"kms:CreateGrant"},
}

STRING_OPERANDS = {
    "aws:PrincipalTag/colour": ["red", "blue", "r*", "?ed", "*", "${aws:PrincipalTag/team}", "RED"],
    "kms:ViaService": ["s3.*", "*.amazonaws.com", "s3.eu-central-1.amazonaws.com"],
}


def some(random_, pool, most=2):
    picked = random_.sample(pool, random_.randint(1, min(most, len(pool))))
    return picked if len(picked) > 1 or random_.random() < 0.3 else picked[0]


def operand_and_operator(random_):
    """One operator, key and its values."""
    kind = random_.choice(["string", "string", "string", "set", "set", "number", "date", "bool", "address", "arn", "null"])
    if kind == "string":
        key = random_.choice(list(STRINGS))
        operator = random_.choice(["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"])
        return operator, key, some(random_, STRINGS[key] + STRING_OPERANDS.get(key, []))
    if kind == "set":
        key = random_.choice(list(SETS))
        operator = random_.choice(["ForAllValues:", "ForAnyValue:"]) + random_.choice(["StringEquals", "StringNotEquals", "StringLike"])
        return operator, key, some(random_, SETS[key] + ["*crypt"])
    if kind == "number":
        operator = random_.choice(["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"])
        return f"Numeric{operator}", "aws:MultiFactorAuthAge", some(random_, ["10", "299", "300", "0300", "3600"])
    if kind == "date":
        operator = random_.choice(["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"])
        return f"Date{operator}", "aws:TokenIssueTime", some(random_, DATES["aws:TokenIssueTime"] + ["2026-06-01T00:00:00Z"], 1)
    if kind == "bool":
        return "Bool", random_.choice(list(BOOLS)), random_.choice(["true", "false"])
    if kind == "address":
        return random_.choice(["IpAddress", "NotIpAddress"]), "aws:SourceIp", some(random_, ["10.0.0.0/8", "203.0.113.9", "192.168.0.0/21", "0.0.0.0/0"])
    if kind == "arn":
        operator = random_.choice(["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"])
        return operator, "aws:SourceArn", some(random_, ARNS["aws:SourceArn"] + ["arn:aws:s3:::*", "arn:aws:*:*:*:topic"])
    return "Null", random_.choice(list(STRINGS) + list(SETS)), random_.choice(["true", "false"])


def conditions(random_):
    made = {}
    for _ in range(random_.choice([0, 0, 0, 1, 1, 2])):
        operator, key, values = operand_and_operator(random_)
        if operator != "Null" and random_.random() < 0.15:
            operator += "IfExists"
        made.setdefault(operator, {})[key] = values
    return made


def statement(random_, in_key_policy, denies):
    made = {"Effect": "Deny" if random_.random() < denies else "Allow"}
    if in_key_policy:
        made["Principal"] = "*" if random_.random() < 0.15 else {"AWS": some(random_, PRINCIPALS, 3)}
    made["NotAction" if random_.random() < 0.1 else "Action"] = some(random_, ACTION_PATTERNS, 3)
    made["NotResource" if not in_key_policy and random_.random() < 0.1 else "Resource"] = "*" if in_key_policy else some(random_, RESOURCES)
    condition = conditions(random_)
    if condition:
        made["Condition"] = condition
    return made


def policy(random_, in_key_policy=False, denies=0.15):
    version = "2008-10-17" if random_.random() < 0.1 else "2012-10-17"
    return {"Version": version, "Statement": [statement(random_, in_key_policy, denies) for _ in range(random_.randint(1, 3))]}


def context(random_, caller, action):
    made = {"aws:PrincipalArn": caller.get("issuer_arn", caller["arn"]), "aws:PrincipalAccount": caller["account"]}
    for pool in (STRINGS, NUMBERS, DATES, BOOLS, ADDRESSES, ARNS):
        for key, values in pool.items():
            if random_.random() < 0.6 and action in ONLY_FOR.get(key, {action}):
                made[key] = random_.choice(values)
    for key, values in SETS.items():
        if random_.random() < 0.6 and action in ONLY_FOR.get(key, {action}):
            made[key] = random_.sample(values, random_.randint(1, len(values)))
    if random_.random() < 0.5:
        made["aws:PrincipalTag/team"] = random_.choice(["red", "blue", "*"])
    return made


def case(random_):
    caller = random_.choice(CALLERS)
    action = random_.choice(ACTIONS)
    made = {"caller": caller, "action": action, "resource": KEY, "resource_account": OWN,
            "context": context(random_, caller, action), "key_policy": policy(random_, in_key_policy=True),
            "identity": [policy(random_) for _ in range(random_.choice([0, 1, 1, 2]))]}
    if caller["kind"] == "AccountRoot":
        made["identity"] = []  # nothing can be attached to a root
        return made
    if random_.random() < 0.25:
        made["boundary"] = policy(random_, denies=0.1)
    if caller["kind"] == "AssumedRole" and random_.random() < 0.35:
        made["session"] = policy(random_, denies=0.1)
    return made


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=2000)
    options = parser.parse_args()
    generator = random.Random(options.seed)
    print(json.dumps([case(generator) for _ in range(options.count)], indent=1))
