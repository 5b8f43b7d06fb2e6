"""What lenders are called."""

from bot.chat import Code
from bot.i18n.words import Hole
from knowledge.lenders import lenders


def called(id: str) -> Hole:
    """A lender's name in the person's language; its id where it is no longer in the list."""
    known = lenders().get(id)
    return known.name if known is not None else Code(id)
