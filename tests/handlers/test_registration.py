"""Somebody registers her business: the whole conversation, word for word, to be read aloud.

"…" stands for the rest of a message. The conversation in each language is followed by one assertion: what was recorded.
"""

# ruff: noqa: E501 (a message is one line, so that a conversation reads as one)

import pytest

from bot.i18n.catalogues import languages
from bot.registry.requests import RecordBusiness, RecordConsent
from handlers import SCRIPT
from tests.conversation import Conversation

TAILOR = RecordBusiness(
    owner_name="Ayesha Khan", business_name=None, trade="tailoring", district="sialkot", since=2019, people=3,
    women=2, turnover="to_5l", legal_form="sole", has_ntn=False, exporting="no",
)  # fmt: skip


def recorded(talk: Conversation) -> RecordBusiness:
    """The one business that was recorded, after consent."""
    consent, business = talk.did
    assert consent == RecordConsent("keep_details", 1, True)
    assert isinstance(business, RecordBusiness)
    return business


def named(owner: str, business: str) -> RecordBusiness:
    values = {name: getattr(TAILOR, name) for name in TAILOR.__struct_fields__}
    return RecordBusiness(**{**values, "owner_name": owner, "business_name": business})


def test_a_tailor_registers_in_english() -> None:
    talk = Conversation(SCRIPT, fresh=True)
    talk.plays("""
        you: I want to register my business
        bot: I am Munshi, an assistant on the phone, run by: Test Desk. / I write the details of your business down for the helpdesk (Test Desk): about 13 short questions. You can stop and go on another day. / You can see, change or erase what you tell me at any time. Please never send your CNIC here. / May I keep what you tell me, for the helpdesk? [Yes, keep them | No]
        you: yes
        bot: What is your full name?
        you: Ayesha Khan
        bot: Thank you, Ayesha Khan. What is your business called? [Leave it out]
        you: Khan Stitching Centre
        bot: What do you make, sell or do? Write it in your own words. [Clothes and textiles | Handicrafts | Food making | Farming and livestock | Manufacturing | Shop and trade | Repair and construction | Services | IT and online work | Something else]
        you: sewing clothes
        bot: In which district is the business? Write the name, or choose from the list. [Punjab | Sindh | Khyber Pakhtunkhwa | Balochistan | Islamabad | Azad Jammu & Kashmir | Gilgit-Baltistan | Send my location]
        you: Sialkot
        bot: Since which year has it been running? For example: 2019, or 3 years.
        you: 2019
        bot: How many people work in it, counting you?
        you: 3
        bot: How many of these 3 are women?
        you: 2
        bot: About how much does it sell in a year, in rupees? Choose, or write an amount. [Up to 5 lakh | 5 to 30 lakh | 30 lakh to 3 crore | 3 to 15 crore | 15 to 80 crore | Over 80 crore | I'd rather not say]
        you: 2 lakh
        bot: Whose is the business on paper? [One owner | Partners | Company (SECP) | Nothing on paper yet | I don't know]
        you: one owner
        bot: Is there an NTN (FBR's tax number) for it? Only yes or no; please do not send the number. [Yes | No]
        you: no
        bot: Do you sell to other countries? [Yes, already | No, but I want to | No]
        you: no
        bot: Your name: Ayesha Khan | Business name: Khan Stitching Centre | Work: Tailoring and stitching | District: Sialkot | Since: 2019 | People: 3 | Women among them: 2 | Sales in a year: Up to 5 lakh | Legal form: One owner | NTN: No | Sells abroad: No / Is all of this right? [Yes, record it | Change something]
        you: yes
        bot: Thank you, Ayesha Khan. Your details are recorded with the helpdesk. / Your number: 482-915-7036 | This is not yet SMEDA registration. Only SMEDA can do that. / Size by its sales: micro (sales up to 3 crore a year). That is no certificate. | (Source: Business Recorder, 6 August 2025) / Next: SMEDA's own SME Registration Portal, or SMEDA's office: (042) 111-111-456. | I have no sure list of the papers it asks for; ask there first. | If you have no NTN, ask about that too. | (Portal: APP, 12 October 2025. Phone: SMEDA, 26 June 2021) / Write “status” on any day to see where it stands. [Receipt | My status | Menu]
        you: status
        bot: Khan Stitching Centre: number 482-915-7036 | Recorded on 23 November 2026. | It is recorded with the helpdesk. This is not yet SMEDA registration. / To change or take back something, write “change” or “withdraw”. [Change my details | Withdraw | Menu]
    """)
    assert recorded(talk) == named("Ayesha Khan", "Khan Stitching Centre")


