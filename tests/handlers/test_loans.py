"""Loans as conversations, word for word: who may fit, nobody, an agreement with a yes and a no, and what comes back.

In three languages. What was passed on, and what was not, is looked at after each.
"""

# ruff: noqa: E501 (a message is one line, so that a conversation reads as one)

import re

import pytest

from bot.chat.heard import Heard
from bot.determinations.requests import Determine
from bot.referrals.requests import Agreement, Refer, ReferralCard
from bot.registry.requests import AskForPerson, RecordConsent
from bot.terminal import transcribed
from handlers import SCRIPT
from knowledge import lenders
from tests.conversation import Conversation
from tests.fakes.determinations import FakeDeterminations
from tests.fakes.referrals import FakeReferrals
from tests.flows.walk import card


def talk_of(language: str, *agreements: Agreement, recorded: bool = False) -> Conversation:
    talk = Conversation(SCRIPT, language)
    talk.registry.noun(FakeReferrals).agreements = list(agreements)
    talk.registry.cards = [card(1)] if recorded else []
    return talk


def passed_on(talk: Conversation) -> list[Refer]:
    return [request for request in talk.did if isinstance(request, Refer)]


def test_who_may_fit_and_what_to_take_to_the_branch() -> None:
    talk = talk_of("en")
    talk.plays("""
        you: I need a loan
        bot: I look through the lenders and schemes I know, each fact with its date. / How much do you need? You can say it all at once: 50 thousand, stock for the shop, Sialkot, age 30.
        you: 50 hazar, dukan ka maal, Sialkot
        bot: How old is the one who takes the loan? [Under 18 | 18 to 20 | 21 to 24 | 25 to 35 | 36 to 40 | 41 to 45 | 46 to 55 | 56 to 60 | 61 or more]
        you: 35
        bot: Would the loan be in a woman's name? [Yes | No]
        you: yes
        bot: Shall it be without interest (bila sood)? [Yes, without | It does not matter]
        you: yes
        bot: These may fit. They decide; I promise nothing. / 1. Akhuwat: Self-Employment Scheme | For it: no interest; Rs 10,000 to Rs 50,000 | Mind: Akhuwat's own pages differ on the largest amount; able to run or start a business (undated) / 2. PM Interest-Free: small loan | For it: no interest; half of it is meant for women | Mind: a poverty score of 40 or less (sources differ); the branch decides (2020) / 3. Asaan Karobar Card: card up to 10 lakh | For it: no interest; up to Rs 10 lakh | Mind: not known whether it is open now; PRA or FBR registration within six months; a test (21 September 2025) / About which one shall I say more? [Akhuwat | PM Interest-Free | Asaan Karobar Card | Show more | Ask a person]
        you: more
        bot: 4. PM Youth Loan: up to 5 lakh | For it: no interest; for your age | Mind: not known whether it is open now; from 18 on for IT and online trade with matric (12 December 2022) / 5. ASA Microfinance: small loan | For it: Rs 15,000 to Rs 80,000 | Mind: 23% for 336 days (24.64% a year), no fees; a promissory note; the first loan is 15,000 to 40,000 (undated) / 6. RCDP: small loans | For it: women above all; works in your province | Mind: its amounts and terms are not known to me; the branch decides (27 June 2025) / About which one shall I say more? [PM Youth Loan | ASA Microfinance | RCDP | Show more | Ask a person]
        you: Akhuwat
        bot: Akhuwat: Self-Employment Scheme | In person at the nearest Akhuwat branch. One other site says you must live within about 2 to 5 km of it. / Take your identity card with you; show it there only, never send it in a chat. | They also look at: able to run or start a business. / Mind: Akhuwat's own pages differ on the largest amount. | Other websites use this name with other terms. Trust only akhuwat.org.pk and the branch itself. / Terms change and the branch decides. Nothing has been sent to them. | (Source: Akhuwat, undated) [Loan | Talk to a person | Menu]
    """)
    assert passed_on(talk) == []


