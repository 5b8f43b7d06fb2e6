"""A load generator in a process of its own: many people go through the real registration, as fast as they are answered.

    python -m tests.bench.load --port 8000 --secret S --account A --people 500 --connections 50 [--rate 200]
    python -m tests.bench.load --port 8000 --secret S --telegram --people 500

Each person writes her next message only after the last one was acknowledged, as Meta delivers them. Prints one JSON
object: messages, seconds, messages a second, acknowledgement latencies in milliseconds.
"""

import argparse
import asyncio
import hashlib
import hmac
import json
import time
from collections import deque

import uvloop

WOMEN = ("Ayesha", "Fatima", "Zainab", "Maryam", "Sana", "Nasreen", "Rukhsana", "Shazia", "Hira", "Kiran", "Bushra")
FAMILIES = ("Khan", "Malik", "Butt", "Chaudhry", "Baloch", "Soomro", "Bhatti", "Qureshi", "Abbasi", "Awan", "Mirza",
            "Shah", "Yousafzai")  # fmt: skip
WORK = (
    ("Stitching", "sewing clothes"), ("Bakers", "bakery"), ("Dairy", "dairy farm"), ("Footwear", "shoes"),
    ("Carpets", "carpets"), ("Honey", "honey"), ("Furniture", "furniture"),
)  # fmt: skip
PLACES = ("Lahore", "Faisalabad", "Sialkot", "Multan", "Peshawar", "Quetta", "Gilgit")


def answers_of(n: int) -> tuple[str, ...]:
    """One whole registration in English: 17 messages, of which 13 are answers to the form.

    Every person has a name, a trade and a place of her own: were they all alike, each would be compared with two
    hundred others as a business recorded twice, and that is what would be measured.
    """
    woman, family = WOMEN[n % len(WOMEN)], FAMILIES[n % len(FAMILIES)]
    sign, work = WORK[n % len(WORK)]
    return (
        "hello", "English", "1", "yes", f"{woman} {family}", f"{family} {sign}", work, PLACES[n % len(PLACES)],
        str(1990 + n % 30), "3", "2", "10 lakh", "1", "no", "3", "yes", "status",
    )  # fmt: skip


MESSAGES = len(answers_of(0))


class Person:
    """Somebody with a list of requests still to be made, already signed."""

    __slots__ = ("requests",)

    def __init__(self, requests: "deque[bytes]") -> None:
        self.requests = requests


def request_of(body: bytes, secret: bytes) -> bytes:
    signature = hmac.new(secret, body, hashlib.sha256).hexdigest()
    return (
        b"POST /webhooks/whatsapp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"X-Hub-Signature-256: sha256=%s\r\nContent-Length: %d\r\n\r\n%s"
    ) % (signature.encode(), len(body), body)


def update_request_of(body: bytes, secret: bytes) -> bytes:
    """A delivery of Telegram's, with the secret that was given to setWebhook."""
    return (
        b"POST /webhooks/telegram HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"X-Telegram-Bot-Api-Secret-Token: %s\r\nContent-Length: %d\r\n\r\n%s"
    ) % (secret, len(body), body)


def update_of(person: int, step: int, text: str, first_id: int) -> bytes:
    """A text message as Telegram sends it; `first_id` keeps the people of one run apart from those of another."""
    user = first_id + person
    sender = {"id": user, "is_bot": False, "first_name": f"Ayesha {person}"}
    chat = {"id": user, "first_name": f"Ayesha {person}", "type": "private"}
    message = {"message_id": step + 1, "from": sender, "chat": chat, "date": int(time.time()), "text": text}
    return json.dumps({"update_id": first_id + person * MESSAGES + step, "message": message}).encode()


