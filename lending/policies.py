"""Who may do what: `may_…` asks, `require_…` raises."""

from lending.domain.fund_errors import FourHands, NotAllowed
from lending.domain.sentences import Sentence, gettext_noop
from lending.models import (
    Agreement,
    AgreementParty,
    Consultation,
    Fund,
    Loan,
    LoanRequest,
    Membership,
    Office,
    PreparedAct,
    Seat,
)
from lending.models.fund import BOOK_READERS, READERS
from lending.selectors.agreements import asked_for
from members.models import Cooperative, Person, Role

ROLE_IN = gettext_noop("manager or treasurer of %(cooperative)s")
TREASURER = Sentence(gettext_noop("treasurer of the fund"))
BOOK_READER = Sentence(gettext_noop("treasurer, auditor or administrator of the fund"))
READER = Sentence(gettext_noop("office in the fund"))
OPENER = Sentence(gettext_noop("treasurer of the fund, or chair of the committee"))
DECLARER = gettext_noop("manager or treasurer of %(cooperative)s, or treasurer of the fund")
SETTER = Sentence(gettext_noop("treasurer or administrator of the fund"))
ASKED = Sentence(gettext_noop("asked for it"))
INSTRUCTED = Sentence(gettext_noop("opened the vote on it"))
VOTED = Sentence(gettext_noop("voted on it"))
CONFIRMER = Sentence(gettext_noop("treasurer of the fund, or chair of the committee, and not of the borrower"))
PREPARED_THIS = Sentence(gettext_noop("prepared this act"))
PREPARED = Sentence(gettext_noop("prepared the agreement"))
MANAGER_OF = gettext_noop("manager of %(cooperative)s")
ANSWERS = Sentence(gettext_noop("acts for the sponsor"))
BORROWS = Sentence(gettext_noop("acts for the borrower"))
UPLOADED = Sentence(gettext_noop("sent the signed copy"))


def holds_office(person: Person, fund: Fund, *kinds: str) -> bool:
    """Whether the person holds one of these offices in the fund."""
    return Office.objects.filter(person_id=person.pk, fund=fund, kind__in=kinds).exists()


def acts_for(person: Person, cooperative: Cooperative) -> bool:
    """Whether the person has a role in the cooperative."""
    return Role.objects.filter(person_id=person.pk, cooperative=cooperative).exists()


def may_read_fund(person: Person, fund: Fund) -> bool:
    """Overview, requests and loans of the fund: those who hold an office in it."""
    return holds_office(person, fund, *READERS)


def may_read_books(person: Person, fund: Fund) -> bool:
    """Every account of the fund: its treasurers, auditors and administrators."""
    return holds_office(person, fund, *BOOK_READERS)


def may_open_consultation(person: Person, fund: Fund) -> bool:
    return holds_office(person, fund, Office.Kind.TREASURER, Office.Kind.CHAIR)


def may_vote(person: Person, consultation: Consultation) -> bool:
    """Whether the person holds a seat that is not recused. Whether it is still time is the database's word."""
    return Seat.objects.filter(consultation=consultation, person_id=person.pk, recusal__isnull=True).exists()


def require_role(person: Person, cooperative: Cooperative) -> None:
    """Acting for a cooperative asks for a role in it."""
    if not acts_for(person, cooperative):
        raise NotAllowed(needed=Sentence(ROLE_IN, {"cooperative": cooperative.name}))


def require_treasurer(person: Person, fund: Fund) -> None:
    """Moving the fund's money asks for a treasurer of the fund."""
    if not holds_office(person, fund, Office.Kind.TREASURER):
        raise NotAllowed(needed=TREASURER)


def may_see_lenders(person: Person, request: LoanRequest) -> bool:
    """What lenders have declared of themselves: those who serve the fund, and not for the borrower."""
    return may_read_fund(person, request.fund) and not acts_for(person, request.membership.cooperative)


def may_declare(person: Person, membership: Membership) -> bool:
    """Declaring for a member: that cooperative's people, and the fund's treasurers."""
    return acts_for(person, membership.cooperative) or holds_office(person, membership.fund, Office.Kind.TREASURER)


def require_declarer(person: Person, membership: Membership) -> None:
    """What a member declares is said by its own people, or by a treasurer of the fund."""
    if not may_declare(person, membership):
        raise NotAllowed(needed=Sentence(DECLARER, {"cooperative": membership.cooperative.name}))


def may_choose_rules(person: Person, fund: Fund) -> bool:
    """Which rules a fund asks is chosen by its treasurers and administrators."""
    return holds_office(person, fund, Office.Kind.TREASURER, Office.Kind.ADMINISTRATOR)


def require_rule_chooser(person: Person, fund: Fund) -> None:
    if not may_choose_rules(person, fund):
        raise NotAllowed(needed=SETTER)


def require_fund_reader(person: Person, fund: Fund) -> None:
    if not may_read_fund(person, fund):
        raise NotAllowed(needed=READER)


def require_book_reader(person: Person, fund: Fund) -> None:
    """Seeing every member's figures asks for one who keeps or audits the books."""
    if not may_read_books(person, fund):
        raise NotAllowed(needed=BOOK_READER)


def require_consultation_opener(person: Person, fund: Fund) -> None:
    if not may_open_consultation(person, fund):
        raise NotAllowed(needed=OPENER)


def require_agreeing_hand(person: Person, request: LoanRequest, consultation: Consultation) -> None:
    """Who agrees a loan is a treasurer who neither asked for it nor voted on it."""
    require_treasurer(person, request.fund)
    if has_asked(person, request) or acts_for(person, request.membership.cooperative):
        raise FourHands(person=person.name, part=ASKED)
    if Seat.objects.filter(consultation=consultation, person_id=person.pk, ballots__isnull=False).exists():
        raise FourHands(person=person.name, part=VOTED)


