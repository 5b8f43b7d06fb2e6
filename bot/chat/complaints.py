"""The engine's own sentences: what it says when something other than an answer comes in."""

from bot.i18n.words import _

CNIC_HIDDEN = _(
    "You sent an identity card number. I have hidden it and not kept it. "
    "For your safety, never send a CNIC, PIN or OTP in a chat."
)
LATE = _("Sorry, your message reached me late.")
MISSED = _(
    "An earlier message of yours reached me too late, and I did not act on it: “{text}”. "
    "Please send it again if you still need it."
)
FLOW_GONE = _("That form no longer exists. I am sorry.")
EXPIRED = _("Your unfinished form ({form}) of {date} was too old, so I have erased it.")
LANGUAGE_SET = _("From now on I write to you in English.")
OLD_TAP = _("That button belongs to an older message ({form}), so I have not used it.")
OLD_TAP_UNKNOWN = _("That button belongs to an older message, so I have not used it.")
ALREADY_ANSWERED = _("You have answered that one already. You can change it at the end.")
STRAY_TAP = _("That choice is not on offer here.")
WELCOME_BACK = _("Welcome back. Everything you told me is still here.")
GOING_ON = _("We go on where we stopped.")
GO_ON = _("Go on")
BEGUN = _("Welcome back. On {date} you had begun this: {form}.")
STILL_BEGUN = _("You had also begun this: {form}. We can go on with it.")
CHANGE_AT_END = _("You can change every answer at the end. For the one before, write “back”.")
CHANGED = _("I have changed this:")
NO_WAY_BACK = _("There is nothing before this.")
CANNOT_SKIP = _("I need this one; it cannot be left out.")
SKIP = _("Leave it out")
NONE_OF_THESE = _("None of these")
SAY_IT_OTHERWISE = _("Then let us try again, in other words.")
UNTIL_NOW = _("Until now: {value}")
A_PERSON = _("Talk to a person")
OFFER_A_PERSON = _("If this is difficult, a person can help you: write “person”.")
DID_YOU_MEAN = _("Did you mean one of these?")
PERHAPS = _("I am not sure that I understood you. Is it one of these?")
SAY_IT_OR_ASK = _("Then please say it in other words, or talk to a person.")
CALM = _("I am sorry that this annoys you. I am only a program; a person can help you better.")
NEIGHBOUR = _("I only know Urdu, Roman Urdu and English. A person at the helpdesk may know your language.")
FROM_YOUR_MESSAGE = _("I have taken this from your message:")
THE_OTHER_TOO = _("You also asked about this: {wish}. We can do that afterwards.")
NOT_UNDERSTOOD = _("I did not understand that.")
NO_SURE_ANSWER = _("I have no sure answer to that question. To ask a person, write “person”.")
ASKED_AGAIN = _("This is what I had asked you:")
NO_VOICE = _("I cannot listen to voice messages. Please write it, in any words you like.")
NO_FILES = _("I cannot look at pictures or files here. Please write it.")
NOT_READABLE = _("I could not read that. Please write it as a text message.")
PROGRESS = _("{done} of about {about} · back · menu")
NUDGE = _("Your form is still here ({form}): {done} of about {about} questions are done. Shall we go on?")
NUDGE_BEGUN = _("This is not finished yet, so nobody knows of it: {form}. Shall we go on?")
CONTINUE = _("Yes, go on")
SOMETHING_WRONG = _(
    "Something went wrong on our side with your last message. It is kept, and a person will look at it. I am sorry."
)
