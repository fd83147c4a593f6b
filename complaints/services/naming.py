"""Say in which shop a case that came without one was bought, or that its shop stays outside the directory."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.case_text import write_texts
from complaints.choices import Party
from complaints.models import Complaint, Order
from complaints.services.cases import NOT_LISTED, for_the_desk
from complaints.services.clocks import refresh_clocks
from complaints.services.locking import Refused, lock_open
from complaints.timeline import append
from contacts.models import Company


@transaction.atomic
def name_shop(complaint, company, *, by, now=None):
    """Write the shop of a case that was filed without a known one; None: it stays "another shop". Return the case.

    Rules depend on the shop, so the clocks are laid again. Raises `Refused` for a closed case, for one whose shop
    is known already, for a company that is no shop, and where the consumer has that shop's order already.
    """
    now = now or timezone.now()
    complaint = lock_open(complaint)
    if not complaint.shop_unknown:
        raise Refused(_("A loja deste caso já foi anotada."))
    if company is not None and company.slug == NOT_LISTED:
        company = None
    if company is None:
        complaint.shop_unknown = False
        complaint.save(update_fields=["shop_unknown"])
        append(complaint, "shop_named", Party.STAFF, at=now, by=by, shop="")
        return complaint
    if company.kind != Company.Kind.MARKETPLACE:
        raise Refused(_("Essa empresa não é uma loja. Escolha outra."))
    order = complaint.order
    taken = Order.objects.filter(user=order.user_id, marketplace=company, number=order.number).exclude(number="")
    if taken.exclude(pk=order.pk).exists():
        raise Refused(_("Esta pessoa já tem um pedido com este número nessa loja. Veja se os casos são o mesmo."))
    order.marketplace = company
    try:
        with transaction.atomic():
            order.save(update_fields=["marketplace"])
    except IntegrityError as error:
        # Filed in another tab since.
        raise Refused(_("Esta pessoa já tem um pedido com este número nessa loja.")) from error
    for name, value in for_the_desk(order).items():
        setattr(complaint, name, value)
    complaint.save(update_fields=list(for_the_desk(order)))
    # Its closed cases before are about the same order.
    write_texts(Complaint.objects.filter(order=order))
    append(complaint, "shop_named", Party.STAFF, at=now, by=by, shop=company.name)
    refresh_clocks(complaint, by=by, now=now)
    return complaint
