"""Which addresses are asked: tables of URLs and IP addresses, and the look-up."""

from __future__ import annotations

import socket
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.fetch import addresses
from reportedly.fetch.addresses import Refused, checked, is_public, resolve, target

TABLES = Path(__file__).parent / "tables"
ADDRESSES = tomllib.loads((TABLES / "addresses.toml").read_text(encoding="utf-8"))
URLS = tomllib.loads((TABLES / "urls.toml").read_text(encoding="utf-8"))["url"]


@pytest.mark.parametrize("row", ADDRESSES["public"], ids=lambda row: row["why"])
def test_public(row):
    assert {a: is_public(a) for a in row["addresses"]} == dict.fromkeys(row["addresses"], True)


@pytest.mark.parametrize("row", ADDRESSES["private"], ids=lambda row: row["why"])
def test_not_public(row):
    assert {a: is_public(a) for a in row["addresses"]} == dict.fromkeys(row["addresses"], False)


@pytest.mark.parametrize("row", URLS, ids=lambda row: row["name"])
def test_url(row):
    if "asked" in row:
        assert target(row["url"]).url == row["asked"]
    else:
        with pytest.raises(Refused, match=row["refused"]):
            target(row["url"])


def test_a_url_that_was_taken_apart_means_the_same_again():
    for row in URLS:
        if "asked" in row:
            assert target(row["asked"]) == target(row["url"])


def test_an_endless_url_is_refused():
    with pytest.raises(Refused, match="too long"):
        target("https://news.example/" + "a" * 5000)


@settings(deadline=None)
@given(st.text(max_size=60) | st.from_regex(r"https?://\S{0,40}(:\d{1,6})?(/\S{0,20})?", fullmatch=True))
def test_any_text_is_an_address_or_refused(url):
    try:
        there = target(url, ports=None)
    except Refused:
        return
    sent = f"{there.authority}{there.path}"
    assert there.scheme in ("http", "https")
    assert sent.isascii()
    assert not any(c <= " " for c in sent)
    assert "@" not in there.authority
    assert there.path.startswith("/")
    assert target(there.url, ports=None) == there


@settings(deadline=None)
@given(st.ip_addresses(v=4))
def test_what_stands_for_an_ipv4_address_is_as_public_as_that(ip):
    public, number = is_public(str(ip)), int(ip)
    for form in (
        f"::ffff:{ip}",
        f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}",
        f"2002:{number >> 16:x}:{number & 0xFFFF:x}::1",
    ):
        assert is_public(form) == public
    if public:
        assert ip.is_global
        assert not ip.is_multicast


def test_of_several_addresses_only_the_public_ones_are_left():
    answer = ["10.0.0.1", "93.184.215.14", "::1", "93.184.215.14"]
    assert checked("news.example", lambda host: answer) == ("93.184.215.14",)


def test_a_name_that_leads_into_a_private_network_is_refused():
    with pytest.raises(Refused, match=r"router\.example is at 192\.168\.0\.1"):
        checked("router.example", lambda host: ["192.168.0.1", "fe80::1"])


def test_a_name_without_an_address():
    with pytest.raises(OSError, match="no address"):
        checked("nowhere.example", lambda host: [])


def test_the_system_knows_this_machine():
    assert "127.0.0.1" in resolve("127.0.0.1")
    assert resolve("::1") == ("::1",)


@pytest.mark.parametrize("host", ["a" * 70 + ".example", "\ud800", "no\0host"])
def test_a_host_that_cannot_be_looked_up(host):
    with pytest.raises(OSError):  # noqa: PT011  (whatever the system's word for it)
        resolve(host)


def test_a_name_server_that_does_not_answer(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: time.sleep(5))
    began = time.monotonic()
    with pytest.raises(TimeoutError, match="within"):
        addresses.resolve("slow.example", timeout=0.2)
    assert time.monotonic() - began < 2
