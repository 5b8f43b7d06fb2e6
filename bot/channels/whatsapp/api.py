"""The connection to the Cloud API: one pool, one way to sign in, network failures in the sender's words."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple, NoReturn

from yarl import URL

from bot.channels.pool import Answer, File, Pool, TooLong, refusal_of


class Paths(NamedTuple):
    """Where things are under the base address. Meta's by default; a Solution Provider's may differ."""

    messages: str = "/{version}/{phone_number_id}/messages"
    upload: str = "/{version}/{phone_number_id}/media"
    media: str = "/{version}/{media_id}"
    media_host: str = ""
    """Files are fetched here instead of at Meta's media host, for example "https://waba-v2.360dialog.io"."""
    templates: str = "/{version}/{business_account_id}/message_templates"


META = Paths()


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
        super().__init__()

    def _url(self, path: str, **more: str) -> str:
        filled = path.format(**self._names, **more)
        return self._root + re.sub("//+", "/", filled)

    def media_url(self, media_id: str) -> str:
        """Where to ask for the address of a file."""
        return self._url(self._paths.media, media_id=media_id)

    def templates_url(self, business_account: str) -> str:
        """Where our templates are."""
        return self._url(self._paths.templates, business_account_id=business_account)

    def file_url(self, url: URL) -> URL:
        """Where to fetch a file that is offered at this address: a provider wants it fetched through itself."""
        if not self._paths.media_host:
            return url
        host = URL(self._paths.media_host)
        return url.with_scheme(host.scheme).with_host(host.host or "").with_port(host.explicit_port)

    async def send(self, body: bytes, wait: timedelta | None = None) -> Answer:
        """POST a message. Raises `SendError`."""
        return await self.post_json(self.messages_url, body, wait)

    async def post_json(self, url: str, body: bytes, wait: timedelta | None = None) -> Answer:
        """POST a JSON body. Raises `SendError`."""
        try:
            return await self.post(url, body, self._json_headers, wait)
        except Exception as failure:
            raise_network_error(failure)

    async def upload(self, fields: Mapping[str, str], file: File, wait: timedelta) -> Answer:
        """POST a file. Raises `SendError`."""
        try:
            return await self.post_file(self.upload_url, fields, file, self.auth, wait)
        except Exception as failure:
            raise_network_error(failure)

    async def read(self, url: str, wait: timedelta, *, most: int = 1 << 24, query: Mapping[str, str] = {}) -> Answer:
        """GET with our token. Raises `SendError`, and `TooLong` where the answer has more than `most` bytes."""
        try:
            return await self.get(url, self.auth, wait, most=most, query=query)
        except TooLong:
            raise
        except Exception as failure:
            raise_network_error(failure)


def raise_network_error(failure: Exception) -> NoReturn:
    """Say of a failed request whether it can have reached the carrier. Raises `SendError`."""
    raise refusal_of(failure, f"{type(failure).__name__}: {failure}"[:300]) from failure
