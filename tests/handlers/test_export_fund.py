"""The export fund and the certification grant as conversations, word for word: every end, in three languages.

Nobody is told that she can have money, or cannot: only what is known, of which day, and where to go on.
"""

# ruff: noqa: E501 (a message is one line, so that a conversation reads as one)

from bot.registry.requests import AskForPerson, BusinessCard
from handlers import SCRIPT
from tests.conversation import Conversation
from tests.fakes.determinations import FakeDeterminations
from tests.flows.walk import FACTS


def talk_of(language: str, **facts: object) -> Conversation:
    """A conversation of somebody with a business recorded, if facts of it are given."""
    talk = Conversation(SCRIPT, language)
    if facts:
        known = {**FACTS, **facts}
        talk.registry.cards = [
            BusinessCard(1, "482-915-7031", "Khan Stitching", "Ayesha Khan", "2026-11-20", "recorded", known)
        ]
    return talk


def outcomes(talk: Conversation) -> list[str]:
    """What was kept of it."""
    return [card.outcome for card in talk.registry.noun(FakeDeterminations).made]


def test_a_chamber_is_told_that_such_bodies_are_the_examples() -> None:
    talk = talk_of("en")
    talk.plays("""
        you: Is my chamber eligible for EDF?
        bot: The Export Development Fund (EDF) pays for what helps a whole trade export: training, fairs, laboratories. | The surcharge on exports that fed it was ended in November 2025. | (Sources: Business Recorder, 5 May 2017; Profit, 24 November 2025) / For whom do you ask? [My own business | Chamber, association | Training institute]
        you: a chamber
        bot: As far as we know: the requests and projects we found all came from such bodies: chambers, associations, institutes. | EDF's form, papers and dates are not known to us. SMEDA says it helps with EDF; the helpdesk here can ask. / Number of this answer: 777-000-0001 | (Sources: The News, 2023; SMEDA, 2025) / What shall we do now? [Steps to export | Certification grant | Give to the helpdesk | That is enough]
        you: «Give to the helpdesk»
        bot: The helpdesk has your question with all your answers, number 777-000-0001. | A person will answer you here; you need not say it again. [My status | Menu]
    """)
    assert outcomes(talk) == ["institution"]
    assert talk.did[-1] == AskForPerson("edf:777-000-0001")


def test_a_tanzeem_in_roman_urdu() -> None:
    talk = talk_of("ur_Latn")
    talk.plays("""
        you: EDF ke liye apply karna hai
        bot: Export Development Fund (EDF) us kaam par lagta hai jis se poore shobay ki export barhe: training, numaish, laboratory. | Export par jo izafi raqam kat kar is mein jati thi, woh November 2025 mein khatam kar di gayi. | (Zariye: Business Recorder, 5 May 2017; Profit, 24 November 2025) / Yeh kis ke liye poocha ja raha hai? [Apna karobar | Chamber ya tanzeem | Training ka idara]
        you: tanzeem
        bot: Jahan tak maloom hai: ab tak mili saari misalein aise hi idaron ki hain: chamber, tanzeemein, institute. | EDF ka form, kaghaz aur tareekhein hamein maloom nahi. SMEDA ka kehna hai ke woh EDF mein madad karta hai; helpdesk ke zariye poocha ja sakta hai. / Is jawab ka number: 777-000-0001 | (Zariye: The News, 2023; SMEDA, 2025) / Ab kya karein? [Export ke qadam | Certificate ki grant | Helpdesk ko dein | Bas, kaafi hai]
        you: bas
        bot: Theek hai. Yeh jawab “status” likh kar phir dekh lein. [Mera case | Menu]
    """)
    assert outcomes(talk) == ["institution"]


def test_an_exporter_who_is_a_member() -> None:
    talk = talk_of("en")
    talk.plays("""
        you: edf
        bot: The Export Development Fund (EDF) pays for what helps a whole trade export: training, fairs, laboratories. | The surcharge on exports that fed it was ended in November 2025. | (Sources: Business Recorder, 5 May 2017; Profit, 24 November 2025) / For whom do you ask? [My own business | Chamber, association | Training institute]
        you: my own business
        bot: Do you sell to other countries? [Yes, already | No, but I want to | No]
        you: yes
        bot: Is the business a member of a chamber or trade association? [Yes | No | I don't know]
        you: yes
        bot: As far as we know: no page shows that one firm can get cash from EDF by itself; the chamber or association can bring the trade's need forward. | Take it to your chamber or association: the trade has to come forward and show what it needs. | What would change it: a rule of EDF's new board for single firms, if one is published. / Number of this answer: 777-000-0001 | (Sources: The News, 2023; UrduPoint, 13 March 2025) / What shall we do now? [Steps to export | Certification grant | Give to the helpdesk | That is enough]
        you: enough
        bot: All right. You find this answer under “status”. [My status | Menu]
    """)
    assert outcomes(talk) == ["through-association"]


