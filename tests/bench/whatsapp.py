"""A stand-in for WhatsApp that costs next to nothing, because a carrier does not run on our processors.

    python -m tests.bench.whatsapp --port 9000 --token T --phone-number-id N --log sent.log

It looks at the token and at whom a message is for, writes a line into the log, and answers as Meta does; pywa reads the
"contacts". What a carrier refuses is the other stand-in's (`tests.standins.whatsapp`).
"""

import argparse
from pathlib import Path

import msgspec
import uvicorn

from tests.standins.whatsapp.notes import line_of, recipient_of


class Carrier:
    """Takes every message. Anything else is a mistake of the benchmark."""

    def __init__(self, token: str, number: str, log: Path) -> None:
        self._log = log.open("ab")
        self._authorization = f"Bearer {token}".encode()
        self._ending = f"/{number}/messages"
        self._count = 0

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        body = (message := await receive())["body"]
        while message["more_body"]:
            body += (message := await receive())["body"]
        signed = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        right = signed == self._authorization and scope["path"].endswith(self._ending)
        answer = msgspec.json.encode(self._taken(body) if right else {"error": {"code": 190, "message": "no"}})
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))]
        await send({"type": "http.response.start", "status": 200 if right else 401, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    def _taken(self, body: bytes) -> dict[str, object]:
        sent = msgspec.json.decode(body)
        to = recipient_of(sent)
        self._count += 1
        self._log.write(line_of(sent))
        self._log.flush()
        return {
            "messaging_product": "whatsapp",
            "contacts": [{"input": to, **({"wa_id": to} if to.isdigit() else {"user_id": to})}],
            "messages": [{"id": f"wamid.fast{self._count}"}],
        }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--token", required=True)
    options.add_argument("--phone-number-id", required=True)
    options.add_argument("--log", type=Path, required=True)
    given = options.parse_args()
    carrier = Carrier(given.token, given.phone_number_id, given.log)
    uvicorn.run(carrier, port=given.port, loop="uvloop", http="httptools", access_log=False, lifespan="off",
                log_level="warning")  # fmt: skip


if __name__ == "__main__":
    main()
