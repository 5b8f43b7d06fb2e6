"""python-telegram-bot: ConversationHandler and PicklePersistence behind the documented custom webhook (Starlette).

python -m tests.bench.peers.ptb_bot PORT API_URL TOKEN SECRET FOLDER
"""

import sys

import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update
from telegram.ext import Application, ContextTypes, ConversationHandler, MessageHandler, PicklePersistence, filters

from tests.bench.peers import form

LANGUAGE, MENU, REVIEW = 100, 101, 102


async def hello(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    await update.message.reply_text(form.LANGUAGE)
    return LANGUAGE


async def status(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    await update.message.reply_text(form.STATUS if context.user_data.get("record") else form.MENU)
    return ConversationHandler.END


async def language(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    context.user_data["language"] = update.message.text
    await update.message.reply_text(form.MENU)
    return MENU


async def begin(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    await update.message.reply_text(form.FORM[0][1])
    return 0


def answer(step: int):
    name, question, check = form.FORM[step]

    async def take(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        value = check(update.message.text)
        if value is None:
            await update.message.reply_text(form.again(question))
            return step
        context.user_data[name] = value
        if step + 1 < len(form.FORM):
            await update.message.reply_text(form.FORM[step + 1][1])
            return step + 1
        await update.message.reply_text(form.review(context.user_data))
        return REVIEW

    return take


async def confirm(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    if form.yes_or_no(update.message.text) is None:
        await update.message.reply_text(form.again(form.REVIEW))
        return REVIEW
    context.user_data["record"] = {name: context.user_data[name] for name, _, _ in form.FORM}
    await update.message.reply_text(form.RECORDED)
    return ConversationHandler.END


async def main() -> None:
    port, api, token, secret, folder = sys.argv[1:]
    application = (
        Application.builder()
        .token(token)
        .base_url(f"{api}/bot")
        .persistence(PicklePersistence(filepath=f"{folder}/conversations.pickle"))
        .updater(None)
        .build()
    )
    text = filters.TEXT & ~filters.COMMAND
    states = {step: [MessageHandler(text, answer(step))] for step in range(len(form.FORM))}
    states[LANGUAGE] = [MessageHandler(text, language)]
    states[MENU] = [MessageHandler(filters.Regex("^1$"), begin)]
    states[REVIEW] = [MessageHandler(text, confirm)]
    application.add_handler(
        ConversationHandler(
            entry_points=[MessageHandler(filters.Regex("^status$"), status), MessageHandler(text, hello)],
            states=states,
            fallbacks=[],
            name="registration",
            persistent=True,
        )
    )

    async def webhook(request: Request) -> Response:
        if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != secret:
            return Response(status_code=401)
        await application.update_queue.put(Update.de_json(data=await request.json(), bot=application.bot))
        return Response()

    app = Starlette(routes=[Route("/webhooks/telegram", webhook, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=int(port), access_log=False, log_level="warning"))
    async with application:
        await application.start()
        await server.serve()
        await application.stop()


if __name__ == "__main__":
    uvloop.run(main())
