"""The fund's own wording of its contracts: read, change, see what it looks like."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lending.domain.agreement_errors import WrongWording
from lending.domain.agreement_wording import PLACEHOLDERS
from lending.models import AgreementTemplate
from lending.policies import may_write_wording, require_wording_hand
from lending.selectors.agreement_content import current_template
from lending.services.change_wording import change_wording
from lending.statements.agreement_preview import preview_pdf
from web.acts import typed
from web.forms.agreements import WordingForm
from web.hats import Hat, wear
from web.lookup import person_of
from web.sentences import REFUSALS, sentence_of, told


@login_required
def wording_page(request: HttpRequest) -> HttpResponse:
    """The wording in force with its versions; for those who may, a form that makes the next one."""
    hat = wear(request, "fund")
    template = current_template(hat.fund)
    form = WordingForm(typed(request), initial=WordingForm.said(template.wording))
    if request.method == "POST":
        try:
            after = change_wording(
                fund=hat.fund, wording=form.wording(), acting_person=person_of(request), now=timezone.now()
            )
        except WrongWording as error:
            _show_faults(form, error)
        except REFUSALS as error:
            messages.error(request, sentence_of(error))
        else:
            messages.success(
                request, _("Version %(version)s is in force for the contracts to come.") % {"version": after.version}
            )
            return redirect("fund-wording")
    return _page(request, hat, form, template)


@login_required
@require_POST
def wording_preview(request: HttpRequest) -> HttpResponse:
    """A contract of an invented loan under the wording that is typed; nothing is kept."""
    hat, now = wear(request, "fund"), timezone.now()
    form = WordingForm(request.POST)
    try:
        require_wording_hand(person_of(request), hat.fund)
        pdf = preview_pdf(fund=hat.fund, wording=form.wording(), on=timezone.localdate(), issued_at=now)
    except WrongWording as error:
        _show_faults(form, error)
        return _page(request, hat, form, current_template(hat.fund))
    except REFUSALS as error:
        messages.error(request, sentence_of(error))
        return redirect("fund-wording")
    headers = {"Content-Disposition": 'inline; filename="apercu.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _show_faults(form: WordingForm, error: WrongWording) -> None:
    form.full_clean()
    form.refuse({name: told(why) for name, why in error.fields.items()})


def _page(request: HttpRequest, hat: Hat, form: WordingForm, template: AgreementTemplate) -> HttpResponse:
    return render(
        request,
        "web/agreements/wording.html",
        {
            "form": form,
            "template": template,
            "versions": AgreementTemplate.objects.filter(fund=hat.fund).select_related("created_by"),
            "placeholders": sorted(PLACEHOLDERS),
            "may_write": may_write_wording(person_of(request), hat.fund),
        },
    )
