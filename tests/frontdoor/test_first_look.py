from tests.frontdoor.server import Server
from tests.standins.whatsapp import Standin


async def test_x(server: Server, whatsapp: Standin) -> None:
    phone = whatsapp.phone("+923001234567", bsuid="PK.1349087123", name="Ayesha")
    await phone.says("hi")
    print(repr(await phone.hears()))
    await phone.taps("English")
    print(repr(await phone.hears()))
    await phone.says("1")
    print(repr(await phone.hears()))
    await server.kill()
    await server.start()
    await phone.taps("Yes, keep them")
    print(repr(await phone.hears()))
    print(server.log.read_text())
    print([dict(r) for r in server.rows("select * from outbound")][-1])
    assert await server.stop() == 0
