"""The sum of the taxes on a parcel from abroad, for anybody: does what was charged look right?"""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints.tax_forms import ImportTaxForm


@require_safe
def import_tax(request):
    """Show the form and, once it is filled, the sum step by step. Nothing is kept."""
    today = timezone.localdate()
    asked = "value" in request.GET
    form = ImportTaxForm(request.GET if asked else None, today=today, initial={"day": today})
    sums = form.sums() if asked and form.is_valid() else []
    status = 422 if asked and form.errors else 200
    return render(request, "complaints/import_tax.html", {"form": form, "sums": sums}, status=status)
