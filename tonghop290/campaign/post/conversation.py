"""A conversation with a mail server that comes to an end: the whole of it is timed, not each byte.

The standard library's time-out begins anew with every byte that arrives; a server that sends one every five seconds
holds a command for hours. Here a watch shuts the line when the time of a reply, of a connection or of a mail is over.
Source: RFC 5321 §4.5.3.2 (its minutes are for servers that pass mail on; an officer waits at a screen).
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

__all__ = ["EncryptedServer", "Patience", "Server", "Timed"]

_MOST_LINES = 500
"""Lines of one reply: a list of what a server can do has twenty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds a server may take: until it has taken the name, for one reply, and for one mail, besides ``rate`` bytes a
    second for its content."""

    connection: float = 90
    reply: float = 60
    mail: float = 180
    rate: float = 10_000
    leaving: float = 5

    def of_mail(self, size: int) -> float:
        """Seconds for one mail of so many bytes."""
        return self.mail + size / self.rate


class Timed:
    """A line to a server that a watch shuts when the time is over.

    ``late``: the limit that was passed (seconds), None while there is none.
    """

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self.late: float | None = None
        self._line: socket.socket | None = None

    def watch(self, made: socket.socket) -> None:
        """Watch this line; the same line also when it is encrypted later."""
        self._line = made.dup()
        if self.late is not None:
            self._shut(self.late)

    def unwatch(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Shut the line when this takes longer. Errors: TimeoutError (an OSError), with what the officer may read."""
        watch = threading.Timer(seconds, self._shut, [seconds])
        watch.daemon = True
        watch.start()
        try:
            yield
        except Exception as error:
            if self.late is None:
                raise
            raise TimeoutError(f"máy chủ trả lời quá chậm, quá {self.late:.0f} giây") from error
        finally:
            watch.cancel()

    def _shut(self, seconds: float) -> None:
        self.late, line = seconds, self._line
        if line is not None:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


class Server(Timed, smtplib.SMTP):
    """A mail server whose every reply has a limited time, and which :meth:`within` holds to more."""

    def __init__(self, host: str, port: int, patience: Patience, **more: Any) -> None:
        Timed.__init__(self, patience)
        try:
            with self.within(patience.connection):
                smtplib.SMTP.__init__(self, host, port, timeout=patience.reply, **more)
        except OSError:
            self.close()
            raise

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        made: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]  # where proxies come in
        self.watch(made)
        return made

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None:
            self.file = _Lines(self.sock.makefile("rb"))  # type: ignore[union-attr]
        self.file.left = _MOST_LINES
        with self.within(self.patience.reply):
            return super().getreply()

    def close(self) -> None:
        super().close()
        self.unwatch()


class EncryptedServer(smtplib.SMTP_SSL, Server):
    """The same, encrypted from the first byte on."""

    def __init__(self, host: str, port: int, patience: Patience, *, context: ssl.SSLContext) -> None:
        self.context = context
        Server.__init__(self, host, port, patience)


class _Lines:
    """The lines of a server, whole ones; a reply of too many ends the conversation."""

    def __init__(self, file: Any) -> None:
        self._file, self.left = file, _MOST_LINES

    def readline(self, most: int = -1) -> bytes:
        self.left -= 1
        if self.left < 0:
            raise OSError("câu trả lời của máy chủ không dứt")
        line: bytes = self._file.readline(most)
        if line and not line.endswith(b"\n") and len(line) != most:
            raise OSError("câu trả lời của máy chủ bị ngắt")  # "250" is no reply until its line ends
        return line

    def close(self) -> None:
        self._file.close()
