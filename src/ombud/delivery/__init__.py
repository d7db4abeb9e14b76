"""What leaves the house: webhooks to the platform, signed, and tried again for a day."""

from ombud.delivery.schedule import retry_at
from ombud.delivery.secret import check_secret, new_secret
from ombud.delivery.sender import WebhookSender

__all__ = ["WebhookSender", "check_secret", "new_secret", "retry_at"]
