"""What is open between a person and us: what she has begun and not finished, and one conversation on top of it.

Forms wait, for weeks if need be, and so does every flow that `waits`, once something has been answered in it. All else
is over as soon as another conversation begins, except that an *aside* (help, status, …) gives way again to the
conversation it interrupted. A form's question is put again at once; what else has been left for a day is *asleep*: it
is offered, and its buttons work, but it is not pushed at her.
"""

from collections.abc import Iterable
from typing import Any

from bot.chat import complaints as say
from bot.chat.flow import Flow, Script
from bot.chat.kinds import Option
from bot.chat.moment import Moment
from bot.chat.session import ASIDE_EXPIRES, AWAY, FORM_EXPIRES, Session, State, Talk
from bot.i18n.words import Label, Name, Words

_LABELS, _ALSO, _SAID = "labels", "also", "said"
_MOST_SAID = 500  # characters of a message that is kept until she has said what it meant
OFFERS = "offers!"
"""Not a flow: marks that the last message ended with buttons for commands."""


class Stack:
    """The open sessions of one person, the last one on top."""

    def __init__(self, script: Script, talk: Talk, moment: Moment) -> None:
        self.script, self.talk, self.moment = script, talk, moment
        self.closed: list[Session] = []
        self.said = ""
        """The message whose meaning the offers just taken had asked about."""

    @property
    def top(self) -> Session | None:
        return self.talk.stack[-1] if self.talk.stack else None

    @property
    def form(self) -> Session | None:
        """The form that is open, whatever lies on top of it."""
        return next((s for s in reversed(self.talk.stack) if self.flow(s).about), None)

    def flow(self, session: Session) -> Flow:
        return self.script.flows[session.flow]

    def waiting(self, session: Session) -> str:
        """The name of the form beneath a session, or ""."""
        form = self.form
        return "" if form is None or form is session else form.flow

    @property
    def kept(self) -> Session | None:
        """The last session that stays when it is left, form or not."""
        return next((s for s in reversed(self.talk.stack) if self.flow(s).stays), None)

    def begun(self, session: Session | None = None) -> Session | None:
        """The last one left half-way that is no form, beneath a session."""
        beneath = (s for s in reversed(self.talk.stack) if s is not session and not self.flow(s).about)
        return next((s for s in beneath if self.is_kept(s) and not s.rests), None)

    def unfinished(self) -> Session | None:
        """What she can be asked to go on with: a form, or what else was left half-way."""
        whole = (s for s in reversed(self.talk.stack) if self.flow(s).about or (self.is_kept(s) and not s.rests))
        return next(whole, None)

    def interrupted(self, session: Session) -> str:
        """The flow whose question is put again when a session on top ends, or ""."""
        beneath = next((s for s in reversed(self.talk.stack) if s is not session), None)
        return "" if beneath is None or self.is_let_be(beneath, session) else beneath.flow

    def is_let_be(self, beneath: Session, session: Session) -> bool:
        """Whether the question of what lies beneath is not put again when this session ends: she does not think of it
        any more, or it only offers more of what she has been told, and this was a journey of its own."""
        return self.is_asleep(beneath) or (beneath.rests and self.flow(session).waits)

    def is_kept(self, session: Session) -> bool:
        """Whether it stays although another conversation begins."""
        flow = self.flow(session)
        return flow.about > 0 or (flow.waits and bool(session.answers))

    def is_asleep(self, session: Session) -> bool:
        """Whether she has not thought of it for a day, so that its question must not come out of the blue."""
        flow = self.flow(session)
        waits = flow.waits and not flow.about and bool(self.script.begun)
        return waits and self.moment.now - session.touched_at > AWAY

    def nudged(self) -> Session | None:
        """What she was told a while ago that it waits, if she has not written since."""
        return next((s for s in reversed(self.talk.stack) if s.nudged and not s.nudge_heard), None)

    def of(self, name: str) -> Session | None:
        """The open session of that flow."""
        return next((session for session in self.talk.stack if session.flow == name), None)

    def tagged(self, tag: str) -> Session | None:
        return next((s for s in self.talk.stack if s.tag == tag), None)

    def is_menu(self, session: Session) -> bool:
        return session.flow in (self.script.menu, self.script.unknown, self.script.welcome)

    def open(self, name: str) -> bool:
        """Put a flow on top, or the session of it that is open already; whether there was one."""
        opened = self.script.flows[name]
        for session in list(self.talk.stack):
            stays = self.is_kept(session) or (opened.aside and not self.is_menu(session))
            if session.flow != name and not stays:
                self.close(session)
        now = self.moment.now
        known = self.of(name)
        if known is None:
            self.talk.stack.append(Session(self.moment.new_id(), name, opened.version, now, now))
            return False
        self.talk.stack.remove(known)
        self.talk.stack.append(known)
        known.touched_at = now
        return True

    def uncover(self, session: Session) -> None:
        """Go on with a session: it comes to the top again, and she has it in mind."""
        self.bring_up(session)
        session.touched_at = self.moment.now

    def bring_up(self, session: Session) -> None:
        """Bring a session to the top again; what lay on it is over, unless it is kept."""
        place = self.talk.stack.index(session)
        for above in self.talk.stack[place + 1 :]:
            if not self.is_kept(above):
                self.close(above)
        self.talk.stack.remove(session)
        self.talk.stack.append(session)

    def close(self, session: Session, state: State = "done") -> None:
        self.talk.stack.remove(session)
        session.state = state
        session.forget()
        self.closed.append(session)

    def drop_expired(self) -> list[Words]:
        """Close what has waited too long, or whose flow is gone; what the person is to be told of it."""
        told: list[Words] = []
        for session in list(self.talk.stack):
            flow = self.script.flows.get(session.flow)
            if flow is None:
                told.append(say.FLOW_GONE)
                self.close(session, "expired")
            elif self.moment.now - session.touched_at > (FORM_EXPIRES if self.is_kept(session) else ASIDE_EXPIRES):
                if flow.about:
                    told.append(say.EXPIRED.with_(form=flow.title, date=session.touched_at.date()))
                self.close(session, "expired")
        return told

    def take_offers(self) -> tuple[Option, ...]:
        """The commands that the last message offered as buttons: numbers and words work as well as a tap."""
        session = self.top
        if session is None or session.flow != OFFERS:
            return ()
        labels = session.answers.get(_LABELS, [])
        labels = [*labels, *[""] * (len(session.narrowed) - len(labels))]
        also = session.answers.get(_ALSO, {})
        offered = tuple(
            _offered(id, label, also.get(id, ())) for id, label in zip(session.narrowed, labels, strict=False)
        )
        self.said = str(session.answers.get(_SAID, ""))
        self.close(session)
        return () if self.moment.now - session.touched_at > ASIDE_EXPIRES else offered

    def keep_offers(self, options: Iterable[Option], said: str = "") -> None:
        now, options = self.moment.now, tuple(options)
        ids, labels = [option.id for option in options], [_kept_label(option.label) for option in options]
        kept: dict[str, Any] = {_LABELS: labels}
        if also := {option.id: list(option.also) for option in options if option.also}:
            kept[_ALSO] = also
        if said:
            kept[_SAID] = said[:_MOST_SAID]
        offers = Session(self.moment.new_id(), OFFERS, 1, now, now, answers=kept, narrowed=ids)
        self.talk.stack.append(offers)


def _kept_label(label: Label) -> str | list[str]:
    """A button's words as plain data; "" where they have holes, which nobody types."""
    if isinstance(label, Name):
        return [label.en, label.ur, label.ur_Latn]
    return "" if label.holes else label.msgid


def _offered(command: str, label: str | list[str], also: Iterable[str]) -> Option:
    return Option(command, Words(label) if isinstance(label, str) else Name(*label), also=tuple(also))
