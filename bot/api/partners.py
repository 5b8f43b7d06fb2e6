"""Partners of loan referrals: fetch what was referred, and report what became of it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.engine import Connection

from bot import clock
from bot.assembly import Munshi
from bot.referrals import partners
from bot.registry.reference import is_reference

_BEARER = "Bearer "
_CHALLENGE = {"WWW-Authenticate": "Bearer"}


class StatusReport(BaseModel):
    """Where a referral stands at the partner."""

    model_config = ConfigDict(extra="forbid")

    state: str = Field(
        description="received · in_review · visit (please come to the branch) · accepted · declined · closed",
        pattern=f"^({'|'.join(partners.PARTNER_STATES)})$",
        examples=["in_review"],
    )
    note: str = Field(
        "",
        max_length=partners.LONGEST_NOTE,
        description="Shown to the owner as your words. No CNIC, PIN or account number.",
        examples=["Please bring your CNIC and a utility bill to the branch on Monday."],
    )


class StatusTaken(BaseModel):
    """What the referral stands at now."""

    number: str = Field(examples=["482-915-7036"])
    state: str
    changed: bool = Field(description="false: the same report had come in before, and nothing was done twice")


class Referral(BaseModel):
    """The smallest packet: what the owner agreed to pass on."""

    number: str = Field(examples=["482-915-7036"])
    product: str
    amount: int = Field(description="whole rupees")
    purpose: str
    district: str
    name: str
    phone: str | None = Field(description="only where the owner agreed to it")
    made_at: str = Field(description="UTC, ISO 8601")
    state: str


class Problem(BaseModel):
    """What is wrong, in one sentence."""

    detail: str


_PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "no token, or one that has ended"},
    404: {"model": Problem, "description": "no referral of yours has that number"},
    409: {"model": Problem, "description": "the answer has been given already"},
}


def router(munshi: Munshi) -> APIRouter:
    """The partners' addresses, for one running Munshi."""
    routes = APIRouter(prefix="/api/v1", tags=["referrals"])

    async def lender(authorization: Annotated[str, Header()] = "") -> str:
        token = authorization.removeprefix(_BEARER).strip()
        if not authorization.startswith(_BEARER) or not token:
            raise HTTPException(401, "send your token as: Authorization: Bearer …", _CHALLENGE)
        found = await munshi.database.read(lambda connection: partners.lender_of(connection, token))
        if found is None:
            raise HTTPException(401, "this token is not known, or has ended", _CHALLENGE)
        return found

    Lender = Annotated[str, Depends(lender)]

    @routes.get("/referrals", response_model=list[Referral], responses={401: _PROBLEMS[401]})
    async def referrals(
        lender: Lender,
        after: Annotated[str, Query(description="the number of the last referral you have")] = "",
    ) -> list[dict[str, Any]]:
        """Your referrals, the oldest first, up to 1,000 at a time."""
        return await munshi.database.read(lambda connection: partners.packets(connection, lender, after=after))

    @routes.post("/referrals/{number}/status", response_model=StatusTaken, responses=_PROBLEMS)
    async def status(
        lender: Lender,
        report: StatusReport,
        number: Annotated[str, Path(description="as it stands in the packet", examples=["482-915-7036"])],
        idempotency_key: Annotated[
            str, Header(max_length=200, description="your own name for this report; the same one counts once")
        ] = "",
    ) -> StatusTaken:
        """Report where a referral stands. The owner is told at each change."""
        if not is_reference(number):
            raise HTTPException(404, "that is no number of ours; check its digits")
        now = clock.now()

        def take(connection: Connection) -> partners.Reported:
            return partners.report(connection, lender, number, report.state, report.note, idempotency_key, now)

        try:
            taken: partners.Reported = await munshi.writer.write(take)
        except partners.NoReferral:
            raise HTTPException(404, "no referral of yours has that number") from None
        except partners.NotAllowed as why:
            raise HTTPException(409, str(why)) from None
        munshi.timers.wake()
        return StatusTaken(number=taken.number, state=taken.state, changed=taken.changed)

    return routes
