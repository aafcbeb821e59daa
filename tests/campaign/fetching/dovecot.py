"""A real IMAP server for the tests: Debian's Dovecot, on loopback, as a user of its own, with a certificate of ours."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.samples.paths import GOLDEN
from tonghop290.campaign.settings import InboxSettings

PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
MISSING = (
    "Dovecot is not on this machine (Debian: dovecot-imapd)"
    if PROGRAM is None
    else "Dovecot is not on Windows"
    if os.name != "posix"
    else ""
)
CERTIFICATE = GOLDEN / "smtp" / "localhost.pem"
USER, PASSWORD = "danvan", "mật khẩu"
SETUP = """
base_dir = {run}
state_dir = {run}
log_path = {log}
protocols = imap
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
ssl = required
ssl_cert = <{certificate}
ssl_key = <{certificate}
mail_location = maildir:{mail}
first_valid_uid = 1
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {plain}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {users}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}
}}
"""


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(CERTIFICATE))


class Dovecot:
    """The server and its mail box; mails are put into it as files, as a delivery does."""

    def __init__(self, folder: Path, *, port: int, plain: int) -> None:
        self.mail, self.port, self.plain = folder / "mail", port, plain
        self._count = 0

    def settings(self, *, security: str = "ssl", folder: str = "INBOX") -> InboxSettings:
        port = self.port if security == "ssl" else self.plain
        return InboxSettings(host="127.0.0.1", port=port, security=security, user=USER, folder=folder)

    def box(self, raw: str = "") -> Path:
        """The Maildir of a folder, as the server names it."""
        place = self.mail / (f".{raw}" if raw else "")
        for part in ("cur", "new", "tmp"):
            (place / part).mkdir(parents=True, exist_ok=True)
        return place

    def deliver(self, data: bytes, raw: str = "") -> None:
        self._count += 1
        name = f"{1_600_000_000 + self._count}.M{self._count}.test"
        (self.box(raw) / "tmp" / name).write_bytes(data)
        os.replace(self.box(raw) / "tmp" / name, self.box(raw) / "new" / name)
        self._own()

    def unread(self) -> int:
        """How many mails nobody has looked at."""
        return len(os.listdir(self.mail / "new"))

    def _own(self) -> None:
        if os.geteuid() == 0:
            for path in (self.mail, *self.mail.rglob("*")):
                shutil.chown(path, *_somebody())


def _somebody() -> tuple[str, str]:
    """A user without rights, and its group."""
    import grp
    import pwd

    if os.geteuid():
        return pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
    return "nobody", grp.getgrgid(pwd.getpwnam("nobody").pw_gid).gr_name


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def serving() -> Iterator[Dovecot]:
    assert PROGRAM is not None
    user, group = _somebody()
    folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
    folder.chmod(0o755)
    certificate, users = folder / "certificate.pem", folder / "users"
    shutil.copy(CERTIFICATE, certificate)
    users.write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
    port, plain = _free_port(), _free_port()
    setup, log = folder / "dovecot.conf", folder / "log"
    for name in ("run", "home", "mail"):
        (folder / name).mkdir()
    places = {name: folder / name for name in ("run", "home", "mail", "log", "users")}
    text = SETUP.format(user=user, group=group, port=port, plain=plain, certificate=certificate, **places)
    setup.write_text(text, encoding="utf-8")
    somebody: dict[str, Any] = {}
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, user, group)
        somebody = {"user": user, "group": group, "extra_groups": []}
    server = subprocess.Popen([PROGRAM, "-F", "-c", str(setup)], stderr=subprocess.DEVNULL, **somebody)
    try:
        _await(server, port, log)
        yield Dovecot(folder, port=port, plain=plain)
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _await(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        said = log.read_text(errors="replace") if log.is_file() else ""
        assert server.poll() is None, f"Dovecot ended: {said}"
        time.sleep(0.05)
    raise AssertionError("Dovecot does not answer")
