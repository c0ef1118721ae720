"""The product as its users have it: real processes, reached over HTTP and nothing else."""

import contextlib
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import httpx
from fixed import ACCOUNT_SID, SECRET, TOKEN
from lxml import html

from app.clock import now
from app.db import Database
from app.demo_data import seed
from app.jobs import migrate_jobs
from app.settings import ROOT, Settings
from channels.twilio.signature import SIGNATURE, Account, sign

PASSWORD = "a-demo-password"
LINE = "+14165550100"
START_SECONDS = 60


@dataclass
class Product:
    """The demo organization served on one port; `start` and `kill` its processes at will."""

    url: str
    environment: dict[str, str]
    log: Path
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def port(self) -> str:
        return self.url.rsplit(":", 1)[1]

    def start(self, name: str) -> None:
        """`web` or `worker`."""
        command = ["serve", "--port", self.port] if name == "web" else ["worker"]
        with self.log.open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "app", *command], cwd=ROOT, env=self.environment, stderr=log, stdout=log
            )
        if name == "web":
            wait_until(lambda: is_up(f"{self.url}/healthz"), "the web process answers")

    def kill(self, name: str) -> None:
        """As a power cut would: no last words."""
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait()

    def stop(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        for process in self.processes.values():
            process.wait(timeout=20)


@contextlib.contextmanager
def running_product(database_url: str, folder: Path, *names: str) -> Iterator[Product]:
    """A migrated, seeded demo on a free port with the processes named; all of it ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        "ENTENDU_DATABASE_URL": database_url,
        "ENTENDU_SECRET_KEY": SECRET,
        "ENTENDU_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "ENTENDU_TWILIO_AUTH_TOKEN": TOKEN,
        "ENTENDU_DEMO": "1",
    }
    prepare(database_url)
    product = Product(settings["ENTENDU_PUBLIC_URL"], os.environ | settings, folder / "product.log")
    try:
        for name in names or ("web", "worker"):
            product.start(name)
        yield product
    finally:
        product.stop()


def prepare(database_url: str) -> None:
    settings = Settings(_env_file=None, database_url=database_url, secret_key=SECRET)  # type: ignore[call-arg]
    migrate_jobs(settings)
    database = Database(settings)
    with database.writing() as session:
        seed(session, PASSWORD, now())
    database.close()


@dataclass
class Phone:
    """A phone that texts and calls through signed webhooks, as the provider carries them."""

    product: Product
    number: str = field(default_factory=lambda: f"+1416555{secrets.randbelow(10**4):04d}")
    last_sid: str = ""

    def texts(self, body: str, sid: str | None = None) -> list[str]:
        """Send one text; the texts that come straight back."""
        self.last_sid = sid or "SM" + secrets.token_hex(16)
        fields = {"MessageSid": self.last_sid, "From": self.number, "To": LINE, "Body": body, "NumMedia": "0"}
        root = self._post("/channels/sms/twilio", fields)
        return [message.text or "" for message in root.iter("Message")]

    def calls(self, *keys: str) -> list[str]:
        """Call and press the keys in turn ("record" speaks); everything that was said."""
        call, path, said = (
            {"CallSid": "CA" + secrets.token_hex(16), "From": self.number, "To": LINE},
            "/channels/voice/twilio",
            [],
        )
        fields: dict[str, str] = {}
        for key in (*keys, None):
            root = self._post(path, call | fields)
            said += [say.text or "" for say in root.iter("Say")]
            action = next((verb.get("action") for verb in root if verb.get("action")), None)
            if key is None or action is None:
                return said
            path = action
            fields = {"RecordingSid": "RE" + secrets.token_hex(16)} if key == "record" else {"Digits": key}
        return said

    def inbox(self) -> list[str]:
        """Texts that came by themselves."""
        answer = httpx.post(f"{self.product.url}/simulator/inbox", json={"sender": self.number})
        return list(answer.raise_for_status().json())

    def _post(self, path: str, fields: dict[str, str]) -> ElementTree.Element:
        fields = {"AccountSid": ACCOUNT_SID} | fields
        signature = sign(Account("", TOKEN, self.product.url), path, fields)
        answer = httpx.post(self.product.url + path, data=fields, headers={SIGNATURE: signature}, timeout=30)
        assert answer.status_code == 200, answer.text
        return ElementTree.fromstring(answer.text)


class Visitor:
    """Somebody's browser without JavaScript: follows links, fills in forms that are really on the page."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._cookies = httpx.Cookies()
        self.page = html.fromstring("<html/>")
        self.status = 0

    def opens(self, path: str) -> "Visitor":
        return self._send("GET", path)

    def submits(self, action_ends_with: str, **values: str) -> "Visitor":
        """Submit the page's form whose action ends so; fields not given keep what the page put in them."""
        forms = [form for form in self.page.forms if re.search(action_ends_with + "$", form.get("action") or "")]
        assert forms, f"no form to {action_ends_with} on {self.text[:200]}"
        fields: dict[str, list[str]] = {}
        for name, value in forms[0].form_values():
            fields.setdefault(name, []).append(value)
        unknown = set(values) - set(
            forms[0].xpath(".//*[self::input or self::textarea or self::select or self::button]/@name")
        )
        assert not unknown, f"the form has no {unknown}"
        return self._send(
            "POST", str(forms[0].get("action")), fields | {name: [value] for name, value in values.items()}
        )

    @property
    def text(self) -> str:
        return " ".join(self.page.text_content().split())

    def links(self, pattern: str) -> list[str]:
        return [href for href in self.page.xpath("//a/@href") if re.search(pattern, href)]

    def _send(self, method: str, path: str, fields: dict[str, list[str]] | None = None) -> "Visitor":
        with httpx.Client(base_url=self._url, follow_redirects=True, timeout=30, cookies=self._cookies) as client:
            answer = client.request(method, path, data=fields)
            self._cookies = client.cookies
        self.status, self.page = answer.status_code, html.fromstring(answer.text)
        return self


def at_the_desk(product: Product, role: str) -> Visitor:
    visitor = Visitor(product.url).opens("/staff/login")
    return visitor.submits("/staff/login", email=f"{role}@boreal.example", password=PASSWORD)


def is_up(address: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(address, timeout=2).status_code == 200
    return False


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = START_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"After {seconds} s still not: {what}."
        time.sleep(0.1)
