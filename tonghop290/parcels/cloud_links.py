"""Letters that bring no file, only a link to where one lies in some cloud."""

from __future__ import annotations

import re

__all__ = ["cloud_site"]

_SITES = (
    "drive.google.com", "docs.google.com", "1drv.ms", "onedrive.live.com", "sharepoint.com", "dropbox.com",
    "icloud.com", "box.com", "mega.nz", "mediafire.com", "wetransfer.com", "we.tl", "fshare.vn", "4share.vn",
    "terabox.com", "disk.yandex.com", "pcloud.com", "cloud.vnpt.vn", "zdrive.vn",
)  # fmt: skip
_LINK = re.compile(r"https?://(?:[^/\s@]{0,200}@)?([a-z0-9.-]{1,200})", re.IGNORECASE)


def cloud_site(text: str) -> str:
    """The site of the first link to a file kept elsewhere; "" where there is none.

    >>> cloud_site("Biểu ở đây: https://drive.google.com/file/d/1x/view")
    'drive.google.com'
    """
    hosts = (found[1].lower().rstrip(".") for found in _LINK.finditer(text))
    return next((host for host in hosts for site in _SITES if host == site or host.endswith("." + site)), "")
