"""Random damage to the bytes of a valid request, without knowing what they mean."""

import random
from collections.abc import Callable

SPECIAL = [
    b"\r\n", b"\n", b"\r", b"\0", b" ", b"\t", b":", b",", b";", b"=", b"\r\n\r\n", b"\n\n", b"0\r\n\r\n", b"%00", b"\xff",
    b"Content-Length: 5\r\n", b"Content-Length: 0\r\n", b"Transfer-Encoding: chunked\r\n", b"Expect: 100-continue\r\n",
    b"Connection: close\r\n", b"HTTP/1.0", b"HTTP/2.0", b"chunked", b"-1", b"99999999999999999999", b"{", b"}", b'"', b"\\u0000",
    b"[" * 200, b"a" * 3000,
]  # fmt: skip

Mutation = Callable[[random.Random, bytes], bytes]


def somewhere(rng: random.Random, data: bytes) -> tuple[int, int]:
    begin = rng.randrange(len(data) + 1)
    return begin, min(len(data), begin + int(rng.expovariate(0.1)))


def flip_bit(rng, data):
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]


def random_byte(rng, data):
    at = rng.randrange(len(data))
    return data[:at] + rng.randbytes(1) + data[at + 1 :]


def remove(rng, data):
    begin, end = somewhere(rng, data)
    return data[:begin] + data[end:]


def repeat(rng, data):
    begin, end = somewhere(rng, data)
    return data[:end] + data[begin:end] * rng.choice((1, 2, 50)) + data[end:]


def insert_special(rng, data):
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(SPECIAL) + data[at:]


def replace_by_special(rng, data):
    begin, end = somewhere(rng, data)
    return data[:begin] + rng.choice(SPECIAL) + data[end:]


def truncate(rng, data):
    return data[: rng.randrange(len(data))]


def swap_case(rng, data):
    begin, end = somewhere(rng, data)
    return data[:begin] + data[begin:end].swapcase() + data[end:]


def move_line(rng, data):
    lines = data.split(b"\r\n")
    lines.insert(rng.randrange(len(lines)), lines.pop(rng.randrange(len(lines))))
    return b"\r\n".join(lines)


def double_line(rng, data):
    lines = data.split(b"\r\n")
    lines.insert(rng.randrange(len(lines)), rng.choice(lines))
    return b"\r\n".join(lines)


def drop_line(rng, data):
    lines = data.split(b"\r\n")
    del lines[rng.randrange(len(lines))]
    return b"\r\n".join(lines)


def change_digit(rng, data):
    digits = [at for at, byte in enumerate(data) if chr(byte).isdigit()]
    if not digits:
        return data
    at = rng.choice(digits)
    return data[:at] + rng.choice((b"0", b"9", b"-", b"+", b"00", b"")) + data[at + 1 :]


def splice(rng, data):
    return data[: rng.randrange(len(data))] + data[rng.randrange(len(data)) :]


MUTATIONS: list[Mutation] = [
    flip_bit, random_byte, remove, repeat, insert_special, replace_by_special, truncate, swap_case, move_line,
    double_line, drop_line, change_digit, splice,
]  # fmt: skip


def mutated(rng: random.Random, data: bytes) -> bytes:
    """`data` after one to four mutations."""
    for _ in range(rng.choice((1, 1, 1, 2, 3, 4))):
        if changed := rng.choice(MUTATIONS)(rng, data):
            data = changed
    return data
