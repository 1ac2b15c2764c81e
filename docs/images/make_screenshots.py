"""The picture of the README, taken from a running demonstration.

make run
.venv/bin/python docs/images/make_screenshots.py http://localhost:8000
"""

import base64
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
PASSWORD = "caisse-de-demonstration"  # noqa: S105  (`make run` prints it for everybody)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PAGE = """<body style="margin:0;padding:32px;display:flex;gap:32px;align-items:flex-start;background:#e9e7df">
<img style="width:900px;border:1px solid #ccc" src="data:image/png;base64,{desk}">
<img style="width:300px;border:1px solid #ccc" src="data:image/png;base64,{phone}"></body>"""


def signed_in(browser: Browser, base: str, email: str, *, width: int, height: int) -> Page:
    """A page of somebody who has signed in."""
    page = browser.new_context(viewport={"width": width, "height": height}, locale="fr-FR").new_page()
    page.goto(f"{base}/compte/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state()
    return page


def main(base: str) -> None:
    """The fund's overview at desk width beside a request on a phone, in one file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        overview = signed_in(browser, base, "tresorerie1@demo.example", width=1280, height=900)
        desk = overview.screenshot()
        file = signed_in(browser, base, "comite4@demo.example", width=390, height=844)
        file.locator("main a").filter(has_text="Atelier").first.click()
        file.wait_for_load_state()
        phone = file.screenshot()
        both = browser.new_page(viewport={"width": 1300, "height": 720})
        pictures = {"desk": base64.b64encode(desk).decode(), "phone": base64.b64encode(phone).decode()}
        both.set_content(PAGE.format(**pictures))
        both.screenshot(path=HERE / "overview.png")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
