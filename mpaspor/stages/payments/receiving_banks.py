"""Banks an account may be at, by their three digits, as they call themselves; the largest first."""

from __future__ import annotations

BANKS = {
    "002": "BRI",
    "008": "Mandiri",
    "014": "BCA",
    "009": "BNI",
    "451": "BSI",
    "200": "BTN",
    "022": "CIMB Niaga",
    "013": "Permata",
    "011": "Danamon",
    "028": "OCBC",
    "016": "Maybank",
    "019": "Panin",
    "213": "SMBC Indonesia (Jenius)",
    "426": "Mega",
    "147": "Muamalat",
    "153": "Sinarmas",
    "542": "Jago",
    "535": "SeaBank",
    "501": "BCA Digital (blu)",
    "111": "Bank Jakarta",
    "110": "Bank BJB",
    "113": "Bank Jateng",
    "114": "Bank Jatim",
    "112": "BPD DIY",
    "129": "BPD Bali",
    "128": "Bank NTB Syariah",
    "130": "Bank NTT",
    "116": "Bank Aceh Syariah",
    "117": "Bank Sumut",
    "118": "Bank Nagari",
    "119": "Bank Riau Kepri Syariah",
    "120": "Bank Sumsel Babel",
    "121": "Bank Lampung",
    "122": "Bank Kalsel",
    "123": "Bank Kalbar",
    "124": "Bankaltimtara",
    "125": "Bank Kalteng",
    "126": "Bank Sulselbar",
    "127": "Bank SulutGo",
    "131": "Bank Maluku Malut",
    "132": "Bank Papua",
}


def name(code: str) -> str:
    """What people call the bank; the digits where we know no name."""
    return BANKS.get(code, code)
