from django.urls import path

from disputes.views import (
    hosting,
    letter,
    money,
    returns,
    room,
    seller,
    seller_answers,
    seller_files,
    seller_return,
    verdicts,
)
from disputes.views import tracked as views

urlpatterns = [
    path("cases/<slug:ref>/dispute/open/", views.dispute_open, name="dispute_open"),
    path("cases/<slug:ref>/dispute/answer/", views.dispute_answer, name="dispute_answer"),
    path("cases/<slug:ref>/dispute/reply/", views.dispute_reply, name="dispute_reply"),
    path("cases/<slug:ref>/dispute/refund/", views.dispute_refund, name="dispute_refund"),
    path("cases/<slug:ref>/dispute/withdraw/", views.dispute_withdraw, name="dispute_withdraw"),
    path("cases/<slug:ref>/dispute/host/", hosting.dispute_host, name="dispute_host"),
    path("cases/<slug:ref>/dispute/", room.dispute_room, name="dispute_room"),
    path("cases/<slug:ref>/dispute/live/", room.dispute_live, name="dispute_live"),
    path("cases/<slug:ref>/dispute/message/", room.dispute_message, name="dispute_message"),
    path("cases/<slug:ref>/dispute/accept/", verdicts.dispute_accept, name="dispute_accept"),
    path("cases/<slug:ref>/dispute/question/", verdicts.dispute_question, name="dispute_question"),
    path("cases/<slug:ref>/dispute/decision/", verdicts.dispute_decision, name="dispute_decision"),
    path("cases/<slug:ref>/dispute/return/", returns.dispute_return, name="dispute_return"),
    path("cases/<slug:ref>/dispute/bank-form/", money.dispute_bank_form, name="dispute_bank_form"),
    path("cases/<slug:ref>/dispute/chase/", money.dispute_chase, name="dispute_chase"),
    path("cases/<slug:ref>/dispute/seller/", hosting.dispute_seller, name="dispute_seller"),
    path("cases/<slug:ref>/dispute/letter/", letter.dispute_letter, name="dispute_letter"),
    path("cases/<slug:ref>/dispute/letter.txt", letter.dispute_letter_text, name="dispute_letter_text"),
    # The seller's door: the token of a live link, and no account.
    path("answer/", seller.seller_code, name="seller_code"),
    path("answer/<slug:token>/", seller.seller_room, name="seller_room"),
    path("answer/<slug:token>/live/", seller.seller_live, name="seller_live"),
    path("answer/<slug:token>/message/", seller.seller_message, name="seller_message"),
    path("answer/<slug:token>/accept/", seller_answers.seller_accept, name="seller_accept"),
    path("answer/<slug:token>/refuse/", seller_answers.seller_refuse, name="seller_refuse"),
    path("answer/<slug:token>/propose/", seller_answers.seller_propose, name="seller_propose"),
    path("answer/<slug:token>/question/", seller_answers.seller_question, name="seller_question"),
    path("answer/<slug:token>/decision/", seller_answers.seller_decision, name="seller_decision"),
    path("answer/<slug:token>/return/", seller_return.seller_return, name="seller_return"),
    path("answer/<slug:token>/evidence/add/", seller_files.seller_evidence_add, name="seller_evidence_add"),
    path("answer/<slug:token>/evidence/<slug:file>/", seller_files.seller_evidence, name="seller_evidence"),
    path(
        "answer/<slug:token>/evidence/<slug:file>/original/", seller_files.seller_evidence_original,
        name="seller_evidence_original",
    ),
]
