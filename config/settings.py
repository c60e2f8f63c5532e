"""Settings, read from the environment once. Every name a deployment may set begins with MPASPOR_ (docs/operations)."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "mpaspor"
DATA = Path(os.environ.get("MPASPOR_DATA", ROOT / ".local"))

DEMO = os.environ.get("MPASPOR_DEMO", "") == "1"
DEBUG = False
# Without one nothing starts: Django refuses an empty key, and the local house draws its own.
SECRET_KEY = os.environ.get("MPASPOR_SECRET_KEY", "")
ALLOWED_HOSTS = os.environ.get("MPASPOR_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("MPASPOR_ORIGINS", "").split(",") if origin]
SITE_ADDRESS = os.environ.get("MPASPOR_ADDRESS", "http://127.0.0.1:8000")
IS_HTTPS = SITE_ADDRESS.startswith("https://")
# How many proxies of ours stand before this process. So many of the last entries in X-Forwarded-For are theirs; what
# stands before them, and with no proxy the whole header, anybody may have written, and no limit is counted by it.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("MPASPOR_PROXIES", "0"))

MPASPOR_ENCRYPTION_KEYS = os.environ.get("MPASPOR_ENCRYPTION_KEYS", "")
MPASPOR_INDEX_KEY = os.environ.get("MPASPOR_INDEX_KEY", "")
# Receipts: our private key (PEM, P-256), the day since when, and the public halves of those before it (JSON, a list).
RECEIPT_KEY = os.environ.get("MPASPOR_RECEIPT_KEY", "")
RECEIPT_KEY_SINCE = os.environ.get("MPASPOR_RECEIPT_KEY_SINCE", "")
RECEIPT_OLD_KEYS = os.environ.get("MPASPOR_RECEIPT_OLD_KEYS", "[]")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "mpaspor.accounts",
    "mpaspor.audit",
    "mpaspor.notifications",
    "mpaspor.offices",
    "mpaspor.stages.applications",
    "mpaspor.stages.appointments",
    "mpaspor.stages.payments",
    "mpaspor.stages.visits",
    "mpaspor.stages.decisions",
    "mpaspor.stages.passports",
    "mpaspor.cases",
    "mpaspor.reports",
    "mpaspor.demo",
    "mpaspor.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Light on the wire, files too. Django masks its tokens anew in each answer, so compression gives none away.
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mpaspor.web.middleware.SizeLimit",
    "mpaspor.web.middleware.KindErrors",
]

# Which audiences this process can route: "public" (citizens, machines), "internal" (officers), "all" (one port).
AUDIENCE = os.environ.get("MPASPOR_AUDIENCE", "all")
ROOT_URLCONF = {"public": "config.urls_public", "internal": "config.urls_internal", "all": "config.urls"}[AUDIENCE]
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                ),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mpaspor.web.context.everywhere",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "mpaspor.web.templatetags.parts"],
        },
    },
]


def database(url: str) -> dict[str, object]:
    """A postgresql:// address as Django's settings; the host may be a socket folder (?host=/path)."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "mpaspor",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": query.get("port", str(parts.port or "")),
        "CONN_MAX_AGE": 0,
        # A connection that died while it lay in the pool is replaced before it is used.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # After an outage: tried anew by every request, instead of ever more seldom.
            "pool": {"min_size": 1, "max_size": 8, "timeout": 5, "reconnect_timeout": 5},
            "server_side_binding": True,
            "prepare_threshold": 1,
        },
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", "postgresql:///mpaspor"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "after_sign_in"
ACCOUNT_ADAPTER = "mpaspor.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SIGNUP_FORM_CLASS = "mpaspor.accounts.signing_up.Details"
ACCOUNT_FORMS = {
    "signup": "mpaspor.accounts.forms.SignUp",
    "request_login_code": "mpaspor.accounts.forms.SignIn",
    "change_email": "mpaspor.accounts.forms.ChangeAddress",
    "confirm_login_code": "mpaspor.accounts.forms.SignInCode",
    "confirm_email_verification_code": "mpaspor.accounts.forms.SignUpCode",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 4
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 4
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
# Codes sent again live anew; together they may take this long.
ACCOUNT_LOGIN_TIMEOUT = 3600
# By address and person strict, by network wide: a whole town may share the one address of its phone company.
ACCOUNT_RATE_LIMITS = {
    "signup": "200/m/ip",
    "request_login_code": "200/m/ip,3/m/key,30/d/key",
    "login_failed": "100/m/ip,5/5m/key",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
MFA_ADAPTER = "mpaspor.accounts.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "mpaspor.accounts.forms.SecondFactor",
    "reauthenticate": "mpaspor.accounts.forms.SecondFactorAgain",
    "activate_totp": "mpaspor.accounts.forms.InstallSecondFactor",
}
MFA_SUPPORTED_TYPES = ["totp"]
MFA_TOTP_ISSUER = "M-Paspor"
MFA_TOTP_TOLERANCE = 1
# auth.W004: the address is unique by a constraint over its lower-case form, which this check does not read.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

# Limits on codes and a used second factor must hold on every node, so they live in the database.
# Django keeps 300 entries unless told otherwise, and throws away any third beyond that: limits would be forgotten.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
# Nothing here speaks TLS itself: where the address is https, a proxy of ours does, and writes this header anew.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
# A browser that was here over https once comes by nothing else for a year.
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if IS_HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "mpaspor.web.errors.csrf"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("Inggris"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 60 * 60
# Beyond this a request is not even received. Ten fingers in one form are some 5 MB and a portrait at most 12; the rest
# is for one photo straight from a good camera, too large for a paper: its page still reads it, to say so in its row.
LARGEST_REQUEST = 64 * 1024 * 1024
# A paper may be 10 MB; the reader refuses larger ones itself, so that the answer can be kind.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("MPASPOR_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = int(os.environ.get("MPASPOR_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("MPASPOR_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("MPASPOR_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("MPASPOR_SMTP_TLS", "") == "1"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("MPASPOR_MAIL_FROM", "M-Paspor <paspor@contoh.id>")

_sandbox = os.environ.get("MPASPOR_SANDBOX_URL", "http://127.0.0.1:8009")
GATEWAYS = {
    "population": {
        "url": os.environ.get("MPASPOR_POPULATION_URL", _sandbox),
        "user": os.environ.get("MPASPOR_POPULATION_USER", "contoh"),
        "password": os.environ.get("MPASPOR_POPULATION_PASSWORD", "contoh"),
        "timeout": 5,
    },
    "watchlist": {
        "url": os.environ.get("MPASPOR_WATCHLIST_URL", _sandbox),
        "key": os.environ.get("MPASPOR_WATCHLIST_KEY", "contoh"),
        "timeout": 5,
    },
    # The chain "quicknet" of drand: MPASPOR_BEACON_URL of a public relay, MPASPOR_BEACON_CHAIN
    # 52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971, _GENESIS 1692803367, _PERIOD 3.
    "beacon": {
        "url": os.environ.get("MPASPOR_BEACON_URL", _sandbox),
        "chain": os.environ.get("MPASPOR_BEACON_CHAIN", "c0" * 32),
        "genesis": int(os.environ.get("MPASPOR_BEACON_GENESIS", "1700000000")),
        "period": int(os.environ.get("MPASPOR_BEACON_PERIOD", "3")),
        "timeout": 5,
    },
    # A bank that speaks the national standard: how we call it, and (bank_...) how it signs when it calls us.
    "snap": {
        "url": os.environ.get("MPASPOR_SNAP_URL", f"{_sandbox}/bank"),
        "client_key": os.environ.get("MPASPOR_SNAP_CLIENT_KEY", "mpaspor"),
        "partner_id": os.environ.get("MPASPOR_SNAP_PARTNER_ID", "MPASPOR"),
        "private_key": os.environ.get("MPASPOR_GATEWAY_KEY", ""),
        "secret": os.environ.get("MPASPOR_BANK_SECRET", ""),
        "bank": os.environ.get("MPASPOR_BANK_PARTNER", "CONTOH"),
        "service_id": os.environ.get("MPASPOR_BANK_SERVICE_ID", "88899"),
        "bank_client_key": os.environ.get("MPASPOR_BANK_CLIENT_KEY", "bank-contoh"),
        "bank_public_key": os.environ.get("MPASPOR_BANK_PUBLIC_KEY", ""),
        "token_key": SECRET_KEY,
        "timeout": 5,
    },
    "treasury": {
        "url": os.environ.get("MPASPOR_TREASURY_URL", f"{_sandbox}/treasury"),
        "client_key": os.environ.get("MPASPOR_TREASURY_CLIENT_KEY", "mpaspor"),
        "private_key": os.environ.get("MPASPOR_GATEWAY_KEY", ""),
        "public_key": os.environ.get("MPASPOR_TREASURY_PUBLIC_KEY", ""),
        "timeout": 5,
    },
    "qris": {
        "url": os.environ.get("MPASPOR_ACQUIRER_URL", f"{_sandbox}/acquirer"),
        "client_key": os.environ.get("MPASPOR_ACQUIRER_CLIENT_KEY", "mpaspor"),
        "partner_id": os.environ.get("MPASPOR_ACQUIRER_PARTNER_ID", "MPASPOR"),
        "private_key": os.environ.get("MPASPOR_GATEWAY_KEY", ""),
        "secret": os.environ.get("MPASPOR_ACQUIRER_SECRET", ""),
        "merchant": os.environ.get("MPASPOR_ACQUIRER_MERCHANT", "000000000000001"),
        "public_key": os.environ.get("MPASPOR_ACQUIRER_PUBLIC_KEY", ""),
        "timeout": 5,
    },
    "payout": {
        "url": os.environ.get("MPASPOR_PAYOUT_URL", f"{_sandbox}/payout"),
        "client_key": os.environ.get("MPASPOR_PAYOUT_CLIENT_KEY", "mpaspor"),
        "partner_id": os.environ.get("MPASPOR_PAYOUT_PARTNER_ID", "MPASPOR"),
        "private_key": os.environ.get("MPASPOR_GATEWAY_KEY", ""),
        "secret": os.environ.get("MPASPOR_PAYOUT_SECRET", ""),
        "source": os.environ.get("MPASPOR_PAYOUT_SOURCE", "8889900000001"),
        "timeout": 10,
    },
    "mailbox": {"url": _sandbox, "timeout": 5},
    "storage": {"folder": os.environ.get("MPASPOR_STORAGE", str(DATA / "papers"))},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("MPASPOR_LOG", "WARNING")},
}
