"""The kinds of acts in a loan's life: each is undone and redone here, and nowhere else."""

from collections.abc import Mapping
from typing import Final

from lending.services.act_kind import ActKind
from lending.services.call_in_loan import CALLING_IN
from lending.services.change_act import CHANGE
from lending.services.charge_costs import LATE_INTEREST
from lending.services.credit_refunds import REFUND
from lending.services.further_drawdown import DRAWDOWN
from lending.services.move_participation import TRANSFER
from lending.services.pay_from_deposits import MUTUAL
from lending.services.receive_early import EARLY
from lending.services.receive_from_sponsor import SPONSOR
from lending.services.receive_instalment import INSTALMENT
from lending.services.receive_prepayment import PREPAYMENT
from lending.services.waiver import WAIVER
from lending.services.write_off_loan import WRITE_OFF

KINDS: Final[Mapping[str, ActKind]] = {
    "instalment": INSTALMENT,
    "early": EARLY,
    "calling_in": CALLING_IN,
    "prepayment": PREPAYMENT,
    "write_off": WRITE_OFF,
    "change": CHANGE,
    "late_interest": LATE_INTEREST,
    "waiver": WAIVER,
    "refund": REFUND,
    "mutual": MUTUAL,
    "sponsor": SPONSOR,
    "transfer": TRANSFER,
    "drawdown": DRAWDOWN,
}
