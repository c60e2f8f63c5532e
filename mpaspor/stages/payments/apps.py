from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "mpaspor.stages.payments"
