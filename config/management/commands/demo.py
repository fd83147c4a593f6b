"""The demonstration: people, and cases modelled on real complaints, at every stage of the path."""

import json
import secrets
from datetime import timedelta
from decimal import Decimal

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from complaints.choices import Outcome, Party, Payment, Reason
from complaints.instants import local_date
from complaints.models import Draft
from complaints.services.cases import file_complaint
from complaints.services.evidence import attach_to_draft
from complaints.services.holding import prove_complaint
from complaints.services.messages import write_message
from complaints.sweep import sweep
from config.demo_desk import finish_desk, make_desk_cases
from config.demo_files import tracking_picture
from config.demo_kits import keep_demo_order
from config.demo_outside import make_filings
from config.demo_room import make_room_cases
from config.roles import AGENT, AUDITOR, MEDIATOR, SUPERVISOR
from contacts.models import Company, OutgoingEmail, User
from disputes import services
from disputes.models import Remedy

PEOPLE = [
    ("maria@demo.example", "Maria", None),
    ("joao@demo.example", "João", None),
    ("rita@demo.example", "Rita", None),
    ("ana.equipe@demo.example", "Ana (atendente)", AGENT),
    ("bia.mediadora@demo.example", "Bia (mediadora)", MEDIATOR),
    ("davi.mediador@demo.example", "Davi (mediador)", MEDIATOR),
    ("sara.supervisora@demo.example", "Sara (supervisora)", SUPERVISOR),
    ("caio.auditor@demo.example", "Caio (auditor)", AUDITOR),
]


def sign_ins_path():
    return settings.DATA_DIR / "demo-sign-ins.json"