def body_of(account: str, person: int, step: int, text: str, run: str) -> bytes:
    """A text message as Meta sends it, about 600 bytes."""
    wa_id, user = f"92300{person:07d}", f"PK.{run}{person:010d}"
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "924211111145", "phone_number_id": account},
        "contacts": [{"profile": {"name": f"Ayesha {person}"}, "wa_id": wa_id, "user_id": user}],
        "messages": [
            {"from": wa_id, "from_user_id": user, "id": f"wamid.{run}.{person}.{step}",
             "timestamp": str(int(time.time())), "type": "text", "text": {"body": text}}
        ],
    }  # fmt: skip
    entry = {"id": "1", "time": int(time.time()), "changes": [{"field": "messages", "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


class Connection(asyncio.Protocol):
    """One keep-alive connection that takes the next person whenever it is free."""

    def __init__(self, load: "Load") -> None:
        self.load = load
        self.person: Person | None = None
        self.begun = 0.0
        self.answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.next()

    def next(self) -> None:
        person = self.load.take()
        if person is None:
            self.load.idle.append(self)
            return
        self.person = person
        self.begun = time.perf_counter()
        self.transport.write(person.requests.popleft())  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.answer += data
        head, blank, body = self.answer.partition(b"\r\n\r\n")
        if not blank or len(body) < int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]):
            return
        self.answer = b""
        if not head.startswith(b"HTTP/1.1 200"):
            self.load.fail(head)
            return
        self.load.acknowledged(time.perf_counter() - self.begun)
        person, self.person = self.person, None
        assert person is not None
        if person.requests:
            self.load.ready.append(person)
        self.next()


class Load:
    """All people and all connections."""

    def __init__(self, people: list[Person], rate: float) -> None:
        self.ready = deque(people)
        self.total = sum(len(person.requests) for person in people)
        self.idle: deque[Connection] = deque()
        self.latencies: list[float] = []
        self.done = asyncio.get_running_loop().create_future()
        self.allowed = 0 if rate else self.total
        self.rate = rate

    def take(self) -> Person | None:
        if not self.ready or self.allowed <= 0:
            return None
        self.allowed -= 1
        return self.ready.popleft()

    def acknowledged(self, seconds: float) -> None:
        self.latencies.append(seconds)
        if len(self.latencies) == self.total and not self.done.done():
            self.done.set_result(None)
        if self.idle and self.ready and self.allowed > 0:
            self.idle.popleft().next()

    def fail(self, head: bytes) -> None:
        """Anything but a 200 is a failure of the run."""
        if not self.done.done():
            self.done.set_exception(SystemExit(f"refused: {head[:200]!r}"))

    async def pace(self) -> None:
        begun, given = time.perf_counter(), 0
        while given < self.total:
            await asyncio.sleep(0.005)
            due = min(self.total, int((time.perf_counter() - begun) * self.rate))
            self.allowed += due - given
            given = due
            while self.idle and self.ready and self.allowed > 0:
                self.idle.popleft().next()


async def run(options: argparse.Namespace) -> dict[str, float]:
    stamp = format(time.time_ns() // 1_000_000, "x")
    secret = options.secret.encode()
    first_id = time.time_ns() // 1_000_000 % 10**9 * 1000

    def request(n: int, step: int, text: str) -> bytes:
        if options.telegram:
            return update_request_of(update_of(n, step, text, first_id), secret)
        return request_of(body_of(options.account, n, step, text, stamp), secret)

    people = [
        Person(deque(request(n, step, text) for step, text in enumerate(answers_of(n)))) for n in range(options.people)
    ]
    load = Load(people, options.rate)
    loop = asyncio.get_running_loop()
    begun = time.perf_counter()
    for _ in range(options.connections):
        await loop.create_connection(lambda: Connection(load), "127.0.0.1", options.port)
    pacing = asyncio.create_task(load.pace()) if options.rate else None
    await load.done
    seconds = time.perf_counter() - begun
    if pacing is not None:
        await pacing
    sorted_ms = sorted(1000 * s for s in load.latencies)
    return {
        "messages": load.total,
        "seconds": seconds,
        "rate": load.total / seconds,
        "p50": sorted_ms[len(sorted_ms) // 2],
        "p99": sorted_ms[int(len(sorted_ms) * 0.99)],
        "most": sorted_ms[-1],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--account", default="")
    parser.add_argument("--telegram", action="store_true", help="Telegram updates, not WhatsApp events")
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--rate", type=float, default=0)
    print(json.dumps(uvloop.run(run(parser.parse_args()))))


if __name__ == "__main__":
    main()
