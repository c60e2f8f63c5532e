from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "mpaspor.stages.decisions"
