"""One browser for all modules of a process that follow each other, and pages that are lent, emptied and lent again.

A browser takes a second of a processor to start, and a page a fifth. Playwright's synchronous side keeps an event loop
running in this thread for as long as it is open, so `close` comes before any test that has a loop of its own.
"""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--in-process-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--renderer-process-limit=1",
    "--disable-site-isolation-trials",
]  # fmt: skip

CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The shell without a window first: it opens a page for a quarter of the work."""

_VIOLATIONS = """
    window.violations = [];
    addEventListener("securitypolicyviolation", (event) =>
        window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


def chromium() -> str | None:
    """The Chromium of this system: named by CHROMIUM, or what distributions call it."""
    if named := os.environ.get("CHROMIUM"):
        return named if Path(named).exists() else shutil.which(named)
    return next((path for name in CHROMIUMS if (path := shutil.which(name))), None)


class Tab:
    """A page with cookies of its own. What a page must never do is written down: throw, or break its own policy."""

    def __init__(self, context: BrowserContext) -> None:
        context.set_default_timeout(10_000)
        self.context = context
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.add_init_script(_VIOLATIONS)

    def complaints(self) -> list[str]:
        """What the page has done wrong since it was lent."""
        return [*self.errors, *self.page.evaluate("window.violations ?? []")]

    def empty(self) -> None:
        """Nothing of whoever had it is left: no cookies, nothing stored, no other page, no waylaid request."""
        self.context.unroute_all()
        for other in self.context.pages:
            if other != self.page:
                other.close()
        if self.page.url.startswith("http"):
            self.page.evaluate("localStorage.clear(), sessionStorage.clear()")
        self.page.goto("about:blank")
        self.context.clear_cookies()
        self.errors.clear()


class Browsers:
    """The browser of this process, if it is open, and the tabs nobody has at present."""

    def __init__(self) -> None:
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._free: list[Tab] = []

    def open(self) -> Browser:
        """The browser. Raises `FileNotFoundError` where there is no Chromium."""
        if self._browser is None:
            path = chromium()
            if path is None:
                raise FileNotFoundError("no Chromium found: install chromium, or name one in CHROMIUM")
            self._playwright = sync_playwright().start()
            self._browser = self._playwright.chromium.launch(executable_path=path, args=FLAGS, headless=True)
        return self._browser

    def close(self) -> None:
        self._free.clear()
        if self._browser is not None:
            self._browser.close()
        if self._playwright is not None:
            self._playwright.stop()
        self._browser = self._playwright = None

    def lend(self, width: int, height: int, **options: object) -> Tab:
        """A tab; one that others have had, unless it is to have `options` of its own."""
        browser = self.open()
        if options or not self._free:
            return Tab(browser.new_context(viewport={"width": width, "height": height}, **options))  # type: ignore[arg-type]
        tab = self._free.pop()
        tab.page.set_viewport_size({"width": width, "height": height})
        return tab

    def take_back(self, tab: Tab, *, keep: bool) -> None:
        """It is emptied, or shut."""
        if not keep:
            tab.context.close()
            return
        tab.empty()
        self._free.append(tab)


BROWSERS = Browsers()
