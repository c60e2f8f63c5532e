"""What the public process can route: citizens and machines. No officer's page can be reached through it."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from mpaspor.web.callbacks import urls as callbacks
from mpaspor.web.public import sign_in

handler400 = "mpaspor.web.errors.bad_request"
handler403 = "mpaspor.web.errors.forbidden"
handler404 = "mpaspor.web.errors.not_found"
handler429 = "mpaspor.web.errors.too_many"
handler500 = "mpaspor.web.errors.server_error"

urlpatterns = [
    path("", include("mpaspor.web.public.urls")),
    path("", include(sign_in.urlpatterns)),
    path("applications", include("mpaspor.web.portal.urls")),
    path("callbacks/", include("mpaspor.web.callbacks.urls")),
    path("v1.0/", include((callbacks.standard, "snap"))),
]

if settings.DEMO:
    urlpatterns += [path("", include("mpaspor.web.demo.urls"))]