def test_the_same_in_urdu() -> None:
    talk = talk_of("ur")
    talk.plays("""
        you: قرض چاہیے
        bot: میرے پاس قرض دینے والے کچھ اداروں اور اسکیموں کی معلومات ہیں، اپنی تاریخ کے ساتھ۔ / کتنی رقم چاہیے؟ چاہیں تو سب ایک ساتھ لکھیں: 50 ہزار، دکان کا مال، سیالکوٹ، عمر 30۔
        you: 50 ہزار، دکان کا مال، سیالکوٹ
        bot: جن کے نام قرض ہو گا، ان کی عمر کتنی ہے؟ [18 سے کم | 18 سے 20 | 21 سے 24 | 25 سے 35 | 36 سے 40 | 41 سے 45 | 46 سے 55 | 56 سے 60 | 61 یا زیادہ]
        you: 35
        bot: کیا قرض کسی خاتون کے نام پر ہو گا؟ [جی ہاں | نہیں]
        you: جی ہاں
        bot: کیا قرض بلا سود چاہیے؟ [جی، بلا سود | کوئی فرق نہیں]
        you: جی
        bot: یہ مناسب ہو سکتے ہیں۔ فیصلہ ان کا ہے؛ یہاں سے کوئی وعدہ نہیں۔ / 1. اخوت: سیلف ایمپلائمنٹ اسکیم | اچھی بات: بلا سود؛ ⁨10,000 روپے⁩ سے ⁨50,000 روپے⁩ | دھیان: بڑی سے بڑی رقم اخوت کے صفحوں پر الگ الگ لکھی ہے؛ کاروبار چلانے یا شروع کرنے کی صلاحیت (تاریخ نہیں لکھی) / 2. وزیراعظم بلا سود: چھوٹا قرض | اچھی بات: بلا سود؛ آدھے قرض خواتین کے لیے | دھیان: غربت اسکور 40 یا کم (ذرائع ایک جیسے نہیں)؛ فیصلہ برانچ کا ہے (⁨2020⁩) / 3. آسان کاروبار کارڈ: 10 لاکھ تک کا کارڈ | اچھی بات: بلا سود؛ ⁨10 لاکھ روپے⁩ تک | دھیان: معلوم نہیں کہ اب کھلی ہے یا نہیں؛ چھ مہینے میں پی آر اے یا ایف بی آر رجسٹریشن؛ ایک ٹیسٹ (21 ستمبر 2025) / کس کے بارے میں اور بتاؤں؟ [اخوت | وزیراعظم بلا سود | آسان کاروبار کارڈ | اور دکھائیں | نمائندے سے پوچھیں]
        you: وزیراعظم بلا سود
        bot: وزیراعظم بلا سود: چھوٹا قرض | پی پی اے ایف کے کسی ساتھی ادارے کے قرض مرکز پر۔ 100 سے زیادہ ضلعوں میں تقریباً 1100 مرکز ہیں؛ ان کی فہرست میرے پاس نہیں۔ / شناختی کارڈ ساتھ لے جائیں؛ صرف وہیں دکھائیں، چیٹ میں کبھی نہ بھیجیں۔ | وہ یہ بھی دیکھتے ہیں: غربت اسکور 40 یا کم (ذرائع ایک جیسے نہیں)۔ / شرطیں بدلتی رہتی ہیں اور فیصلہ برانچ کا ہے۔ یہاں سے انہیں کچھ نہیں بھیجا گیا۔ | (ذریعہ: پی پی اے ایف، ⁨2020⁩) [قرض | نمائندے سے بات | مینو]
    """)
    assert passed_on(talk) == []


def test_one_by_one_in_roman_urdu() -> None:
    talk = talk_of("ur_Latn")
    talk.plays("""
        you: mujhe qarz chahiye
        bot: Mere paas qarz dene wale kuch idaron aur schemes ki maloomat hain, apni tareekh ke saath. / Kitni raqam chahiye? Chahein to sab aik saath likhein: 50 hazar, dukan ka maal, Sialkot, umar 30.
        you: 3 lakh
        bot: Raqam kis kaam ke liye chahiye? [Maal ya kacha maal | Machine ya auzar | Naya karobar | Janwar ya kheti | Dukan ya imarat | Kuch aur]
        you: machine
        bot: Karobar kis zile mein hai? Naam likhein, ya list se chunein. [Punjab | Sindh | Khyber Pakhtunkhwa | Balochistan | Islamabad | Azad Jammu o Kashmir | Gilgit Baltistan | Location bhejein]
        you: Gilgit
        bot: Jin ke naam qarz ho ga, un ki umar kitni hai? [18 se kam | 18 se 20 | 21 se 24 | 25 se 35 | 36 se 40 | 41 se 45 | 46 se 55 | 56 se 60 | 61 ya zyada]
        you: 41 se 45
        bot: Kya qarz kisi khatoon ke naam par ho ga? [Ji haan | Nahi]
        you: nahi
        bot: Kya qarz bila sood chahiye? [Ji, bila sood | Koi farq nahi]
        you: koi farq nahi
        bot: Yeh munasib ho sakte hain. Faisla un ka hai; yahan se koi wada nahi. / 1. PM Youth Loan: 5 lakh tak | Achi baat: bila sood; aap ki umar ke liye | Dhyan: maloom nahi ke ab khuli hai ya nahi; IT aur online kaam mein matric ke saath 18 saal se (12 December 2022) / 2. Karakoram Bank: chotay karobar ka qarz | Achi baat: Rs 20 lakh tak; aap ke soobe mein | Dhyan: KIBOR + 5%, paanch saal; faisla branch ka hai (tareekh nahi likhi) / 3. ASA Microfinance: MSME loan | Achi baat: Rs 1 lakh se Rs 3 lakh | Dhyan: 336 din ka 23% (saal ka 24.64%), alag fees nahi; pehla qarz 1 se 2 lakh; teen cheque (tareekh nahi likhi) / Kis ke baare mein aur bataon? [PM Youth Loan | Karakoram Bank | ASA Microfinance | Aur dikhayein | Numainde se poochein]
        you: bas
        bot: Theek hai. Yeh jawab “status” likh kar phir dekh lein. [Mera case | Menu]
    """)
    assert passed_on(talk) == []


