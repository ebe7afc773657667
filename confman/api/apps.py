from confman import registries


class ApiConfig(registries.ManifestConfig):
    name = "confman.api"
    label = "api"
    verbose_name = "API"
