"""The connection to the Bot API: one pool, used by our own sends and underneath python-telegram-bot alike.

python-telegram-bot makes the typed calls of set-up (webhook, commands). Messages go out through the same pool but
past its `Bot`: measured with a keyboard of six buttons, a send costs 1.62 ms CPU with its own httpx, 0.30 ms with this
pool under `Bot.send_message`, 0.06 ms called directly; and its errors do not tell "no connection" from "no answer".
"""

from datetime import timedelta
from typing import NoReturn

from telegram import Bot
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.pool import SEND_TIMEOUT, Answer, Failed, Pool, refusal_of

_JSON = {"Content-Type": "application/json"}


class Api(Pool):
    """Requests of one bot. `base_url` is the address of the API, with nothing behind it."""

    def __init__(self, *, base_url: str, token: str) -> None:
        self.root = base_url.rstrip("/")
        self._token = token
        super().__init__()

    def file_url(self, path: str) -> str:
        """Where a file lies that `getFile` has named."""
        return f"{self.root}/file/bot{self._token}/{path}"

    async def call(self, method: str, body: bytes, wait: timedelta | None = None) -> Answer:
        """Call a method with a JSON body. Raises `SendError`."""
        try:
            return await self.post(f"{self.root}/bot{self._token}/{method}", body, _JSON, wait)
        except Exception as failure:
            self.raise_network_error(failure)

    def raise_network_error(self, failure: Exception) -> NoReturn:
        """Say of a failed request whether it can have reached Telegram. Raises `SendError`."""
        raise refusal_of(failure, self.without_token(f"{type(failure).__name__}: {failure}")[:300]) from None

    def without_token(self, text: str) -> str:
        """The text as it may be logged. Telegram's token is part of every address."""
        return text.replace(self._token, "TOKEN") if self._token else text

    def bot(self) -> Bot:
        """python-telegram-bot's client over this pool. It is not initialised: that would call getMe, and wait."""
        return Bot(
            self._token,
            base_url=f"{self.root}/bot",
            base_file_url=f"{self.root}/file/bot",
            request=PooledRequest(self),
            get_updates_request=PooledRequest(self),
        )


class PooledRequest(BaseRequest):
    """python-telegram-bot's way to the network, through our pool instead of its own httpx."""

    def __init__(self, api: Api) -> None:
        self._api = api

    @property
    def read_timeout(self) -> float | None:
        return SEND_TIMEOUT.total_seconds()

    async def initialize(self) -> None:
        """Nothing to do: the pool is made at the first request."""

    async def shutdown(self) -> None:
        """Nothing to do: the pool belongs to the channel."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        """One request. python-telegram-bot reads the answer and raises its own errors from it."""
        form = request_data.json_parameters if request_data else None
        try:
            answer = await self._api.request_form(method, url, form)
        except TimeoutError:
            raise TimedOut from None
        except Failed as failure:
            raise NetworkError(self._api.without_token(f"{type(failure).__name__}: {failure}")) from None
        return answer.status, answer.body