def test_a_tailor_registers_in_roman_urdu() -> None:
    talk = Conversation(SCRIPT, fresh=True)
    talk.plays("""
        you: mujhe apna karobar register karna hai
        bot: Main Munshi hoon, phone par aap ki madad ke liye. Yeh service chalane wale: Test Desk. / Helpdesk (Test Desk) ke liye aap ke karobar ki maloomat likhni hain: taqreeban 13 chhote sawal. Beech mein reh jayen to baqi kisi aur din sahi. / …
        you: ji haan
        bot: Aap ka poora naam kya hai?
        you: mera naam Ayesha Khan hai
        bot: Shukriya, Ayesha Khan. Aap ke karobar ka naam kya hai? [Chor dein]
        you: Khan Silai Centre
        bot: Aap ke yahan kya kaam hota hai, kya banta ya bikta hai? Apne lafzon mein likhein. [Kapray aur silai | Dastkari | Khane ki cheezein | Kheti aur maweshi | Karkhana | Dukan aur tijarat | Murammat aur tameer | Khidmaat | IT aur online kaam | Kuch aur]
        you: kapron ki silai
        bot: Karobar kis zile mein hai? Naam likhein, ya list se chunein. [Punjab | Sindh | Khyber Pakhtunkhwa | Balochistan | Islamabad | Azad Jammu o Kashmir | Gilgit Baltistan | Location bhejein]
        you: main Daska se hoon
        bot: Karobar kis saal se chal raha hai? Jaise: 2019, ya 3 saal se.
        you: 7 saal se
        bot: Aap samet kitne log kaam karte hain?
        you: 3
        bot: …
        you: 2
        bot: Saal mein taqreeban kitne rupay ki sale hoti hai? List se chunein, ya raqam likhein. [5 lakh tak | 5 se 30 lakh | 30 lakh se 3 crore | 3 se 15 crore | 15 se 80 crore | 80 crore se zyada | Yeh nahi batana]
        you: do lakh
        bot: Kaghzon mein karobar kis ke naam hai? [Aik malik | Hissedar (partner) | Company (SECP) | Abhi kaghzon mein nahi | Maloom nahi]
        you: akela malik
        bot: Kya is ka NTN (FBR ka tax number) bana hua hai? Sirf haan ya nahi batayein, number na bhejein. [Ji haan | Nahi]
        you: nahi
        bot: Kya aap ka maal ya kaam mulk se bahar bhi bikta hai? [Ji haan, pehle se | Nahi, par irada hai | Nahi]
        you: nahi
        bot: Aap ka naam: Ayesha Khan | Karobar ka naam: Khan Silai Centre | Kaam: Silai, darzi | Zila: Sialkot | Kab se: 2019 | Kaam karne wale: 3 | In mein khawateen: 2 | Saal bhar ki sale: 5 lakh tak | Malkiyat: Aik malik | NTN: Nahi | Mulk se bahar sale: Nahi / Kya yeh sab theek hai? [Ji haan, darj karein | Kuch badalna hai]
        you: theek hai
        bot: Shukriya, Ayesha Khan. Aap ki maloomat helpdesk ke paas darj ho gayin. / Aap ka number: 482-915-7036 | Yeh abhi SMEDA ki registration nahi hai. Registration sirf SMEDA kar sakta hai. / Sale ke hisab se size: micro (saal bhar ki sale 3 crore tak). Yeh koi certificate nahi. | (Zariya: Business Recorder, 6 August 2025) / Agla qadam: SMEDA ka apna SME Registration Portal, ya SMEDA ka daftar: (042) 111-111-456. | Wahan kaun se kaghaz lagte hain, is ki pakki list mere paas nahi. Pehle wahin pooch lein. | NTN nahi hai to us ka bhi pooch lein. | (Portal: APP, 12 October 2025. Phone number: SMEDA, 26 June 2021) / Kisi bhi din “mera case” likhein, pata chal jayega ke baat kahan tak pohnchi. [Raseed | Mera case | Menu]
        you: mera case
        bot: Khan Silai Centre: number 482-915-7036 | 23 November 2026 ko darj hua. | Yeh helpdesk ke paas darj hai. Yeh abhi SMEDA ki registration nahi hai. / Kuch badalna ho to “badlein” likhein, indraj wapas lena ho to “wapas lena hai”. [Maloomat badlein | Indraj wapas lein | Menu]
    """)
    assert recorded(talk) == named("Ayesha Khan", "Khan Silai Centre")