def test_the_wish_is_in_the_first_sentence() -> None:
    talk = talk_of("ur_Latn")
    talk.plays("""
        you: mujhe Sialkot mein dukan ke maal ke liye 50 hazar qarz chahiye
        bot: Aap ke message se yeh baatein likh li hain: | Zaroorat: Rs 50,000; Maal ya kacha maal; Sialkot / Jin ke naam qarz ho ga, un ki umar kitni hai? [18 se kam | 18 se 20 | 21 se 24 | 25 se 35 | 36 se 40 | 41 se 45 | 46 se 55 | 56 se 60 | 61 ya zyada]
        you: 30
        bot: Kya qarz kisi khatoon ke naam par ho ga? [Ji haan | Nahi]
        you: haan
        bot: Kya qarz bila sood chahiye? [Ji, bila sood | Koi farq nahi]
        you: haan
        bot: Yeh munasib ho sakte hain. Faisla un ka hai; yahan se koi wada nahi. / 1. Akhuwat: Self-Employment Scheme | Achi baat: bila sood; Rs 10,000 se Rs 50,000 | Dhyan: bari se bari raqam Akhuwat ke pages par alag alag likhi hai; karobar chalane ya shuru karne ki salahiyat (tareekh nahi likhi) / 2. PM bila-sood qarz: chota qarz | Achi baat: bila sood; aadhe qarz khawateen ke liye | Dhyan: poverty score 40 ya kam (sources aik jaise nahi); faisla branch ka hai (2020) / 3. Asaan Karobar Card: 10 lakh tak ka card | Achi baat: bila sood; Rs 10 lakh tak | Dhyan: maloom nahi ke ab khuli hai ya nahi; chay mahine mein PRA ya FBR registration; aik test (21 September 2025) / Kis ke baare mein aur bataon? [Akhuwat | PM bila-sood qarz | Asaan Karobar Card | Aur dikhayein | Numainde se poochein]
        you: Akhuwat
        bot: Akhuwat: Self-Employment Scheme | Khud qareebi Akhuwat branch ja kar. Aik doosri site ke mutabiq ghar branch se 2 se 5 km ke andar hona chahiye. / Shanakhti card saath le jayein; sirf wahin dikhayein, chat mein kabhi na bhejein. | Woh yeh bhi dekhte hain: karobar chalane ya shuru karne ki salahiyat. / Dhyan rahe: bari se bari raqam Akhuwat ke pages par alag alag likhi hai. | Is naam se doosri websites alag shartein batati hain. Bharosa sirf akhuwat.org.pk aur branch par karein. / Shartein badalti rehti hain aur faisla branch ka hai. Yahan se unhein kuch nahi bheja gaya. | (Zariya: Akhuwat, tareekh nahi likhi) [Qarz | Numainday se baat | Menu]
    """)
    assert passed_on(talk) == []


def test_nobody_fits() -> None:
    talk = talk_of("en")
    talk.plays("""
        you: loan
        bot: I look through the lenders and schemes I know, each fact with its date. / How much do you need? You can say it all at once: 50 thousand, stock for the shop, Sialkot, age 30.
        you: 50 crore, machine, Lahore
        bot: For Rs 50 crore there I know nobody who would fit. / That does not mean that there is nobody: a person at the helpdesk may know more. | Number of this answer: 777-000-0001 [Talk to a person | Loan | Menu]
    """)
    assert passed_on(talk) == []
    assert talk.registry.noun(FakeDeterminations).outcomes[-1].outcome == "none"


def test_nobody_fits_in_urdu() -> None:
    talk = talk_of("ur")
    talk.plays("""
        you: قرض
        bot: میرے پاس قرض دینے والے کچھ اداروں اور اسکیموں کی معلومات ہیں، اپنی تاریخ کے ساتھ۔ / کتنی رقم چاہیے؟ چاہیں تو سب ایک ساتھ لکھیں: 50 ہزار، دکان کا مال، سیالکوٹ، عمر 30۔
        you: 50 کروڑ، مشین، لاہور
        bot: وہاں ⁨50 کروڑ روپے⁩ کے لیے میرے پاس کوئی مناسب نام نہیں۔ / اس کا مطلب یہ نہیں کہ کوئی ہے ہی نہیں: ہیلپ ڈیسک کے نمائندے کو شاید معلوم ہو۔ | اس جواب کا نمبر: ⁦777-000-0001⁩ [نمائندے سے بات | قرض | مینو]
    """)
    assert passed_on(talk) == []


