"""What a load of expensive requests does to cheap ones: Encrypt alone, and while RSA-4096 signing keeps every thread of the pool busy."""

import statistics

import wrk

CHEAP_CONNECTIONS = 8
EXPENSIVE_CONNECTIONS = 16
MESSAGE = "QUJD" * 16


def print_result(trent, options):
    symmetric = trent.call("CreateKey", "{}")["KeyMetadata"]["KeyId"]
    rsa = trent.call("CreateKey", '{"KeySpec":"RSA_4096","KeyUsage":"SIGN_VERIFY"}')["KeyMetadata"]["KeyId"]
    encrypt = f'{{"KeyId":"{symmetric}","Plaintext":"{MESSAGE}"}}'
    sign = f'{{"KeyId":"{rsa}","SigningAlgorithm":"RSASSA_PSS_SHA_256","Message":"{MESSAGE}"}}'
    alone, loaded, signing = [], [], []
    for _ in range(options.rounds):
        request = trent.signed_request("Encrypt", encrypt)
        alone.append(wrk.run(trent.url, request, options, connections=CHEAP_CONNECTIONS))
        with wrk.in_background(trent.url, trent.signed_request("Sign", sign), options, EXPENSIVE_CONNECTIONS) as background:
            loaded.append(wrk.run(trent.url, request, options, connections=CHEAP_CONNECTIONS))
        signing.append(background.result())
    median = lambda runs, field: statistics.median(getattr(run, field) for run in runs)  # noqa: E731
    print(f"\nEncrypt on {CHEAP_CONNECTIONS} connections, alone and while RSA-4096 signs on {EXPENSIVE_CONNECTIONS} others\n")
    print("|  | Encrypt req/s | p50 us | p99 us | Sign req/s |")
    print("|---|---|---|---|---|")
    print(f"| alone | {median(alone, 'rate'):.0f} | {median(alone, 'p50'):.0f} | {median(alone, 'p99'):.0f} | |")
    print(f"| with signing | {median(loaded, 'rate'):.0f} | {median(loaded, 'p50'):.0f} | {median(loaded, 'p99'):.0f} "
          f"| {median(signing, 'rate'):.0f} |")
    print(f"| times | {median(loaded, 'rate') / median(alone, 'rate'):.2f} | {median(loaded, 'p50') / median(alone, 'p50'):.1f} "
          f"| {median(loaded, 'p99') / median(alone, 'p99'):.1f} | |")
