from django.urls import path

from contacts.views import account, directory

urlpatterns = [
    path("directory/", directory.directory, name="directory"),
    path("directory/companies/<slug:slug>/", directory.company, name="company"),
    path("directory/bodies/", directory.bodies, name="bodies"),
    path("directory/bodies/<slug:slug>/", directory.body, name="body"),
    path("before-you-write/", directory.before_you_write, name="before_you_write"),
    path("account/profile/", account.profile, name="profile"),
    path("account/emergency-codes/", account.emergency_codes, name="emergency_codes"),
    path("account/emergency-sign-in/", account.emergency_sign_in, name="emergency_sign_in"),
    path("language/", account.language, name="language"),
]
