"""A bounded load from one process: signed texts over keep-alive connections, each sender's in order."""

import asyncio
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from channels.twilio.signature import Account, sign

PATH = "/channels/sms/twilio"
ACCOUNT = Account("AC" + "0123456789abcdef" * 2, "0123456789abcdef0123456789abcdef", "http://127.0.0.1")
LINE = "+14165550100"
WHOLE_TALK = ("bonjour", "1", "oui", "2", "Le groupe du soir est trop court", "2", "1", "1", "1", "2", "1")


@dataclass(frozen=True, slots=True)
class Measured:
    """`milliseconds`: sorted times of every answer; `failures`: answers other than 200."""

    seconds: float
    milliseconds: list[float]
    failures: int

    @property
    def per_second(self) -> float:
        return len(self.milliseconds) / self.seconds

    def percentile(self, share: float) -> float:
        return self.milliseconds[min(int(len(self.milliseconds) * share), len(self.milliseconds) - 1)]


def talks(count: int, round_name: str) -> list[list[bytes]]:
    """For each sender a whole talk, as raw signed requests made ahead of the clock."""
    return [
        [
            _request(f"+1416{sender:07d}", text, f"SM{round_name}{sender}x{place}")
            for place, text in enumerate(WHOLE_TALK)
        ]
        for sender in range(count)
    ]


def _request(sender: str, body: str, sid: str) -> bytes:
    fields = {"MessageSid": sid, "AccountSid": ACCOUNT.sid, "From": sender, "To": LINE, "Body": body, "NumMedia": "0"}
    content = urlencode(fields).encode()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Twilio-Signature: {sign(ACCOUNT, PATH, fields)}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


async def run(port: int, work: list[list[bytes]], connections: int) -> Measured:
    """Send every talk, `connections` at a time; raises when the server hangs up."""
    waiting = iter(work)
    times: list[float] = []
    failures = 0

    async def caller() -> None:
        nonlocal failures
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for talk in waiting:
            for request in talk:
                started = time.perf_counter()
                writer.write(request)
                status = await _status(reader)
                times.append((time.perf_counter() - started) * 1000)
                failures += status != 200
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(connections)))
    return Measured(time.perf_counter() - began, sorted(times), failures)


async def _status(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.partition(b":")[2]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
    )
    await reader.readexactly(length)
    return int(head.split(b" ", 2)[1])
