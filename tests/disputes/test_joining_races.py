"""A person takes the yes back, or closes the case, at the very moment the staff build, take or hand over the file."""

import io
import zipfile

import pytest

from complaints.models import SimilarGroup
from complaints.services.cases import close_complaint
from complaints.similar import group_cases
from complaints.timeline import broken_at
from contacts.models import Body, OutgoingEmail
from disputes.models import JointConsent, JointFile
from disputes.services.joining import answer_joint, build_joint, drop_joint, hand_joint, open_joint, start_joint
from tests.base import NOW, TODAY, Cast, furnish, make_case, person
from tests.complaints.test_belonging_races import at_once

# SQLite lets one writer in at a time.
pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
STORY = "Comprei e a loja sumiu."


class Group:
    """Five people, so that each of them is the one too few, and who looks after them."""

    def __init__(self):
        furnish()
        self.cast, self.procon = Cast(), Body.objects.get(slug="procon-sp")
        self.boss = self.cast.supervisor
        self.cases = [
            make_case(person(f"pessoa{n}@example.com", f"Pessoa {n}"), number=f"71{n}", store="Loja Sumiu", story=STORY)
            for n in range(5)
        ]
        group_cases(NOW)
        self.group = SimilarGroup.objects.get(kind="seller")

    def start(self, body=None):
        return start_joint(self.group, body or self.procon, "Não receberam.", by=self.boss, now=NOW)

    def agreed(self):
        joint = self.start()
        for case in self.cases:
            self.answer(joint, case, True)
        return joint

    def answer(self, joint, case, yes):
        consent = JointConsent.objects.select_related("joint", "complaint").get(joint=joint, complaint=case)
        return answer_joint(consent, yes, by=case.user, now=NOW)

    def leave(self, joint, how):
        """Return the act by which one of the five is out."""
        if how == "no":
            return lambda: self.answer(joint, self.cases[2], False)
        return lambda: close_complaint(self.cases[2], "solved", by=self.cases[2].user, now=NOW)


@pytest.fixture
def group():
    return Group()


def fresh(joint):
    return JointFile.objects.get(pk=joint.pk)


def people_in(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return len({name.split("/")[0] for name in archive.namelist() if "/" in name})


WAYS = pytest.mark.parametrize("how", ["no", "close"])
TURNS = pytest.mark.parametrize("turn", range(2))


@WAYS
@TURNS
def test_a_file_of_four_is_never_built(group, how, turn):
    joint = group.agreed()
    at_once(group.leave(joint, how), lambda: build_joint(joint, by=group.boss, now=NOW))
    # Either it was built first, of five, and may not be read now, or it was refused.
    built = fresh(joint)
    assert open_joint(built) is None
    if built.file:
        with built.file.open("rb") as file:
            assert people_in(file.read()) == 5


@WAYS
@TURNS
def test_whoever_takes_the_file_away_has_all_five_or_nothing(group, how, turn):
    joint = group.agreed()
    build_joint(joint, by=group.boss, now=NOW)
    seen, taken = fresh(joint), []

    def take():
        file = open_joint(seen)
        taken.append(file and file.read())

    at_once(group.leave(joint, how), take)
    assert taken[0] is None or people_in(taken[0]) == 5
    assert open_joint(fresh(joint)) is None


@WAYS
@TURNS
def test_five_are_handed_over_or_none(group, how, turn):
    joint = group.agreed()
    build_joint(joint, by=group.boss, now=NOW)
    answers = at_once(
        group.leave(joint, how), lambda: hand_joint(joint, TODAY, "2026-1", by=group.boss, now=NOW))
    handed = sum(case.escalations.exists() for case in group.cases)
    assert handed == (5 if fresh(joint).state == "handed" else 0)
    assert OutgoingEmail.objects.filter(name="joint_handed").count() == handed
    refused = [answer for answer in answers if isinstance(answer, str)]
    assert len(refused) == (1 if how == "no" or not handed else 0)
    assert all(broken_at(case) is None for case in group.cases)


@TURNS
def test_two_files_of_a_group_begun_at_once_are_one(group, turn):
    other = Body.objects.filter(kind="procon").exclude(pk=group.procon.pk).first()
    answers = at_once(group.start, lambda: group.start(other))
    assert sorted(isinstance(answer, str) for answer in answers) == [False, True]
    assert JointFile.objects.count() == 1
    assert OutgoingEmail.objects.filter(name="joint_asked").count() == 5


def test_given_up_and_handed_over_at_once_is_one_of_the_two(group):
    joint = group.agreed()
    build_joint(joint, by=group.boss, now=NOW)
    answers = at_once(
        lambda: drop_joint(joint, "Desistimos.", by=group.boss, now=NOW),
        lambda: hand_joint(joint, TODAY, "", by=group.boss, now=NOW))
    assert sorted(isinstance(answer, str) for answer in answers) == [False, True]
    mails = set(OutgoingEmail.objects.filter(name__in=["joint_handed", "joint_dropped"]).values_list("name", flat=True))
    assert mails == {"joint_handed" if fresh(joint).state == "handed" else "joint_dropped"}