def test_an_exporter_without_a_chamber_in_urdu() -> None:
    talk = talk_of("ur")
    talk.plays("""
        you: ای ڈی ایف
        bot: ایکسپورٹ ڈویلپمنٹ فنڈ (EDF) اس کام پر لگتا ہے جس سے پورے شعبے کی ایکسپورٹ بڑھے: ٹریننگ، نمائش، لیبارٹری۔ | ایکسپورٹ پر جو اضافی رقم کٹ کر اس میں جاتی تھی، وہ نومبر 2025 میں ختم کر دی گئی۔ | (ذریعہ: بزنس ریکارڈر، 5 مئی 2017؛ پرافٹ، 24 نومبر 2025) / یہ کس کے لیے پوچھا جا رہا ہے؟ [اپنا کاروبار | چیمبر یا تنظیم | ٹریننگ کا ادارہ]
        you: اپنا کاروبار
        bot: کیا آپ کا مال یا کام ملک سے باہر بھی بکتا ہے؟ [جی ہاں، پہلے سے | نہیں، مگر ارادہ ہے | نہیں]
        you: جی ہاں
        bot: کیا کاروبار کسی چیمبر یا تجارتی تنظیم کا رکن ہے؟ [جی ہاں | نہیں | معلوم نہیں]
        you: نہیں
        bot: جہاں تک معلوم ہے: کسی صفحے پر نہیں ملا کہ اکیلا کاروبار ای ڈی ایف سے نقد رقم لے سکے؛ جو راستہ نظر آتا ہے وہ چیمبر یا تنظیم کا ہے۔ | پہلے کسی چیمبر یا تنظیم میں آئیں؛ پھر وہاں پورا شعبہ اپنی ضرورت سامنے رکھے۔ | بات اس سے بدلے گی: کسی چیمبر یا تجارتی تنظیم کی رکنیت۔ / اس جواب کا نمبر: ⁦777-000-0001⁩ | (ذریعہ: دی نیوز، ⁨2023⁩؛ اردو پوائنٹ، 13 مارچ 2025) / اب کیا کریں؟ [ایکسپورٹ کے قدم | سرٹیفکیشن گرانٹ | ہیلپ ڈیسک کو دیں | بس، کافی ہے]
        you: قدم
        bot: 1. ایف بی آر (IRIS) سے این ٹی این۔ | 2. پاکستان سنگل ونڈو: رکنیت، پھر اس میں اپنا بینک۔ | 3. چیمبر یا تنظیم؛ وہاں عام طور پر این ٹی این، ٹیکس ریٹرن اور بینک سرٹیفکیٹ مانگتے ہیں۔ | 4. ٹڈاپ: ایکسپورٹر رجسٹریشن (REX)۔ | (ذریعہ: پاکستان ٹریڈ پورٹل، تاریخ نہیں لکھی؛ اسلام آباد چیمبر، تاریخ نہیں لکھی) / اب کیا کریں؟ [سرٹیفکیشن گرانٹ | ہیلپ ڈیسک کو دیں | بس، کافی ہے]
        you: «ہیلپ ڈیسک کو دیں»
        bot: آپ کا سوال سب جوابوں کے ساتھ ہیلپ ڈیسک کے پاس ہے، نمبر ⁦777-000-0001⁩۔ | آپ کو یہیں جواب ملے گا؛ دوبارہ بتانے کی ضرورت نہیں۔ [میرا کیس | مینو]
    """)
    assert outcomes(talk) == ["join-first"]
    assert talk.did[-1] == AskForPerson("edf:777-000-0001")


