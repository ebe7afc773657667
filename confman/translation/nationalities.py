"""Nationalities in English, by country. Russian and Uzbek documents name the country: “Гражданство: Узбекистан”."""

from functools import cache

from django.utils.translation import get_language

from confman.translation.countries import country_name

_ENGLISH = """
AF Afghan; AL Albanian; DZ Algerian; AD Andorran; AO Angolan; AG Antiguan and Barbudan; AR Argentine; AM Armenian;
AU Australian; AT Austrian; AZ Azerbaijani; BS Bahamian; BH Bahraini; BD Bangladeshi; BB Barbadian; BY Belarusian;
BE Belgian; BZ Belizean; BJ Beninese; BT Bhutanese; BO Bolivian; BA Bosnian and Herzegovinian; BW Botswana;
BR Brazilian; BN Bruneian; BG Bulgarian; BF Burkinabe; BI Burundian; CV Cabo Verdean; KH Cambodian; CM Cameroonian;
CA Canadian; CF Central African; TD Chadian; CL Chilean; CN Chinese; CO Colombian; KM Comorian; CG Congolese (Congo);
CR Costa Rican; CI Ivorian; HR Croatian; CK Cook Islander; CU Cuban; CY Cypriot; CZ Czech;
KP Korean (Democratic People’s Republic of Korea);
CD Congolese (Democratic Republic of the Congo);
DK Danish; DJ Djiboutian; DM Dominican (Dominica); DO Dominican (Dominican Republic); EC Ecuadorian; EG Egyptian;
SV Salvadoran;
GQ Equatorial Guinean; ER Eritrean; EE Estonian; SZ Swazi; ET Ethiopian; FJ Fijian; FI Finnish; FR French; GA Gabonese;
GM Gambian; GE Georgian; DE German; GH Ghanaian; GR Greek; GD Grenadian; GT Guatemalan; GN Guinean; GW Bissau-Guinean;
GY Guyanese; HT Haitian; VA Vatican; HN Honduran; HU Hungarian; IS Icelandic; IN Indian; ID Indonesian; IR Iranian;
IQ Iraqi; IE Irish; IL Israeli; IT Italian; JM Jamaican; JP Japanese; JO Jordanian; KZ Kazakhstani; KE Kenyan;
KI I-Kiribati; KW Kuwaiti; KG Kyrgyzstani; LA Lao; LV Latvian; LB Lebanese; LS Basotho; LR Liberian; LY Libyan;
LI Liechtenstein; LT Lithuanian; LU Luxembourg; MG Malagasy; MW Malawian; MY Malaysian; MV Maldivian; ML Malian;
MT Maltese; MH Marshallese; MR Mauritanian; MU Mauritian; MX Mexican; FM Micronesian; MD Moldovan; MC Monegasque;
MN Mongolian; ME Montenegrin; MA Moroccan; MZ Mozambican; MM Myanmar; NA Namibian; NR Nauruan; NP Nepalese; NL Dutch;
NZ New Zealand; NI Nicaraguan; NE Nigerien; NG Nigerian; NU Niuean; MK Macedonian/citizen of North Macedonia;
NO Norwegian; OM Omani; PK Pakistani; PW Palauan; PS Palestinian; PA Panamanian; PG Papua New Guinean; PY Paraguayan;
PE Peruvian; PH Filipino; PL Polish; PT Portuguese; QA Qatari; KR Korean (Republic of Korea); RO Romanian; RU Russian;
RW Rwandan; KN Kittitian and Nevisian; LC Saint Lucian; VC Vincentian; WS Samoan; SM Sammarinese; ST Sao Tomean;
SA Saudi; SN Senegalese; RS Serbian; SC Seychellois; SL Sierra Leonean; SG Singaporean; SK Slovak; SI Slovenian;
SB Solomon Islander; SO Somali; ZA South African; SS South Sudanese; ES Spanish; LK Sri Lankan; SD Sudanese;
SR Surinamese; SE Swedish; CH Swiss; SY Syrian; TJ Tajikistani; TH Thai; TL Timorese; TG Togolese; TO Tongan;
TT Trinidadian and Tobagonian; TN Tunisian; TR Turkish; TM Turkmen; TV Tuvaluan; UG Ugandan; UA Ukrainian; AE Emirati;
GB British; TZ Tanzanian; US American; UY Uruguayan; UZ Uzbekistani; VU Ni-Vanuatu; VE Venezuelan; VN Vietnamese;
YE Yemeni; ZM Zambian; ZW Zimbabwean
"""


@cache
def _english() -> dict[str, str]:
    entries = " ".join(_ENGLISH.split()).split("; ")
    return dict(entry.split(" ", 1) for entry in entries)


def nationality_name(code: str) -> str:
    """Return a nationality in the reader's language; the name of the country where that stands for it."""
    is_english = (get_language() or "en").startswith("en")
    return (is_english and _english().get(code)) or country_name(code)
