from django.urls import path, re_path

from complaints.views import cases, files, messages, reminders, wizard

urlpatterns = [
    path("cases/", cases.cases, name="cases"),
    path("cases/new/", wizard.case_start, name="case_start"),
    path("cases/new/<slug:token>/delete/", wizard.draft_delete, name="draft_delete"),
    path("cases/new/<slug:token>/<slug:step>/", wizard.case_step, name="case_step"),
    path("cases/<slug:ref>/", cases.case, name="case"),
    path("cases/<slug:ref>/messages/", messages.message_write, name="message_write"),
    path("cases/<slug:ref>/live/", messages.case_live, name="case_live"),
    path("cases/<slug:ref>/help/", messages.case_help, name="case_help"),
    path("cases/<slug:ref>/dates/", cases.dates_edit, name="dates_edit"),
    path("cases/<slug:ref>/close/", cases.case_close, name="case_close"),
    path("cases/<slug:ref>/clocks/<int:pk>/done/", cases.clock_done, name="clock_done"),
    path("cases/<slug:ref>/evidence/add/", cases.evidence_add, name="evidence_add"),
    path("cases/<slug:ref>/evidence/<slug:token>/", files.evidence_shown, name="evidence_shown"),
    path("cases/<slug:ref>/evidence/<slug:token>/original/", files.evidence_original, name="evidence_original"),
    re_path(r"^reminders/(?P<purpose>done|tomorrow|stop)/(?P<token>[\w:.-]+)/$", reminders.reminder, name="reminder"),
]
