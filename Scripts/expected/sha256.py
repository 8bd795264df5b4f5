"""Prints SHA-256 digests by Python's hashlib (OpenSSL) of messages of many lengths, for ForgeEmissionTests.

usage: python Scripts/expected/sha256.py > Tests/ForgeEmissionTests/Expected/sha256.json

The message of length n is the bytes (7 i + 3) mod 256 for i from 0 to n - 1. The lengths lie around the ends of blocks,
where padding takes one block or two.
"""

import hashlib
import json
import platform
import ssl

LENGTHS = [0, 1, 2, 3, *range(54, 67), *range(118, 131), 191, 192, 193, 255, 256, 257, 1000, 4096, 100_000]

# FIPS 180-4's examples (NIST, “Cryptographic Standards and Guidelines: Example Values”) and two of CAVS' short messages:
# the test has them in its own text; here they show that hashlib agrees.
KNOWN = {
    b"": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    b"abc": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq":
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    b"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu":
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
    b"a" * 1_000_000: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
    bytes.fromhex("d3"): "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1",
    bytes.fromhex("11af"): "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98",
}
for message, digest in KNOWN.items():
    assert hashlib.sha256(message).hexdigest() == digest


def message(length):
    return bytes((7 * i + 3) % 256 for i in range(length))


digests = {str(length): hashlib.sha256(message(length)).hexdigest() for length in LENGTHS}
document = {
    "script": "Scripts/expected/sha256.py",
    "versions": {"openssl": ssl.OPENSSL_VERSION, "python": platform.python_version()},
    "digests": digests,
}
print(json.dumps(document, indent=2))