def test_a_tailor_registers_in_urdu() -> None:
    talk = Conversation(SCRIPT, fresh=True)
    talk.plays("""
        you: السلام علیکم
        bot: میں منشی ہوں، فون پر آپ کی مدد کے لیے۔ یہ سروس چلانے والے: ⁨Test Desk⁩۔ / …
        you: 1
        bot: ہیلپ ڈیسک (⁨Test Desk⁩) کے لیے آپ کے کاروبار کی معلومات لکھنی ہیں: تقریباً 13 چھوٹے سوال۔ بیچ میں رہ جائیں تو باقی کسی اور دن سہی۔ / …
        you: جی ہاں
        bot: آپ کا پورا نام کیا ہے؟
        you: عائشہ خان
        bot: شکریہ، عائشہ خان۔ آپ کے کاروبار کا نام کیا ہے؟ [چھوڑ دیں]
        you: خان سلائی سنٹر
        bot: آپ کے ہاں کیا کام ہوتا ہے، کیا بنتا یا بکتا ہے؟ اپنے لفظوں میں لکھیں۔ [کپڑے اور سلائی | دستکاری | کھانے کی چیزیں | کھیتی اور مویشی | کارخانہ | دکان اور تجارت | مرمت اور تعمیر | خدمات | آئی ٹی اور آن لائن | کچھ اور]
        you: کپڑوں کی سلائی
        bot: کاروبار کس ضلع میں ہے؟ نام لکھیں، یا فہرست سے چنیں۔ [پنجاب | سندھ | خیبر پختونخوا | بلوچستان | اسلام آباد | آزاد جموں و کشمیر | گلگت بلتستان | اپنی لوکیشن بھیجیں]
        you: سیالکوٹ
        bot: کاروبار کس سال سے چل رہا ہے؟ جیسے: 2019، یا 3 سال سے۔
        you: ۲۰۱۹
        bot: آپ سمیت کتنے لوگ کام کرتے ہیں؟
        you: ۳
        bot: …
        you: ۲
        bot: سال میں تقریباً کتنے روپے کی فروخت ہوتی ہے؟ فہرست سے چنیں، یا رقم لکھیں۔ [5 لاکھ تک | 5 سے 30 لاکھ | 30 لاکھ سے 3 کروڑ | 3 سے 15 کروڑ | 15 سے 80 کروڑ | 80 کروڑ سے زیادہ | یہ نہیں بتانا]
        you: دو لاکھ
        bot: کاغذوں میں کاروبار کس کے نام ہے؟ [ایک مالک | حصے دار (پارٹنر) | کمپنی (SECP) | ابھی کاغذوں میں نہیں | معلوم نہیں]
        you: میرا اپنا
        bot: کیا اس کا این ٹی این (ایف بی آر کا ٹیکس نمبر) بنا ہوا ہے؟ صرف ہاں یا نہیں بتائیں، نمبر نہ بھیجیں۔ [جی ہاں | نہیں]
        you: نہیں
        bot: کیا آپ کا مال یا کام ملک سے باہر بھی بکتا ہے؟ [جی ہاں، پہلے سے | نہیں، مگر ارادہ ہے | نہیں]
        you: نہیں
        bot: آپ کا نام: عائشہ خان | کاروبار کا نام: خان سلائی سنٹر | کام: سلائی، درزی | ضلع: سیالکوٹ | کب سے: ⁨2019⁩ | کام کرنے والے: 3 | ان میں خواتین: 2 | سال بھر کی فروخت: 5 لاکھ تک | ملکیت: ایک مالک | این ٹی این (NTN): نہیں | ملک سے باہر فروخت: نہیں / کیا یہ سب ٹھیک ہے؟ [جی ہاں، درج کریں | کچھ بدلنا ہے]
        you: جی ہاں
        bot: شکریہ، عائشہ خان۔ آپ کی معلومات ہیلپ ڈیسک کے پاس درج ہو گئیں۔ / آپ کا نمبر: ⁦482-915-7036⁩ | یہ ابھی سمیڈا کی رجسٹریشن نہیں ہے۔ رجسٹریشن صرف سمیڈا کر سکتا ہے۔ / فروخت کے حساب سے سائز: مائیکرو (سال بھر کی فروخت 3 کروڑ تک)۔ یہ کوئی سرٹیفکیٹ نہیں۔ | (ذریعہ: بزنس ریکارڈر، 6 اگست 2025) / اگلا قدم: سمیڈا کا اپنا رجسٹریشن پورٹل (SME Registration Portal)، یا سمیڈا کا دفتر: ⁦(042) 111-111-456⁩۔ | وہاں کون سے کاغذ لگتے ہیں، اس کی پکی فہرست میرے پاس نہیں۔ پہلے وہیں پوچھ لیں۔ | این ٹی این (NTN) نہیں ہے تو اس کا بھی پوچھ لیں۔ | (پورٹل: ⁨APP⁩، 12 اکتوبر 2025۔ فون نمبر: ⁨SMEDA⁩، 26 جون 2021) / کسی بھی دن “میرا کیس” لکھیں، پتہ چل جائے گا کہ بات کہاں تک پہنچی۔ [رسید | میرا کیس | مینو]
        you: میرا کیس
        bot: خان سلائی سنٹر: نمبر ⁦482-915-7036⁩ | 23 نومبر 2026 کو درج ہوا۔ | یہ ہیلپ ڈیسک کے پاس درج ہے۔ یہ ابھی سمیڈا کی رجسٹریشن نہیں ہے۔ / کچھ بدلنا ہو تو “بدلیں” لکھیں، اندراج واپس لینا ہو تو “واپس لیں”۔ [معلومات بدلیں | اندراج واپس لیں | مینو]
    """)
    assert recorded(talk) == named("عائشہ خان", "خان سلائی سنٹر")


