"""A storm: thousands of events, batched, doubled, re-delivered, while the server is killed again and again.

    python -m tests.frontdoor.storm --events 20000 --kills 6
    python -m tests.frontdoor.storm --events 50000 --kills 8 --postgres 2

Every person goes through the whole registration. Meta's rules hold: what was not acknowledged with 200 comes again,
what was acknowledged may come again all the same, and a POST may carry many people's messages, several of one person
among them. Afterwards the database and the stand-in's log are held against what was delivered.
"""

import argparse
import asyncio
import hashlib
import hmac
import json
import random
import sys
import tempfile
import time
from collections import defaultdict, deque
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests import postgres
from tests.bench.load import MESSAGES, answers_of
from tests.frontdoor.server import ROOT, Server, free_port, whatsapp_settings

SECRET, TOKEN, ACCOUNT = "storm-secret", "storm-token", "106540352242922"
FILLER = ("menu", "status", "help", "menu", "2", "help", "status", "thanks")


@dataclass
class Verdict:
    """What the storm left behind. Everything but `repeated`, `kills` and `events` must be zero."""

    events: int
    kills: int
    posts: int = 0
    lost: int = 0
    doubled: int = 0
    unordered: int = 0
    unanswered: int = 0
    answered_twice: int = 0
    unsent: int = 0
    overtaken: int = 0
    parked: int = 0
    repeated: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not any(
            (self.lost, self.doubled, self.unordered, self.unanswered, self.answered_twice, self.unsent,
             self.overtaken, self.parked, self.problems)
        )  # fmt: skip

    def __str__(self) -> str:
        return (
            f"{self.events} events in {self.posts} posts, {self.kills} kills: {self.lost} lost, {self.doubled} doubled "
            f"effects, {self.unordered} out of order, {self.unanswered} unanswered, {self.answered_twice} answered "
            f"twice, {self.unsent} not sent, {self.overtaken} overtaken, {self.parked} parked; "
            f"{self.repeated} replies repeated"
        )


def message(person: int, step: int, text: str) -> dict[str, Any]:
    return {
        "from": f"92300{person:07d}", "from_user_id": f"PK.{person:012d}", "id": f"wamid.storm.{person}.{step}",
        "timestamp": str(int(time.time())), "type": "text", "text": {"body": text},
    }  # fmt: skip


def post_of(messages: list[dict[str, Any]]) -> bytes:
    """One POST; the messages spread over entries and changes as Meta may spread them."""
    changes = []
    for part in (messages[: len(messages) // 2], messages[len(messages) // 2 :]):
        if part:
            contacts = [
                {"profile": {"name": "A"}, "wa_id": m["from"], "user_id": m["from_user_id"]} for m in reversed(part)
            ]
            metadata = {"display_phone_number": "92421", "phone_number_id": ACCOUNT}
            value = {"messaging_product": "whatsapp", "metadata": metadata, "contacts": contacts, "messages": part}
            changes.append({"field": "messages", "value": value})
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}).encode()