def test_a_scheme_that_has_closed_is_told_as_closed() -> None:
    talk = talk_of("ur_Latn")
    talk.plays("""
        you: loan
        bot: Mere paas qarz dene wale kuch idaron aur schemes ki maloomat hain, apni tareekh ke saath. / Kitni raqam chahiye? Chahein to sab aik saath likhein: 50 hazar, dukan ka maal, Sialkot, umar 30.
        you: 5 lakh, bhains, Mirpur
        bot: Jin ke naam qarz ho ga, un ki umar kitni hai? [18 se kam | 18 se 20 | 21 se 24 | 25 se 35 | 36 se 40 | 41 se 45 | 46 se 55 | 56 se 60 | 61 ya zyada]
        you: 30
        bot: Kya qarz kisi khatoon ke naam par ho ga? [Ji haan | Nahi]
        you: nahi
        bot: Kya qarz bila sood chahiye? [Ji, bila sood | Koi farq nahi]
        you: haan
        bot: Yeh munasib ho sakte hain. Faisla un ka hai; yahan se koi wada nahi. / 1. PM Youth Loan: 5 lakh tak | Achi baat: bila sood; aap ki umar ke liye | Dhyan: maloom nahi ke ab khuli hai ya nahi; IT aur online kaam mein matric ke saath 18 saal se (12 December 2022) / 2. U Microfinance Bank | Achi baat: is ke aadhe se zyada qarz sone ke badle hain | Dhyan: raqam aur shartein maloom nahi; faisla branch ka hai (2026) / 3. Mobilink Bank: karobari qarz | Achi baat: SMEDA ka is ke saath dehi karobaron ke liye moahida hai (18 October 2025) | Dhyan: raqam aur shartein maloom nahi; faisla branch ka hai (2025) / Kis ke baare mein aur bataon? [PM Youth Loan | U Microfinance Bank | Mobilink Bank | Aur dikhayein | Numainde se poochein]
        you: aur dikhayein
        bot: 4. HBL Microfinance: karobari qarz | Achi baat: December 2025 mein rating achi thi (A+, PACRA) | Dhyan: raqam aur shartein maloom nahi; faisla branch ka hai (26 December 2025) / 5. NRSP: chotay qarz | Achi baat: 72 zilon mein, Azad Kashmir samait | Dhyan: raqam aur shartein maloom nahi; faisla branch ka hai (15 July 2025) / 6. Kashf Foundation: khawateen ke karobar ke qarz | Achi baat: 380 se zyada branches (March 2024) | Dhyan: raqam aur shartein maloom nahi; zyada tar khawateen ke liye (17 March 2024) / Kis ke baare mein aur bataon? [HBL Microfinance | NRSP | Kashf Foundation | Aur dikhayein | Numainde se poochein]
        you: aur dikhayein
        bot: 7. Khushhali Bank: Khushhali Sarmaya | Achi baat: Rs 50,000 se Rs 10 lakh | Dhyan: mehnga hai, aur aakhri baar (2023) is ki rating zer e nigrani thi; saal ka 34% (11 March 2021) / 8. SBP Asaan Finance: baghair zamanati maal ke | Achi baat: Rs 1 crore tak | Dhyan: shayad band ho chuka ho; pehle pooch lein; saal ka 9% tak; Islamic tareeqa bhi hai (18 September 2023) / 9. NRSP Bank | Dhyan: aakhri rating (April 2025) mein sarmaya bohat kam tha: qarz kam hi milne ka imkan hai; raqam aur shartein maloom nahi (30 April 2025) / Kis ke baare mein aur bataon? [Khushhali Bank | SBP Asaan Finance | NRSP Bank | Aur dikhayein | Numainde se poochein]
        you: aur dikhayein
        bot: 10. FFO Support Program: chotay karobar ka qarz | Dhyan: February 2026 mein is ki rating kamzor thi; raqam aur shartein maloom nahi (10 February 2026) / BAJK youth loan: 20 January 2026 se band hai. / Kis ke baare mein aur bataon? [FFO Support Program | Numainde se poochein]
    """)
    assert passed_on(talk) == []


def test_a_bank_that_must_not_be_named_is_not_found_by_its_name() -> None:
    talk = talk_of("en")
    talk.plays("""
        you: loan
        bot: I look through the lenders and schemes I know, each fact with its date. / How much do you need? You can say it all at once: 50 thousand, stock for the shop, Sialkot, age 30.
        you: 50 hazar, maal, Lahore
        bot: How old is the one who takes the loan? [Under 18 | 18 to 20 | 21 to 24 | 25 to 35 | 36 to 40 | 41 to 45 | 46 to 55 | 56 to 60 | 61 or more]
        you: 30
        bot: Would the loan be in a woman's name? [Yes | No]
        you: no
        bot: Shall it be without interest (bila sood)? [Yes, without | It does not matter]
        you: no
        bot: These may fit. They decide; I promise nothing. / 1. Akhuwat: Self-Employment Scheme | For it: no interest; Rs 10,000 to Rs 50,000 | Mind: Akhuwat's own pages differ on the largest amount; able to run or start a business (undated) / 2. PM Interest-Free: small loan | For it: no interest; Rs 20,000 to Rs 75,000 | Mind: a poverty score of 40 or less (sources differ); the branch decides (2020) / 3. Asaan Karobar Card: card up to 10 lakh | For it: no interest; up to Rs 10 lakh | Mind: not known whether it is open now; PRA or FBR registration within six months; a test (21 September 2025) / About which one shall I say more? [Akhuwat | PM Interest-Free | Asaan Karobar Card | Show more | Ask a person]
        you: Apna Microfinance Bank
        bot: I have nothing sure to say about that one. Please choose one of these. / About which one shall I say more? [Akhuwat | PM Interest-Free | Asaan Karobar Card | Show more | Ask a person]
    """)
    assert passed_on(talk) == []


