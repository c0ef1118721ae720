"""A recording as browsers ask for it: whole, or in pieces (RFC 9110 section 14; Safari plays nothing without)."""

import re

from fastapi.responses import Response

RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")


def sound_response(sound: bytes, media_type: str | None, wanted: str | None) -> Response:
    """`wanted`: the Range header; one we don't understand gets the whole."""
    if not (media_type or "").startswith("audio/"):  # as the carrier named it: never let it be a page
        media_type = "application/octet-stream"
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "no-store", "Content-Disposition": "inline"}
    asked = RANGE.fullmatch(wanted or "")
    if asked is None:
        return Response(sound, media_type=media_type, headers=headers)
    start, end = int(asked[1]), min(int(asked[2] or len(sound)), len(sound) - 1)
    if start > end:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{len(sound)}"})
    headers["Content-Range"] = f"bytes {start}-{end}/{len(sound)}"
    return Response(sound[start : end + 1], status_code=206, media_type=media_type, headers=headers)
