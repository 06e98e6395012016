"""What mass advertising says, in the languages in which it comes.

Every entry is about what is offered or urged, never about a language: no text scores for the one it is in.
A pitch is something sold to anybody; a lure presses the reader to act. Words that an investor in the same
trade would use (casino games, SEO software, loans, bitcoin) are not enough by themselves.
"""

import re

# What is sold to anybody, an alternative each; two different ones are rarely an enquiry.
_PITCHES = (
    # Places in search engines, links, visitors, followers.
    r"backlinks?",
    r"(?:guest|sponsored) (?:posts?|articles?)",
    r"do-?follow",
    r"seo (?:services?|packages?|agency|audit)",
    r"(?:rank|ranking) (?:your|higher|high)\b",
    r"(?:first|1st|top) page (?:of|on|in) google",
    r"(?:targeted|real|more) (?:traffic|visitors)",
    r"buy (?:followers|likes|reviews)|(?:real|instagram|new) followers",
    r"link insertions?|per placement|articles? for your (?:blog|site)",
    r"your (?:website|site) (?:loads|is|has|looks) (?:slow|not|errors|outdated|many)\w*",
    r"(?:five|5)[- ]star (?:google )?reviews",
    r"suchmaschinenoptimierung",
    r"auf (?:die )?(?:seite (?:1|eins)|erste seite) (?:bei|von) google",
    r"référencement (?:naturel|seo|google)",
    r"première page (?:de|sur) google",
    r"primera página de google",
    r"posicionamiento (?:seo|web)|artículos patrocinados",
    r"primeira página do google",
    r"prima pagina di google",
    r"продвижени\w+ (?:вашего )?сайт\w*",
    # Gambling.
    r"casino bonus",
    r"(?:free|welcome) (?:spins|bonus)",
    r"no deposit",
    r"slot (?:gacor|online)",
    r"bonus new member",
    r"(?:deneme|hoşgeldin) bonusu",
    r"canlı bahis",
    r"бесплатны\w+ вращени\w+|фриспин\w*|бонус \d{1,4} ?%|джекпот",
    r"онлайн[- ]казино",
    r"sports betting tips",
    r"百家乐|老虎机|体育投注|娱乐城",
    r"首存|注册送",
    r"เครดิตฟรี|ไม่ต้องฝาก",
    r"บาคาร่า|สล็อตเว็บตรง",
    # Quick money.
    r"(?:crypto|forex|trading) signals?",
    r"double your (?:bitcoin|money|investment)",
    r"(?:bitcoin|forex|crypto|binary)[\w ]{0,20}(?:for me|expert|trader)\b",
    r"i invested [$€£]?\d",
    r"connect your wallet|claim your (?:airdrop|tokens?|prize|bonus)|airdrop",
    r"(?:gana|gane|ganar) \d[\d.,]{0,12} ?(?:euros?|dólares|€|\$)",
    r"(?:verdienen sie|verdiene) [\d.,]{1,12} ?(?:euro|€)",
    r"gagnez [\d ., ]{1,12} ?(?:€|euros?)",
    r"(?:ohne|sin|sans aucune?|senza|sem) (?:vorkenntnisse|risiko|riesgo|risque|rischio|risco)",
    r"稳赚|日赚|带单|搬砖套利",
    r"簡単に稼げる|副業|月収\d{1,4}万",
    # Medicines, copies, company.
    r"viagra",
    r"cialis",
    r"without (?:a )?prescription",
    r"replica (?:watches|bags)",
    r"hot girls|meet you tonight|sexy? (?:girls|chat)",
    r"lose \d{1,4} ?(?:kg|pounds|lbs)",
    # Loans.
    r"payday loans?",
    r"(?:need|want) (?:a|an) (?:urgent )?loan\b",
    r"no (?:credit check|collateral)",
    r"(?:offer|offering|give|giving) (?:\w+ ){0,3}loans?\b|loans? at \d",
    r"pre-?approved for",
    r"bisogno di un prestito|prestiti da",
    r"precisa de empréstimo|oferecemos crédito",
    r"necesita un préstamo|préstamos? (?:rápidos?|urgentes?)",
    r"besoin d[’']un (?:prêt|crédit)|prêts? entre particuliers",
    r"кредит онлайн|займ на карту|без отказа",
    r"당일대출|무담보|최저금리",
    # Addresses and mass mail.
    r"bulk e-?mail (?:software|service|list)\w*",
    r"database of [\d.,]{1,12}(?: ?(?:million|m|k))? ",
    r"attendees? list",
    r"verified (?:business )?(?:e-?mail|contacts|leads)",
    r"рассылк\w+ по баз\w+|баз\w+ (?:e-?mail|клиентов)",
    # Alarm about an account, a parcel, a domain, an heir.
    r"verify your (?:account|mailbox|identity)",
    r"(?:account|mailbox|domain|\bit)[\w ]{0,20} (?:will be|has been|is) (?:suspended|expired|expiring)",
    r"mailbox (?:storage )?is full",
    r"renewal fee|final notice|overdue invoice",
    r"copyrighted (?:images?|material)",
    r"next of kin|beneficiary|(?:proposal|deal) worth",
    r"(?:donate|share|claim) (?:my|the|your|this) (?:inheritance|fortune|funds?)",
    r"bank details",
    r"compte a été suspendu|vérifier vos informations",
    r"konto (?:wurde|wird) (?:gesperrt|eingeschränkt)|bestätigen sie ihre|paket konnte nicht zugestellt",
    r"(?:parcel|package|delivery) (?:is|was|has been) (?:on hold|held|delayed)|(?:may|will) be removed",
    r"cuenta ha sido suspendida|verifique su cuenta",
    # Staff, work and goods offered to whoever reads.
    r"developers? (?:on bench|available|for your projects?)",
    r"dedicated developers?",
    r"hire (?:our|dedicated|virtual)",
    r"virtual assistants?",
    r"outstanding candidates?|candidates? for you|(?:cv|resume) (?:is )?(?:available|attached)",
    r"(?:web|mobile|app|website)(?: app)? (?:development|design) (?:company|agency|at|services)",
    r"(?:engineers|developers) can join your team",
    r"(?:redesign|develop|improve) your (?:website|site|app)",
    r"i need a job|looking for any job|(?:visa|job) sponsorship",
    r"dear (?:hiring|purchasing) manager|purchasing department",
    r"our (?:catalogue|price list)|price list and catalogue|(?:with|send you a) price list",
    r"\bmoq\b|factory price|wholesale prices?",
    r"competitive prices?|best prices? and|free samples?",
    r"waiting for your kind reply|looking forward to your inquiry|any inquiry",
    r"厂家直销|批发价|代开\w{0,3}发票",
)

