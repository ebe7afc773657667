from confman.extensions.installed import ExtensionConfig


class FarewellConfig(ExtensionConfig):
    name = "confman_farewell"
    verbose_name = "farewell"
