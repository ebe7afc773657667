"""Numbers stand in a document and on a page as an editor of its language writes them."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from confman.translation.numbers import decimal, money, percent


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["12,500.5", "67%", "$30,000", "$30,000.00", "UZS\u00a030,000.50"]),
        (
            "ru",
            [
                "12\u00a0500,5",
                "67\u00a0%",
                "30\u00a0000\u00a0долл.\u00a0США",
                "30\u00a0000,00\u00a0долл.\u00a0США",
                "30\u00a0000,50\u00a0сум",
            ],
        ),
        (
            "uz",
            [
                "12\u00a0500,5",
                "67%",
                "30\u00a0000\u00a0AQSH\u00a0dollari",
                "30\u00a0000,00\u00a0AQSH\u00a0dollari",
                "30\u00a0000,50\u00a0soʻm",
            ],
        ),
    ],
)
def test_numbers_shares_and_money_as_the_language_writes_them(language, written):
    with override(language):
        assert [
            decimal(Decimal("12500.50"), 2), percent(Decimal("66.67")), money(Decimal(30000), "USD"),
            money(Decimal(30000), "USD", cents=True), money(Decimal("30000.5"), "UZS"),
        ] == written  # fmt: skip