@pytest.mark.parametrize("language", languages())
def test_the_same_business_by_numbers_only_where_there_are_choices(language: str) -> None:
    talk = Conversation(SCRIPT, language)
    for said in ("menu", "1", "1", "Ayesha Khan", "1", "silai", "1", "36", "2019", "۳", "٢", "1", "1", "2", "3", "1"):
        talk.says(said)
    assert recorded(talk) == TAILOR


@pytest.mark.parametrize("language", languages())
def test_the_same_business_by_taps_wherever_there_is_something_to_tap(language: str) -> None:
    talk = Conversation(SCRIPT, language)
    talk.says("menu")
    taps = {"menu": 0, "consent": 0, "business_name": 0, "turnover": 0, "legal_form": 0, "has_ntn": 1, "exporting": 2,
            "review": 0}  # fmt: skip
    typed = {"owner_name": "Ayesha Khan", "trade": "darzi", "district": "Daska", "since": "7 saal", "people": "3",
             "women": "do"}  # fmt: skip
    for _question in range(14):
        if talk.asked in taps:
            talk.says(f"«{talk.titles[taps[talk.asked]]}»")
        else:
            talk.says(typed[talk.asked])
    assert recorded(talk) == TAILOR


def test_where_the_phone_is_will_do_for_the_district() -> None:
    talk = filled_to("district")
    talk.says(f"«{talk.titles[-1]}»")
    assert talk.last is not None
    assert talk.last.wants == "location"
    talk.shares(32.49, 74.53)
    assert talk.titles[0] == "Sialkot"
    talk.says("1")
    assert talk.asked == "since"


