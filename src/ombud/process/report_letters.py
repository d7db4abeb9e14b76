"""What is written to somebody who reported something and left an address: that it is here, and what came of it."""

from ombud.process.wording import N_, Letter, Voice

__all__ = ["answer_letter", "receipt_letter", "undone_letter"]

_OUTCOMES = {
    "acted_on": N_("You were right. Something was done about what you reported."),
    "refused": N_("What you reported was looked at. Nothing is done about it."),
    "unfounded": N_("What you reported was looked at. There is clearly nothing in it that breaks a rule."),
    "closed": N_("Somebody else looked at what you reported. The answer stays: nothing is done about it."),
}


def receipt_letter(url: str, voice: Voice) -> Letter:
    """That a report has arrived (DSA Art. 16(4)). `url` is the reporter's own page."""
    return Letter(
        voice.say(N_("We have your report")),
        (voice.say(N_("Your report is here. On this page you can see what becomes of it:")), url),
    )


def answer_letter(state: str, reasons: str, url: str, voice: Voice) -> Letter:
    """What came of it (DSA Art. 16(5)), by the state that the answer led to; `reasons` in the words of who decided."""
    return Letter(
        voice.say(N_("An answer to your report")),
        (
            voice.say(_OUTCOMES[state]),
            voice.say(N_("The reasons: {reasons}")).format(reasons=reasons),
            voice.say(N_("All of it, and what you can do now, is on this page:")),
            url,
        ),
    )


def undone_letter(reasons: str, url: str, voice: Voice, *, partly: bool) -> Letter:
    """That somebody else heard the author's appeal, and found it right; `reasons` in the words of who heard it."""
    what = (
        N_("What you reported was looked at again, after an appeal. Something milder was done.")
        if partly
        else N_("What you reported was looked at again, after an appeal. It stays.")
    )
    return Letter(
        voice.say(N_("What you reported was looked at again")),
        (
            voice.say(what),
            voice.say(N_("The reasons: {reasons}")).format(reasons=reasons),
            voice.say(N_("All of it, and what you can do now, is on this page:")),
            url,
        ),
    )
