"""Asks ClamAV's daemon whether a file is harmful: its INSTREAM command over a Unix socket."""

import socket
import struct
from collections.abc import Iterable

TIMEOUT = 60  # seconds for each step
MOST_REPLY_BYTES = 4096


class NoVerdict(Exception):
    """The daemon did not say whether the file is harmful."""


class ScannerAway(NoVerdict):
    """The daemon was not reached at all."""


def find_virus(chunks: Iterable[bytes], *, socket_path: str) -> str:
    """Return the name of what clamd finds in ``chunks``, or the empty text where it finds nothing.

    Raises NoVerdict where it does not say: then nobody knows, and the file is not clean.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(TIMEOUT)
        try:
            connection.connect(socket_path)
        except OSError as error:
            raise ScannerAway(type(error).__name__) from error
        try:
            reply = _send(connection, chunks)
        except OSError as error:
            raise NoVerdict(type(error).__name__) from error
    return _read_verdict(reply)


def _send(connection: socket.socket, chunks: Iterable[bytes]) -> str:
    connection.sendall(b"zINSTREAM\0")
    for chunk in chunks:
        if chunk:  # an empty one would end the stream
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
    connection.sendall(struct.pack("!L", 0))
    return _read_reply(connection)


def _read_reply(connection: socket.socket) -> str:
    reply = b""
    while b"\0" not in reply and len(reply) < MOST_REPLY_BYTES:
        received = connection.recv(MOST_REPLY_BYTES)
        if not received:
            break
        reply += received
    return reply.partition(b"\0")[0].decode(errors="replace").strip()


def _read_verdict(reply: str) -> str:
    verdict = reply.removeprefix("stream: ")
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")
    raise NoVerdict(reply[:100] or "no reply")