class Storm:
    """Delivers everybody's messages until all are acknowledged."""

    def __init__(self, servers: list[Server], events: int, seed: int) -> None:
        self.servers = servers
        self.chance = random.Random(seed)
        people = max(1, events // (MESSAGES + len(FILLER)))
        self.waiting = {
            n: deque(message(n, step, text) for step, text in enumerate((*answers_of(n), *FILLER)))
            for n in range(people)
        }
        self.sent_keys = {m["id"] for queue in self.waiting.values() for m in queue}
        self.free = list(self.waiting)
        self.past: list[dict[str, Any]] = []
        self.acknowledged = 0
        self.posts = 0

    async def deliver(self, session: aiohttp.ClientSession) -> None:
        while True:
            batch = self._batch()
            if not batch:
                if not any(self.waiting.values()):
                    return
                await asyncio.sleep(0.005)
                continue
            people = list(dict.fromkeys(n for n, _m in batch))
            fresh = [m for _n, m in batch]
            body = post_of(self._with_doubles(fresh))
            while not await self._post(session, body):
                await asyncio.sleep(self.chance.random() * 0.2)
            self.acknowledged += len(fresh)
            self.past += fresh[:2]
            if self.chance.random() < 0.05:  # delivered again although it was acknowledged
                await self._post(session, body)
            self.free += people

    def _batch(self) -> list[tuple[int, dict[str, Any]]]:
        """The next messages of some people nobody else is delivering for just now."""
        self.chance.shuffle(self.free)
        size = self.chance.choice((1, 1, 1, 2, 5, 20))
        taken, self.free = self.free[:size], self.free[size:]
        batch = []
        for n in taken:
            queue = self.waiting[n]
            batch += [(n, queue.popleft()) for _ in range(min(len(queue), self.chance.choice((1, 1, 1, 2, 3))))]
        return batch

    def _with_doubles(self, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if self.chance.random() < 0.2:
            messages = [*messages, self.chance.choice(messages)]
        if self.past and self.chance.random() < 0.2:
            messages = [self.chance.choice(self.past), *messages]
        return messages

    async def _post(self, session: aiohttp.ClientSession, body: bytes) -> bool:
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        self.posts += 1
        try:
            url = f"{self.chance.choice(self.servers).base}/webhooks/whatsapp"
            async with session.post(url, data=body, headers={"X-Hub-Signature-256": f"sha256={signature}"}) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, ConnectionError, TimeoutError):
            return False


async def storm(folder: Path, events: int, kills: int, seed: int, databases: str = "", processes: int = 1) -> Verdict:
    """Run one storm and judge it: one process on SQLite, or several on the PostgreSQL database given."""
    log = folder / "sent.log"
    port = free_port()
    standin = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.standins.whatsapp", "--fast", "--port", str(port), "--log", str(log),
        "--token", TOKEN, "--phone-number-id", ACCOUNT, cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert standin.stdout is not None
    await standin.stdout.readline()
    settings = whatsapp_settings(f"http://127.0.0.1:{port}", ACCOUNT, TOKEN, SECRET)
    if databases:
        # A quarter of the usual, so that a dead process's lanes are soon taken over.
        settings |= {"DATABASE_URL": databases, "SEND_LEASE_SECONDS": "15"}
    servers = [
        Server(folder, log=f"server{n}.log", **settings, WHATSAPP_MESSAGES_PER_SECOND="100000")
        for n in range(processes)
    ]
    try:
        for server in servers:
            await server.start()
        one = Storm(servers, events, seed)
        await _rage(one, kills)
        await _calm(servers[0])
        return _judge(servers[0], one, log, kills)
    finally:
        for server in servers:
            await server.kill()
        standin.terminate()
        await standin.wait()


async def _rage(one: Storm, kills: int) -> None:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
        workers = [asyncio.create_task(one.deliver(session)) for _ in range(40)]
        total = len(one.sent_keys)
        for n in range(kills):
            at = total * (n + one.chance.random()) / (kills + 1)
            while one.acknowledged < at and not all(w.done() for w in workers):
                await asyncio.sleep(0.002)
            server = one.chance.choice(one.servers)
            await server.kill()
            await server.start()
        await asyncio.gather(*workers)


async def _calm(server: Server) -> None:
    async with asyncio.timeout(120):  # the lanes of a process that was killed are taken over after a minute
        while server.rows("SELECT 1 FROM outbound WHERE state = 'queued' LIMIT 1"):
            await asyncio.sleep(0.05)


def _judge(server: Server, one: Storm, log: Path, kills: int) -> Verdict:
    verdict = Verdict(events=len(one.sent_keys), kills=kills, posts=one.posts)
    stored = server.rows("SELECT id, key, person_id, state FROM inbound WHERE channel = 'whatsapp' ORDER BY id")
    verdict.lost = len(one.sent_keys - {row["key"] for row in stored})
    verdict.parked = sum(row["state"] == "parked" for row in stored)
    steps: dict[int, list[int]] = defaultdict(list)
    for row in stored:
        steps[row["person_id"]].append(int(row["key"].rpartition(".")[2]))
    verdict.unordered = sum(taken != sorted(taken) for taken in steps.values())
    businesses = server.rows("SELECT person_id, count(*) AS many FROM business GROUP BY person_id")
    verdict.doubled = sum(row["many"] - 1 for row in businesses) + len(stored) - len({row["key"] for row in stored})
    if len(businesses) != len(one.waiting):
        verdict.problems.append(f"{len(one.waiting)} people registered, {len(businesses)} businesses are recorded")
    replies = server.rows("SELECT id, person_id, answers, state FROM outbound ORDER BY id")
    answered = [row["answers"] for row in replies]
    verdict.answered_twice = len(answered) - len(set(answered))
    verdict.unanswered = len({row["id"] for row in stored} - set(answered))
    _judge_sends(verdict, replies, log)
    return verdict


def _judge_sends(verdict: Verdict, replies: list[Any], log: Path) -> None:
    """Everything sent, and each person's replies first seen in the order in which they were written."""
    owner = {str(row["id"]): row["person_id"] for row in replies}
    seen: set[str] = set()
    newest: dict[int, int] = defaultdict(int)
    for line in log.read_text().splitlines():
        _recipient, ref, _text = json.loads(line)
        if ref in seen:
            verdict.repeated += 1
            continue
        seen.add(ref)
        verdict.overtaken += int(ref) < newest[owner[ref]]
        newest[owner[ref]] = max(newest[owner[ref]], int(ref))
    verdict.unsent = len(set(owner) - seen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", type=int, default=0, metavar="PROCESSES")
    options = parser.parse_args()
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        database = stack.enter_context(postgres.fresh_database(migrated=True, durable=True)) if options.postgres else ""
        begun = time.perf_counter()
        verdict = asyncio.run(
            storm(Path(folder), options.events, options.kills, options.seed, database, options.postgres or 1)
        )
    print(f"{verdict} ({time.perf_counter() - begun:.0f} s)")
    if not verdict.clean:
        sys.exit(f"not clean: {verdict.problems}")


if __name__ == "__main__":
    main()
