"""All audiences on one port: the newcomer's machine and the tests."""

from __future__ import annotations

from config import urls_internal, urls_public

handler400 = "mpaspor.web.errors.bad_request"
handler403 = "mpaspor.web.errors.forbidden"
handler404 = "mpaspor.web.errors.not_found"
handler429 = "mpaspor.web.errors.too_many"
handler500 = "mpaspor.web.errors.server_error"

urlpatterns = [*urls_internal.urlpatterns, *urls_public.urlpatterns]
