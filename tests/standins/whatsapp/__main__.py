"""`python -m tests.standins.whatsapp`: the stand-in as a process of its own."""

import argparse
import asyncio
import signal
from pathlib import Path

import uvloop

from tests.standins.whatsapp.server import Standin


def main() -> None:
    """Listen until somebody ends it; the first line printed is the base URL."""
    options = argparse.ArgumentParser(description="A stand-in for WhatsApp's Cloud API")
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=0, help="0 takes any free one")
    options.add_argument("--webhook", default="", help="where the bot listens for events")
    options.add_argument("--token", default="stand-in-token")
    options.add_argument("--secret", default="stand-in-secret", help="the app secret that signs the events")
    options.add_argument("--phone-number-id", default="106540352242922")
    options.add_argument("--statuses", default="", help="send these by themselves, such as sent,delivered,read")
    options.add_argument("--fast", action="store_true", help="check nothing but the token")
    options.add_argument("--log", type=Path, help="with --fast: a line for each message goes here")
    uvloop.run(_serve(options.parse_args()))


async def _serve(options: argparse.Namespace) -> None:
    standin = Standin(
        webhook_url=options.webhook,
        phone_number_id=options.phone_number_id,
        access_token=options.token,
        app_secret=options.secret,
        statuses=tuple(filter(None, options.statuses.split(","))),
        fast=options.fast,
        log=options.log,
        host=options.host,
        port=options.port,
    )
    async with standin:
        print(standin.url, flush=True)
        ended = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        await ended.wait()


if __name__ == "__main__":
    main()
