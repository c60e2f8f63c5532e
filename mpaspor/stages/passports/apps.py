from django.apps import AppConfig


class PassportsConfig(AppConfig):
    name = "mpaspor.stages.passports"