def test_whoever_does_not_know_whether_she_is_a_member_is_told_that_it_cannot_be_told() -> None:
    talk = talk_of("ur_Latn")
    talk.plays("""
        you: edf
        bot: Export Development Fund (EDF) us kaam par lagta hai jis se poore shobay ki export barhe: training, numaish, laboratory. | Export par jo izafi raqam kat kar is mein jati thi, woh November 2025 mein khatam kar di gayi. | (Zariye: Business Recorder, 5 May 2017; Profit, 24 November 2025) / Yeh kis ke liye poocha ja raha hai? [Apna karobar | Chamber ya tanzeem | Training ka idara]
        you: apna karobar
        bot: Kya aap ka maal ya kaam mulk se bahar bhi bikta hai? [Ji haan, pehle se | Nahi, par irada hai | Nahi]
        you: 2
        bot: Kya karobar kisi chamber ya tijarati tanzeem ka member hai? [Ji haan | Nahi | Maloom nahi]
        you: pata nahi
        bot: Abhi baat saaf nahi: yeh is par hai ke karobar kisi chamber ya tanzeem ka member hai ya nahi. | Bazaar mein pooch lein ke karobar kahin member hai ya nahi; phir baat aage barhe gi. / Is jawab ka number: 777-000-0001 | (Zariye: The News, 2023; UrduPoint, 13 March 2025) / Ab kya karein? [Export ke qadam | Certificate ki grant | Helpdesk ko dein | Bas, kaafi hai]
        you: bas
        bot: Theek hai. Yeh jawab “status” likh kar phir dekh lein. [Mera case | Menu]
    """)
    assert outcomes(talk) == ["unknown"]


def test_whoever_does_not_export_is_shown_what_is_open() -> None:
    talk = talk_of("en")
    talk.plays("""
        you: edf
        bot: The Export Development Fund (EDF) pays for what helps a whole trade export: training, fairs, laboratories. | The surcharge on exports that fed it was ended in November 2025. | (Sources: Business Recorder, 5 May 2017; Profit, 24 November 2025) / For whom do you ask? [My own business | Chamber, association | Training institute]
        you: mine
        bot: Do you sell to other countries? [Yes, already | No, but I want to | No]
        you: no
        bot: As far as we know: the fund exists to help exports, and the business does not sell abroad. | What is open meanwhile: the steps to export, and a grant for quality certificates. | What would change it: selling abroad, or a plan to. / Number of this answer: 777-000-0001 | (Source: EDF, undated) / What shall we do now? [Steps to export | Certification grant | Give to the helpdesk | That is enough]
        you: steps
        bot: 1. NTN from FBR (IRIS). | 2. Pakistan Single Window: subscription, then your bank in it. | 3. A chamber or association; they usually ask for the NTN, the tax return and a bank certificate. | 4. TDAP: exporter registration (REX). | (Sources: Pakistan Trade Portal, undated; Islamabad Chamber, undated) / What shall we do now? [Certification grant | Give to the helpdesk | That is enough]
        you: grant
        bot: SMEDA pays back 70% of what a quality certificate costs: up to 8 lakh, and 2 lakh for advice. | You pay first; SMEDA decides, first come, first served. Whether it goes on this year is not known to us. | (Sources: SMEDA, February 2026; GNN, 3 February 2026) / Is there an NTN for it? Only yes or no; please do not send the number. [Yes | No]
    """)
    assert outcomes(talk) == ["not-exporting"]


