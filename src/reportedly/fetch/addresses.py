"""Which addresses are asked at all: the URL first, then every network address that its name leads to.

A link in a feed or a redirect can name a machine that only we can reach, as a router or a cloud's metadata service.
So a name is looked up once, its addresses are checked, and the connection goes to the very address that was checked
(`connecting.py`): a second look-up could give another answer.
"""

from __future__ import annotations

import ipaddress
import queue
import re
import socket
import threading
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote, urlsplit

__all__ = ["PORTS", "Refused", "Resolver", "Target", "checked", "is_public", "resolve", "target"]

Resolver: TypeAlias = Callable[[str], Sequence[str]]
"""A host's name → its addresses as text. Raises OSError where there are none."""

PORTS = frozenset({80, 443, 8080, 8443})
"""Where web servers listen. What listens elsewhere is asked only where private addresses are allowed."""

LONGEST = 4096

_DEFAULT = {"http": 80, "https": 443}
_BAD = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?")
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\.?")
# What quote() leaves alone: everything that has a meaning in a path or query, and escapes that are there already.
_SAFE = "%/:=&?~+!$,;'@()*[]"

# IANA's special-purpose registries; not left to `is_global` alone, which has changed between versions of Python.
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/3", "2001::/23", "2001:db8::/32", "3fff::/20",
    )
)  # fmt: skip
_UNICAST = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_6TO4 = ipaddress.ip_network("2002::/16")


class Refused(Exception):
    """An address that is not asked; the message is half a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes, taken apart once: nothing reads the URL a second time in another way."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


def target(url: str, ports: Container[int] | None = PORTS) -> Target:
    """The parts of `url`; its fragment is left out. `ports`: those that are asked, None is any.

    Raises Refused for anything but http and https, for a user's name or password in it, for another port, for a host
    written as an odd number ("0x7f.1"), and for what is no URL.
    """
    if len(url) > LONGEST:
        raise Refused("is too long for an address")
    if _BAD.search(url):
        raise Refused("is no address of a page")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = parts.hostname or ""
    except ValueError:
        raise Refused("is no address of a page") from None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT:
        raise Refused(
            f"is not fetched: only http and https are, not “{scheme[:40]}”" if scheme else "is no address of a page"
        )
    if "@" in parts.netloc:
        raise Refused("is not fetched: there is a user's name in the address")
    port = _DEFAULT[scheme] if port is None else port
    if ports is not None and port not in ports:
        raise Refused(f"is not fetched: no web server is expected at port {port}")
    path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    return Target(scheme, _host(host), port, path if path.startswith("/") else f"/{path}")


def _host(host: str) -> str:
    """In lower case and ASCII, or an IP address in its one usual form."""
    if ":" in host:
        try:
            return str(ipaddress.IPv6Address(host)) if "%" not in host else _no_host()
        except ValueError:
            _no_host()
    if not host.isascii():
        import idna

        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError, ValueError, IndexError):
            _no_host()
    host = host.lower()
    if len(host) > 253 or not _HOST.fullmatch(host):
        _no_host()
    if _NUMBER.fullmatch(host.removesuffix(".").rpartition(".")[2]):
        # "2130706433", "0x7f.1" and "0177.0.0.1" are all 127.0.0.1 to some readers; nobody links to news so.
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError:
            raise Refused("is not fetched: its host is a number in an odd form") from None
    return host.removesuffix(".")


def _no_host() -> str:
    raise Refused("is no address of a page: there is no such host")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet: not private, loopback, link-local, multicast or reserved,
    nor an IPv6 address that stands for such an IPv4 one (mapped, 6to4, NAT64). False for what is no address."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip in _6TO4:
            return is_public(str(ip.sixtofour))
        if ip not in _UNICAST or "%" in address:
            return False
    return ip.is_global and not any(ip.version == net.version and ip in net for net in _NOT_PUBLIC)


def checked(host: str, resolver: Resolver, allowed: Callable[[str], bool] = is_public) -> tuple[str, ...]:
    """The addresses of `host` that may be connected to, in the resolver's order, each once.

    Raises Refused where there are none, and OSError where the name has no address at all.
    """
    found = tuple(dict.fromkeys(resolver(host)))
    fit = tuple(address for address in found if allowed(address))
    if found and not fit:
        at = "" if found[0] == host else f" is at {found[0]}, which"
        raise Refused(f"is not fetched: {host}{at} is no public address")
    if not fit:
        raise OSError(f"{host} has no address")
    return fit


def resolve(host: str, timeout: float = 10.0) -> tuple[str, ...]:
    """The system's answer. Raises OSError; a name server that does not answer in `timeout` seconds is TimeoutError."""
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            answers.put([str(info[4][0]) for info in found])
        except Exception as error:  # goes to the caller
            answers.put(error)

    # A look-up cannot be given a time; one that hangs must not keep the program from ending.
    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=timeout)
    except queue.Empty:
        raise TimeoutError(f"no name server told the address of {host} within {timeout:g} s") from None
    if isinstance(answer, UnicodeError):
        raise OSError(f"{host} is no name of a host")
    if isinstance(answer, Exception):
        raise answer
    return tuple(dict.fromkeys(answer))
