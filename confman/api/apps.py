from confman import registries


class ApiConfig(registries.ManifestConfig):
    name = "confman.api"
    verbose_name = "API"
