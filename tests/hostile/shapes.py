"""Malformed HTTP as a table: a name, the bytes, the answers that are right, and what becomes of the connection.

Every shape is followed by a healthy `GET /livez` on the same connection. Where the framing of the
shape cannot be trusted that request must never be answered: it could be somebody's smuggled one.
"""

from collections.abc import Callable
from dataclasses import dataclass

from harness.kms import Credentials, head_of, sign

FOLLOWER = b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
LIVEZ = b"GET /livez HTTP/1.1\r\n"
HOST = b"Host: x\r\n"


@dataclass(frozen=True)
class Target:
    """Where shapes are sent, and who signs them."""

    host: str
    credentials: Credentials

    def signed(self, framing: bytes, body: bytes, payload: bytes = b"{}", version: bytes = b"HTTP/1.1") -> bytes:
        """ListKeys, well signed over `payload`, with these raw framing header lines and raw body."""
        head = head_of(sign("ListKeys", payload, self.host, self.credentials))
        return head[:-2].replace(b"HTTP/1.1", version, 1) + framing + b"\r\n\r\n" + body


@dataclass(frozen=True)
class Shape:
    name: str
    build: Callable[[Target], bytes]
    statuses: frozenset[int]
    closes: bool


def raw(request: bytes) -> Callable[[Target], bytes]:
    return lambda target: request


def livez(*header_lines: bytes, host: bytes = HOST) -> Callable[[Target], bytes]:
    return raw(LIVEZ + host + b"".join(line + b"\r\n" for line in header_lines) + b"\r\n")


def line(request_line: bytes) -> Callable[[Target], bytes]:
    return raw(request_line + b"\r\n" + HOST + b"\r\n")


def post(framing: bytes, body: bytes = b"{}", **more) -> Callable[[Target], bytes]:
    return lambda target: target.signed(framing, body, **more)


def chunked(body: bytes, framing: bytes = b"Transfer-Encoding: chunked") -> Callable[[Target], bytes]:
    return post(framing, body)


CHUNK = b"2\r\n{}\r\n0\r\n\r\n"
LENGTH = b"Content-Length: 2"


def group(kind: str, statuses: set[int], closes: bool, **shapes: Callable[[Target], bytes]) -> list[Shape]:
    return [Shape(f"{kind}: {name.replace('_', ' ')}", build, frozenset(statuses), closes) for name, build in shapes.items()]