def test_a_place_abroad_is_no_district() -> None:
    talk = filled_to("district")
    talk.shares(51.5, 0.0)
    assert talk.asked == "district"
    assert talk.last is not None
    assert talk.last.text.startswith("That place seems to be outside Pakistan.")


def test_islamabad_is_one_district_and_asked_only_once() -> None:
    talk = filled_to("district")
    talk.says("«Islamabad»")
    assert talk.asked == "since"


def test_one_person_is_asked_yes_or_no() -> None:
    for said, women in (("yes", 1), ("جی نہیں", 0), ("1", 1), ("0", 0), ("«No»", 0)):
        talk = filled_to("people")
        talk.says("akela")
        assert talk.titles == ["Yes", "No"]
        talk.says(said)
        assert talk.talk.stack[-1].answers["women"] == women, said


def test_more_women_than_people_is_a_slip() -> None:
    talk = filled_to("women")
    talk.says("5")
    assert talk.asked == "women"
    assert talk.last is not None
    assert talk.last.text.startswith("That is more than the 3 people who work there.")


def test_a_correction_at_the_review_is_what_is_recorded() -> None:
    talk = filled_to("review")
    talk.plays("""
        you: no
        bot: Which one shall we change? [Your name | Business name | Work | District | Since | People | Sales in a year | Legal form | NTN | Sells abroad]
        you: District
        bot: Until now: Sialkot | In which district is the business? Write the name, or choose from the list. [Punjab…
        you: Swat
        bot: Your name: Ayesha Khan | Business name: left out | Work: Tailoring and stitching | District: Swat…
        you: yes
        bot: Thank you, Ayesha Khan. Your details are recorded with the helpdesk…
    """)
    assert recorded(talk).district == "swat"
    assert recorded(talk).trade == TAILOR.trade


def test_changing_the_number_of_people_asks_for_the_women_again() -> None:
    talk = filled_to("review")
    for said in ("change", "people", "1"):
        talk.says(said)
    assert talk.asked == "women"
    talk.says("yes")
    assert talk.asked == "review"
    talk.says("yes")
    assert (recorded(talk).people, recorded(talk).women) == (1, 1)


def test_whoever_does_not_consent_is_asked_nothing_more_and_nothing_is_recorded() -> None:
    talk = Conversation(SCRIPT, "ur_Latn")
    talk.says("register")
    talk.plays("""
        you: nahi
        bot: Koi baat nahi, kuch mehfooz nahi kiya gaya. Sawal phir bhi poochein, ya numainday se baat karein. [Numainday se baat | Menu]
    """)
    assert talk.did == [RecordConsent("keep_details", 1, False)]
    assert talk.talk.stack[0].flow == "offers!", "nothing is open"


def test_an_unclear_consent_is_no_consent() -> None:
    for said in ("shayad", "ok lekin baad mein", "kyun?", "👍👎"):
        talk = Conversation(SCRIPT, "en")
        talk.says("register")
        talk.says(said)
        assert talk.did == [], said
        assert talk.asked == "consent", said


