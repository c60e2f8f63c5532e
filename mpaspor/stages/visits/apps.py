from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "mpaspor.stages.visits"
