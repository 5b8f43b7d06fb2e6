"""The fast stand-in for WhatsApp with "contacts" in its answers, as Meta has them: pywa reads them.

python -m tests.bench.whatsapp --port 9000 --token T --phone-number-id N --log sent.log
"""

import msgspec
from aiohttp import web

from tests.standins.whatsapp import __main__ as standin
from tests.standins.whatsapp.server import Standin


class WithContacts(Standin):
    async def _fast_messages(self, request: web.Request) -> web.Response:
        response = await super()._fast_messages(request)
        if response.status == 200:
            to = msgspec.json.decode(await request.read())
            number = to.get("to") or to.get("recipient", "")
            contact = {"input": number, **({"wa_id": number} if number.isdigit() else {"user_id": number})}
            response.body = msgspec.json.encode({**msgspec.json.decode(response.body), "contacts": [contact]})
        return response


if __name__ == "__main__":
    standin.Standin = WithContacts
    standin.main()
