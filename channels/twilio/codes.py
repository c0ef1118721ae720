"""THE table of the provider's error codes: what each means for the text we tried to send.

Provider documentation read 2026-11. Codes not listed are taken as passing troubles; the provider splits and renames
codes now and then.
"""

OPTED_OUT = "21610"
RATE_LIMITED = "20429"

PERMANENT = {
    OPTED_OUT: "The person opted out at the provider.",
    "21211": "Not a phone number.",
    "21214": "The number can't be reached.",
    "21408": "Not allowed to send to this region.",
    "21602": "The text is empty.",
    "21606": "Our number can't send to this one.",
    "21612": "Our number can't reach this one.",
    "21614": "Not a mobile number.",
    "21617": "The text is too long.",
    "21658": "The text is too long.",
    "30003": "The phone is off or out of reach.",
    "30004": "The person blocked messages.",
    "30005": "The number is not in use.",
    "30006": "A landline.",
    "30007": "Filtered by the carrier.",
}
