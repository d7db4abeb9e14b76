"""What leaves the house: signed webhooks to the platform, letters, and statements of reasons to a public database."""

from ombud.delivery.mail import MailSender
from ombud.delivery.schedule import retry_at
from ombud.delivery.secret import check_secret, new_secret
from ombud.delivery.sender import WebhookSender
from ombud.delivery.tdb import TransparencyDatabase

__all__ = ["MailSender", "TransparencyDatabase", "WebhookSender", "check_secret", "new_secret", "retry_at"]
