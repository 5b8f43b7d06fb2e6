"""The connections on which messages go out, against servers that behave in every way servers do."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from yarl import URL

from bot.channels import posts
from bot.channels.posts import NotConnected, Posts


class Far:
    """The far side: answers each request with the next of `answers`; after an empty one, or the last, it hangs up."""

    def __init__(self) -> None:
        self.answers: list[list[bytes]] = []
        self.requests: list[bytes] = []
        self.connections = 0
        self.port = 0
        self.writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        try:
            while self.answers:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
                self.requests.append(head + await reader.readexactly(length))
                for part in self.answers.pop(0):
                    writer.write(part)
                    await writer.drain()
                    await asyncio.sleep(0.005)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()


@pytest.fixture
async def far() -> AsyncIterator[Far]:
    made = Far()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()
    for writer in made.writers:
        writer.close()
    await asyncio.sleep(0.01)


@pytest.fixture
async def pool(far: Far) -> AsyncIterator[Posts]:
    made = Posts(URL(f"http://127.0.0.1:{far.port}"))
    yield made
    await made.close()


def ok(body: bytes = b"{}", *headers: bytes) -> list[bytes]:
    return [b"\r\n".join([b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers, b"", body])]


async def post(pool: Posts, body: bytes = b'{"a":1}', seconds: float = 2) -> posts.Answer:
    url = URL("http://x/v1/5/messages?a=b")
    return await pool.post(pool.head(url, {"Authorization": "Bearer t"}), body, seconds)


async def test_a_request_and_its_answer(far: Far, pool: Posts) -> None:
    far.answers = [ok(b'{"x":1}', b"Retry-After: 7")]
    assert await post(pool) == (200, b'{"x":1}', "7")
    assert far.requests == [
        b"POST /v1/5/messages?a=b HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer t\r\n"
        b'Content-Length: 7\r\n\r\n{"a":1}' % far.port
    ]


async def test_a_connection_is_used_again(far: Far, pool: Posts) -> None:
    far.answers = [ok(), [b"HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n"], ok()]
    assert [(await post(pool)).status for _ in range(3)] == [200, 429, 200]
    assert far.connections == 1


async def test_many_at_once_have_connections_of_their_own(far: Far, pool: Posts) -> None:
    far.answers = [ok(b"%d" % n) for n in range(8)]
    answers = await asyncio.gather(*(post(pool) for _ in range(8)))
    assert sorted(answer.body for answer in answers) == [b"%d" % n for n in range(8)]
    assert far.connections == 8


@pytest.mark.parametrize(
    "answer",
    [
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab", b"c\r\n2\r\nde\r\n0\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nContent-", b"Length: 5\r\n\r\na", b"bcde"],
        [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde"],
    ],
    ids=["in chunks", "piece by piece", "after a hundred"],
)
async def test_every_way_to_answer(far: Far, pool: Posts, answer: list[bytes]) -> None:
    far.answers = [answer, ok(b"next")]
    assert await post(pool) == (200, b"abcde", "")
    assert (await post(pool)).body == b"next"
    assert far.connections == 1


async def test_an_answer_may_end_with_its_connection(far: Far, pool: Posts) -> None:
    far.answers = [[b"HTTP/1.1 200 OK\r\n\r\nabc", b"de"]]
    assert await post(pool) == (200, b"abcde", "")
    far.answers = [[b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"], ok(b"next")]
    assert (await post(pool)).body == b"{}"
    assert (await post(pool)).body == b"next"
    assert far.connections == 3


@pytest.mark.parametrize(
    "answer",
    [
        [],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"],
        [b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\nabc"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"],
        [b"220 mail.example.com ESMTP\r\n"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + b"x" * 2_000_000],
    ],
    ids=["nothing", "cut", "cut although closed", "cut in chunks", "not HTTP", "endless"],
)
async def test_a_broken_answer_may_have_arrived(far: Far, pool: Posts, answer: list[bytes]) -> None:
    far.answers = [answer]
    with pytest.raises(ConnectionError):
        await post(pool)
    far.answers = [ok(b"next")]
    assert (await post(pool)).body == b"next"


async def test_an_answer_that_comes_too_late_is_not_the_next_ones(far: Far, pool: Posts) -> None:
    far.answers = [[b"", b"", b"", b"", b"", b"", *ok(b"late")], ok(b"own")]
    with pytest.raises(TimeoutError):
        await post(pool, seconds=0.01)
    assert (await post(pool)).body == b"own"


async def test_one_who_gives_up_leaves_no_answer_behind(far: Far, pool: Posts) -> None:
    far.answers = [[b"", b"", b"", b"", *ok(b"late")], ok(b"own")]
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(post(pool), 0.01)
    assert (await post(pool)).body == b"own"


async def test_a_connection_that_was_closed_while_idle_is_not_used(far: Far, pool: Posts) -> None:
    far.answers = [ok()]
    await post(pool)
    await asyncio.sleep(0.05)  # the far side hangs up: it has no more answers
    far.answers = [ok(b"new")]
    assert (await post(pool)).body == b"new"
    assert far.connections == 2


async def test_what_nobody_asked_for_closes_the_connection(far: Far, pool: Posts) -> None:
    far.answers = [[*ok(b"own"), *ok(b"unasked")], ok(b"next")]
    assert (await post(pool)).body == b"own"
    await asyncio.sleep(0.05)
    assert (await post(pool)).body == b"next"
    assert far.connections == 2


async def test_an_old_connection_is_not_trusted(far: Far, pool: Posts, monkeypatch: pytest.MonkeyPatch) -> None:
    far.answers = [ok(), ok()]
    await post(pool)
    monkeypatch.setattr(posts, "_KEEP_ALIVE", 0.0)
    await post(pool)
    assert far.connections == 2


async def test_without_a_connection_nothing_was_sent() -> None:
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    with pytest.raises(NotConnected):
        await post(Posts(URL(f"http://127.0.0.1:{port}")))


async def test_a_plain_server_cannot_be_spoken_to_securely(far: Far, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posts, "CONNECT_SECONDS", 0.2)
    far.answers = [ok()]
    with pytest.raises(NotConnected):
        await post(Posts(URL(f"https://127.0.0.1:{far.port}")))


def test_what_makes_no_request_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="not an HTTP address"):
        Posts(URL("ftp://example.com"))
    with pytest.raises(ValueError, match="line end"):
        Posts(URL("http://x")).head(URL("http://x/"), {"Authorization": "Bearer t\r\nX: y"})
