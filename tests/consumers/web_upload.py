"""A web service that keeps no folder: an upload in, a status and a marked copy out (the shape of FastAPI)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO

import tonghop290 as th

FORM: th.Form = th.load_form()


@dataclass
class UploadFile:
    """As FastAPI hands one over; its own ``read`` is awaited, its ``file`` is not."""

    filename: str | None
    file: BinaryIO

    async def read(self, size: int = -1) -> bytes:
        return self.file.read(size)


@dataclass
class Response:
    status: int
    body: bytes
    told: list[str]


async def take(upload: UploadFile) -> Response:
    report: th.Report = th.check(upload, FORM)
    [file, *_] = report.files
    told: list[str] = [finding.message for finding in file.findings if finding.severity == "error"]
    status: th.Status = file.status
    if status == "unreadable":
        return Response(422, b"", told)
    return Response(200 if report.ok else 409, th.annotated(report, file), told)


def tables(uploads: list[UploadFile]) -> bytes:
    """The tables of many uploads."""
    stream = io.BytesIO()
    nothing: None = th.write_summary(th.check(uploads, FORM), stream)
    assert nothing is None
    return stream.getvalue()
