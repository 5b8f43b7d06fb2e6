"""The connection to the Cloud API: one pool, one way to sign in, network failures in the sender's words."""

import re
from typing import NamedTuple, NoReturn

import aiohttp
from yarl import URL

from bot.channels.contract import Remedy, SendError
from bot.channels.pool import SEND_TIMEOUT, Pool


class Paths(NamedTuple):
    """Where things are under the base address. Meta's by default; a Solution Provider's may differ."""

    messages: str = "/{version}/{phone_number_id}/messages"
    upload: str = "/{version}/{phone_number_id}/media"
    media: str = "/{version}/{media_id}"
    media_host: str = ""
    """Files are fetched here instead of at Meta's media host, for example "https://waba-v2.360dialog.io"."""
    templates: str = "/{version}/{business_account_id}/message_templates"


META = Paths()


class Answer(NamedTuple):
    """What the API answered."""

    status: int
    body: bytes
    retry_after: str


class Api(Pool):
    """Requests to one account. `auth_header` is "Authorization: Bearer", or a provider's "D360-API-KEY"."""

    def __init__(
        self,
        *,
        base_url: str,
        version: str,
        phone_number_id: str,
        access_token: str,
        auth_header: str = "Authorization: Bearer",
        paths: Paths = META,
        session: aiohttp.ClientSession | None = None,
    ) -> None:
        self._root, self._paths = base_url.rstrip("/"), paths
        self._names = {"version": version, "phone_number_id": phone_number_id}
        self.base = URL(self._root)
        self.messages_url = self._url(paths.messages)
        self.upload_url = self._url(paths.upload)
        name, _, scheme = auth_header.partition(":")
        credential = f"{scheme.strip()} {access_token}" if scheme.strip() else access_token
        self.auth = {name.strip(): credential}
        self._json_headers = {**self.auth, "Content-Type": "application/json"}
        super().__init__(session)

    def _url(self, path: str, **more: str) -> URL:
        filled = path.format(**self._names, **more)
        return URL(self._root + re.sub("//+", "/", filled))

    def media_url(self, media_id: str) -> URL:
        """Where to ask for the address of a file."""
        return self._url(self._paths.media, media_id=media_id)

    def templates_url(self, business_account: str) -> URL:
        """Where our templates are."""
        return self._url(self._paths.templates, business_account_id=business_account)

    def file_url(self, url: URL) -> URL:
        """Where to fetch a file that is offered at this address: a provider wants it fetched through itself."""
        if not self._paths.media_host:
            return url
        host = URL(self._paths.media_host)
        return url.with_scheme(host.scheme).with_host(host.host or "").with_port(host.explicit_port)

    async def post(
        self,
        url: URL,
        data: bytes | aiohttp.FormData,
        timeout: aiohttp.ClientTimeout = SEND_TIMEOUT,  # noqa: ASYNC109 (aiohttp's own, not a cancelling one)
    ) -> Answer:
        """POST a JSON body or a form. Raises `SendError`."""
        headers = self._json_headers if isinstance(data, bytes) else self.auth
        try:
            # A redirect would turn the POST into a GET, and might carry the token elsewhere.
            async with self.session.post(
                url, data=data, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                body = await response.read()
                return Answer(response.status, body, response.headers.get("Retry-After", ""))
        except Exception as failure:
            raise_network_error(failure)


def raise_network_error(failure: Exception) -> NoReturn:
    """Say of a failed request whether it can have reached the carrier. Raises `SendError`."""
    said = f"{type(failure).__name__}: {failure}"[:300]
    if isinstance(failure, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        raise SendError(Remedy.RETRY, f"no connection: {said}") from failure
    if isinstance(failure, aiohttp.InvalidURL | aiohttp.NonHttpUrlClientError):
        raise SendError(Remedy.STOP_CHANNEL, f"the API address is wrong: {said}") from failure
    if isinstance(failure, TimeoutError):
        raise SendError(Remedy.UNKNOWN, "no answer in time") from failure
    raise SendError(Remedy.UNKNOWN, f"the connection broke: {said}") from failure