def test_with_her_consent_it_is_passed_on() -> None:
    talk = talk_of("en", Agreement(1, "akhuwat"))
    talk.plays("""
        you: loan
        bot: I look through the lenders and schemes I know, each fact with its date. / How much do you need? You can say it all at once: 50 thousand, stock for the shop, Sialkot, age 30.
        you: 40 hazar, Sialkot, maal
        bot: How old is the one who takes the loan? [Under 18 | 18 to 20 | 21 to 24 | 25 to 35 | 36 to 40 | 41 to 45 | 46 to 55 | 56 to 60 | 61 or more]
        you: 30
        bot: Would the loan be in a woman's name? [Yes | No]
        you: yes
        bot: Shall it be without interest (bila sood)? [Yes, without | It does not matter]
        you: yes
        bot: These may fit. They decide; I promise nothing. / 1. Akhuwat: Self-Employment Scheme | For it: no interest; Rs 10,000 to Rs 50,000 | Mind: Akhuwat's own pages differ on the largest amount; able to run or start a business (undated) / 2. PM Interest-Free: small loan | For it: no interest; half of it is meant for women | Mind: a poverty score of 40 or less (sources differ); the branch decides (2020) / 3. Asaan Karobar Card: card up to 10 lakh | For it: no interest; up to Rs 10 lakh | Mind: not known whether it is open now; PRA or FBR registration within six months; a test (21 September 2025) / About which one shall I say more? [Akhuwat | PM Interest-Free | Asaan Karobar Card | Show more | Ask a person]
        you: Akhuwat
        bot: They would get: your name, Sialkot, Rs 40,000, Goods or material. | Your phone number only if you give it next. They decide; I promise nothing. / Shall I pass your wish on to Akhuwat? [Yes, pass it on | No]
        you: yes
        bot: What is your full name?
        you: Ayesha Khan
        bot: On which number may they call you? [Leave it out]
        you: 0300 1234567
        bot: Passed on to Akhuwat. Your number: 555-000-0001. | They decide. I tell you here as soon as they answer; write “status” to see where it stands. [My status | Menu]
    """)
    assert talk.did[-2:] == [
        RecordConsent("referral:akhuwat", 1, True),
        Refer(
            "akhuwat",
            "akhuwat-punjab",
            "punjab",
            "sialkot",
            40_000,
            "stock",
            "Ayesha Khan",
            "+923001234567",
            "777-000-0001",
        ),
    ]


def test_in_urdu_with_what_is_recorded_and_without_a_phone() -> None:
    talk = talk_of("ur", Agreement(1, "akhuwat"), recorded=True)
    talk.plays("""
        you: قرض
        bot: میرے پاس قرض دینے والے کچھ اداروں اور اسکیموں کی معلومات ہیں، اپنی تاریخ کے ساتھ۔ / آپ کا کاروبار سیالکوٹ میں ہے؛ وہیں دیکھا جائے گا۔ / کتنی رقم چاہیے؟ چاہیں تو سب ایک ساتھ لکھیں: 50 ہزار، دکان کا مال، سیالکوٹ، عمر 30۔
        you: 40 ہزار، مشین
        bot: جن کے نام قرض ہو گا، ان کی عمر کتنی ہے؟ [18 سے کم | 18 سے 20 | 21 سے 24 | 25 سے 35 | 36 سے 40 | 41 سے 45 | 46 سے 55 | 56 سے 60 | 61 یا زیادہ]
        you: 30
        bot: کیا قرض کسی خاتون کے نام پر ہو گا؟ [جی ہاں | نہیں]
        you: ہاں
        bot: کیا قرض بلا سود چاہیے؟ [جی، بلا سود | کوئی فرق نہیں]
        you: ہاں
        bot: یہ مناسب ہو سکتے ہیں۔ فیصلہ ان کا ہے؛ یہاں سے کوئی وعدہ نہیں۔ / 1. اخوت: سیلف ایمپلائمنٹ اسکیم | اچھی بات: بلا سود؛ ⁨10,000 روپے⁩ سے ⁨50,000 روپے⁩ | دھیان: بڑی سے بڑی رقم اخوت کے صفحوں پر الگ الگ لکھی ہے؛ کاروبار چلانے یا شروع کرنے کی صلاحیت (تاریخ نہیں لکھی) / 2. وزیراعظم بلا سود: چھوٹا قرض | اچھی بات: بلا سود؛ آدھے قرض خواتین کے لیے | دھیان: غربت اسکور 40 یا کم (ذرائع ایک جیسے نہیں)؛ فیصلہ برانچ کا ہے (⁨2020⁩) / 3. آسان کاروبار کارڈ: 10 لاکھ تک کا کارڈ | اچھی بات: بلا سود؛ ⁨10 لاکھ روپے⁩ تک | دھیان: معلوم نہیں کہ اب کھلی ہے یا نہیں؛ چھ مہینے میں پی آر اے یا ایف بی آر رجسٹریشن؛ ایک ٹیسٹ (21 ستمبر 2025) / کس کے بارے میں اور بتاؤں؟ [اخوت | وزیراعظم بلا سود | آسان کاروبار کارڈ | اور دکھائیں | نمائندے سے پوچھیں]
        you: اخوت
        bot: انہیں یہ ملے گا: آپ کا نام، سیالکوٹ، ⁨40,000 روپے⁩، مشین یا اوزار۔ | فون نمبر صرف تب جب آپ خود اگلے پیغام میں دیں۔ فیصلہ ان کا ہے؛ یہاں سے کوئی وعدہ نہیں۔ / کیا آپ کی بات اخوت تک پہنچا دوں؟ [جی، بھیج دیں | نہیں]
        you: جی، بھیج دیں
        bot: وہ آپ کو کس نمبر پر فون کر سکتے ہیں؟ [چھوڑ دیں]
        you: چھوڑیں
        bot: آپ کی بات اخوت تک بھیج دی گئی۔ آپ کا نمبر: ⁦555-000-0001⁩۔ | فیصلہ ان کا ہے۔ ان کا جواب آتے ہی یہاں بتا دیا جائے گا؛ جب چاہیں “میرا کیس” لکھ کر دیکھ لیں۔ [میرا کیس | مینو]
    """)
    [passed] = passed_on(talk)
    assert (passed.district, passed.name, passed.phone) == ("sialkot", "Ayesha Khan", None)


