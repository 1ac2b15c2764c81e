"""An import of members told line by line, in the language of the moment."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lending.domain.member_file import Fault
from lending.services.plan_member_import import Action, ImportPlan, Invitation, PlannedMember


def member_line(member: PlannedMember) -> str:
    """`Line 2: Menuiserie du Lac (732829320): to register and admit.`, with what changes and who is invited."""
    told = [_what(member.action)]
    told += [_change(particular, *pair) for particular, pair in member.changes.items()]
    told += [_role(invitation) for invitation in member.invitations if invitation.is_new]
    return _("Line %(line)s: %(name)s (%(siren)s): %(what)s.") % {
        "line": member.line,
        "name": member.particulars.name,
        "siren": member.particulars.siren,
        "what": ", ".join(told),
    }


def fault_line(fault: Fault) -> str:
    """`Line 4, column iban: The IBAN “FR00…” has a wrong check digit: …`; the value is told once."""
    rule = _(fault.rule.text) % fault.rule.values
    values = {"line": fault.line, "column": fault.column, "value": fault.value, "rule": rule}
    if not fault.column:
        told = _("Line %(line)s: %(rule)s") % values
    elif fault.value and fault.value not in rule:
        told = _("Line %(line)s, column %(column)s, “%(value)s”: %(rule)s") % values
    else:
        told = _("Line %(line)s, column %(column)s: %(rule)s") % values
    # What a file says is shown, never obeyed: a terminal would act on control characters.
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in told)


def refusal(plan: ImportPlan) -> str:
    """The last word on a file that is refused."""
    count = len(plan.faults)
    return ngettext(
        "%(count)s thing is wrong: the file is refused whole, nothing was changed. Correct it and import it again.",
        "%(count)s things are wrong: the file is refused whole, nothing was changed. Correct them and import it again.",
        count,
    ) % {"count": count}


def conclusion(plan: ImportPlan, *, is_applied: bool) -> str:
    """The last word on a file that is right."""
    if plan.changes_nothing:
        return _("Nothing to change: everything in the file is there already (%(count)s).") % {
            "count": _lines(len(plan.members))
        }
    counts = ", ".join(_count(action, plan.count(action)) for action in Action if plan.count(action))
    if is_applied:
        return _("Done: %(counts)s.") % {"counts": counts}
    return _("%(counts)s. This was a dry run, nothing was changed: add --apply to do it.") % {"counts": counts}


def _lines(count: int) -> str:
    return ngettext("%(count)s line", "%(count)s lines", count) % {"count": count}


def _count(action: Action, count: int) -> str:
    return _("%(what)s: %(count)s") % {"what": _what(action), "count": count}


def _what(action: Action) -> str:
    return {
        Action.REGISTER: _("new cooperative, new member"),
        Action.ADMIT: _("known cooperative, new member"),
        Action.CORRECT: _("corrected"),
        Action.INVITE: _("new people"),
        Action.UNCHANGED: _("unchanged"),
    }[action]


def _change(particular: str, before: str, after: str) -> str:
    values = {"particular": particular, "before": before, "after": after}
    return _("%(particular)s “%(before)s” becomes “%(after)s”") % values


def _role(invitation: Invitation) -> str:
    values = {"role": invitation.kind.label, "name": invitation.name, "email": invitation.email}
    return _("%(role)s %(name)s (%(email)s)") % values
