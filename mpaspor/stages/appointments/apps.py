from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "mpaspor.stages.appointments"
