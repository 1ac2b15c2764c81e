"""What the number of instalments counts, for the loan that is being chosen."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lending.models import LoanProduct
from lending.selectors.products import offered_products
from web.hats import wear
from web.presenters.offered import periods_told


@login_required
@require_GET
def request_periods(request: HttpRequest) -> HttpResponse:
    """A line for the form, asked for as another loan is chosen."""
    hat = wear(request, "cooperative")
    try:
        product = offered_products(hat.fund).get(pk=request.GET.get("product", ""))
    except (LoanProduct.DoesNotExist, ValidationError) as error:
        raise Http404 from error
    return render(request, "web/requests/_periods.html", {"periods": periods_told(product)})