def test_without_her_consent_nothing_is_passed_on() -> None:
    talk = talk_of("ur_Latn", Agreement(1, "akhuwat"))
    talk.plays("""
        you: loan
        bot: Mere paas qarz dene wale kuch idaron aur schemes ki maloomat hain, apni tareekh ke saath. / Kitni raqam chahiye? Chahein to sab aik saath likhein: 50 hazar, dukan ka maal, Sialkot, umar 30.
        you: 40 hazar, Sialkot, maal
        bot: Jin ke naam qarz ho ga, un ki umar kitni hai? [18 se kam | 18 se 20 | 21 se 24 | 25 se 35 | 36 se 40 | 41 se 45 | 46 se 55 | 56 se 60 | 61 ya zyada]
        you: 30
        bot: Kya qarz kisi khatoon ke naam par ho ga? [Ji haan | Nahi]
        you: haan
        bot: Kya qarz bila sood chahiye? [Ji, bila sood | Koi farq nahi]
        you: haan
        bot: Yeh munasib ho sakte hain. Faisla un ka hai; yahan se koi wada nahi. / 1. Akhuwat: Self-Employment Scheme | Achi baat: bila sood; Rs 10,000 se Rs 50,000 | Dhyan: bari se bari raqam Akhuwat ke pages par alag alag likhi hai; karobar chalane ya shuru karne ki salahiyat (tareekh nahi likhi) / 2. PM bila-sood qarz: chota qarz | Achi baat: bila sood; aadhe qarz khawateen ke liye | Dhyan: poverty score 40 ya kam (sources aik jaise nahi); faisla branch ka hai (2020) / 3. Asaan Karobar Card: 10 lakh tak ka card | Achi baat: bila sood; Rs 10 lakh tak | Dhyan: maloom nahi ke ab khuli hai ya nahi; chay mahine mein PRA ya FBR registration; aik test (21 September 2025) / Kis ke baare mein aur bataon? [Akhuwat | PM bila-sood qarz | Asaan Karobar Card | Aur dikhayein | Numainde se poochein]
        you: Akhuwat
        bot: Unhein yeh mile ga: aap ka naam, Sialkot, Rs 40,000, Maal ya kacha maal. | Phone number sirf tab jab aap khud agle message mein dein. Faisla un ka hai; yahan se koi wada nahi. / Kya aap ki baat Akhuwat tak pohncha doon? [Ji, bhej dein | Nahi]
        you: nahi
        bot: Phir kuch aage nahi bheja jaye ga. Khud jana chahein to: / Akhuwat: Self-Employment Scheme | Khud qareebi Akhuwat branch ja kar. Aik doosri site ke mutabiq ghar branch se 2 se 5 km ke andar hona chahiye. / Shanakhti card saath le jayein; sirf wahin dikhayein, chat mein kabhi na bhejein. | Woh yeh bhi dekhte hain: karobar chalane ya shuru karne ki salahiyat. / Dhyan rahe: bari se bari raqam Akhuwat ke pages par alag alag likhi hai. | Is naam se doosri websites alag shartein batati hain. Bharosa sirf akhuwat.org.pk aur branch par karein. / Shartein badalti rehti hain aur faisla branch ka hai. Yahan se unhein kuch nahi bheja gaya. | (Zariya: Akhuwat, tareekh nahi likhi) [Qarz | Numainday se baat | Menu]
    """)
    assert passed_on(talk) == []
    assert RecordConsent("referral:akhuwat", 1, False) in talk.did


def test_a_person_instead() -> None:
    talk = talk_of("ur_Latn")
    talk.plays("""
        you: loan
        bot: Mere paas qarz dene wale kuch idaron aur schemes ki maloomat hain, apni tareekh ke saath. / Kitni raqam chahiye? Chahein to sab aik saath likhein: 50 hazar, dukan ka maal, Sialkot, umar 30.
        you: 40 hazar, Sialkot, maal
        bot: Jin ke naam qarz ho ga, un ki umar kitni hai? [18 se kam | 18 se 20 | 21 se 24 | 25 se 35 | 36 se 40 | 41 se 45 | 46 se 55 | 56 se 60 | 61 ya zyada]
        you: 30
        bot: Kya qarz kisi khatoon ke naam par ho ga? [Ji haan | Nahi]
        you: haan
        bot: Kya qarz bila sood chahiye? [Ji, bila sood | Koi farq nahi]
        you: haan
        bot: Yeh munasib ho sakte hain. Faisla un ka hai; yahan se koi wada nahi. / 1. Akhuwat: Self-Employment Scheme | Achi baat: bila sood; Rs 10,000 se Rs 50,000 | Dhyan: bari se bari raqam Akhuwat ke pages par alag alag likhi hai; karobar chalane ya shuru karne ki salahiyat (tareekh nahi likhi) / 2. PM bila-sood qarz: chota qarz | Achi baat: bila sood; aadhe qarz khawateen ke liye | Dhyan: poverty score 40 ya kam (sources aik jaise nahi); faisla branch ka hai (2020) / 3. Asaan Karobar Card: 10 lakh tak ka card | Achi baat: bila sood; Rs 10 lakh tak | Dhyan: maloom nahi ke ab khuli hai ya nahi; chay mahine mein PRA ya FBR registration; aik test (21 September 2025) / Kis ke baare mein aur bataon? [Akhuwat | PM bila-sood qarz | Asaan Karobar Card | Aur dikhayein | Numainde se poochein]
        you: «Numainde se poochein»
        bot: Aap ka sawal sab jawabon ke saath helpdesk ke paas hai, number 777-000-0001. | Aap ko yahin jawab mile ga; dobara batane ki zaroorat nahi. [Mera case | Menu]
    """)
    assert passed_on(talk) == []
    assert talk.did[-1] == AskForPerson("loan:777-000-0001")