def test_what_is_recorded_is_shown_and_not_asked_again() -> None:
    talk = talk_of("ur_Latn", exporting="yes", has_ntn=True, legal_form="company", since=2015, turnover="to_3cr")
    talk.plays("""
        you: edf
        bot: Export Development Fund (EDF) us kaam par lagta hai jis se poore shobay ki export barhe: training, numaish, laboratory. | Export par jo izafi raqam kat kar is mein jati thi, woh November 2025 mein khatam kar di gayi. | (Zariye: Business Recorder, 5 May 2017; Profit, 24 November 2025) / Aap ke indraj 482-915-7031 se: | Mulk se bahar sale: Ji haan, pehle se | NTN: Ji haan | Kab se: 2015 / Yeh kis ke liye poocha ja raha hai? [Apna karobar | Chamber ya tanzeem | Training ka idara]
        you: apna karobar
        bot: Kya karobar kisi chamber ya tijarati tanzeem ka member hai? [Ji haan | Nahi | Maloom nahi]
        you: haan
        bot: Jahan tak maloom hai: kisi page par nahi mila ke akela karobar EDF se naqad raqam le sake; chamber ya tanzeem poore shobay ki zaroorat samne la sakti hai. | Apne chamber ya tanzeem se baat karein: poore shobay ko aage aa kar apni zaroorat dikhani hoti hai. | Baat is se badle gi: EDF ke naye board ka akele karobar ke liye koi usool, agar shaya ho. / Is jawab ka number: 777-000-0001 | (Zariye: The News, 2023; UrduPoint, 13 March 2025) / Ab kya karein? [Export ke qadam | Certificate ki grant | Helpdesk ko dein | Bas, kaafi hai]
        you: grant
        bot: Quality certificate ka 70% kharch SMEDA wapas karta hai: certificate par 8 lakh tak, mashware par 2 lakh tak. | Pehle kharch aap ka hai; faisla SMEDA ka, jo pehle aaye us ka pehle. Is saal jari hai ya nahi, yeh hamein maloom nahi. | (Zariye: SMEDA, February 2026; GNN, 3 February 2026) / Aap ke indraj 482-915-7031 se: | NTN: Ji haan | Kab se: 2015 | Saal bhar ki sale: 30 lakh se 3 crore | Malkiyat: Company (SECP) / Kya karobar ka koi chalta bank account hai? [Ji haan | Nahi]
        you: haan
        bot: Kya 1 July se ab tak sarkar se certificate ki koi aur grant mili hai? [Ji haan | Nahi]
        you: nahi
        bot: Kya karobar aap ka hai, ya us mein aap ka hissa hai? [Ji haan | Nahi]
        you: haan
        bot: Jo certificate chahiye, kya woh karobar ke paas pehle se hai? [Ji haan | Nahi]
        you: nahi
        bot: SMEDA ke page ke mutabiq aap ki batai koi baat rukawat nahi. Haan sirf SMEDA kar sakta hai. | Saath rakhein: NTN, registration number aur karobar ka bank account. / Is jawab ka number: 777-000-0002 | (Zariya: SMEDA, tareekh nahi likhi) / Kya helpdesk ka numainda aap ke saath isay dekh le? [Ji haan | Nahi, shukriya]
        you: haan
        bot: Aap ka sawal sab jawabon ke saath helpdesk ke paas hai, number 777-000-0002. | Aap ko yahin jawab mile ga; dobara batane ki zaroorat nahi. [Mera case | Menu]
    """)
    assert outcomes(talk) == ["through-association", "yes"]
    assert talk.did[-1] == AskForPerson("grant:777-000-0002")


def test_one_condition_that_is_broken_ends_the_questions() -> None:
    talk = talk_of("en")
    talk.plays("""
        you: export fund
        bot: The Export Development Fund (EDF) pays for what helps a whole trade export: training, fairs, laboratories. | The surcharge on exports that fed it was ended in November 2025. | (Sources: Business Recorder, 5 May 2017; Profit, 24 November 2025) / For whom do you ask? [My own business | Chamber, association | Training institute]
        you: my own business
        bot: Do you sell to other countries? [Yes, already | No, but I want to | No]
        you: no
        bot: As far as we know: the fund exists to help exports, and the business does not sell abroad. | What is open meanwhile: the steps to export, and a grant for quality certificates. | What would change it: selling abroad, or a plan to. / Number of this answer: 777-000-0001 | (Source: EDF, undated) / What shall we do now? [Steps to export | Certification grant | Give to the helpdesk | That is enough]
        you: grant
        bot: SMEDA pays back 70% of what a quality certificate costs: up to 8 lakh, and 2 lakh for advice. | You pay first; SMEDA decides, first come, first served. Whether it goes on this year is not known to us. | (Sources: SMEDA, February 2026; GNN, 3 February 2026) / Is there an NTN for it? Only yes or no; please do not send the number. [Yes | No]
        you: no
        bot: By SMEDA's page, one thing stands in the way: an NTN is needed, and there is none yet. | What would change it: an NTN from FBR. / Number of this answer: 777-000-0002 | (Source: SMEDA, undated) / Shall a person at the helpdesk go through it with you? [Yes, please | No, thank you]
        you: no
        bot: All right. You find this answer under “status”. [My status | Menu]
    """)
    assert outcomes(talk) == ["not-exporting", "no"]


