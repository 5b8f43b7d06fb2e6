"""The page's words in Urdu and Roman Urdu, so that tests need not wait for the catalogues."""

from bot.i18n.words import Words

URDU = {
    "Munshi": "منشی",
    "online": "آن لائن",
    "typing…": "لکھ رہا ہے…",
    "Message": "پیغام",
    "Send": "بھیجیں",
    "Choose": "چنیں",
    "Choose one": "ایک چنیں",
    "Close": "بند کریں",
    "New person": "نیا شخص",
    "Start again as a new person? This page then leaves the present conversation.": (
        "نئے شخص کے طور پر شروع کریں؟ یہ صفحہ موجودہ بات چیت چھوڑ دے گا۔"
    ),
    "Start as a new person": "نئے شخص کے طور پر شروع کریں",
    "Language of this page": "اس صفحے کی زبان",
    "Offline, trying again…": "رابطہ نہیں ہے، دوبارہ کوشش ہو رہی ہے…",
    "Busy just now, trying again…": "ابھی رش ہے، دوبارہ کوشش ہو رہی ہے…",
    "Here you can try Munshi out. Nothing goes to WhatsApp. Do not write real ID card numbers here.": (
        "یہاں آپ منشی کو آزما سکتے ہیں۔ واٹس ایپ پر کچھ نہیں جاتا۔ اصلی شناختی کارڈ نمبر نہ لکھیں۔"
    ),
    "Say something to begin:": "شروع کرنے کے لیے کچھ کہیں:",
    "New messages": "نئے پیغام",
    "Today": "آج",
    "Yesterday": "کل",
    "Conversation with Munshi": "منشی سے بات چیت",
    "You:": "آپ:",
    "Munshi:": "منشی:",
    "Waiting to be sent": "بھیجنے کے انتظار میں",
    "Sent": "بھیج دیا",
    "Read": "پڑھ لیا",
    "Not sent": "نہیں گیا",
    "Share a location": "جگہ بھیجیں",
    "Use where I am now": "جہاں میں ابھی ہوں",
    "Looking for your place…": "آپ کی جگہ ڈھونڈ رہے ہیں…",
    "The phone did not tell its place. Choose a town, or type the coordinates.": (
        "فون نے جگہ نہیں بتائی۔ کوئی شہر چنیں یا نمبر لکھیں۔"
    ),
    "Or choose a town": "یا کوئی شہر چنیں",
    "Or type latitude, longitude": "یا عرض بلد، طول بلد لکھیں",
    "Please write two numbers, such as 32.49, 74.53": "دو نمبر لکھیں، جیسے 32.49, 74.53",
    "Location": "جگہ",
    "File": "فائل",
    "This page needs JavaScript, because it is a chat.": "یہ چیٹ ہے، اس لیے صفحے کو جاوا اسکرپٹ چاہیے۔",
    "There is a lot going on just now. Your message is kept and sent again by itself.": (
        "ابھی بہت رش ہے۔ آپ کا پیغام محفوظ ہے اور خود دوبارہ بھیجا جائے گا۔"
    ),
    "This message is too long. Please send it in shorter parts.": ("یہ پیغام بہت لمبا ہے۔ چھوٹے حصوں میں بھیجیں۔"),
    "This page belongs to an earlier person. It reloads now.": ("یہ صفحہ پہلے والے شخص کا ہے۔ دوبارہ کھل رہا ہے۔"),
    "The page sent something we cannot read. Please reload the page.": (
        "صفحے نے جو بھیجا وہ پڑھا نہیں گیا۔ صفحہ دوبارہ کھولیں۔"
    ),
    "There is nothing in this message. Please write something.": "اس پیغام میں کچھ نہیں ہے۔ کچھ لکھیں۔",
    "This page does not know who you are yet. Please reload the page.": (
        "صفحہ ابھی نہیں جانتا کہ آپ کون ہیں۔ صفحہ دوبارہ کھولیں۔"
    ),
}

ROMAN = {
    "online": "online",
    "typing…": "likh raha hai…",
    "Message": "Paighaam",
    "Send": "Bhejein",
    "Choose": "Chunein",
    "Choose one": "Aik chunein",
    "Close": "Band karein",
    "New person": "Naya shakhs",
    "Start again as a new person? This page then leaves the present conversation.": (
        "Naye shakhs ke taur par shuru karein? Yeh page maujooda baat cheet chhor dega."
    ),
    "Start as a new person": "Naye shakhs ke taur par shuru karein",
    "Language of this page": "Is page ki zaban",
    "Offline, trying again…": "Rabta nahin hai, dobara koshish ho rahi hai…",
    "Busy just now, trying again…": "Abhi rush hai, dobara koshish ho rahi hai…",
    "Here you can try Munshi out. Nothing goes to WhatsApp. Do not write real ID card numbers here.": (
        "Yahan aap Munshi ko aazma sakte hain. WhatsApp par kuch nahin jata. Asli CNIC number na likhein."
    ),
    "Say something to begin:": "Shuru karne ke liye kuch kahein:",
    "New messages": "Naye paighaam",
    "Today": "Aaj",
    "Yesterday": "Kal",
    "Conversation with Munshi": "Munshi se baat cheet",
    "You:": "Aap:",
    "Waiting to be sent": "Bhejne ke intezar mein",
    "Sent": "Bhej diya",
    "Read": "Parh liya",
    "Not sent": "Nahin gaya",
    "Share a location": "Jagah bhejein",
    "Use where I am now": "Jahan main abhi hoon",
    "Looking for your place…": "Aap ki jagah dhoond rahe hain…",
    "The phone did not tell its place. Choose a town, or type the coordinates.": (
        "Phone ne jagah nahin batayi. Koi shehar chunein ya number likhein."
    ),
    "Or choose a town": "Ya koi shehar chunein",
    "Or type latitude, longitude": "Ya latitude, longitude likhein",
    "Please write two numbers, such as 32.49, 74.53": "Do number likhein, jaise 32.49, 74.53",
    "Location": "Jagah",
    "There is a lot going on just now. Your message is kept and sent again by itself.": (
        "Abhi bohat rush hai. Aap ka paighaam mehfooz hai aur khud dobara bheja jaye ga."
    ),
    "This message is too long. Please send it in shorter parts.": (
        "Yeh paighaam bohat lamba hai. Chhote hisson mein bhejein."
    ),
    "This page belongs to an earlier person. It reloads now.": (
        "Yeh page pehle wale shakhs ka hai. Dobara khul raha hai."
    ),
    "The page sent something we cannot read. Please reload the page.": (
        "Page ne jo bheja woh parha nahin gaya. Page dobara kholein."
    ),
    "There is nothing in this message. Please write something.": "Is paighaam mein kuch nahin. Kuch likhein.",
    "This page does not know who you are yet. Please reload the page.": (
        "Page abhi nahin janta ke aap kaun hain. Page dobara kholein."
    ),
}


def translate(words: Words, language: str) -> str:
    return {"ur": URDU, "ur_Latn": ROMAN}.get(language, {}).get(words.msgid, words.msgid)
