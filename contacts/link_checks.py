"""Which addresses of the directory are looked at once a week, and what is remembered of it."""

import logging
import re
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils import timezone

from contacts.models import Body, Channel, Company, Guide, LinkCheck
from contacts.visiting import Visitor

logger = logging.getLogger(__name__)

Fault = LinkCheck.Fault
# What was tried less than this long ago is not due: several short runs of one night make one whole look.
FRESH = timedelta(days=3)
MOST_URLS = 400
MOST_SECONDS = 20 * 60
# So many first hosts without a sign of life mean that we are the ones without a network.
OFFLINE_HOSTS = 5
NO_SIGN = {Fault.UNKNOWN_NAME, Fault.SILENT}
LONGEST_URL = LinkCheck._meta.get_field("url").max_length
ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")

SEEN = ["last_ok_at", "last_tried_at", "status", "fault", "failures"]

SOURCES = []


class Run(NamedTuple):
    """How a run went: pages that opened, pages that did not, addresses left for later, and no network at all."""

    opened: int = 0
    failed: int = 0
    left: int = 0
    offline: bool = False


def link_source(function: Callable[[], Iterable[str]]):
    """Register a function that returns addresses to look at; apps above name theirs in `link_sources`."""
    SOURCES.append(function)
    return function


@link_source
def directory_links():
    """Return the addresses that the directory shows, and those it takes its facts from."""
    urls = set(Body.objects.values_list("url", flat=True))
    urls.update(Company.objects.values_list("website", flat=True))
    urls.update(Channel.objects.exclude(availability=Channel.Availability.NONE).values_list("url", flat=True))
    for model in (Company, Channel, Guide):
        urls.update(model.objects.values_list("source_url", flat=True))
    for lines in Body.objects.values_list("sources", flat=True):
        for line in lines:
            urls.update(address.rstrip(".,;:") for address in ADDRESS.findall(line))
    return urls


def links():
    """Return every address of every source once, those that can be remembered."""
    urls = {url for source in SOURCES for url in source()}
    return {url for url in urls if url.startswith(("http://", "https://")) and len(url) <= LONGEST_URL}


def due_links(now):
    """Return the addresses not tried lately, the longest unseen first, those of one host together."""
    tried = dict(LinkCheck.objects.values_list("url", "last_tried_at"))
    due = [url for url in links() if tried.get(url) is None or tried[url] <= now - FRESH]
    oldest = {}
    for url in due:
        seen = tried.get(url)
        at = seen.timestamp() if seen else 0
        oldest[host_of(url)] = min(at, oldest.get(host_of(url), at))
    return sorted(due, key=lambda url: (oldest[host_of(url)], host_of(url), url))


def host_of(url):
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def check_links(*, limit=MOST_URLS, seconds=MOST_SECONDS, visitor=None, clock=time.monotonic):
    """Visit what is due, one address at a time, and remember it. Returns `Run`; never raises for a site's sake.

    It starts no visit after `seconds`. When the first five hosts give no sign of life it stops and remembers
    nothing: a night without a network must not call every page broken.
    """
    visitor = visitor or Visitor()
    started = clock()
    due = due_links(timezone.now())
    forget_dropped()
    held, silent_hosts, is_online = [], set(), False
    opened = failed = 0
    for url in due[:limit]:
        if clock() - started >= seconds:
            break
        try:
            visit = visitor.visit(url)
        except Exception:
            # A page that nobody thought of must not keep the others from being looked at.
            logger.exception("could not check %s", url)
            continue
        if visit.fault in NO_SIGN and not is_online:
            held.append((url, visit))
            silent_hosts.add(host_of(url))
            if len(silent_hosts) >= OFFLINE_HOSTS:
                return Run(left=len(due), offline=True)
            continue
        is_online = is_online or visit.fault != Fault.NOT_PUBLIC
        for one in [*(held if is_online else []), (url, visit)]:
            remember(*one)
            opened, failed = opened + (not one[1].fault), failed + bool(one[1].fault)
        if is_online:
            held = []
    return Run(opened, failed, len(due) - opened - failed, bool(held))


def remember(url, visit, now=None):
    """Write what came of one visit; a page that robots may not enter counts neither as working nor as failing."""
    now = now or timezone.now()
    last_ok_at, failures = LinkCheck.objects.filter(url=url).values_list("last_ok_at", "failures").first() or (None, 0)
    if not visit.fault:
        last_ok_at, failures = now, 0
    elif visit.fault != Fault.ROBOTS:
        failures += 1
    row = LinkCheck(
        url=url, last_ok_at=last_ok_at, last_tried_at=now, status=visit.status, fault=visit.fault, failures=failures)
    # The command and the task may look at the same page at once.
    LinkCheck.objects.bulk_create([row], update_conflicts=True, unique_fields=["url"], update_fields=SEEN)


def forget_dropped():
    """Delete what is remembered of addresses that no page shows any more."""
    shown = links()
    dropped = [pk for pk, url in LinkCheck.objects.values_list("pk", "url") if url not in shown]
    if dropped:
        LinkCheck.objects.filter(pk__in=dropped).delete()


def seen_of(urls):
    """Return {url: LinkCheck} of the addresses of one page; one query."""
    return LinkCheck.objects.in_bulk({url for url in urls if url}, field_name="url")
