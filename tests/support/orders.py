"""An order as a court would write it into the form."""

__all__ = ["ORDER"]

ORDER = {
    "kind": "act",
    "sender": "court",
    "authority": "Landgericht Beispielstadt",
    "country": "DE",
    "reference": "3 O 17/26",
    "legal_basis": "§ 1004 BGB",
    "reasons": "The court found the claim to be untrue.",
    "asked": "Do not show the post of anna@example.org in Germany.",
    "locations": "post-1\nhttps://forum.example/p/1",
    "territory": "DE",
    "language": "en",
    "redress": "An objection within two weeks.",
    "contact": "office@court.example",
}
