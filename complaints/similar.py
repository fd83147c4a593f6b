"""Groups of open cases with the same seller, the same listing, or the same problem at the same shop.

Counted anew in the background with three statements that read the open cases once each; pages read the counts.
"""

from django.db import transaction
from django.db.models import Count, F, Max
from django.utils import timezone

from complaints.choices import Reason
from complaints.models import Complaint, SimilarGroup

# Of fewer people than this nobody speaks as a group.
FEWEST_PEOPLE = 3
# The largest groups of each kind that are kept.
MOST_GROUPS = 2000
Kind = SimilarGroup.Kind
KEYS = {Kind.SELLER: "seller_key", Kind.LISTING: "listing_key", Kind.REASON: "reason"}
TITLES = {Kind.SELLER: "order__store", Kind.LISTING: "order__item"}


def cases_of_group(group):
    """Return the open cases of a group, as they are now."""
    return Complaint.objects.filter(
        state=Complaint.State.OPEN, shop=group.shop_id, **{KEYS[group.kind]: group.key}
    )


def counted(kind, now):
    """Return the groups of one kind as unsaved rows, the largest first; one query."""
    key = KEYS[kind]
    rows = Complaint.objects.filter(state=Complaint.State.OPEN).exclude(**{key: ""})
    told = {"people": Count("user", distinct=True), "open_cases": Count("pk"), "newest_at": Max("filed_at")}
    if kind in TITLES:
        told["title"] = Max(TITLES[kind])
    rows = rows.order_by().values("shop", name=F(key)).annotate(**told).filter(people__gte=FEWEST_PEOPLE)
    return [
        SimilarGroup(
            kind=kind, shop_id=row["shop"], key=row["name"], title=row.get("title", row["name"])[:200],
            open_cases=row["open_cases"], people=row["people"], newest_at=row["newest_at"], counted_at=now,
        )
        for row in rows.order_by("-people", "-newest_at")[:MOST_GROUPS]
    ]


@transaction.atomic
def group_cases(now=None):
    """Count all groups anew; return how many there are. Those that have grown too small are gone."""
    now = now or timezone.now()
    rows = [group for kind in Kind for group in counted(kind, now)]
    SimilarGroup.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["kind", "shop", "key"], batch_size=500,
        update_fields=["title", "open_cases", "people", "newest_at", "counted_at"],
    )
    SimilarGroup.objects.exclude(counted_at=now).delete()
    return len(rows)


def title_of(kind, title):
    """Return the name of a group in the reader's language: a reason is one of ours, the rest people wrote."""
    return str(Reason(title).label) if kind == Kind.REASON and title in Reason.values else title