# What presses the reader to act; an investor may use one of these. An entry is one lure in many languages.
_LURES = (
    r"click (?:here|below|the link)|cliquez ici|cliquant ici|haga clic|hier klicken|klicken sie|clique aqui"
    r"|clicca qui|點擊這裡|点击这里|нажмите сюда|اضغط هنا|여기를 클릭|buraya tıklayın",
    r"act now|(?:order|apply|buy|join|register|subscribe|book|play) now|(?:order|complete)[\w ]{0,12} here",
    r"jetzt (?:\w+ ){0,2}(?:anmelden|bestellen|anfordern|sichern)|commandez|inscrivez-vous|profitez"
    r"|regístrate|compre ahora|responda já|contattaci subito|daftar sekarang|hemen üye"
    r"|регистрируйся|اطلب الآن",
    r"지금 바로|今すぐ(?:登録|購入|申込)|(?:立即|马上)(?:注册|购买|领取|加)|登録はこちら",
    r"(?:limited|special) (?:offer|time|places)|(?:this week|today) only|only today|before midnight"
    r"|funds are limited",
    r"nur heute|offre (?:spéciale|limitée)|oferta limitada|plazas limitadas|promoção|só hoje|名额有限|先着"
    r"|لفترة محدودة|до конца недели",
    r"\d{1,4} ?% (?:off|discount|cheaper|rabatt|de (?:descuento|desconto|réduction)|sconto)"
    r"|(?:скидка|خصم|save(?: \w+){0,4} up to) \d{1,4} ?%",
    r"\bguaranteed\b|garantiert|garanti[es]?\b|garantizado|garantida|гарант\w+|保证|보장",
    r"\bfree (?:trial|audit|quote|shipping|sample|script|analysis)|try it free|(?:months?|weeks?) free",
    r"kostenlose[rsn]? (?:analyse|versand|beratung)|(?:audit|livraison) gratuite?|envío gratis|توصيل مجاني"
    r"|gratis ahora|免费(?:领取|试用|带单)|無料で(?:ご紹介|登録)|무료 체험",
    r"unsubscribe|opt-?out|stop these (?:messages|e-?mails)|reply stop|not e-?mail (?:you )?again",
    r"abmelden|désabonner|dese de baja|cancelar a inscrição|отписаться|退订",
    r"(?:add|加|join)[\w ]{0,12}(?:telegram channel|微信)|客服微信|line登録",
    r"(?:visitors to|errors on|ranking of) your (?:website|web site|site|blog)",
    r"(?:just )?following up on my|saw my (?:last|previous) (?:e-?mail|message)|wanted to reach out",
    r"pre-?vetted|risk[- ]free|no contract\b|no obligation|sin compromiso|ohne verpflichtung",
    r"within \d{1,4} hours|in \d{1,4} seconds|dans les \d{1,4} heures|innerhalb von \d{1,4} stunden"
    r"|in \d{1,4} ore\b|за \d{1,4} минут",
    r"strictly confidential|dear friend",
    r"trusted by [\d,.]+|companies like yours"
    r"|let me know your (?:interest|requirements)|share your requirements",
    r"congratulations[,!]? (?:you|your)|you (?:have )?won\b|you are eligible|winner",
)

