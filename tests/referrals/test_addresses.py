"""Where packets may be posted: https outside, and while developing also to what listens on this machine."""

import pytest

from bot.referrals.addresses import LONGEST, why_unfit


@pytest.mark.parametrize(
    ("url", "live", "at_home"),
    [
        ("https://partner.example/hook", "", ""),
        ("https://partner.example:8443/hook?x=1", "", ""),
        ("https://8.8.8.8/hook", "", ""),
        ("http://partner.example/hook", "plain", "plain"),
        ("http://127.0.0.1:9/hook", "plain", ""),
        ("https://127.0.0.1/hook", "inside", ""),
        ("https://10.0.0.8/hook", "inside", ""),
        ("https://169.254.169.254/latest", "inside", ""),
        ("https://[::1]/hook", "inside", ""),
        ("https://[fd00::1]/hook", "inside", ""),
        ("https://localhost./hook", "inside", ""),
        ("https://database/hook", "inside", ""),
        ("https://files.office.local/hook", "inside", ""),
        ("https://2130706433/hook", "whole", "whole"),
        ("https://0x7f.1/hook", "whole", "whole"),
        ("https://0x7f000001/hook", "whole", "whole"),
        ("https://127.1/hook", "whole", "whole"),
        ("https://user:word@partner.example/hook", "whole", "whole"),
        ("https://partner.example:70000/hook", "whole", "whole"),
        ("https://partner.example/a b", "whole", "whole"),
        ("ftp://partner.example/hook", "whole", "whole"),
        ("partner.example/hook", "whole", "whole"),
        ("https:///hook", "whole", "whole"),
        ("https://[::1/hook", "whole", "whole"),
        (f"https://partner.example/{'x' * LONGEST}", "whole", "whole"),
    ],
)
def test_packets_go_over_https_to_the_outside_only(url: str, live: str, at_home: str) -> None:
    assert why_unfit(url, in_production=True) == live
    assert why_unfit(url, in_production=False) == at_home
