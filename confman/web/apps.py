from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "confman.web"
    label = "web"

    def ready(self) -> None:
        from confman.audit.guard import history_fault
        from confman.web.readiness import ReadinessCheck, database_fault, disk_fault, readiness_checks

        readiness_checks.register(ReadinessCheck("database", database_fault, vital=True, position=10))
        readiness_checks.register(ReadinessCheck("disk", disk_fault, vital=True, position=20))
        readiness_checks.register(ReadinessCheck("history", history_fault, position=50))
