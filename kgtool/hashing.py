"""Hashes of what every command looks at."""

from __future__ import annotations

try:  # what hashlib gives too, but that loads OpenSSL first, which takes longer than all that is hashed
    from _blake2 import blake2b
except ImportError:  # a Python built without it
    from hashlib import blake2b


def digest(body: bytes) -> str:
    """The BLAKE2b hash of some bytes, 64 hexadecimal digits.

    >>> digest(b"")[:8]
    '0e5751c0'
    """
    return blake2b(body, digest_size=32).hexdigest()