# A small sum of money: what something costs, where investors speak of thousands and millions.
_PRICE = re.compile(
    r"(?:[$€£¥]|\b(?:usd|eur|gbp)) ?\d{1,3}(?:[.,]\d\d)?(?![\d.,]{0,12}\d)"
    r"(?! ?(?:k|m|bn|b|million|thousand|mn)\b)"
    r"|(?<![\d.,])(?<!\d[ \u00a0\u202f])\d{1,3}(?:[.,]\d\d)?"
    r" ?(?:[$€£]|(?:usd|eur|euros?|dollars|pounds|tl|zł|руб\w*)\b|元|円|원)",
    re.IGNORECASE,
)


def find_pitches(text: str) -> list[str]:
    """Return the different pitches in ``text`` (case folded), in their order there."""
    return _find(_PITCH, text)


def find_lures(text: str) -> list[str]:
    """Return the different lures in ``text`` (case folded), in their order there."""
    return _find(_LURE, text)


def find_price(text: str) -> str:
    """Return the first small sum of money in ``text``, or nothing."""
    found = _PRICE.search(text)
    return found.group().strip() if found else ""


def _join(alternatives: tuple[str, ...]) -> list[re.Pattern[str]]:
    # A boundary only where letters are written apart: a letter of Latin or Cyrillic begins or ends it.
    return [re.compile(rf"(?<![a-zа-я])(?:{alternative})") for alternative in alternatives]


def _find(patterns: list[re.Pattern[str]], text: str) -> list[str]:
    found = [match for match in (pattern.search(text) for pattern in patterns) if match]
    return [match.group().strip() for match in sorted(found, key=lambda match: match.start())]


_PITCH, _LURE = _join(_PITCHES), _join(_LURES)
