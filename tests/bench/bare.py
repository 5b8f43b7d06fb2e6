"""The least that a webhook could do: check the signature, parse the JSON, say 200. What everything is compared with."""

import os
import sys

import msgspec
import uvicorn

from bot.channels.whatsapp.signature import is_signed

SECRETS = [os.environ.get("BARE_SECRET", "").encode()]


async def app(scope, receive, send):  # type: ignore[no-untyped-def]
    if scope["type"] != "http":
        return
    body = (await receive())["body"]
    header = next((value for name, value in scope["headers"] if name == b"x-hub-signature-256"), b"")
    status = 200 if is_signed(body, header, SECRETS) else 401
    for entry in msgspec.json.decode(body)["entry"]:
        for change in entry["changes"]:
            for message in change["value"].get("messages", ()):
                message["id"]
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), loop="uvloop", http="httptools", access_log=False, lifespan="off",
                log_level="warning")  # fmt: skip
