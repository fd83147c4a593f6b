"""The Celery application and the whole beat table.

Beat only pokes: what is due stands in the database, so a missed or doubled tick does no
harm and a task carries nothing but, at most, ids.
"""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_init, worker_ready

from config import broker  # noqa: F401  (registers the "wholefiles" transport)
from config.preflight import stop_unless_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("prazo_certo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["contacts", "complaints", "disputes"])
app.conf.beat_schedule = {
    # Ticks expire before the next one, so that a stopped worker does not wake up to a pile of them.
    "sweep the clocks": {"task": "complaints.tasks.sweep", "schedule": 60.0, "options": {"expires": 55}},
    "send the mail": {"task": "contacts.tasks.send_mail", "schedule": 60.0, "options": {"expires": 55}},
    "count the figures": {"task": "complaints.tasks.count_tallies", "schedule": 60.0, "options": {"expires": 55}},
    # Ten slices of the last 400 days, one every five minutes from 3h10 to 3h55 in Brasília.
    "count the past again": {
        "task": "complaints.tasks.recount_tallies", "schedule": crontab(hour=3, minute="10-55/5"),
        "options": {"expires": 290},
    },
    "run the batches": {"task": "complaints.tasks.run_batches", "schedule": 60.0, "options": {"expires": 55}},
    "clear old drafts": {"task": "complaints.tasks.clear_old_drafts", "schedule": crontab(hour=6, minute=20)},
    # Slices of one look at every address, Sundays from 5h10 to 5h55: no worker is held for long, and what one
    # slice leaves or a stopped worker loses, the next one takes up.
    "check the links": {
        "task": "contacts.tasks.check_links", "schedule": crontab(day_of_week="sunday", hour=5, minute="10-55/5"),
        "options": {"expires": 290},
    },
    # Groups of similar cases, a quarter of an hour old at most.
    "group the cases": {
        "task": "complaints.tasks.group_cases", "schedule": crontab(minute="7-52/15"), "options": {"expires": 600},
    },
    "learn words": {"task": "complaints.tasks.learn_words", "schedule": crontab(hour="1-22/3", minute=40)},
    # Five past midnight in Brasília; until then pages already ask for the version that the new day brings.
    "bring rules into force": {
        "task": "complaints.tasks.rules_in_force", "schedule": crontab(hour=0, minute=5),
    },
}

# In production a worker that could not work ends at once, and says why.
worker_init.connect(stop_unless_ready, weak=False)


@worker_ready.connect
def catch_up(sender=None, **kwargs):
    """Poke the sweep and the mail as soon as a worker is up: after an outage nobody waits for the next tick."""
    app.send_task("complaints.tasks.sweep")
    app.send_task("contacts.tasks.send_mail")