def may_plan_rates(person: Person, request: LoanRequest) -> bool:
    """The rates of a loan are the fund's to say: a treasurer's, who does not act for the borrower."""
    is_treasurer = holds_office(person, request.fund, Office.Kind.TREASURER)
    return is_treasurer and not acts_for(person, request.membership.cooperative)


def require_rate_planner(person: Person, request: LoanRequest) -> None:
    require_treasurer(person, request.fund)
    if not may_plan_rates(person, request):
        raise FourHands(person=person.name, part=BORROWS)


def has_asked(person: Person, request: LoanRequest) -> bool:
    """Whether the person wrote the request, changed it, or handed it in."""
    writers = set(request.versions.values_list("created_by", flat=True))
    return person.pk in writers | {request.created_by_id, request.submitted_by_id}


def require_applying_hand(person: Person, request: LoanRequest, consultation: Consultation) -> None:
    """Who puts a voted change in force neither asked for it, nor opened the vote, nor voted."""
    require_agreeing_hand(person, request, consultation)
    if person.pk == consultation.opened_by_id:
        raise FourHands(person=person.name, part=INSTRUCTED)


def require_paying_hand(person: Person, loan: Loan) -> None:
    """Who pays out neither asked, nor opened the vote, nor voted, nor prepared the agreement."""
    consultation = loan.decision.consultation
    require_agreeing_hand(person, loan.request_version.request, consultation)
    if person.pk == consultation.opened_by_id:
        raise FourHands(person=person.name, part=INSTRUCTED)
    if person.pk == loan.agreed_by_id:
        raise FourHands(person=person.name, part=PREPARED)


def may_give_up(person: Person, loan: Loan) -> bool:
    """What is not drawn is the borrower's to give up: its people do it, or a treasurer whom it told so."""
    is_borrower = acts_for(person, loan.membership.cooperative)
    return is_borrower or holds_office(person, loan.fund, Office.Kind.TREASURER)


def require_giving_up(person: Person, loan: Loan) -> None:
    if not may_give_up(person, loan):
        raise NotAllowed(needed=Sentence(DECLARER, {"cooperative": loan.membership.cooperative.name}))


def may_bind(person: Person, cooperative: Cooperative) -> bool:
    """Whether the person signs for the cooperative: its managers do, its treasurers do not."""
    return Role.objects.filter(person_id=person.pk, cooperative=cooperative, kind=Role.Kind.MANAGER).exists()


def require_manager(person: Person, cooperative: Cooperative) -> None:
    """Binding a cooperative asks for one of its managers."""
    if not may_bind(person, cooperative):
        raise NotAllowed(needed=Sentence(MANAGER_OF, {"cooperative": cooperative.name}))


def require_signing_hand(person: Person, agreement: Agreement) -> None:
    """Who signs for the fund is a treasurer who neither prepared the contract nor stands on the borrower's side.

    Of an addendum: neither drew it up nor asked for the change.
    """
    loan = agreement.loan
    require_treasurer(person, loan.fund)
    is_contract = agreement.kind == Agreement.Kind.CONTRACT
    if person.pk == agreement.prepared_by_id or (is_contract and person.pk == loan.agreed_by_id):
        raise FourHands(person=person.name, part=PREPARED)
    if acts_for(person, loan.membership.cooperative):
        raise FourHands(person=person.name, part=BORROWS)
    if has_asked(person, asked_for(agreement)):
        raise FourHands(person=person.name, part=ASKED)


def require_binding_hand(person: Person, party: AgreementParty, agreement: Agreement) -> None:
    """Who accepts for a party of a contract is somebody who binds it."""
    if party.membership is None:
        require_signing_hand(person, agreement)
    else:
        require_manager(person, party.membership.cooperative)
    if party.side == AgreementParty.Side.SPONSOR and has_asked(person, asked_for(agreement)):
        raise FourHands(person=person.name, part=ASKED)


def may_accept(person: Person, party: AgreementParty, agreement: Agreement) -> bool:
    try:
        require_binding_hand(person, party, agreement)
    except (NotAllowed, FourHands):
        return False
    return True


def may_sign_for_fund(person: Person, agreement: Agreement) -> bool:
    try:
        require_signing_hand(person, agreement)
    except (NotAllowed, FourHands):
        return False
    return True


def may_write_wording(person: Person, fund: Fund) -> bool:
    """The wording of contracts is the treasurers' and the administrators'."""
    return holds_office(person, fund, Office.Kind.TREASURER, Office.Kind.ADMINISTRATOR)


def require_wording_hand(person: Person, fund: Fund) -> None:
    if not may_write_wording(person, fund):
        raise NotAllowed(needed=SETTER)


def may_confirm(person: Person, loan: Loan) -> bool:
    """Acts on a loan that two hands do: a treasurer or the chair, who does not act for the borrower."""
    is_there = holds_office(person, loan.fund, Office.Kind.TREASURER, Office.Kind.CHAIR)
    return is_there and not acts_for(person, loan.membership.cooperative)


def require_confirmer(person: Person, loan: Loan) -> None:
    if not may_confirm(person, loan):
        raise NotAllowed(needed=CONFIRMER)


def require_confirming_hand(person: Person, act: PreparedAct) -> None:
    """Who confirms an act is not who prepared it."""
    require_confirmer(person, act.loan)
    if person.pk == act.prepared_by_id:
        raise FourHands(person=person.name, part=PREPARED_THIS)
