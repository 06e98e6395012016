"""Enquiries, the regional contacts who answer them, and what was decided."""

from investors.models.contacts import Absence, Contact
from investors.models.enquiry import Enquiry
from investors.models.events import EnquiryEvent
from investors.models.referral import Decision, Referral

__all__ = ["Absence", "Contact", "Decision", "Enquiry", "EnquiryEvent", "Referral"]
