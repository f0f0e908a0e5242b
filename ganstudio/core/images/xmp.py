"""XMP packets: a place taken out, a recipe put in. Adobe XMP specification, part 1."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from xml.etree import ElementTree

RECIPE = "recipe"
"""Local name of our property."""
_OURS = "urn:ganstudio:1.0:"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_META = "adobe:ns:meta/"
_HEAD = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_TAIL = b'\n<?xpacket end="w"?>'
_PLACE = re.compile(
    r"gps|location|geotag|^(city|state|province|country|countrycode)$", re.IGNORECASE
)


def without_place(packet: bytes) -> bytes | None:
    """Take out every property whose name speaks of GPS or of a place.

    Any name space counts: drones write `drone-dji:GpsLatitude`.

    Returns:
        The packet; None where it cannot be read: nobody knows what it tells.
    """
    tree = _parse(packet)
    if tree is None:
        return None
    _drop(tree, lambda name: bool(_PLACE.search(name.rpartition("}")[2])))
    return _written(tree, packet)


def with_recipe(packet: bytes | None, text: str | None) -> bytes | None:
    """Put a recipe in, in place of one that is there.

    Args:
        packet: of the photograph; None where it has none, and where it cannot be read
            it is kept as it is, without the recipe.
        text: the recipe; None only takes an old one out.

    Returns:
        The packet, None where it would be empty.
    """
    name = f"{{{_OURS}}}{RECIPE}"
    if packet is None:
        if text is None:
            return None
        tree = ElementTree.Element(f"{{{_META}}}xmpmeta")
        ElementTree.SubElement(tree, f"{{{_RDF}}}RDF")
    else:
        if text is None and _OURS.encode() not in packet:
            return packet
        found = _parse(packet)
        if found is None:
            return packet
        tree = found
    _drop(tree, lambda one: one == name)
    rdf = tree if tree.tag == f"{{{_RDF}}}RDF" else tree.find(f"{{{_RDF}}}RDF")
    if rdf is None:
        rdf = ElementTree.SubElement(tree, f"{{{_RDF}}}RDF")
    if text is not None:
        about = {f"{{{_RDF}}}about": ""}
        place = ElementTree.SubElement(rdf, f"{{{_RDF}}}Description", about)
        ElementTree.SubElement(place, name).text = text
    return _written(tree, packet or b"")


def recipe_of(packet: bytes) -> str | None:
    """Return the recipe in a packet, None where there is none."""
    if _OURS.encode() not in packet:
        return None
    tree = _parse(packet)
    return None if tree is None else tree.findtext(f".//{{{_OURS}}}{RECIPE}")


def _parse(packet: bytes) -> ElementTree.Element | None:
    # Cameras pad packets, and some end them with zeros.
    try:
        root = ElementTree.fromstring(packet.strip(b"\0 \r\n\t"))
    except (ElementTree.ParseError, ValueError, LookupError):
        return None
    return root


def _drop(tree: ElementTree.Element, is_unwanted: Callable[[str], bool]) -> None:
    for element in tree.iter():
        for name in [name for name in element.attrib if is_unwanted(name)]:
            del element.attrib[name]
        for child in [child for child in element if is_unwanted(child.tag)]:
            element.remove(child)
    for element in tree.iter():
        # What a recipe was the only one in.
        for child in list(element):
            empty = not len(child) and not set(child.attrib) - {f"{{{_RDF}}}about"}
            if child.tag == f"{{{_RDF}}}Description" and empty:
                element.remove(child)


def _written(tree: ElementTree.Element, packet: bytes) -> bytes:
    spaces = {"ganstudio": _OURS, "rdf": _RDF, "x": _META}
    with_names = io.BytesIO(packet.strip(b"\0 \r\n\t"))
    if packet:
        for _, (prefix, uri) in ElementTree.iterparse(with_names, ["start-ns"]):
            spaces[prefix] = uri
    for prefix, uri in spaces.items():
        # Prefixes that the library hands out itself are refused, and come back anyway.
        if prefix and not re.fullmatch(r"ns\d+", prefix):
            ElementTree.register_namespace(prefix, uri)
    text: bytes = ElementTree.tostring(tree, "utf-8", xml_declaration=False)
    return _HEAD + text + _TAIL
