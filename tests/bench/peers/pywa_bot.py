"""pywa 4 (its asynchronous client) with FastAPI, every person's place in a dict.

python -m tests.bench.peers.pywa_bot PORT API_URL TOKEN SECRET PHONE_NUMBER_ID
"""

import sys

import httpx
import uvicorn
from fastapi import FastAPI
from pywa_async import WhatsApp, filters, types

from tests.bench.peers import form

PORT, API, TOKEN, SECRET, ACCOUNT = sys.argv[1:]
LANGUAGE, MENU, REVIEW = 100, 101, 102

app = FastAPI()
session = httpx.AsyncClient(timeout=60)  # it acknowledges before it works: replies wait longer than httpx's 5 s
wa = WhatsApp(
    phone_id=ACCOUNT,
    token=TOKEN,
    session=session,
    server=app,
    webhook_endpoint="/webhooks/whatsapp",
    verify_token="verify-me",
    app_secret=SECRET,
)
session.base_url = f"{API}/v26.0"  # the client has put Meta's own here

places: dict[str, int] = {}
details: dict[str, dict] = {}
records: dict[str, dict] = {}


@wa.on_message(filters.text)
async def heard(_: WhatsApp, message: types.Message) -> None:
    user = message.from_user.wa_id
    await message.reply_text(reply(user, message.text))


def reply(user: str, text: str) -> str:
    place = places.get(user)
    if place is None:
        if text == "status":
            return form.STATUS if user in records else form.MENU
        places[user], details[user] = LANGUAGE, {}
        return form.LANGUAGE
    if place == LANGUAGE:
        details[user]["language"] = text
        places[user] = MENU
        return form.MENU
    if place == MENU:
        if text != "1":
            return form.again(form.MENU)
        places[user] = 0
        return form.FORM[0][1]
    if place == REVIEW:
        if form.yes_or_no(text) is None:
            return form.again(form.REVIEW)
        records[user] = details.pop(user)
        del places[user]
        return form.RECORDED
    name, question, check = form.FORM[place]
    value = check(text)
    if value is None:
        return form.again(question)
    details[user][name] = value
    if place + 1 < len(form.FORM):
        places[user] = place + 1
        return form.FORM[place + 1][1]
    places[user] = REVIEW
    return form.review(details[user])


if __name__ == "__main__":
    uvicorn.run(app, port=int(PORT), access_log=False, log_level="warning")
