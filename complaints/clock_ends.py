"""What follows when the consumer lets the clock of something the staff asked for run out; for a whole batch at once."""

from complaints.choices import Party
from complaints.models import Complaint, Deadline
from complaints.services.asking import OWNER
from complaints.standing import NOT_PUT_OFF
from complaints.sweep import ends, say_it_ended


@ends(OWNER)
def asked_in_vain(rows, done):
    """Give the cases back to the staff, who go on with what is there; one line and one mail each."""
    for row in rows:
        done.end(row, Deadline.State.MISSED)
        done.line(row.complaint_id, "clock_missed", Party.CLOCK, clock=row.kind, due_on=str(row.due_on))
        say_it_ended(row, done)
    waiting = Complaint.objects.filter(pk__in=[row.complaint_id for row in rows], state=Complaint.State.OPEN)
    # Nobody waits for an answer: the team's own clock does not start. But whoever put the case off put it off for this.
    waiting.update(awaits_staff=True, **NOT_PUT_OFF)
