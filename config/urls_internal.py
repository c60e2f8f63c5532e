"""What the internal process can route: the officers' console, the centre, and signing in to them."""

from __future__ import annotations

from django.urls import include, path

from mpaspor.web.public import health, sign_in

handler400 = "mpaspor.web.errors.bad_request"
handler403 = "mpaspor.web.errors.forbidden"
handler404 = "mpaspor.web.errors.not_found"
handler429 = "mpaspor.web.errors.too_many"
handler500 = "mpaspor.web.errors.server_error"

urlpatterns = [
    path("office", include("mpaspor.web.backoffice.urls")),
    path("centre", include("mpaspor.web.headquarters.urls")),
    path("", include(sign_in.urlpatterns)),
    path("health", health.health, name="health"),
]
