"""From page to page."""

from playwright.sync_api import Locator, Page


def follow(page: Page, locator: Locator) -> None:
    """Click, and wait for the new page, so that nothing is asked of the old one."""
    with page.expect_navigation():
        locator.click()