@pytest.mark.parametrize(
    ("language", "state", "note", "said"),
    [
        (
            "en",
            "accepted",
            "",
            "bot: There is news about your loan. / Akhuwat: number 555-000-0001 | It stands: the lender says yes; the rest is between you and the lender. [My status | Menu]",
        ),
        (
            "en",
            "declined",
            "",
            "bot: There is news about your loan. / Akhuwat: number 555-000-0001 | It stands: the lender says no. / Others may fit: write “loan”. Or talk to a person. [Loan | Talk to a person | My status | Menu]",
        ),
        (
            "ur",
            "visit",
            "پیر کو کارڈ لائیں۔",
            "bot: آپ کے قرض کی خبر ہے۔ / اخوت: نمبر \u2066555-000-0001\u2069 | اس وقت: ادارہ آپ کو برانچ پر بلاتا ہے۔ | ادارے کے الفاظ: “پیر کو کارڈ لائیں۔” [میرا کیس | مینو]",
        ),
        (
            "ur",
            "accepted",
            "",
            "bot: آپ کے قرض کی خبر ہے۔ / اخوت: نمبر \u2066555-000-0001\u2069 | اس وقت: ادارے کا جواب ہاں میں ہے؛ باقی بات آپ کی اور ادارے کی ہے۔ [میرا کیس | مینو]",
        ),
        (
            "ur_Latn",
            "declined",
            "",
            "bot: Aap ke qarz ki khabar hai. / Akhuwat: number 555-000-0001 | Is waqt: idare ka jawab nahi mein hai. / Koi aur idara munasib ho sakta hai: “qarz” likhein, ya numainde se baat karein. [Qarz | Numainday se baat | Mera case | Menu]",
        ),
        (
            "ur_Latn",
            "in_review",
            "",
            "bot: Aap ke qarz ki khabar hai. / Akhuwat: number 555-000-0001 | Is waqt: idara dekh raha hai. [Mera case | Menu]",
        ),
    ],
)
def test_what_the_partner_answers_is_told(language: str, state: str, note: str, said: str) -> None:
    talk = talk_of(language)
    talk.registry.noun(FakeReferrals).made = [
        ReferralCard(7, "555-000-0001", "akhuwat", "akhuwat", 40_000, state, note, "2026-11-23")
    ]
    assert transcribed(talk.hears(Heard(tap="!referral news:7"))) == said


@pytest.mark.parametrize("language", ["en", "ur", "ur_Latn"])
def test_silence_goes_to_the_helpdesk_and_is_told(language: str) -> None:
    talk = talk_of(language)
    talk.registry.noun(FakeReferrals).made = [
        ReferralCard(7, "555-000-0001", "akhuwat", "akhuwat", 40_000, "sent", "", "2026-11-23")
    ]
    said = talk.hears(Heard(tap="!referral unanswered:7"))
    assert "555-000-0001" in said.text
    assert talk.did == [], "the helpdesk has it on its list already"


def test_news_of_somebody_elses_is_not_told() -> None:
    talk = talk_of("en")
    assert "555" not in talk.hears(Heard(tap="!referral news:7")).text
    assert talk.did == []


def test_status_shows_referrals_and_answers() -> None:
    talk = talk_of("en", Agreement(1, "akhuwat"))
    for words in ("loan", "40 hazar, Sialkot, maal", "30", "yes", "yes", "Akhuwat", "yes", "Ayesha Khan", "skip"):
        talk.says(words)
    talk.plays("""
        you: status
        bot: Akhuwat: number 555-000-0001 | It stands: noted here, on its way to the lender. / Loans: answer of 23 November 2026, number 777-000-0001 [Talk to a person | Menu]
    """)


@pytest.mark.parametrize(
    ("typed", "amount", "purpose", "district"),
    [
        ("50 hazar", 50_000, "", ""),
        ("mujhe Sialkot mein silai machine ke liye 50 hazar chahiye", 50_000, "tools", "sialkot"),
        ("2 lakh, bhains, Multan", 200_000, "farm", "multan"),
        ("پچاس ہزار، دکان کا مال، سیالکوٹ", 50_000, "stock", "sialkot"),
        ("naya karobar Lahore", 0, "start", "lahore"),
        ("80000 for stock in Lahore", 80_000, "stock", "lahore"),
    ],
)
def test_one_sentence_answers_several_questions(typed: str, amount: int, purpose: str, district: str) -> None:
    talk = talk_of("en")
    talk.says("loan")
    talk.says(typed)
    wanted = "amount" if not amount else "purpose" if not purpose else "district" if not district else "age"
    assert talk.asked == wanted


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("en", "I am 35 years old and need 50 thousand for stock in Sialkot, for a woman, without interest"),
        ("ur", "پچاس ہزار، دکان کا مال، سیالکوٹ، عمر 35، خاتون، بلا سود"),
        ("ur_Latn", "50 hazar, dukan ka maal, Sialkot, umar 35 saal, khatoon, bila sood"),
    ],
)
def test_age_and_the_rest_may_stand_in_that_sentence_too(language: str, typed: str) -> None:
    talk = talk_of(language)
    talk.hears(Heard(tap="!loan"))
    talk.says(typed)
    assert talk.asked == "lender_1"
    assert talk.last is not None
    assert not [one for one in talk.last.options if "question:" in one.id], "“age 35” is no question about ages"
    [made] = [request for request in talk.did if isinstance(request, Determine)]
    assert made.inputs["age"] == {"least": 35, "most": 35}
    assert (made.inputs["woman"], made.inputs["interest_free"]) == (True, True)


