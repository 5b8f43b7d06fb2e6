"""Settings, from the environment and `.env`. Every value is checked at start; everything wrong is named together."""

import re
from pathlib import Path
from string import Formatter
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.keys import Keys, WrongKey, data_keys, keys_for, signing_key
from knowledge import prices

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var"
DEMONSTRATION = "demonstration, not SMEDA"


class Misconfigured(Exception):
    """The settings are wrong; the message is one line that says what to do."""


class Settings(BaseSettings):
    """Everything that can be set. Names are those of the environment, in lower case."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    munshi_env: Literal["development", "production"] = "development"
    database_url: str = f"sqlite:///{VAR}/munshi.db"
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    allow_public_host: bool = False
    """In development the server listens on other addresses than this machine's own only when told so."""
    public_url: str = ""
    trusted_proxies: str = "127.0.0.1,::1"
    """Addresses of our own reverse proxies, comma-separated: of these alone X-Forwarded-For is believed."""
    send_lease_seconds: float = Field(60, ge=2, le=600)
    """PostgreSQL: how long a process that died keeps the people it was writing to."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """From WARNING on, nothing is written about messages that went well."""
    price_table: str = ""
    """The operator's own prices: a file of the form of knowledge/prices.toml."""
    operator_name: str = Field(DEMONSTRATION, min_length=2, max_length=80)
    secret_key: SecretStr = SecretStr("")
    data_key: SecretStr = SecretStr("")
    receipt_key: SecretStr = SecretStr("")

    whatsapp_access_token: SecretStr = SecretStr("")
    whatsapp_phone_number_id: str = ""
    whatsapp_business_account_id: str = ""
    whatsapp_app_secret: SecretStr = SecretStr("")
    """Two, comma-separated, while the secret is being changed."""
    whatsapp_verify_token: SecretStr = SecretStr("")
    whatsapp_api_url: str = "https://graph.facebook.com"
    whatsapp_api_version: str = Field("v26.0", pattern=r"^v\d{1,3}\.\d$")
    whatsapp_auth_header: str = "Authorization: Bearer"
    whatsapp_messages_path: str = "/{version}/{phone_number_id}/messages"
    whatsapp_upload_path: str = "/{version}/{phone_number_id}/media"
    whatsapp_media_path: str = "/{version}/{media_id}"
    """Under WHATSAPP_API_URL; a Solution Provider's may differ, such as /messages, /media and /{media_id}."""
    whatsapp_templates_path: str = "/{version}/{business_account_id}/message_templates"
    whatsapp_media_host: str = ""
    """Where files are fetched instead of at Meta's media host: a Solution Provider's own address, if it wants that."""
    whatsapp_read_receipts: bool = False
    """Blue ticks for every message that is answered: one more request to Meta each."""
    whatsapp_messages_per_second: float = Field(1000, gt=0, le=100_000)
    """Ceiling of the pace; it falls by itself when Meta says "too fast" (80 a second for a new number)."""

    telegram_bot_token: SecretStr = SecretStr("")
    telegram_api_url: str = "https://api.telegram.org"
    telegram_webhook_secret: SecretStr = SecretStr("")
    """Comes back with every delivery. Needed where PUBLIC_URL is set; without one, updates are fetched by polling."""
    telegram_messages_per_second: float = Field(25, gt=0, le=100_000)
    """Telegram allows about 30 a second to all people together (core.telegram.org/bots/faq)."""
    telegram_messages_per_second_per_chat: float = Field(1, gt=0, le=1000)
    """Same page: about one a second to one person, and short bursts."""

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, level: str) -> str:
        return level.upper()

    @field_validator("price_table")
    @classmethod
    def _readable_prices(cls, path: str) -> str:
        try:
            prices.load(path)
        except prices.WrongTable as wrong:
            raise ValueError(" ".join(str(wrong).split())) from None
        return path

    @field_validator("whatsapp_messages_path", "whatsapp_upload_path", "whatsapp_media_path", "whatsapp_templates_path")
    @classmethod
    def _a_path(cls, path: str, info: ValidationInfo) -> str:
        of_its_own = {"whatsapp_media_path": "media_id", "whatsapp_templates_path": "business_account_id"}
        names = {"version", "phone_number_id", *filter(None, [of_its_own.get(info.field_name or "")])}
        try:
            used = {name for _, name, _, _ in Formatter().parse(path) if name is not None}
        except ValueError as wrong:
            raise ValueError(str(wrong)) from None
        if not path.startswith("/") or not used <= names or ("media_id" in names and "media_id" not in used):
            among = ", ".join(f"{{{name}}}" for name in sorted(names))
            raise ValueError(f"must start with / and may hold {among}; the media path must hold its id")
        return path

    @field_validator("data_key", "receipt_key")
    @classmethod
    def _usable_key(cls, key: SecretStr, info: ValidationInfo) -> SecretStr:
        read = data_keys if info.field_name == "data_key" else signing_key
        try:
            if key.get_secret_value():
                read(key.get_secret_value())
        except WrongKey as wrong:
            raise ValueError(str(wrong).removeprefix(f"{str(info.field_name).upper()} ")) from None
        return key

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if not url.startswith(("sqlite:///", "postgresql://")):
            raise ValueError("must start with sqlite:/// or postgresql://")
        path = url.removeprefix("sqlite:///")
        if path in ("", ":memory:") or (path != url and "?" in path):
            raise ValueError("must name a file: sqlite:///path")
        return url

    @field_validator("telegram_bot_token")
    @classmethod
    def _token_of_a_bot(cls, token: SecretStr) -> SecretStr:
        if not re.fullmatch(r"([0-9]+:[A-Za-z0-9_-]+)?", token.get_secret_value()):
            raise ValueError("must look like 110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw (ask @BotFather)")
        return token

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _letters_telegram_allows(cls, secret: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret.get_secret_value()):
            raise ValueError("may have up to 256 letters, digits, _ and -")
        return secret

    @field_validator("public_url", "whatsapp_media_host", "whatsapp_api_url", "telegram_api_url")
    @classmethod
    def _no_slash_at_end(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return url.rstrip("/")

    @property
    def in_production(self) -> bool:
        return self.munshi_env == "production"

    @property
    def sqlite_path(self) -> Path | None:
        """The database file; None on PostgreSQL."""
        if not self.database_url.startswith("sqlite:///"):
            return None
        return Path(self.database_url.removeprefix("sqlite:///"))

    @property
    def keys(self) -> Keys:
        """What encrypts, signs and guards. In development missing ones are made beside the database."""
        folder = None if self.in_production else (self.sqlite_path.parent if self.sqlite_path else VAR)
        secret, data, receipt = (_value(self, name) for name in _KEYS)
        return keys_for(secret, data, receipt, folder)

    @property
    def site(self) -> str:
        """Where people reach our pages, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def whatsapp_secrets(self) -> list[bytes]:
        """The app secrets that sign webhooks."""
        joined = self.whatsapp_app_secret.get_secret_value()
        return [part.strip().encode() for part in joined.split(",") if part.strip()]

    @property
    def whatsapp_is_on(self) -> bool:
        return bool(self.whatsapp_phone_number_id)

    @property
    def telegram_is_on(self) -> bool:
        return bool(self.telegram_bot_token.get_secret_value())


_WHATSAPP = (
    "whatsapp_access_token",
    "whatsapp_phone_number_id",
    "whatsapp_app_secret",
    "whatsapp_verify_token",
)
_KEYS = ("secret_key", "data_key", "receipt_key")


def load(**given: Any) -> Settings:
    """Read and check the settings. Raises `Misconfigured` naming everything that is wrong, in one line."""
    named = {name: value for name, value in given.items() if value is not None}
    problems: list[str] = []
    try:
        settings = Settings(**named)
    except ValidationError as wrong:
        problems = [f"{str(e['loc'][0]).upper()}: {_said(e)}" for e in wrong.errors()]
        # Looked at once more with these as if they had not been set, for what else is wrong.
        fields = Settings.model_fields
        unset = {name: fields[name].default for e in wrong.errors() if (name := str(e["loc"][0])) in fields}
        settings = Settings(**{**named, **unset})
    problems += _half_sets(settings)
    if settings.in_production:
        problems += [f"{name.upper()}: is required in production" for name in _KEYS if not _value(settings, name)]
        if settings.operator_name == DEMONSTRATION:
            problems.append("OPERATOR_NAME: say who runs this bot")
    elif settings.host not in ("127.0.0.1", "::1", "localhost") and not settings.allow_public_host:
        problems.append("HOST: in development only this machine may connect; set ALLOW_PUBLIC_HOST=1 if you mean it")
    if problems:
        raise Misconfigured("Please correct: " + "; ".join(problems))
    return settings


def _half_sets(settings: Settings) -> list[str]:
    """A channel is on when its settings are complete; half a set is a mistake."""
    return [*_half_of_whatsapp(settings), *_half_of_telegram(settings)]


def _half_of_whatsapp(settings: Settings) -> list[str]:
    missing = [name.upper() for name in _WHATSAPP if not _value(settings, name)]
    if missing and len(missing) < len(_WHATSAPP):
        return [f"WhatsApp is half configured; also set {', '.join(missing)} (or none of them)"]
    return []


def _half_of_telegram(settings: Settings) -> list[str]:
    has_secret = bool(_value(settings, "telegram_webhook_secret"))
    if has_secret and not settings.telegram_is_on:
        return ["Telegram is half configured; also set TELEGRAM_BOT_TOKEN (or neither)"]
    if settings.telegram_is_on and settings.public_url and not has_secret:
        return [
            "Telegram is half configured; also set TELEGRAM_WEBHOOK_SECRET, for Telegram delivers to PUBLIC_URL "
            "(or unset PUBLIC_URL, and updates are fetched)"
        ]
    return []


def _value(settings: Settings, name: str) -> str:
    value = getattr(settings, name)
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def _said(error: Any) -> str:
    message = str(error["msg"]).removeprefix("Value error, ")
    return message[0].lower() + message[1:]
