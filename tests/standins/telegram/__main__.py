"""`python -m tests.standins.telegram`: the stand-in as a process of its own."""

import argparse
import asyncio
import signal

import uvloop

from tests.standins.telegram.server import Standin


def main() -> None:
    """Listen until somebody ends it; the first line printed is the base URL."""
    options = argparse.ArgumentParser(description="A stand-in for Telegram's Bot API")
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=0, help="0 takes any free one")
    options.add_argument("--token", default="110201543:stand-in-token")
    options.add_argument("--limits", action="store_true", help="refuse what is too fast, with 429")
    uvloop.run(_serve(options.parse_args()))


async def _serve(options: argparse.Namespace) -> None:
    standin = Standin(token=options.token, host=options.host, port=options.port)
    standin.limits_chats = standin.limits_all = options.limits
    async with standin:
        print(standin.url, flush=True)
        ended = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        await ended.wait()


if __name__ == "__main__":
    main()
