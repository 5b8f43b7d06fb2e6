"""Names as people write them, without the sentence around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.names import business_name, name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ayesha Khan", "Ayesha Khan"),
        ("  ayesha   khan ", "ayesha khan"),
        ("عائشہ بی بی", "عائشہ بی بی"),
        ("mera naam Ayesha hai", "Ayesha"),
        ("Mera nam ayesha bibi he", "ayesha bibi"),
        ("my name is Ali", "Ali"),
        ("I am Ali Raza.", "Ali Raza"),
        ("میرا نام عائشہ ہے", "عائشہ"),
        ("میرا نام محمد علی ہے۔", "محمد علی"),
        ("O'Brien", "O'Brien"),
        ("Jean-Luc", "Jean-Luc"),
        ("M. Ali", "M. Ali"),
        ("Muhammad Ali s/o Karim Bakhsh", "Muhammad Ali s/o Karim Bakhsh"),
        ("Dr. Nadia (Nadi)", "Dr. Nadia (Nadi)"),
        ("Ali 😀", "Ali"),
        ("Ali, Sialkot, sports goods", "Ali"),
        ("My name is Sana and I live in Lahore", "Sana"),
        ("مجھے سنا کہتے ہیں", "سنا"),
        ("ji Ali", "Ali"),
        ("Manzoor", "Manzoor"),
        ("ap mujhe Baji Kulsoom likh den", "Baji Kulsoom"),
        ("me Ghulam Haider hn", "Ghulam Haider"),
        ("main hun Tariq", "Tariq"),
        ("Noor", "Noor"),
    ],
)
def test_names_of_people(typed, kept):
    assert name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "a",
        "ع",
        "5",
        "12345",
        "۱۲۳",
        "😀",
        "menu",
        "stop",
        "واپس",
        "yes",
        "Yes",
        "haan",
        "نہیں",
        "ok",
        "salam",
        "السلام علیکم",
        "hello",
        "https://example.com",
        "ali@example.com",
        "www.example.pk",
        "Ali123",
        "<b>Ali</b>",
        "loan chahiye",
        "mujhe register karna hai",
        "kyun?",
        "Robert'); DROP TABLE students",
        "x" * 81,
        "first\nsecond",
        "pata nahi",
        "mera naam",
        "aap ko mera naam kyun chahiye bhai",
        "main darzi hun",
    ],
)
def test_what_is_no_name(typed):
    assert name(typed) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Khan & Sons", "Khan & Sons"),
        ("7 Stars", "7 Stars"),
        ("Al-Noor Kiryana Store", "Al-Noor Kiryana Store"),
        ("عائشہ بوتیک", "عائشہ بوتیک"),
        ("meri dukan ka naam Al Madina Store hai", "Al Madina Store"),
        ("میری دکان کا نام المدینہ سٹور ہے", "المدینہ سٹور"),
        ("my business is called Swat Honey", "Swat Honey"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Robert'); DROP TABLE students", "Robert'); DROP TABLE students"),
        ("M/s Ali Traders (Pvt)", "M/s Ali Traders (Pvt)"),
        ("Kya Baat Restaurant", "Kya Baat Restaurant"),
        ("What A Burger", "What A Burger"),
        ("Why Not Fashion House", "Why Not Fashion House"),
        ("کیا بات ریسٹورنٹ", "کیا بات ریسٹورنٹ"),
    ],
)
def test_names_of_businesses(typed, kept):
    assert business_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "a", "786", "menu", "ji", "nahi", "😀😀", "https://x.pk", "koi nahi", "x" * 81])
def test_what_is_no_business_name(typed):
    assert business_name(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "which papers do I need for this",
        "what documents are required",
        "do I have to pay something",
        "is this free of cost",
        "can I change it later on?",
        "is ke liye kaun se kaghaz lagte hain",
        "kya yeh free hai",
        "dukan ka naam kya likhun",
        "اس کے لیے کون سے کاغذ لگتے ہیں",
        "کیا یہ مفت ہے",
    ],
)
def test_a_question_is_no_business_name(typed):
    assert business_name(typed) is None


@given(st.text())
def test_any_text_may_come(text):
    for kept in (name(text), business_name(text)):
        assert kept is None or 2 <= len(kept) <= 80


@pytest.mark.parametrize(
    "own",
    [
        "Mai Bakhtawar",
        "Manzoor Sahib",
        "Razi Khan",
        "Manzoor Malik",
        "Noor Jahan",
        "Nabi Bakhsh",
        "Karam Din",
        "Allah Wasaya",
        "Mary Joseph",
        "Meri Joseph",
        "Ram Chand",
        "Sunita Kumari",
        "Sohail Masih",
        "Zahoor ul Haq",
        "Naheed",
        "Nai Khan",
        "Haji Sahib Khan",
        "Shah Zaman",
        "Khuda Bakhsh",
        "Hassan",
        "Jan Muhammad",
        "Bashiran Bibi",
        "Hameeda Khatoon",
        "Sadiq",
        "Amin",
        "Mehr Din",
        "Mehran",
        "Sattar",
        "Bismillah Khan",
        "Inam ul Haq",
        "Sahiba",
        "Hina",
        "Haneef",
        "Naila",
        "Nadia",
        "Kiran",
        "Zara",
        "Rani",
        "Chand Bibi",
        "Sher Ali",
        "Sabz Ali",
        "Lal Khan",
        "Dost Muhammad",
        "Yar Muhammad",
        "Fateh Muhammad",
        "Qabool Ahmed",
        "Rozi Khan",
        "Mir Hazar Khan",
        "Panah",
        "Qaim Din",
        "Umar Daraz",
        "Nek Muhammad",
        "Ghulam Ali",
        "Bhai Khan",
        "Baji Parveen",
        "Abdul Hai",
        "Abdul Hayee",
        "Talat Naz",
        "Tariq Mehmood",
        "Sadaf Kanwal",
        "Lala Rukh",
        "Shaista Jee",
        "Sana Ji",
        "Kamal",
        "Kamran",
        "Begum Akhtar",
        "Ustad Bary",
        "Peer Bakhsh",
        "Sain Bux",
        "Habib ur Rehman",
        "Anwar Kamal",
        "Ikram",
        "Akram",
        "Zia",
        "M A Jinnah",
        "A Hameed",
        "A. Hameed",
        "G M Syed",
        "Syed",
        "Naveed-ul-Islam",
        "Ms. Rabia",
        "Al Habib",
        "Bilqees Edhi",
        "Kausar",
        "Nazir",
        "Wazir",
        "Waheeda",
        "Rehmat",
        "Karim Bakhsh",
        "Janat",
        "Hoor",
        "Shukriya Khanum",
        "Shukria Barakzai",
        "Meherban",
        "Salam Khan",
        "Abdul Salam",
        "Salma",
        "Salman",
        "Khushi",
        "Nigar",
        "Bina",
        "Mina",
        "Arab Khan",
        "Bara Khan",
        "Lakhi",
        "Chauhan",
        "Nau Bahar",
        "Kasim Bhai",
        "Ram Das",
        "Hazar Khan",
        "نور جہاں",
        "منظور صاحب",
        "راضی خان",
        "میری جوزف",
        "کرم دین",
        "اللہ وسایا",
        "حسن",
        "عبدالحئی",
        "بسم اللہ خان",
        "خدا بخش",
        "مائی بختاور",
        "سلام خان",
        "شکریہ خانم",
        "نبی بخش",
        "ثمینہ",
        "ہما",
        "ہاجرہ",
        "جیون",
        "بی بی حوا",
        "لال خان",
        "قبول احمد",
        "نو بہار",
        "ام حبیبہ",
        "کامران",
        "نامدار",
    ],
)
def test_names_that_sound_like_something_else_are_kept_whole(own):
    assert name(own) == own


@pytest.mark.parametrize(
    "typed",
    [
        "what is EDF",
        "training ki fees kitni hai",
        "ای ڈی ایف کیا ہے",
        "address of smeda office",
        "pachas hazar do",
        "پچاس ہزار",
        "jazak Allah khair bhai",
        "السلام علیکم ورحمۃ اللہ وبرکاتہ",
        "bohat shukriya bhai",
        "Ayesha Bibi kaun hai?",
        "s/o",
        "hai",
    ],
)
def test_questions_thanks_and_sums_are_no_names(typed):
    assert name(typed) is None
