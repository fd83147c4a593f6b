"""The same writes as the sweep's, as bare PostgreSQL statements over all due rows at once.

A yardstick only: it knows the rows of the benchmark, asks no rule and isolates no poison.
"""

from django.db import connection, transaction

from complaints.models import Rule

MAIL_COLUMNS = (
    "dedup_key, name, reader_id, address, context, secret, subject, text, html, state, created_at, send_after, "
    "attempts, last_error"
)
MAIL_TAIL = "false, '', '', '', 'queued', %(now)s, %(now)s, 0, ''"

STATEMENTS = [
    # Lock what will be written, as any sweep must.
    """CREATE TEMP TABLE due ON COMMIT DROP AS
       SELECT d.id, d.complaint_id, d.kind, d.owner, d.subject_id, d.due_on, d.due_at <= %(now)s AS over, c.user_id
       FROM complaints_deadline d JOIN complaints_complaint c ON c.id = d.complaint_id
       WHERE d.state = 'running' AND d.wake_at <= %(now)s FOR UPDATE OF d, c SKIP LOCKED""",
    "ANALYZE due",
    # Reminders.
    f"""INSERT INTO contacts_outgoingemail ({MAIL_COLUMNS})
        SELECT 'clock:' || id || ':d3:' || due_on, 'reminder', user_id, '',
               jsonb_build_object('clock', id, 'key', 'd3'), {MAIL_TAIL}
        FROM due WHERE NOT over ON CONFLICT DO NOTHING""",
    """UPDATE complaints_deadline d SET wake_at = %(now)s + interval '2 days'
       FROM due WHERE d.id = due.id AND NOT due.over""",
    # Ends.
    """UPDATE complaints_deadline d SET state = 'missed', closed_at = %(now)s, wake_at = NULL
       FROM due WHERE d.id = due.id AND due.over""",
    """INSERT INTO complaints_event (complaint_id, seq, kind, party, at, data, previous, hash)
       SELECT due.complaint_id, last.seq + 1,
              CASE WHEN owner = '' THEN 'clock_missed' ELSE 'dispute_seller_silent' END, 'clock', %(now)s,
              jsonb_build_object('clock', due.kind, 'due_on', due_on), last.hash,
              encode(sha256((due.complaint_id || '|' || last.seq || due.kind || due_on || last.hash)::bytea), 'hex')
       FROM due CROSS JOIN LATERAL (
         SELECT seq, hash FROM complaints_event e WHERE e.complaint_id = due.complaint_id ORDER BY seq DESC LIMIT 1
       ) last WHERE over""",
    f"""INSERT INTO contacts_outgoingemail ({MAIL_COLUMNS})
        SELECT CASE WHEN owner = '' THEN 'clock:' || id || ':after:' || due_on ELSE 'mediation:' || id END,
               CASE WHEN owner = '' THEN 'reminder' ELSE 'mediation' END, user_id, '',
               CASE WHEN owner = '' THEN jsonb_build_object('clock', id, 'key', 'after')
                    ELSE jsonb_build_object('dispute', subject_id, 'move', 'seller_silent') END,
               {MAIL_TAIL}
        FROM due WHERE over ON CONFLICT DO NOTHING""",
    # A seller's silence moves the dispute and starts the mediator's clock.
    """UPDATE disputes_dispute s SET state = 'mediation'
       FROM due WHERE s.id = due.subject_id AND over AND owner = 'dispute' AND s.state = 'waiting_seller'""",
    """UPDATE complaints_complaint c SET awaits_staff = true
       FROM due WHERE c.id = due.complaint_id AND over AND owner = 'dispute' AND NOT c.awaits_staff""",
    """INSERT INTO complaints_deadline (complaint_id, rule_id, kind, owner, subject_id, party, start_event, start_on,
         due_on, due_at, safe_on, sum, state, opened_at, paused_why, muted, wake_at, failures, last_error)
       SELECT due.complaint_id, %(rule)s, 'house_decision', 'dispute', due.subject_id, 'mediator', 'mediation_started',
              d.start_on, d.due_on + 7, d.due_at + interval '7 days', d.safe_on + 7, d.sum, 'running', %(now)s, '',
              false, %(now)s + interval '4 days', 0, ''
       FROM due JOIN complaints_deadline d ON d.id = due.id WHERE over AND due.owner = 'dispute'""",
]


def run_bare_sql(now):
    """Run the statements in one transaction."""
    rule = Rule.objects.get(slug="house_decision", current=True).pk
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, {"now": now, "rule": rule})
