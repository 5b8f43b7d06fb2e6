"""A Bot API that believes everything but the token, and writes one line for each message to a log.

python -m tests.bench.telegram --port 9000 --token 1:T --log sent.log
"""

import argparse
import hashlib
import time
from pathlib import Path
from urllib.parse import parse_qsl

import msgspec
import uvloop
from aiohttp import web


class Fast:
    def __init__(self, token: str, log: Path) -> None:
        self.token, self.log, self.count = token, log.open("ab"), 0
        self.me = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Munshi", "username": "MunshiBot"}

    async def call(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self.token:
            return web.json_response({"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)
        method, raw = request.match_info["method"], await request.read()
        if method != "sendMessage":
            return web.json_response({"ok": True, "result": self.me if method == "getMe" else True})
        body = msgspec.json.decode(raw) if raw[:1] == b"{" else dict(parse_qsl(raw.decode()))
        self.count += 1
        digest = hashlib.sha256(body["text"].encode()).hexdigest()[:16]
        self.log.write(msgspec.json.encode([str(body["chat_id"]), "", digest]) + b"\n")
        self.log.flush()
        chat = {"id": int(body["chat_id"]), "type": "private", "first_name": "Ayesha"}
        message = {"message_id": self.count, "date": int(time.time()), "chat": chat, "from": self.me}
        answer = {"ok": True, "result": {**message, "text": body["text"]}}
        return web.Response(body=msgspec.json.encode(answer), content_type="application/json")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--log", type=Path, required=True)
    options = parser.parse_args()
    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", Fast(options.token, options.log).call)
    web.run_app(app, host="127.0.0.1", port=options.port, access_log=None, print=None, loop=uvloop.new_event_loop())


if __name__ == "__main__":
    main()
