from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from config import views

urlpatterns = [
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    path("", include("complaints.urls")),
    path("", include("disputes.urls")),
    # Before allauth's own pages under account/: the profile and the emergency codes are ours.
    path("", include("contacts.urls")),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("favicon.ico", RedirectView.as_view(url="/static/favicon.svg", permanent=True)),
]
handler400 = "config.views.bad_request"
