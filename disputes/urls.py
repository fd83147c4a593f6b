from django.urls import path

from disputes import views

urlpatterns = [
    path("cases/<slug:ref>/dispute/open/", views.dispute_open, name="dispute_open"),
    path("cases/<slug:ref>/dispute/answer/", views.dispute_answer, name="dispute_answer"),
    path("cases/<slug:ref>/dispute/reply/", views.dispute_reply, name="dispute_reply"),
    path("cases/<slug:ref>/dispute/refund/", views.dispute_refund, name="dispute_refund"),
    path("cases/<slug:ref>/dispute/withdraw/", views.dispute_withdraw, name="dispute_withdraw"),
]
