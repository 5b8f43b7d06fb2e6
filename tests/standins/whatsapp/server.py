"""The stand-in's HTTP side: the paths of the Cloud API."""

import asyncio
import secrets
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
from aiohttp import web

from tests.standins.whatsapp.control import add_controls
from tests.standins.whatsapp.deliveries import Deliveries
from tests.standins.whatsapp.faults import Fault, Faults, answer_of, suffer
from tests.standins.whatsapp.notes import line_of
from tests.standins.whatsapp.phone import Phone
from tests.standins.whatsapp.rules import Json, Refused, check
from tests.standins.whatsapp.state import MEDIA_URL_SECONDS, Accepted, State, Template
from tests.standins.whatsapp.templates import Templates

_DECODER = msgspec.json.Decoder()


class Standin:
    """A Cloud API for one number. Use it as an async context manager, or `start` and `close` it.

    `statuses` are sent by themselves for each accepted message, such as ("sent", "delivered", "read").
    `late_failures` refuses closed windows and strangers as Meta mostly does: 200 first, then a failed status.
    `is_provider` makes it a Solution Provider's (360dialog's documentation): short paths, a key in a header of its own,
    and files offered at Meta's host that are to be fetched from the provider's.
    `fast` checks only the token and writes one line for each message to `log`: for benchmarks.
    """

    def __init__(
        self,
        *,
        webhook_url: str = "",
        phone_number_id: str = "106540352242922",
        access_token: str = "stand-in-token",
        app_secret: str = "stand-in-secret",
        version: str = "v26.0",
        statuses: tuple[str, ...] = (),
        late_failures: bool = False,
        is_provider: bool = False,
        fast: bool = False,
        log: Path | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.phone_number_id, self.access_token, self.app_secret = phone_number_id, access_token, app_secret
        self.version, self.statuses, self.late_failures = version, statuses, late_failures
        self.is_provider = is_provider
        self.state = State()
        self.faults = Faults()
        self.deliveries = Deliveries(self.state, phone_number_id, app_secret)
        self.deliveries.webhook_url = webhook_url
        self.templates = Templates(self)
        self.refused: list[tuple[Refused, Any]] = []
        """Every refusal and the body that caused it."""
        self.read: list[Json] = []
        """Every read receipt and typing indicator."""
        self.url = ""
        self._phones: dict[str, Phone] = {}
        self._host, self._port = host, port
        self._fast = fast
        self._log = log.open("ab", buffering=1 << 16) if log else None
        self._fast_count = 0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def start(self) -> None:
        """Listen; `url` is the base URL for the bot."""
        app = web.Application(client_max_size=101 << 20)
        root, own = f"/{self.version}", f"/{self.version}/{{number}}"
        if self.is_provider:
            root = own = ""
        app.router.add_post(f"{own}/messages", self._fast_messages if self._fast else self._messages)
        app.router.add_post(f"{own}/media", self._upload)
        app.router.add_get(f"{root}/{{account}}/message_templates", self.templates.listed)
        app.router.add_post(f"{root}/{{account}}/message_templates", self.templates.create)
        app.router.add_get(f"{root}/{{media_id}}", self._find_media)
        app.router.add_get("/whatsapp_business/attachments", self._download)
        add_controls(app, self)
        app.router.add_route("*", "/{path:.*}", self._no_such_path)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def close(self) -> None:
        """Stop listening and delivering."""
        await self.deliveries.close()
        if self._runner is not None:
            await self._runner.cleanup()
        if self._log is not None:
            self._log.close()

    @property
    def sent(self) -> list[Accepted]:
        """Every message the bot got through, in order."""
        return self.state.accepted

    def phone(self, number: str = "", *, bsuid: str = "", name: str = "", shows_number: bool = True) -> Phone:
        """A person's phone. Without `shows_number` (she has a username) the bot only learns the user id."""
        phone = Phone(self.state, self.deliveries, number, bsuid, name, shows_number=shows_number)
        self._phones[phone.digits or bsuid] = phone
        if bsuid and phone.digits:
            self.state.aliases[bsuid] = phone.digits
        return phone

    def phone_of(self, number: str) -> Phone:
        """The phone with this number, as it is or new."""
        return self._phones.get(number.removeprefix("+")) or self.phone(number)

    def open_window(self, name: str) -> None:
        """This person (number or user id) wrote just now, as far as the window is concerned."""
        self.state.open_window(name)

    def advance(self, seconds: float) -> None:
        """Let time pass on the stand-in's clock."""
        self.state.offset += seconds

    def template(
        self, name: str, language: str, parameters: int = 0, buttons: int = 0, status: str = "APPROVED"
    ) -> None:
        """Add a template, or change its status."""
        self.state.templates[name, language] = Template(parameters, buttons, status)

    def fail_next(self, times: int = 1, **fault: Any) -> None:
        """Let the next sends go wrong (see `Fault`), such as fail_next(drop=True, accepted=True)."""
        self.faults.plan(Fault(**fault), times)

    async def send_status(self, message: Accepted, status: str, error: Refused | None = None) -> int:
        """Tell the bot what became of a message."""
        return await self.deliveries.post(self.deliveries.status(message, status, error))

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        fault = self.faults.next()
        if fault is not None and fault.slow:
            await asyncio.sleep(fault.slow)
            fault = None
        if fault is not None and not fault.accepted:
            answer = answer_of(fault)
            if answer is None:
                await suffer(fault, request)
            return answer or web.Response(status=503)
        body: Any = None
        try:
            self._check_caller(request, request.match_info.get("number", ""))
            body = await self._json(request)
            if isinstance(body, dict) and body.get("status") == "read":
                return self._read(body)
            answer = web.json_response(self._accept(body))
        except Refused as refusal:
            self.refused.append((refusal, body))
            return web.json_response(refusal.body(), status=refusal.http_status)
        if fault is not None:
            await suffer(fault, request)
        return answer

    def _accept(self, body: Any) -> Json:
        """The response to a good message. Raises `Refused`."""
        kind = check(body)
        addressed = str(body.get("to") or body["recipient"]).removeprefix("+")
        recipient = self.state.person(addressed)
        self.state.check_files(body)
        if kind == "template":
            self.state.check_template(body["template"])
        self.state.check_rates(recipient)
        failure = self._failure(kind, recipient)
        if failure is not None and not self.late_failures:
            raise failure
        accepted = self.state.accept(recipient, body)
        if failure is not None:
            self.deliveries.later(self.deliveries.status(accepted, "failed", failure))
        else:
            self._hand_over(accepted)
        return {
            "messaging_product": "whatsapp",
            "contacts": [self._contact(addressed, recipient)],
            "messages": [{"id": accepted.id}],
        }

    def _failure(self, kind: str, recipient: str) -> Refused | None:
        if recipient in self.state.unreachable:
            return Refused(131026, "Receiver is incapable of receiving this message")
        if kind != "template":
            try:
                self.state.check_window(recipient)
            except Refused as closed:
                return closed
        return None

    def _hand_over(self, accepted: Accepted) -> None:
        phone = self._phones.get(accepted.recipient)
        if phone is not None:
            phone.receive(accepted)
        if self.statuses and self.deliveries.webhook_url:
            self.deliveries.later(*(self.deliveries.status(accepted, state) for state in self.statuses))

    def _contact(self, addressed: str, recipient: str) -> Json:
        contact: Json = {"input": addressed}
        if not recipient.isdigit():
            return {**contact, "user_id": recipient}
        phone = self._phones.get(recipient)
        if phone is None or phone.shows_number:
            contact["wa_id"] = recipient
        if phone is not None and phone.bsuid:
            contact["user_id"] = phone.bsuid
        return contact

    def _read(self, body: Json) -> web.Response:
        if set(body) - {"messaging_product", "status", "message_id", "typing_indicator"}:
            raise Refused(100, "unexpected parameters")
        if body.get("typing_indicator", {"type": "text"}) != {"type": "text"}:
            raise Refused(131009, "typing_indicator.type must be text")
        if body.get("messaging_product") != "whatsapp" or body.get("message_id") not in self.state.inbound_ids:
            raise Refused(131009, "message_id is not a message that was received")
        self.read.append(body)
        return web.json_response({"success": True})

    async def _fast_messages(self, request: web.Request) -> web.Response:
        """For benchmarks: believe everything but the token, note who got what, answer."""
        if request.headers.get("Authorization") != f"Bearer {self.access_token}":
            return web.json_response(Refused(190, "bad token").body(), status=401)
        raw = await request.read()
        body = _DECODER.decode(raw)
        self._fast_count += 1
        if self._log is not None:
            self._log.write(line_of(body))
            self._log.flush()
        answer = {"messaging_product": "whatsapp", "messages": [{"id": f"wamid.fast{self._fast_count}"}]}
        return web.Response(body=msgspec.json.encode(answer), content_type="application/json")

    async def _upload(self, request: web.Request) -> web.Response:
        try:
            self._check_caller(request, request.match_info.get("number", ""))
            form = await request.post()
            if form.get("messaging_product") != "whatsapp":
                raise Refused(100, "The parameter messaging_product is required.")
            file = form.get("file")
            if not isinstance(file, web.FileField):
                raise Refused(100, "The parameter file is required.")
            return web.json_response(
                {"id": self.state.store(file.file.read(), str(form.get("type", file.content_type)))}
            )
        except Refused as refusal:
            self.refused.append((refusal, "media"))
            return web.json_response(refusal.body(), status=refusal.http_status)

    async def _find_media(self, request: web.Request) -> web.Response:
        media_id = request.match_info["media_id"]
        try:
            self._check_caller(request)
            if media_id == self.phone_number_id:
                return web.json_response({"id": media_id, "quality_rating": "GREEN"})
            file = self.state.files.get(media_id)
            if file is None:
                raise Refused(100, f"Object with ID '{media_id}' does not exist")
        except Refused as refusal:
            return web.json_response(refusal.body(), status=refusal.http_status)
        ticket = secrets.token_hex(8)
        offered_at = "https://lookaside.fbsbx.com" if self.is_provider else self.url
        file.tickets[ticket] = self.state.now() + MEDIA_URL_SECONDS
        return web.json_response(
            {
                "messaging_product": "whatsapp",
                "url": f"{offered_at}/whatsapp_business/attachments?mid={media_id}&ticket={ticket}",
                "mime_type": file.mime,
                "sha256": file.sha256,
                "file_size": len(file.content),
                "id": media_id,
            }
        )

    async def _download(self, request: web.Request) -> web.Response:
        try:
            self._check_caller(request)
        except Refused as refusal:
            return web.json_response(refusal.body(), status=refusal.http_status)
        file = self.state.files.get(request.query.get("mid", ""))
        if file is None or file.tickets.get(request.query.get("ticket", ""), 0) < self.state.now():
            return web.Response(status=404, text="URL signature expired")
        return web.Response(body=file.content, content_type=file.mime.split(";")[0])

    def _check_caller(self, request: web.Request, number: str = "") -> None:
        name, value = ("D360-API-KEY", "") if self.is_provider else ("Authorization", "Bearer ")
        if request.headers.get(name) != f"{value}{self.access_token}":
            raise Refused(190, "Invalid OAuth access token - Cannot parse access token")
        if number and number != self.phone_number_id:
            raise Refused(100, f"Unsupported post request. Object with ID '{number}' does not exist")

    async def _json(self, request: web.Request) -> Any:
        if request.content_type != "application/json":
            raise Refused(100, "Content-Type must be application/json")
        try:
            return _DECODER.decode(await request.read())
        except msgspec.DecodeError as wrong:
            raise Refused(100, f"Invalid JSON: {wrong}") from wrong

    async def _no_such_path(self, request: web.Request) -> web.Response:
        refusal = Refused(2500, f"Unknown path components: {request.path}", 400)
        self.refused.append((refusal, request.path))
        return web.json_response(refusal.body(), status=400)
