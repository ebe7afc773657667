"""What the lists about registrations have in common."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from registrations.core.models.category import Category


def swatch(category: Category) -> SafeString:
    """Return the name of a category with its colour."""
    return format_html('<span class="swatch {}">{}</span>', category.css_class, category.name)
