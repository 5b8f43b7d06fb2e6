"""What every table holds about people. A table that is missing here fails `tests/mydata/test_declared.py`."""

from bot.mydata.declared.desk import DESK
from bot.mydata.declared.library import LIBRARY
from bot.mydata.declared.messages import MESSAGES
from bot.mydata.declared.offers import OFFERS
from bot.mydata.declared.people import PEOPLE
from bot.mydata.declared.staff import STAFF
from bot.mydata.declared.trainings import TRAININGS
from bot.mydata.kept import Kept, Plain

KEPT: dict[str, Kept | Plain] = {**PEOPLE, **MESSAGES, **OFFERS, **DESK, **STAFF, **TRAININGS, **LIBRARY}
