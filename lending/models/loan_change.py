"""Which running loans a request asks to change."""

from django.db import models

from lending.models.fields import public_id
from lending.models.fund import Fund
from lending.models.loan import Loan
from lending.models.request import LoanRequest


class ChangedLoan(models.Model):
    """A loan that a request asks to change; the same in every version of the request."""

    id = public_id()
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(LoanRequest, on_delete=models.PROTECT, related_name="changed_loans")
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="change_requests")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "loan"], name="a_request_changes_a_loan_once")]
        ordering = ["request_id", "loan_id"]

    def __str__(self) -> str:
        return f"{self.request} {self.loan}"
