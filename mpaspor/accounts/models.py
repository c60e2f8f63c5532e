"""A person who signs in. Citizens and officers are the same kind of record; the role decides what opens."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from mpaspor.accounts.roles import MAY, Permission, Role


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def create_user(self, email: str, *, full_name: str = "", role: Role = Role.APPLICANT, **facts: object) -> User:
        """A person without a password: a code in the mail, or a passkey, opens the door."""
        user = self.model(email=self.normalize_email(email), full_name=full_name, role=role, **facts)
        user.set_unusable_password()
        user.save()
        return user


class User(AbstractBaseUser):
    email = models.EmailField(_("alamat e-mail"))
    full_name = models.CharField(_("nama lengkap"), max_length=120, blank=True)
    phone = models.CharField(_("nomor ponsel"), max_length=20, blank=True)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.APPLICANT)
    language = models.CharField(max_length=2, default="id")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    privacy_notice = models.CharField(max_length=10, blank=True)
    privacy_seen_at = models.DateTimeField(null=True)

    # Where an officer sits while she acts, for the trail; the page that lets her in sets it.
    place = ""

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_address"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def may(self, permission: Permission) -> bool:
        return permission in MAY[Role(self.role)]

    def keep_language(self, language: str) -> None:
        """The language she reads in, from now on."""
        if language != self.language:
            self.language = language
            self.save(update_fields=["language"])

    @property
    def is_officer(self) -> bool:
        return self.role != Role.APPLICANT
