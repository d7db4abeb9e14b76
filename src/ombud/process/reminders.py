"""What is written to whoever can hear appeals while some wait: how many, until when, where. Nobody's words or name."""

from datetime import datetime

from ombud.process.wording import N_, Letter, Voice

__all__ = ["reminder_letter"]

_WAITING = N_("Appeals that wait for an answer, and in which you had no part: {count}. The first deadline: {day}.")


def reminder_letter(waiting: int, first: datetime, url: str, voice: Voice) -> Letter:
    """That so many appeals wait, one of them until `first`; `url` is where they are."""
    return Letter(
        voice.say(N_("Appeals are waiting")),
        (
            voice.say(_WAITING).format(count=waiting, day=voice.day(first)),
            voice.say(N_("You find them here:")),
            url,
            voice.say(N_("Such a letter comes once a day at most. You can take your address away in your account.")),
        ),
    )
