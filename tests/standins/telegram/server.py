"""The stand-in's HTTP side: the methods of the Bot API."""

import hmac
import json
import secrets
import time
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self

import msgspec
from aiohttp import web

from tests.standins.telegram.control import add_controls
from tests.standins.telegram.faults import Fault, Faults, answer_of, suffer
from tests.standins.telegram.rules import MEDIA, Json, Refused, bad, check_commands, check_message
from tests.standins.telegram.updates import Updates
from tests.standins.telegram.user import Shown, TelegramUser

Method = Callable[[Json], Awaitable[Any] | Any]

PER_CHAT_BURST, OVERALL = (
    5,
    30,
)  # messages; core.telegram.org/bots/faq: one a second in a chat, about 30 a second overall


class Standin:
    """A Bot API for one bot. Use it as an async context manager, or `start` and `close` it.

    `limits_chats` and `limits_all` make it refuse what is too fast, in one chat or altogether.
    """

    def __init__(
        self,
        *,
        token: str = "110201543:stand-in-token",
        username: str = "MunshiTestBot",
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.token, self.username = token, username
        self.updates = Updates()
        self.faults = Faults()
        self.refused: list[tuple[Refused, str, Json]] = []
        """Every refusal, with the method and the body that caused it."""
        self.sent: list[tuple[int, Shown]] = []
        """Every message the bot got through, with the chat."""
        self.taps: dict[str, bool] = {}
        """Every tap by its id, and whether it was acknowledged."""
        self.commands: dict[str, list[Json]] = {}
        self.calls: list[str] = []
        """The name of every method called."""
        self.limits_chats = self.limits_all = False
        self.url = ""
        self._users: dict[int, TelegramUser] = {}
        self._files: dict[str, bytes] = {}
        self._message_id = 0
        self._recent: list[tuple[float, int]] = []
        self._host, self._port = host, port
        self._runner: web.AppRunner | None = None
        self._methods: dict[str, Method] = {
            "getMe": lambda _: self.me(),
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": lambda _: self.updates.info(),
            "getUpdates": self.updates.get,
            "setMyCommands": self._set_commands,
            "answerCallbackQuery": self._answer_tap,
            "getFile": self._get_file,
        }

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def start(self) -> None:
        """Listen; `url` is the base URL for the bot."""
        app = web.Application(client_max_size=51 << 20)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        add_controls(app, self)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        host, self._port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{self._port}"

    async def close(self) -> None:
        """Stop listening and delivering."""
        await self.updates.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # --- people

    def user(self, first_name: str = "Ayesha", last_name: str = "", language: str = "", id: int = 0) -> TelegramUser:
        """A person with Telegram. She can be written to once she has written herself."""
        id = id or 500_000_000 + len(self._users) * 1_000_003
        self._users[id] = TelegramUser(self, id, first_name, last_name, language)
        return self._users[id]

    def user_of(self, id: int) -> TelegramUser:
        """The person with this id, as she is or new."""
        return self._users.get(id) or self.user(f"User {id}", id=id)

    def me(self) -> Json:
        """The "User" object of the bot."""
        bot_id = int(self.token.partition(":")[0])
        return {"id": bot_id, "is_bot": True, "first_name": "Munshi", "username": self.username}

    @staticmethod
    def now() -> int:
        return int(time.time())

    def envelope(self) -> Json:
        """What every new message has."""
        self._message_id += 1
        return {"message_id": self._message_id, "date": self.now()}

    def store(self, content: bytes) -> str:
        """Keep a file; its id."""
        file_id = "AgACAgQAAx" + secrets.token_urlsafe(24)
        self._files[file_id] = content
        return file_id

    def fail_next(self, times: int = 1, **fault: Any) -> None:
        """Let the next calls go wrong (see `Fault`), such as fail_next(code=429, retry_after=2)."""
        self.faults.plan(Fault(**fault), times)

    # --- the API

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls.append(method)
        fault = self.faults.next(method)
        if fault is not None and not fault.accepted:
            answer = answer_of(fault)
            if answer is None:
                await suffer(fault, request)
            return answer or web.Response(status=503)
        body: Json = {}
        try:
            self._check_token(request.match_info["token"])
            body = await _parameters(request)
            result = self._act(method, body)
            answer = web.json_response(
                {"ok": True, "result": await result if isinstance(result, Awaitable) else result}
            )
        except Refused as refusal:
            self.refused.append((refusal, method, body))
            return web.json_response(refusal.body(), status=refusal.code)
        if fault is not None:
            await suffer(fault, request)
        return answer

    def _check_token(self, token: str) -> None:
        if ":" not in token:
            raise Refused(404, "Not Found")
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            raise Refused(401, "Unauthorized")

    def _act(self, method: str, body: Json) -> Any:
        if method == "sendMessage" or method in MEDIA:
            return self._send(method, body)
        if method not in self._methods:
            raise Refused(404, "Not Found: method not found")
        return self._methods[method](body)

    def _send(self, method: str, body: Json) -> Json:
        check_message(method, body)
        user = self._users.get(body.get("chat_id", 0)) if isinstance(body.get("chat_id"), int) else None
        if user is None or not user.started:
            raise bad("chat not found")
        if user.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        self._check_rates(user.id)
        message = self.envelope()
        shown = Shown(message["message_id"], method, body)
        self.sent.append((user.id, shown))
        user.receive(shown)
        content = {"text": body["text"]} if method == "sendMessage" else {"caption": body.get("caption", "")}
        return {**message, "from": self.me(), "chat": user.chat(), **content}

    def _check_rates(self, chat: int) -> None:
        now = time.monotonic()
        self._recent = [(at, who) for at, who in self._recent if now - at < PER_CHAT_BURST]
        if self.limits_all and sum(now - at < 1 for at, _ in self._recent) >= OVERALL:
            raise Refused(429, "Too Many Requests: retry after 1", retry_after=1)
        if self.limits_chats and sum(who == chat for _, who in self._recent) >= PER_CHAT_BURST:
            raise Refused(429, "Too Many Requests: retry after 2", retry_after=2)
        self._recent.append((now, chat))

    def _set_webhook(self, body: Json) -> bool:
        self.updates.set_webhook(body)
        return True

    def _delete_webhook(self, body: Json) -> bool:
        self.updates.delete_webhook(body)
        return True

    def _set_commands(self, body: Json) -> bool:
        check_commands(body)
        self.commands[body.get("language_code", "")] = body["commands"]
        return True

    def _answer_tap(self, body: Json) -> bool:
        if body.get("callback_query_id") not in self.taps:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        self.taps[body["callback_query_id"]] = True
        return True

    def _get_file(self, body: Json) -> Json:
        content = self._files.get(body.get("file_id", ""))
        if content is None:
            raise bad("wrong file_id or the file is temporarily unavailable")
        unique = body["file_id"][:8]
        return {
            "file_id": body["file_id"],
            "file_unique_id": unique,
            "file_size": len(content),
            "file_path": f"files/{body['file_id']}.bin",
        }

    async def _download(self, request: web.Request) -> web.Response:
        name = request.match_info["path"].removeprefix("files/").removesuffix(".bin")
        if request.match_info["token"] != self.token or name not in self._files:
            return web.Response(status=404, text="Not Found")
        return web.Response(body=self._files[name], content_type="application/octet-stream")


async def _parameters(request: web.Request) -> Json:
    """The parameters, however they come: as JSON, as a form, or in the address."""
    if request.content_type == "application/json":
        try:
            found = msgspec.json.decode(await request.read())
        except msgspec.DecodeError as wrong:
            raise bad(f"can't parse request: {wrong}") from wrong
        return found if isinstance(found, dict) else {}
    form = {**request.query, **(await request.post())}
    return {name: _value(name, str(value)) for name, value in form.items()}


def _value(name: str, text: str) -> Any:
    """Structures and flags stand in forms as JSON; texts as they are."""
    if name in ("text", "caption", "url", "secret_token", "language_code"):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