class Command(BaseCommand):
    help = "Make the demonstration once; later runs leave it alone."

    def handle(self, *args, **options):
        if User.objects.filter(email=PEOPLE[0][0]).exists():
            return
        with transaction.atomic():
            people, sign_ins = self.make_people()
            self.now = timezone.now()
            self.shops = {company.slug: company for company in Company.objects.all()}
            make_room_cases(self.file, people, self.now)
            make_desk_cases(self.file, people, self.now)
            self.make_cases(people)
            # What the demonstration did in its own past is not news to anybody.
            OutgoingEmail.objects.filter(state=OutgoingEmail.State.QUEUED).update(
                state=OutgoingEmail.State.CANCELLED
            )
            keep_demo_order(people["maria"], self.shops["aliexpress"], self.now)
            finish_desk(people, self.now)
        path = sign_ins_path()
        path.touch(mode=0o600)
        path.write_text(json.dumps(sign_ins, ensure_ascii=False, indent=1))

    def make_people(self):
        """Make the people, with passwords of this installation only; staff get a second factor."""
        people, sign_ins = {}, []
        for email, name, role in PEOPLE:
            password = secrets.token_urlsafe(9)
            user = User.objects.create_user(email, password, display_name=name, is_staff=bool(role), state="SP")
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
            entry = {"email": email, "password": password, "role": role or "consumer"}
            if role:
                user.groups.add(Group.objects.get(name=role))
                TOTP.activate(user, generate_totp_secret())
                RecoveryCodes.activate(user)
                codes = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
                entry["recovery_codes"] = codes.wrap().get_unused_codes()
            sign_ins.append(entry)
            people[email.split("@")[0].split(".")[0]] = user
        return people, sign_ins

    def file(self, user, *, days_ago, reason, story, item, amount, payment, want, bought, shop="aliexpress",
             number="", promised=None, arrived=None, confirmed=None, contacted=None, files=0, **order):
        """File a case as its owner would have, `days_ago` days before now; days count back from now."""
        filed = self.now - timedelta(days=days_ago)
        today = local_date(self.now, settings.CASE_TIME_ZONE)

        def back(days):
            return None if days is None else today - timedelta(days=days)

        draft = Draft.objects.create(user=user)
        if files:
            attach_to_draft(draft, [tracking_picture(index) for index in range(files)], user=user)
        fields = {
            "marketplace": self.shops[shop], "number": number, "item": item,
            "amount": Decimal(amount) if amount else None, "payment_method": payment, "placed_on": back(bought),
            "promised_on": back(promised), "received_on": back(arrived), "receipt_confirmed_on": back(confirmed),
            "durable": True, **order,
        }
        case = {
            "reason": reason, "story": story, "desired_outcome": want, "contacted_on": back(contacted),
            "amount_claimed": fields["amount"] if want == Outcome.REFUND else None,
        }
        return file_complaint(draft, fields, case, now=filed).complaint

    def dispute(self, case, *, days_ago, remedy=Remedy.FULL_REFUND, amount=None):
        at = self.now - timedelta(days=days_ago)
        return services.open_dispute(case, by=case.user, remedy=remedy, amount=amount, now=at)

    def make_cases(self, people):
        """Eleven cases: filed, disputed, offered, in mediation, decided, watched, late, paid, given up, lost."""
        maria, joao, bia = people["maria"], people["joao"], people["bia"]
        ago = lambda days: self.now - timedelta(days=days)  # noqa: E731
        self.file(
            maria, days_ago=0, reason=Reason.NOT_RECEIVED, item="máquina de solda", amount="389.90",
            payment=Payment.PIX, want=Outcome.REFUND, bought=53, promised=9, number="8140908741358880", files=2,
            story="Comprei uma máquina de solda e até agora não chegou. Quero meu dinheiro de volta.",
        )
        waiting = self.file(
            maria, days_ago=3, reason=Reason.NO_TRACKING, item="3 vestidos", amount="280.23", payment=Payment.PIX,
            want=Outcome.REFUND, bought=40, promised=5, number="8150000000000011", contacted=3,
            story="Comprei três vestidos e até hoje não mandaram o código de rastreio.",
        )
        self.dispute(waiting, days_ago=2)
        offered = self.file(
            joao, days_ago=9, reason=Reason.DEFECTIVE, item="HD externo SSD", amount="219.00",
            payment=Payment.CREDIT_CARD, want=Outcome.REPLACEMENT, bought=45, promised=15, arrived=12,
            number="8141162878664428", contacted=9,
            story="O HD externo chegou com defeito: o computador não reconhece. Quero a troca.",
        )
        # He complained in writing: the law's 90 days stand still.
        prove_complaint(offered, offered.contacted_on, protocol="2026-118", by=joao, now=offered.filed_at)
        dispute = self.dispute(offered, days_ago=4, remedy=Remedy.REPLACEMENT)
        services.seller_proposes(
            dispute, by=joao, remedy=Remedy.PART_REFUND, amount=Decimal("60"), note="Fique com o produto.", now=ago(2)
        )
        silent = self.file(
            maria, days_ago=8, reason=Reason.NOT_RECEIVED, item="kit de cadernos", amount="96.40",
            payment=Payment.BOLETO, want=Outcome.DELIVERY, bought=90, promised=14, number="8136720268889847",
            contacted=8, story="Paguei com boleto, consta como concluído, e ainda não recebi.",
        )
        self.dispute(silent, days_ago=7)
        watched = self.decided_case(
            joao, bia, days_ago=20, reason=Reason.SELLER_ASKS_EXTRA, item="peça de moto", amount="2040.00",
            payment=Payment.CREDIT_CARD, want=Outcome.REFUND, bought=110, promised=30, number="8134309035009465",
            instalments=12, contacted=20, files=1,
            story="O anúncio dizia frete grátis e depois pediram 2.400,00 de frete. O pacote foi devolvido.",
        )
        write_message(
            watched, "Oi, João. O estorno no cartão pode levar duas faturas. Guarde as duas.",
            author=people["ana"], party=Party.STAFF, form_key="demo-1", now=ago(3),
        )
        self.decided_case(
            maria, bia, days_ago=32, reason=Reason.REFUND_NOT_PAID, item="fone de ouvido", amount="74.90",
            payment=Payment.PIX, want=Outcome.REFUND, bought=100, promised=40, number="8134844784010315", contacted=32,
            story="Não recebi o produto nem o reembolso depois da disputa concluída.",
        )
        paid = self.file(
            joao, days_ago=25, reason=Reason.NOT_RECEIVED, item="capa de celular", amount="49.55",
            payment=Payment.PIX, want=Outcome.REFUND, bought=80, promised=30, number="8150000000000027", contacted=25,
            story="Fiz o Pix e a capa nunca chegou.",
        )
        dispute = self.dispute(paid, days_ago=24)
        services.seller_accepts(dispute, by=joao, now=ago(21))
        services.report_refund(dispute, by=joao, came="whole", now=ago(10))
        lost = self.file(
            joao, days_ago=30, reason=Reason.NOT_AS_DESCRIBED, item="tênis", amount="149.90",
            payment=Payment.CREDIT_CARD, want=Outcome.REFUND, bought=70, promised=40, arrived=35, confirmed=34,
            number="8150000000000034", contacted=30, story="Veio outra cor e um número menor.",
        )
        dispute = self.dispute(lost, days_ago=29)
        services.seller_refuses(dispute, by=joao, note="A cor é a do anúncio.", now=ago(26))
        services.escalate(dispute, by=joao, now=ago(25))
        services.decide(
            dispute, mediator=bia, outcome="seller", now=ago(22),
            reasons="As fotos do anúncio mostram a mesma cor, e não há foto da etiqueta com o número.",
        )
        given_up = self.file(
            maria, days_ago=15, reason=Reason.CUSTOMS_TAX, item="telefone Poco", amount="1310.00",
            payment=Payment.CREDIT_CARD, want=Outcome.INFORMATION, bought=35, promised=3, instalments=3, contacted=15,
            story="O telefone foi taxado e a cobrança não apareceu. Como devo proceder?",
        )
        services.withdraw(self.dispute(given_up, days_ago=14), by=maria, now=ago(12))
        self.file(
            joao, days_ago=1, reason=Reason.ACCOUNT_ACCESS, item="acesso à conta", amount=None, payment=Payment.OTHER,
            want=Outcome.ACCESS, bought=20,
            story="O código não chega pelo celular nem por e-mail, e o chat também pede o código.",
        )
        self.file(
            maria, days_ago=2, reason=Reason.FRAUD_OUTSIDE, item="roupas de criança", amount="149.39",
            payment=Payment.PIX, want=Outcome.REFUND, bought=4, shop="outra-loja",
            story="Fiz três Pix: 49,87, 49,55 e 49,97. Não mandaram nada e sumiram.",
        )
        make_filings(self.now)
        for day in range(8, -1, -1):
            sweep(now=ago(day))

    def decided_case(self, user, mediator, *, days_ago, **facts):
        """File, dispute, let the seller be silent, decide for the consumer."""
        case = self.file(user, days_ago=days_ago, **facts)
        dispute = self.dispute(case, days_ago=days_ago - 1)
        sweep(now=self.now - timedelta(days=days_ago - 7))
        dispute.refresh_from_db()
        services.decide(
            dispute, mediator=mediator, outcome="buyer", now=self.now - timedelta(days=days_ago - 9),
            reasons="O rastreio mostra que o pacote não chegou e o vendedor não respondeu no prazo dele.",
        )
        return case
