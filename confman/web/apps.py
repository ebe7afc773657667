from confman import registries


class WebConfig(registries.ManifestConfig):
    name = "confman.web"