def test_whoever_has_a_business_recorded_may_mean_another() -> None:
    talk = filled_to("review")
    talk.says("yes")
    talk.plays("""
        you: register
        bot: Ayesha Khan: number 482-915-7036 | That one is recorded already. / Shall I record another business? [Yes, another one | No]
        you: no
        bot: It stays as it is. [My status | Change my details | Menu]
        you: I want to register my business
        bot: Ayesha Khan: number 482-915-7036 | That one is recorded already. / Shall I record another business? [Yes, another one | No]
        you: yes
        bot: I write the details of your business down for the helpdesk…
    """)
    assert (talk.flow, talk.asked) == ("registration", "consent")


def test_register_in_the_middle_of_the_form_goes_on_with_it() -> None:
    talk = filled_to("people")
    talk.says("karobar register karna hai")
    assert (talk.flow, talk.asked) == ("registration", "people")
    talk.says("register")
    assert (talk.flow, talk.asked) == ("registration", "people")


def filled_to(question: str) -> Conversation:
    """Somebody in the middle of the form, in English."""
    talk = Conversation(SCRIPT, "en")
    talk.says("register")
    for said in ("yes", "Ayesha Khan", "skip", "silai", "Daska", "2019", "3", "2", "2 lakh", "1", "no", "no"):
        if talk.asked == question:
            break
        talk.says(said)
    assert talk.asked == question
    return talk


@pytest.mark.parametrize(
    ("language", "said", "form"),
    [
        ("ur_Latn", "main akeli malik hoon", "sole"),
        ("ur", "میں اکیلی مالک ہوں", "sole"),
        ("en", "it is a partnership", "partners"),
        ("ur_Latn", "humari company hai", "company"),
        ("ur_Latn", "company nahi hai", None),
        ("ur_Latn", "company ya partnership", None),
        ("en", "can a company register too?", None),
    ],
)
def test_a_few_words_that_name_one_legal_form_mean_it(language: str, said: str, form: str | None) -> None:
    talk = Conversation(SCRIPT, language)
    for words in ("register", "yes", "Ayesha Khan", "skip", "silai", "Daska", "2019", "3", "2", "2 lakh", said):
        talk.says(words)
    assert talk.talk.stack[0].answers.get("legal_form") == form


@pytest.mark.parametrize(
    ("language", "said", "women"),
    [
        ("ur", "سب عورتیں ہیں", 3),
        ("ur_Latn", "sab aurtein hain ji", 3),
        ("en", "all of us are women", 3),
        ("ur_Latn", "teeno", 3),
        ("ur_Latn", "sab mard hain", 0),
        ("ur", "کوئی نہیں", 0),
        ("ur_Latn", "sab nahi", None),
        ("en", "all men and women", None),
    ],
)
def test_all_or_none_of_the_people_may_be_women(language: str, said: str, women: int | None) -> None:
    talk = Conversation(SCRIPT, language)
    for words in ("register", "yes", "Ayesha Khan", "skip", "silai", "Daska", "2019", "3", said):
        talk.says(words)
    assert talk.talk.stack[0].answers.get("women") == women


@pytest.mark.parametrize(
    ("language", "said", "exporting"),
    [
        ("ur", "دبئی بھیجنا چاہتی ہوں", "wants"),
        ("ur_Latn", "abhi nahi lekin irada hai", "wants"),
        ("en", "not yet but would love to", "wants"),
        ("ur_Latn", "haan ji", "yes"),
        ("ur_Latn", "nahi", "no"),
        ("en", "no", "no"),
        ("en", "I do not want to", "no"),
    ],
)
def test_who_wants_to_sell_abroad_says_so_in_her_words(language: str, said: str, exporting: str | None) -> None:
    talk = Conversation(SCRIPT, language)
    for words in (
        "register",
        "yes",
        "Ayesha Khan",
        "skip",
        "silai",
        "Daska",
        "2019",
        "3",
        "2",
        "2 lakh",
        "1",
        "no",
        said,
    ):
        talk.says(words)
    assert talk.talk.stack[0].answers.get("exporting") == exporting
