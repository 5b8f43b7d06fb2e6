"""Where people's details may be posted: a whole https address outside of this network."""

import ipaddress
from typing import Final, Literal
from urllib.parse import urlsplit

LONGEST: Final = 500
_INSIDE: Final = (".localhost", ".local", ".internal", ".lan", ".home.arpa")

Unfit = Literal["", "whole", "plain", "inside"]


def why_unfit(url: str, *, in_production: bool) -> Unfit:
    """Why nothing must be posted there; "" where it may.

    whole: it is no whole address · plain: it is not https · inside: it is in this network. While developing, a partner
    may listen inside, without https.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return "whole"
    if parts.scheme not in ("http", "https") or not host or parts.username is not None or len(url) > LONGEST:
        return "whole"
    if any(character.isspace() or not character.isprintable() for character in url):
        return "whole"
    place = _place(host)
    if place == "nowhere":
        return "whole"
    if parts.scheme == "http" and (in_production or place != "inside"):
        return "plain"
    return "inside" if in_production and place == "inside" else ""


def _place(host: str) -> Literal["inside", "outside", "nowhere"]:
    """Where a host is, as far as its name says so. A number in another notation than usual is nowhere: resolvers read
    2130706433 and 0x7f.1 as addresses of this very machine."""
    try:
        return "outside" if ipaddress.ip_address(host).is_global else "inside"
    except ValueError:
        pass
    name = host.rstrip(".")
    last = name.rpartition(".")[2]
    if not name or last.isdecimal() or last.startswith("0x"):
        return "nowhere"
    return "inside" if "." not in name or name.endswith(_INSIDE) else "outside"
