"""What the staff see of other people is written down, before it is shown."""

from django.utils import timezone

from contacts.models import AccessRecord

What = AccessRecord.What
MOST_SUBJECT = AccessRecord._meta.get_field("subject").max_length
# A page is shown with these; a redirect and a refusal show nobody's data.
PAGES = {200, 206, 304, 409, 422}
# Stands before the words that were searched in a list.
SEARCHED = "?"
# What words the looks for whoever reads them: one function, of the floor that knows all rows.
WORDERS = []


def note_seen(request, what, subject="", *, case=None, cases=()):
    """Write that the reader, one of the staff, looks at this; one INSERT. Return the record, or None.

    None for everybody who is not staff, and for one's own case where no other stands beside it. Call it before the
    page is made: if the record cannot be written the error goes up, and nothing is shown.

    Args:
        what: an `AccessRecord.What`.
        subject: the reference of the case, the words of the search, the name of the list, the file's name.
        case: the Complaint, where the page is about one.
        cases: the ids of all cases whose data stand on the page, where it is about several.
    """
    user = request.user
    cases = [int(pk) for pk in cases]
    if not is_watched(user) or (case is not None and case.user_id == user.pk and not cases):
        return None
    request.seen_is_noted = True
    subject = str(subject) or (case.reference if case is not None else "")
    return AccessRecord.objects.create(
        at=timezone.now(), user=user, user_key=user.pk, what=what, subject=fit(subject),
        cases=cases, case=case.pk if case is not None else None,
    )


def is_noted(request):
    """Return whether this request already wrote what it shows."""
    return getattr(request, "seen_is_noted", False)


def is_watched(user):
    """Return whether what this reader sees of others is written down."""
    return user.is_authenticated and user.is_staff


def fit(text):
    """Return `text` as the column takes it: on one line, without NUL, cut at its length."""
    return " ".join(text.replace("\x00", " ").split())[:MOST_SUBJECT]


def words_looks(function):
    """Register the function that words a look: from a record it makes (text, address or "", {reference: address})."""
    WORDERS[:] = [function]
    return function


# -- What the getters hand out ----------------------------------------------------------


def hand_out(user, what, case, subject=""):
    """Remember that the getter of an object gave `user` somebody else's case; `SeenMiddleware` writes it down.

    So that no page that shows a case can forget to. A page that calls `note_seen` itself says it better.
    """
    if is_watched(user) and case.user_id != user.pk:
        user.handed_out = (what, case, subject)


def note_handed_out(request, response):
    """Write down what was handed out for this request, if a page shows it and nothing was written yet."""
    handed = getattr(request.user, "handed_out", None)
    if handed is None or is_noted(request) or response.status_code not in PAGES:
        return
    if response.status_code == 304 and request.headers.get("HX-Request"):
        # A page that is open asked, and nothing was new.
        return
    what, case, subject = handed
    note_seen(request, what, subject, case=case)