@pytest.mark.parametrize(
    "typed", ["mera naam Umar 30 hazar chahiye", "20 saal ka karobar hai, 2 lakh chahiye", "2 lakh, 30 log hain"]
)
def test_what_is_no_age_is_not_taken_for_one(typed: str) -> None:
    talk = talk_of("en")
    for words in ("loan", typed):
        talk.says(words)
    assert talk.asked == "purpose"
    need = talk.talk.stack[-1].answers["need"]
    assert need["amount"] in (30_000, 200_000)
    assert "age" not in need


def test_no_look_alike_site_is_ever_named_and_no_forbidden_lender() -> None:
    """Whatever is shown of all that can be shown, page by page."""
    talk = talk_of("en")
    for words in ("loan", "50 hazar, maal, Lahore", "30", "yes", "no"):
        talk.says(words)
    said = [talk.last.text if talk.last else ""]
    while "Show more" in talk.titles:
        said.append(talk.says("more").text)
    shown = " ".join(said)
    assert len(said) > 3
    for lender in lenders.lenders().values():
        if lender.route not in lenders.ROUTES:
            assert not re.search(rf"\b{re.escape(lender.name.en)}\b", shown), lender.id
    for site in lenders.never_link():
        assert site.split()[0] not in shown


@pytest.mark.parametrize(
    ("language", "said"),
    [("ur_Latn", "sood nahi chahiye"), ("ur", "سود نہیں چاہیے"), ("en", "it must be interest free")],
)
def test_who_first_says_that_it_must_be_without_interest_is_not_asked_that_again(language: str, said: str) -> None:
    talk = Conversation(SCRIPT, language)
    talk.says("loan")
    talk.says(said)
    assert talk.asked == "amount"
    talk.says("2 dhai lakh")
    assert talk.asked == "purpose"
    assert talk.talk.stack[-1].answers["amount"] == 250_000
    assert talk.talk.stack[-1].answers["need"]["interest_free"] is True


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ur_Latn", "biwi ke naam pe lena hai"),
        ("ur", "بیوی کے نام پر لینا ہے"),
        ("en", "it would be in my wife's name"),
    ],
)
def test_who_says_that_it_is_in_a_womans_name_is_not_asked_that_again(language: str, said: str) -> None:
    talk = Conversation(SCRIPT, language)
    talk.says("loan")
    talk.says(said)
    assert talk.asked == "amount"
    assert talk.talk.stack[-1].answers["need"]["woman"] is True


@pytest.mark.parametrize(
    ("language", "said", "purpose"),
    [
        ("ur_Latn", "janwar khareedne hain", "farm"),
        ("ur", "جانور خریدنے ہیں", "farm"),
        ("en", "for goods in the shop", ""),
        ("ur_Latn", "meri dukan hai", ""),
        ("ur_Latn", "silai machine leni hai", "tools"),
        ("ur_Latn", "machine nahi, janwar", ""),
        ("ur_Latn", "machine ya janwar", ""),
        ("ur", "کیا مشین پر قرض ملتا ہے؟", ""),
    ],
)
def test_a_few_words_that_name_one_purpose_mean_it(language: str, said: str, purpose: str) -> None:
    talk = talk_of(language)
    for words in ("loan", "50 hazar, Lodhran", said):
        talk.says(words)
    assert talk.talk.stack[0].answers.get("purpose", "") == purpose
    if purpose:
        assert talk.asked == "age"


@pytest.mark.parametrize(
    ("language", "place", "age", "free"),
    [
        ("ur_Latn", "Lodhran", "meri umar 34 saal hai", "sood nahi chahiye"),
        ("ur", "لودھراں", "میری عمر 34 سال ہے", "سود نہیں چاہیے"),
        ("en", "Lodhran", "I am 34 years old", "it must be without interest"),
    ],
)
def test_what_is_said_between_the_questions_is_added_to_the_wish(
    language: str, place: str, age: str, free: str
) -> None:
    talk = talk_of(language)
    for words in ("loan", "50 hazar"):
        talk.says(words)
    for words in (place, age, free):
        talk.says(words)
        assert talk.asked == "purpose"
    need = talk.talk.stack[-1].answers["need"]
    assert need == {"amount": 50_000, "district": "lodhran", "age": 34, "interest_free": True}
    talk.says("2")
    assert talk.asked == "woman", "neither the district nor the age nor the interest is asked again"


@pytest.mark.parametrize(
    ("language", "asked"),
    [("ur_Latn", "umar ki had kya hai?"), ("ur", "عمر کی حد کیا ہے؟"), ("en", "what is the age limit?")],
)
def test_a_question_about_ages_stays_a_question(language: str, asked: str) -> None:
    talk = talk_of(language)
    for words in ("loan", "50 hazar, Lodhran", asked):
        talk.says(words)
    assert talk.last is not None
    assert "62" in talk.last.text
    assert talk.asked == "purpose"
    assert "age" not in talk.talk.stack[-1].answers["need"]
