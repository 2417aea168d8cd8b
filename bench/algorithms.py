"""Operations with private keys beside the same operations done by OpenSSL alone in one thread, in the same run.

The ratio compares work per CPU second: requests for each second of CPU that the server used, all of HTTP, JSON, SigV4 and storage included, to
bare operations for each second of CPU. It is what a core is worth.
"""

import subprocess
from pathlib import Path

import wrk

MESSAGE = "QUJD" * 16  # 48 bytes
SHARED_SECRET_SPECS = {"ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521"}


def usage_of(operation):
    return {
        "Sign": "SIGN_VERIFY",
        "Verify": "SIGN_VERIFY",
        "GenerateMac": "GENERATE_VERIFY_MAC",
        "DeriveSharedSecret": "KEY_AGREEMENT",
        "Encapsulate": "ENCAPSULATE_DECAPSULATE",
        "Decapsulate": "ENCAPSULATE_DECAPSULATE",
    }[operation]


def request_for(trent, operation, spec, algorithm, key):
    """The body of a request, after whatever has to be made before it."""
    if operation in ("Sign", "Verify"):
        sign = f'"KeyId":"{key}","SigningAlgorithm":"{algorithm}","Message":"{MESSAGE}"'
        if operation == "Sign":
            return f"{{{sign}}}"
        return f'{{{sign},"Signature":"{trent.call("Sign", f"{{{sign}}}")["Signature"]}"}}'
    if operation == "GenerateMac":
        return f'{{"KeyId":"{key}","MacAlgorithm":"{algorithm}","Message":"{MESSAGE}"}}'
    if operation == "DeriveSharedSecret":
        peer = trent.call("GetPublicKey", f'{{"KeyId":"{key}"}}')["PublicKey"]
        return f'{{"KeyId":"{key}","KeyAgreementAlgorithm":"ECDH","PublicKey":"{peer}"}}'
    encapsulate = f'"KeyId":"{key}","EncapsulationAlgorithm":"ML_KEM"'
    if operation == "Encapsulate":
        return f"{{{encapsulate}}}"
    ciphertext = trent.call("Encapsulate", f"{{{encapsulate}}}")["SharedSecretCiphertextBlob"]
    return f'{{{encapsulate},"SharedSecretCiphertextBlob":"{ciphertext}"}}'


def bare_operations(binary):
    """[operation, spec, algorithm, operations a CPU second]"""
    program = Path(binary).parent / "bench/bare_operations"
    lines = subprocess.run([program], capture_output=True, text=True, check=True).stdout.splitlines()
    return [[*name.split(), float(rate)] for name, rate in (line.split("\t") for line in lines)]


def print_table(trent, binary, options):
    print(f"\nOperations with key pairs, {options.connections} connections, {options.seconds} s each; per CPU second of the server "
          "beside OpenSSL alone\n")
    print(f"| {'operation':42} | {'req/s':>7} | {'p99 us':>7} | {'per CPU s':>9} | {'bare':>7} | {'ratio':>5} | errors |")
    print("|---|---|---|---|---|---|---|")
    for operation, spec, algorithm, bare in bare_operations(binary):
        key = trent.call("CreateKey", f'{{"KeySpec":"{spec}","KeyUsage":"{usage_of(operation)}"}}')["KeyMetadata"]["KeyId"]
        request = trent.signed_request(operation, request_for(trent, operation, spec, algorithm, key))
        before = trent.cpu_seconds()
        run = wrk.run(trent.url, request, options)
        per_cpu_second = run.rate * options.seconds / (trent.cpu_seconds() - before)
        print(f"| {operation + ' ' + spec + ' ' + algorithm:42.42} | {run.rate:7.0f} | {run.p99:7.0f} | {per_cpu_second:9.0f} "
              f"| {bare:7.0f} | {per_cpu_second / bare:5.2f} | {run.errors} |")
