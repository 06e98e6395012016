"""``python -m bench.mail_sink FD``: a mail server that takes every mail at once and forgets it.

It imports nothing of the portal, and serves what arrives at the listening socket FD until it is ended.
"""

import asyncio
import socket
import sys

ANSWERS = {b"EHLO": b"250 sink", b"HELO": b"250 sink", b"DATA": b"354 go on", b"QUIT": b"221 bye"}


async def take_mail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Speak SMTP with one client to the end of the connection."""
    writer.write(b"220 sink\r\n")
    while line := await reader.readline():
        verb = line[:4].upper()
        writer.write(ANSWERS.get(verb, b"250 yes") + b"\r\n")
        if verb == b"DATA":
            await writer.drain()
            await reader.readuntil(b"\r\n.\r\n")
            writer.write(b"250 taken\r\n")
        if verb == b"QUIT":
            break
    writer.close()


async def serve(listener: socket.socket) -> None:
    """Take mail for ever."""
    server = await asyncio.start_server(take_mail, sock=listener)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(socket.socket(fileno=int(sys.argv[1]))))