SHAPES = [
    # --- well formed: the table itself is under test, a server that refuses everything must not pass ---
    *group(
        "accepted", {200}, False,
        livez=livez(),
        length=post(LENGTH),
        chunked=chunked(CHUNK),
        chunked_in_two=chunked(b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"),
        chunked_upper_case_name=chunked(CHUNK, b"TRANSFER-ENCODING: chunked"),
        chunked_mixed_case_value=chunked(CHUNK, b"Transfer-Encoding: CHUNKed"),
        chunked_after_tab=chunked(CHUNK, b"Transfer-Encoding:\tchunked \t"),
        chunk_size_with_leading_zero=chunked(b"02\r\n{}\r\n00\r\n\r\n"),
        chunk_extension=chunked(b"2;name=value\r\n{}\r\n0\r\n\r\n"),
        transfer_encoding_with_underscore_is_another_header=post(LENGTH + b"\r\nTransfer_Encoding: chunked"),
        header_without_value=livez(b"X-Empty:"),
        header_with_tab_inside=livez(b"X-Tab: a\tb"),
        absolute_form=raw(b"GET http://x/livez HTTP/1.1\r\nHost: x\r\n\r\n"),
    ),
    *group(
        "accepted and closed", {200}, True,
        http_1_0=raw(b"GET /livez HTTP/1.0\r\n\r\n"),
        connection_close=livez(b"Connection: close"),
    ),
    # --- how long is the body? ---
    *group(
        "length", {400}, True,
        with_transfer_encoding=post(LENGTH + b"\r\nTransfer-Encoding: chunked", CHUNK),
        after_transfer_encoding=post(b"Transfer-Encoding: chunked\r\nContent-Length: 12", CHUNK),
        twice_the_same=post(LENGTH + b"\r\n" + LENGTH),
        twice_different=post(LENGTH + b"\r\nContent-Length: 3"),
        twice_zero_first=post(b"Content-Length: 0\r\n" + LENGTH),
        list_of_equal=post(b"Content-Length: 2, 2"),
        list_of_different=post(b"Content-Length: 2, 3"),
        negative=post(b"Content-Length: -2"),
        plus=post(b"Content-Length: +2"),
        hexadecimal=post(b"Content-Length: 0x2"),
        exponent=post(b"Content-Length: 2e0"),
        fraction=post(b"Content-Length: 2.0"),
        inner_space=post(b"Content-Length: 2 0"),
        trailing_letter=post(b"Content-Length: 2a"),
        empty=post(b"Content-Length:"),
        quoted=post(b'Content-Length: "2"'),
        arabic_digit=post("Content-Length: \u0662".encode()),
        more_than_64_bits=post(b"Content-Length: 18446744073709551618"),
        vertical_tab=post(b"Content-Length: \x0b2"),
        space_before_colon=post(b"Content-Length : 2"),
        folded=post(b"Content-Length:\r\n 2"),
        nul_after=post(b"Content-Length: 2\0"),
        bare_line_feed_before=post(b"X: y\nContent-Length: 2"),
        bare_carriage_return_before=post(b"X: y\rContent-Length: 2"),
    ),
    *group(
        "length", {400, 413}, True,
        near_64_bits=post(b"Content-Length: 18446744073709551615"),
        near_63_bits=post(b"Content-Length: 9223372036854775807"),
        more_than_32_bits=post(b"Content-Length: 4294967298"),
        hundred_digits=post(b"Content-Length: " + b"9" * 100),
    ),
    *group(
        "transfer coding", {400, 501}, True,
        gzip=chunked(CHUNK, b"Transfer-Encoding: gzip"),
        gzip_then_chunked=chunked(CHUNK, b"Transfer-Encoding: gzip, chunked"),
        chunked_then_gzip=chunked(CHUNK, b"Transfer-Encoding: chunked, gzip"),
        identity=chunked(CHUNK, b"Transfer-Encoding: identity"),
        chunked_then_identity=chunked(CHUNK, b"Transfer-Encoding: chunked, identity"),
        xchunked=chunked(CHUNK, b"Transfer-Encoding: xchunked"),
        chunkedx=chunked(CHUNK, b"Transfer-Encoding: chunkedx"),
        chunked_with_parameter=chunked(CHUNK, b"Transfer-Encoding: chunked;q=1"),
        quoted=chunked(CHUNK, b'Transfer-Encoding: "chunked"'),
        empty=chunked(CHUNK, b"Transfer-Encoding:"),
        twice_in_a_list=chunked(CHUNK, b"Transfer-Encoding: chunked, chunked"),
        twice_in_two_headers=chunked(CHUNK, b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
        other_in_second_header=chunked(CHUNK, b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x"),
        other_in_first_header=chunked(CHUNK, b"Transfer-Encoding: x\r\nTransfer-Encoding: chunked"),
        inner_space=chunked(CHUNK, b"Transfer-Encoding: chun ked"),
    ),
    *group(
        "transfer coding", {400}, True,
        space_before_colon=chunked(CHUNK, b"Transfer-Encoding : chunked"),
        tab_before_colon=chunked(CHUNK, b"Transfer-Encoding\t: chunked"),
        folded=chunked(CHUNK, b"Transfer-Encoding:\r\n chunked"),
        vertical_tab=chunked(CHUNK, b"Transfer-Encoding: \x0bchunked"),
        nul_after=chunked(CHUNK, b"Transfer-Encoding: chunked\0"),
        line_feed_before=chunked(CHUNK, b"X: y\nTransfer-Encoding: chunked"),
        on_http_1_0=post(b"Transfer-Encoding: chunked", CHUNK, version=b"HTTP/1.0"),
    ),
    *group(
        "chunk", {400}, True,
        size_with_0x=chunked(b"0x2\r\n{}\r\n0\r\n\r\n"),
        size_with_plus=chunked(b"+2\r\n{}\r\n0\r\n\r\n"),
        size_negative=chunked(b"-2\r\n{}\r\n0\r\n\r\n"),
        size_with_leading_space=chunked(b" 2\r\n{}\r\n0\r\n\r\n"),
        size_not_hexadecimal=chunked(b"g\r\n{}\r\n0\r\n\r\n"),
        size_missing=chunked(b"\r\n{}\r\n0\r\n\r\n"),
        size_missing_before_extension=chunked(b";a=b\r\n{}\r\n0\r\n\r\n"),
        size_line_ends_in_line_feed=chunked(b"2\n{}\r\n0\r\n\r\n"),
        size_line_ends_in_carriage_return=chunked(b"2\r{}\r\n0\r\n\r\n"),
        extension_with_line_feed=chunked(b"2;a\nb\r\n{}\r\n0\r\n\r\n"),
        extension_with_nul=chunked(b"2;a\0b\r\n{}\r\n0\r\n\r\n"),
        data_longer_than_size=chunked(b"1\r\n{}\r\n0\r\n\r\n"),
        data_shorter_than_size=chunked(b"3\r\n{}\r\n0\r\n\r\n"),
        data_ends_in_line_feed=chunked(b"2\r\n{}\n0\r\n\r\n"),
        data_without_end=chunked(b"2\r\n{}0\r\n\r\n"),
        last_ends_in_line_feed=chunked(b"2\r\n{}\r\n0\n\n"),
        trailer_with_line_feed=chunked(b"2\r\n{}\r\n0\r\nA: b\n\r\n"),
        trailer_without_colon=chunked(b"2\r\n{}\r\n0\r\nA\r\n\r\n"),
        trailer_folded=chunked(b"2\r\n{}\r\n0\r\nA: b\r\n c\r\n\r\n"),
        two_terminators=chunked(b"2\r\n{}\r\n0\r\n0\r\n\r\n"),
    ),
    *group(
        "chunk", {400, 413}, True,
        size_of_17_digits=chunked(b"10000000000000002\r\n{}\r\n0\r\n\r\n"),
        size_of_64_bits=chunked(b"ffffffffffffffff\r\n{}\r\n0\r\n\r\n"),
        size_of_63_bits=chunked(b"7fffffffffffffff\r\n{}\r\n0\r\n\r\n"),
        size_with_20000_zeros=chunked(b"0" * 20000 + b"2\r\n{}\r\n0\r\n\r\n"),
    ),
    *group(
        "chunk", {400, 413, 431}, True,
        extension_of_20_kib=chunked(b"2;" + b"a" * 20480 + b"\r\n{}\r\n0\r\n\r\n"),
        many_extensions=chunked(b"".join(b"1;" + b"a" * 4000 + b"\r\n{\r\n" for _ in range(400)) + b"0\r\n\r\n"),
        trailer_of_20_kib=chunked(b"2\r\n{}\r\n0\r\nA: " + b"b" * 20480 + b"\r\n\r\n"),
        ten_thousand_trailers=chunked(b"2\r\n{}\r\n0\r\n" + b"A: b\r\n" * 10000 + b"\r\n"),
    ),
    # --- where does a line, a name, a value end? ---
    *group(
        "header", {400}, True,
        line_feed_after_request_line=raw(b"GET /livez HTTP/1.1\nHost: x\r\n\r\n"),
        line_feeds_only=raw(b"GET /livez HTTP/1.1\nHost: x\n\n"),
        line_feed_between_headers=raw(LIVEZ + b"Host: x\nA: b\r\n\r\n"),
        line_feed_at_the_end=raw(LIVEZ + HOST + b"\n"),
        carriage_return_in_value=livez(b"A: b\rc"),
        carriage_return_in_name=livez(b"A\rB: c"),
        double_carriage_return=livez(b"A: b\r"),
        nul_in_value=livez(b"A: b\0c"),
        nul_in_name=livez(b"A\0: b"),
        control_in_value=livez(b"A: b\x01c"),
        escape_in_value=livez(b"A: b\x1bc"),
        delete_in_value=livez(b"A: b\x7fc"),
        vertical_tab_in_value=livez(b"A: b\x0bc"),
        form_feed_in_value=livez(b"A: b\x0cc"),
        control_in_name=livez(b"A\x01: b"),
        space_before_colon=livez(b"A : b"),
        tab_before_colon=livez(b"A\t: b"),
        space_in_name=livez(b"A B: c"),
        no_name=livez(b": b"),
        no_colon=livez(b"A"),
        parenthesis_in_name=livez(b"A(: b"),
        bracket_in_name=livez(b"[A]: b"),
        non_ascii_name=livez("Ä: b".encode()),
        folded_with_space=livez(b"A: b\r\n c"),
        folded_with_tab=livez(b"A: b\r\n\tc"),
        space_before_first_header=raw(LIVEZ + b" Host: x\r\n\r\n"),
        space_only_line=livez(b" "),
    ),
    *group(
        "host", {400}, True,
        missing=raw(LIVEZ + b"\r\n"),
        twice_different=livez(b"Host: y"),
        twice_the_same=livez(b"Host: x"),
        with_space=livez(host=b"Host: a b\r\n"),
        with_comma=livez(host=b"Host: a,b\r\n"),
        with_user=livez(host=b"Host: u@a\r\n"),
        with_path=livez(host=b"Host: a/b\r\n"),
        with_bad_port=livez(host=b"Host: a:b\r\n"),
    ),
    *group(
        "request line", {400}, True,
        leading_space=line(b" GET /livez HTTP/1.1"),
        two_spaces=line(b"GET  /livez HTTP/1.1"),
        tabs=line(b"GET\t/livez\tHTTP/1.1"),
        trailing_space=line(b"GET /livez HTTP/1.1 "),
        space_in_target=line(b"GET /li vez HTTP/1.1"),
        carriage_return=line(b"GET /livez\rHTTP/1.1"),
        no_version=line(b"GET /livez"),
        no_version_but_space=line(b"GET /livez "),
        only_method=line(b"GET"),
        no_method=line(b" /livez HTTP/1.1"),
        empty_target=line(b"GET  HTTP/1.1"),
        target_with_nul=line(b"GET /livez\0 HTTP/1.1"),
        target_with_control=line(b"GET /livez\x01 HTTP/1.1"),
        target_with_delete=line(b"GET /livez\x7f HTTP/1.1"),
        target_not_ascii=line("GET /livéz HTTP/1.1".encode()),
        lower_case_protocol=line(b"GET /livez http/1.1"),
        other_protocol=line(b"GET /livez HTTQ/1.1"),
        version_with_space=line(b"GET /livez HTTP/ 1.1"),
        version_with_two_digits=line(b"GET /livez HTTP/1.10"),
        version_with_leading_zero=line(b"GET /livez HTTP/01.1"),
        version_with_comma=line(b"GET /livez HTTP/1,1"),
        version_with_letter=line(b"GET /livez HTTP/1.1x"),
        version_without_minor=line(b"GET /livez HTTP/1"),
        method_with_control=line(b"G\x01T /livez HTTP/1.1"),
        method_with_parenthesis=line(b"G(T /livez HTTP/1.1"),
        nothing_but_nul=raw(bytes(100)),
        nothing_but_spaces=raw(b" " * 100 + b"\r\n\r\n"),
        http_0_9=raw(b"GET /livez\r\n"),
    ),
    *group(
        "version", {400, 505}, True,
        http_0_9=line(b"GET /livez HTTP/0.9"),
        http_2_0=line(b"GET /livez HTTP/2.0"),
        http_3_0=line(b"GET /livez HTTP/3.0"),
        http_9_9=line(b"GET /livez HTTP/9.9"),
        http_2_preface=raw(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes((0, 0, 0, 4, 0, 0, 0, 0, 0))),
    ),
    *group(
        "other protocol", {400}, True,
        tls_client_hello=raw(bytes.fromhex("16030100a5010000a10303") + bytes(range(150)) + b"\r\n\r\n"),
        ssh=raw(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"),
        smtp=raw(b"EHLO example.com\r\n\r\n"),
        proxy_protocol=raw(b"PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n" + LIVEZ + HOST + b"\r\n"),
        binary=raw(bytes(range(256)) + b"\r\n\r\n"),
    ),
    # --- well formed, but not for us: an answer, and the connection goes on ---
    *group(
        "not for us", {400, 403, 404, 405, 501}, False,
        lower_case_method=line(b"get /livez HTTP/1.1"),
        unknown_method=line(b"BREW /livez HTTP/1.1"),
        get_root=line(b"GET / HTTP/1.1"),
        delete=line(b"DELETE / HTTP/1.1"),
        unknown_path=line(b"GET /nothing HTTP/1.1"),
        options_asterisk=line(b"OPTIONS * HTTP/1.1"),
        path_traversal=line(b"GET /../../etc/passwd HTTP/1.1"),
    ),
    *group(
        "not for us", {400, 403, 404, 405, 501}, None,
        trace=line(b"TRACE /livez HTTP/1.1"),
        connect=line(b"CONNECT example.com:443 HTTP/1.1"),
        asterisk_with_get=line(b"GET * HTTP/1.1"),
        bad_percent_escape=line(b"GET /%zz HTTP/1.1"),
        fragment=line(b"GET /livez#x HTTP/1.1"),
        target_without_slash=line(b"GET livez HTTP/1.1"),
    ),
    # --- RFC 9112 leaves these to us; either is fine, as long as the framing holds ---
    *group(
        "either", {200, 400}, None,
        empty_line_first=raw(b"\r\n" + LIVEZ + HOST + b"\r\n"),
        many_empty_lines_first=raw(b"\r\n" * 100 + LIVEZ + HOST + b"\r\n"),
        host_empty=livez(host=b"Host:\r\n"),
        obs_text_in_value=livez(b"A: \xff\x80"),
        leading_zeros_in_length=post(b"Content-Length: 002"),
        trailer=chunked(b"2\r\n{}\r\n0\r\nX-Trailer: a\r\n\r\n"),
        trailer_with_length=chunked(b"2\r\n{}\r\n0\r\nContent-Length: 50\r\n\r\n"),
        trailer_with_coding=chunked(b"2\r\n{}\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n"),
        chunk_extension_quoted=chunked(b'2;a="b;c"\r\n{}\r\n0\r\n\r\n'),
        chunk_size_with_trailing_space=chunked(b"2 \r\n{}\r\n0\r\n\r\n"),
        get_with_body=raw(LIVEZ + HOST + b"Content-Length: 2\r\n\r\n{}"),
        upgrade_to_http_2=livez(b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABk"),
    ),
    *group(
        "either", {200, 400, 501, 505}, None,
        minor_version_2=line(b"GET /livez HTTP/1.2"),
        comma_in_transfer_encoding=chunked(CHUNK, b"Transfer-Encoding: chunked,"),
    ),
]  # fmt: skip
