from django.apps import AppConfig


class DoctorConfig(AppConfig):
    name = "confman.doctor"
    label = "doctor"