def test_the_grant_in_urdu_when_something_is_not_said() -> None:
    talk = talk_of("ur")
    talk.plays("""
        you: ای ڈی ایف
        bot: ایکسپورٹ ڈویلپمنٹ فنڈ (EDF) اس کام پر لگتا ہے جس سے پورے شعبے کی ایکسپورٹ بڑھے: ٹریننگ، نمائش، لیبارٹری۔ | ایکسپورٹ پر جو اضافی رقم کٹ کر اس میں جاتی تھی، وہ نومبر 2025 میں ختم کر دی گئی۔ | (ذریعہ: بزنس ریکارڈر، 5 مئی 2017؛ پرافٹ، 24 نومبر 2025) / یہ کس کے لیے پوچھا جا رہا ہے؟ [اپنا کاروبار | چیمبر یا تنظیم | ٹریننگ کا ادارہ]
        you: اپنا کاروبار
        bot: کیا آپ کا مال یا کام ملک سے باہر بھی بکتا ہے؟ [جی ہاں، پہلے سے | نہیں، مگر ارادہ ہے | نہیں]
        you: نہیں
        bot: جہاں تک معلوم ہے: فنڈ ایکسپورٹ کی مدد کے لیے ہے، اور یہ کاروبار ملک سے باہر نہیں بیچتا۔ | اس دوران یہ راستے کھلے ہیں: ایکسپورٹ کے قدم، اور معیار کے سرٹیفکیٹ کی گرانٹ۔ | بات اس سے بدلے گی: ملک سے باہر فروخت، یا اس کا ارادہ۔ / اس جواب کا نمبر: ⁦777-000-0001⁩ | (ذریعہ: ای ڈی ایف، تاریخ نہیں لکھی) / اب کیا کریں؟ [ایکسپورٹ کے قدم | سرٹیفکیشن گرانٹ | ہیلپ ڈیسک کو دیں | بس، کافی ہے]
        you: گرانٹ
        bot: معیار کے سرٹیفکیٹ کا 70٪ خرچ سمیڈا واپس کرتا ہے: سرٹیفکیٹ پر 8 لاکھ تک، مشورے پر 2 لاکھ تک۔ | پہلے خرچ آپ کا ہے؛ فیصلہ سمیڈا کا، جو پہلے آئے اس کا پہلے۔ اس سال جاری ہے یا نہیں، یہ ہمیں معلوم نہیں۔ | (ذریعہ: سمیڈا، فروری ⁨2026⁩؛ جی این این، 3 فروری 2026) / کیا اس کا این ٹی این ہے؟ صرف ہاں یا نہیں؛ نمبر نہ بھیجیں۔ [جی ہاں | نہیں]
        you: ہاں
        bot: کاروبار کو پورے کتنے سال ہو گئے؟
        you: 6
        bot: کیا کاروبار کاغذوں میں ہے، اپنے نمبر کے ساتھ؟ [جی ہاں | نہیں]
        you: ہاں
        bot: کیا کاروبار کا کوئی چلتا بینک اکاؤنٹ ہے؟ [جی ہاں | نہیں]
        you: ہاں
        bot: کیا 1 جولائی سے اب تک سرکار سے سرٹیفکیٹ کی کوئی اور گرانٹ ملی ہے؟ [جی ہاں | نہیں]
        you: نہیں
        bot: کیا کاروبار آپ کا ہے، یا اس میں آپ کا حصہ ہے؟ [جی ہاں | نہیں]
        you: ہاں
        bot: سال میں تقریباً کتنے روپے کی فروخت ہوتی ہے؟ فہرست سے چنیں، یا رقم لکھیں۔ [5 لاکھ تک | 5 سے 30 لاکھ | 30 لاکھ سے 3 کروڑ | 3 سے 15 کروڑ | 15 سے 80 کروڑ | 80 کروڑ سے زیادہ | یہ نہیں بتانا]
        you: یہ نہیں بتانا
        bot: جو سرٹیفکیٹ چاہیے، کیا وہ کاروبار کے پاس پہلے سے ہے؟ [جی ہاں | نہیں]
        you: نہیں
        bot: ابھی بات صاف نہیں۔ یہ معلوم ہونا باقی ہے: سال بھر کی فروخت 80 کروڑ سے زیادہ نہیں۔ / اس جواب کا نمبر: ⁦777-000-0002⁩ | (ذریعہ: سمیڈا، تاریخ نہیں لکھی) / کیا ہیلپ ڈیسک کا نمائندہ آپ کے ساتھ اسے دیکھ لے؟ [جی ہاں | نہیں، شکریہ]
        you: نہیں
        bot: ٹھیک ہے۔ یہ جواب “میرا کیس” لکھ کر پھر دیکھ لیں۔ [میرا کیس | مینو]
    """)
    assert outcomes(talk) == ["not-exporting", "unknown"]
