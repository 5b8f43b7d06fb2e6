"""aiogram 3: the finite state machine with MemoryStorage behind its own aiohttp webhook server.

    python -m tests.bench.peers.aiogram_bot PORT API_URL TOKEN SECRET

Updates are worked on in the background, as by default; the isolation keeps one person's messages in their order.
"""

import sys

import uvloop
from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage, SimpleEventIsolation
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from tests.bench.peers import form

router = Router()
records: dict[int, dict] = {}


class Registration(StatesGroup):
    language = State()
    menu = State()
    review = State()


QUESTIONS = [State(name, group_name="Form") for name, _, _ in form.FORM]


@router.message(StateFilter(None), F.text == "status")
async def status(message: Message) -> None:
    await message.answer(form.STATUS if message.from_user.id in records else form.MENU)


@router.message(StateFilter(None), F.text)
async def hello(message: Message, state: FSMContext) -> None:
    await state.set_state(Registration.language)
    await message.answer(form.LANGUAGE)


@router.message(Registration.language, F.text)
async def language(message: Message, state: FSMContext) -> None:
    await state.update_data(language=message.text)
    await state.set_state(Registration.menu)
    await message.answer(form.MENU)


@router.message(Registration.menu, F.text == "1")
async def begin(message: Message, state: FSMContext) -> None:
    await state.set_state(QUESTIONS[0])
    await message.answer(form.FORM[0][1])


def answer(step: int):
    name, question, check = form.FORM[step]

    async def take(message: Message, state: FSMContext) -> None:
        value = check(message.text)
        if value is None:
            await message.answer(form.again(question))
            return
        data = await state.update_data({name: value})
        if step + 1 < len(form.FORM):
            await state.set_state(QUESTIONS[step + 1])
            await message.answer(form.FORM[step + 1][1])
        else:
            await state.set_state(Registration.review)
            await message.answer(form.review(data))

    return take


for number, question_state in enumerate(QUESTIONS):
    router.message.register(answer(number), question_state, F.text)


@router.message(Registration.review, F.text)
async def confirm(message: Message, state: FSMContext) -> None:
    if form.yes_or_no(message.text) is None:
        await message.answer(form.again(form.REVIEW))
        return
    records[message.from_user.id] = await state.get_data()
    await state.clear()
    await message.answer(form.RECORDED)


def main() -> None:
    port, api, token, secret = sys.argv[1:]
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))
    dispatcher = Dispatcher(storage=MemoryStorage(), events_isolation=SimpleEventIsolation())
    dispatcher.include_router(router)
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=secret).register(app, path="/webhooks/telegram")
    setup_application(app, dispatcher, bot=bot)
    web.run_app(app, host="127.0.0.1", port=int(port), access_log=None, print=None, loop=uvloop.new_event_loop())


if __name__ == "__main__":
    main()
