"""The same small story in many languages, and the encodings that each language is written in: real words to decode."""

import unicodedata

TEXTS = {
    "sv": (
        "Kommunen öppnar den nya bron över ån på måndag, säger borgmästaren. Arbetet har pågått i två år och "
        "kostat mer än väntat, men nu kan både bilar och gående äntligen ta sig över till hamnen."
    ),
    "da": (
        "Rådhuset får nye vinduer til sommer, oplyser borgmesteren. De gamle ruder har været utætte i mange "
        "år, og både besøgende og ansatte har klaget over kulden på øverste etage."
    ),
    "no": (
        "Fergen går igjen fra brygga på lørdag, sier rederiet. Været har vært så dårlig de siste dagene at "
        "båten måtte bli liggende, og mange øyboere har ventet på å komme hjem."
    ),
    "is": (
        "Bæjarstjórnin samþykkti í gær að byggja nýja höfn við fjörðinn. Framkvæmdir hefjast í vor og á þeim "
        "að ljúka á næsta ári, segir bæjarstjórinn í viðtali við blaðið."
    ),
    "fi": (
        "Kaupunginhallitus päätti maanantaina, että uusi silta rakennetaan joen yli. Työt alkavat keväällä ja "
        "niiden pitäisi päättyä ensi vuoden lopussa, kertoo pääinsinööri. Myös pyörätie lisätään."
    ),
    "de": (
        "Die Brücke über den Fluss wird im Frühjahr für Fußgänger geöffnet, erklärte der Bürgermeister am "
        "Mittwoch. Die Bauarbeiten hätten länger gedauert, als ursprünglich geplant war, größtenteils wegen "
        "des Hochwassers."
    ),
    "fr": (
        "Le maire a annoncé mercredi que la bibliothèque rouvrira ses portes après deux années de travaux. "
        "Les élèves du collège voisin pourront y étudier dès la rentrée, a-t-il précisé, à côté du marché."
    ),
    "es": (
        "El alcalde anunció el miércoles que la estación volverá a abrir después de dos años de obras. Los "
        "niños del barrio podrán jugar también en el pequeño jardín que está detrás, según la señora Muñoz."
    ),
    "pt": (
        "A câmara aprovou na segunda-feira a construção de uma nova ponte sobre o rio. As obras começarão já "
        "em março e não deverão durar mais do que dois anos, segundo a direção do município."
    ),
    "it": (
        "Il sindaco ha detto che la città riaprirà il teatro già a metà settembre. I lavori sono durati più "
        "del previsto, perché l'umidità aveva rovinato quasi tutte le pareti, e così è stato necessario "
        "ripartire."
    ),
    "ca": (
        "L'ajuntament obrirà la biblioteca després de l'estiu, segons va explicar l'alcaldessa. Les obres han "
        "durat més del que s'esperava, però els veïns podran fer servir també el jardí de darrere."
    ),
    "nl": (
        "De gemeente heeft besloten dat de brug pas na de zomer open gaat. Volgens de wethouder is het één "
        "van de grootste projecten, en coördinatie tussen België en Nederland kostte meer tijd dan gepland."
    ),
    "pl": (
        "Radni zgodzili się we wtorek na budowę nowej szkoły obok dworca. Prace rozpoczną się już wiosną i "
        "mają potrwać około dwóch lat, powiedział burmistrz, choć część mieszkańców żąda jeszcze dłuższych "
        "rozmów."
    ),
    "cs": (
        "Městská rada v úterý schválila stavbu nové školy vedle nádraží. Práce začnou už na jaře a měly by "
        "trvat přibližně dva roky, řekl starosta. Část obyvatel žádá, aby se ještě jednalo o nábřeží."
    ),
    "sk": (
        "Mestské zastupiteľstvo v utorok schválilo výstavbu novej školy vedľa stanice. Práce sa začnú už na "
        "jar a mali by trvať približne dva roky, povedal primátor. Časť obyvateľov žiada ďalšie rokovania."
    ),
    "hu": (
        "A városi tanács kedden jóváhagyta az új iskola építését az állomás mellett. A munka már tavasszal "
        "megkezdődik, és körülbelül két évig fog tartani, mondta a polgármester, bár több lakó további "
        "egyeztetést kér. Őszre külön döntés születik."
    ),
    "ro": (
        "Consiliul local a aprobat marți construirea unei noi școli lângă gară. Lucrările vor începe în "
        "primăvară și ar trebui să dureze aproximativ doi ani, a spus primarul, însă o parte dintre locuitori "
        "cer discuții."
    ),
    "hr": (
        "Gradsko vijeće u utorak je odobrilo izgradnju nove škole pokraj kolodvora. Radovi će početi već u "
        "proljeće i trebali bi trajati oko dvije godine, rekao je gradonačelnik, no dio građana traži još "
        "rasprave."
    ),
    "sl": (
        "Mestni svet je v torek potrdil gradnjo nove šole ob železniški postaji. Dela se bodo začela že "
        "spomladi in naj bi trajala približno dve leti, je povedal župan, čeprav del občanov želi še več "
        "pogovorov."
    ),
    "lt": (
        "Miesto taryba antradienį pritarė naujos mokyklos statybai šalia stoties. Darbai prasidės jau "
        "pavasarį ir turėtų trukti apie dvejus metus, sakė meras, tačiau dalis gyventojų prašo dar kartą "
        "viską aptarti."
    ),
    "lv": (
        "Pilsētas dome otrdien apstiprināja jaunas skolas būvniecību blakus stacijai. Darbi sāksies jau "
        "pavasarī, un tiem vajadzētu ilgt aptuveni divus gadus, sacīja mērs, taču daļa iedzīvotāju lūdz vēl "
        "pārrunas."
    ),
    "et": (
        "Linnavolikogu kiitis teisipäeval heaks uue kooli ehitamise jaama kõrvale. Tööd algavad juba kevadel "
        "ja peaksid kestma umbes kaks aastat, ütles linnapea, kuid osa elanikke nõuab veel läbirääkimisi."
    ),
    "tr": (
        "Belediye meclisi salı günü istasyonun yanına yeni bir okul yapılmasını onayladı. Çalışmalar "
        "ilkbaharda başlayacak ve yaklaşık iki yıl sürecek, dedi başkan; ancak bazı sakinler görüşmelerin "
        "sürmesini istiyor. Işıklar söndü."
    ),
    "az": ("Şəhər şurası çərşənbə axşamı yeni məktəbin tikintisini təsdiq etdi və işlər yazda başlayacaq"),
    "sq": (
        "Këshilli bashkiak miratoi të martën ndërtimin e një shkolle të re pranë stacionit. Punimet do të "
        "nisin në pranverë dhe do të zgjasin rreth dy vjet, tha kryetari, por një pjesë e banorëve kërkojnë "
        "më shumë diskutime. Çështja mbetet."
    ),
    "ru": (
        "Городской совет во вторник одобрил строительство новой школы рядом с вокзалом. Работы начнутся уже "
        "весной и продлятся около двух лет, сообщил мэр, однако часть жителей требует ещё раз всё обсудить."
    ),
    "uk": (
        "Міська рада у вівторок схвалила будівництво нової школи поруч із вокзалом. Роботи розпочнуться вже "
        "навесні й триватимуть близько двох років, повідомив мер, однак частина мешканців вимагає ще раз усе "
        "обговорити. Її підтримали."
    ),
    "bg": (
        "Общинският съвет одобри във вторник строежа на ново училище до гарата. Работата ще започне още през "
        "пролетта и трябва да продължи около две години, каза кметът, но част от жителите искат още "
        "разговори."
    ),
    "mk": (
        "Советот на општината во вторникот ја одобри изградбата на новото училиште до станицата. Работите ќе "
        "почнат уште напролет и треба да траат околу две години, рече градоначалникот, но дел од жителите "
        "бараат нови разговори."
    ),
    "sr": (
        "Градско веће је у уторак одобрило изградњу нове школе поред станице. Радови ће почети већ на пролеће "
        "и требало би да трају око две године, рекао је градоначелник, али део грађана тражи још разговора."
    ),
    "be": (
        "Гарадскі савет у аўторак ухваліў будаўніцтва новай школы побач з вакзалам. Работы пачнуцца ўжо "
        "вясной і будуць доўжыцца каля двух гадоў, паведаміў мэр, аднак частка жыхароў патрабуе яшчэ раз усё "
        "абмеркаваць."
    ),
    "kk": (
        "Қалалық кеңес сейсенбі күні вокзал жанындағы жаңа мектеп құрылысын мақұлдады және жұмыс көктемде "
        "басталады деп хабарлады әкім"
    ),
    "el": (
        "Το δημοτικό συμβούλιο ενέκρινε την Τρίτη την ανέγερση νέου σχολείου δίπλα στον σταθμό. Οι εργασίες "
        "θα ξεκινήσουν την άνοιξη και αναμένεται να διαρκέσουν περίπου δύο χρόνια, είπε ο δήμαρχος, όμως "
        "αρκετοί κάτοικοι ζητούν διάλογο."
    ),
    "he": (
        "מועצת העיר אישרה ביום שלישי את בניית בית הספר החדש ליד התחנה. העבודות יתחילו כבר באביב ויימשכו "
        "כשנתיים, אמר ראש העיר, אך חלק מהתושבים מבקשים לקיים דיון נוסף בנושא."
    ),
    "ar": (
        "وافق مجلس المدينة يوم الثلاثاء على بناء مدرسة جديدة بجانب المحطة. وستبدأ الأعمال في الربيع ومن "
        "المتوقع أن تستمر نحو عامين، كما قال رئيس البلدية، لكن بعض السكان يطالبون بمزيد من النقاش."
    ),
    "fa": (
        "شوراي شهر روز سه شنبه با ساخت مدرسه جديد در کنار ايستگاه موافقت کرد. کارها از بهار آغاز مي شود و "
        "حدود دو سال طول خواهد کشيد، شهردار گفت، اما برخي ساکنان گفتگوي بيشتر مي خواهند."
    ),
    "th": (
        "สภาเมืองอนุมัติการก่อสร้างโรงเรียนแห่งใหม่ข้างสถานีเมื่อวันอังคาร งานจะเริ่มในฤด"
        "ูใบไม้ผลิและจะใช้เวลาประมาณสองปี นายกเทศมนตรีกล่าว แต่ชาวบ้านบางส่วนขอให้หารือกันอีกครั้ง"
    ),
    "vi": (
        "Hội đồng thành phố hôm thứ ba đã phê duyệt việc xây dựng trường học mới bên cạnh nhà ga. Công việc "
        "sẽ bắt đầu vào mùa xuân và kéo dài khoảng hai năm, thị trưởng cho biết."
    ),
    "ja": (
        "市議会は火曜日、駅の隣に新しい学校を建設する計画を承認した。工事は春に始まり、およそ二年かかる見込みだと市長は話している。ただ、一部の住民はさらに話し合いを求めている。ビルの高さも問題だ。"
    ),
    "zh": (
        "市议会星期二批准了在车站旁边修建新学校的计划。工程将于春天开始，预计需要两年左右的时间，市长表示，但是部分居民要求继续讨论这个问题。"
    ),
    "zt": (
        "市議會星期二批准了在車站旁邊興建新學校的計畫。工程將於春天開始，預計需要兩年左右的時間，市長表示，但是部分居民要求繼續討論這個問題。"
    ),
    "ko": (
        "시의회는 화요일 역 옆에 새 학교를 짓는 계획을 승인했다. 공사는 봄에 시작되어 약 "
        "이 년 동안 계속될 것이라고 시장이 말했지만 일부 주민들은 더 많은 논의를 요구하고 있다."
    ),
    "en": (
        "The café beside the quay will open again on Friday, its owner said; “we’ve waited two years,” she "
        "added. A naïve plan to charge £5 – later withdrawn – had angered many residents, and the fiancé of "
        "the mayor."
    ),
    "ga": (
        "D'fhógair an chomhairle Dé Máirt go dtógfar scoil nua in aice leis an stáisiún. Tosóidh an obair san "
        "earrach agus leanfaidh sí ar feadh dhá bhliain, a dúirt an méara, ach tá daoine ag iarraidh "
        "tuilleadh cainte."
    ),
    "mt": (
        "Il-kunsill approva nhar it-Tlieta l-bini ta' skola ġdida ħdejn l-istazzjon, u x-xogħol jibda "
        "fir-rebbiegħa, qal is-sindku"
    ),
}
"""By language; `zt` is Chinese in traditional characters."""

_WEST = ("cp1252", "iso8859_15", "mac_roman", "cp850")
_MIDDLE = ("cp1250", "iso8859_2", "mac_latin2", "cp852")
_CYRILLIC = ("cp1251", "iso8859_5", "mac_cyrillic")
ENCODINGS = {
    "sv": (*_WEST, "cp865", "cp437"),
    "da": (*_WEST, "cp865"),
    "no": (*_WEST, "cp865"),
    "is": (*_WEST, "mac_iceland", "cp861"),
    "fi": (*_WEST, "cp437"),
    "de": (*_WEST, "cp437", "cp1250", "iso8859_2"),
    "fr": (*_WEST, "cp437"),
    "es": (*_WEST, "cp437"),
    "pt": _WEST,
    "it": (*_WEST, "cp437"),
    "ca": _WEST,
    "nl": _WEST,
    "sq": _WEST,
    "pl": (*_MIDDLE, "iso8859_16"),
    "cs": _MIDDLE,
    "sk": _MIDDLE,
    "hu": (*_MIDDLE, "iso8859_16"),
    "ro": ("iso8859_16",),
    "hr": _MIDDLE,
    "sl": _MIDDLE,
    "lt": ("cp1257", "iso8859_13", "cp775"),
    "lv": ("cp1257", "iso8859_13", "cp775"),
    "et": ("cp1257", "iso8859_15", "cp1252", "cp775"),
    "tr": ("cp1254", "iso8859_9", "cp857", "mac_turkish"),
    "az": ("cp1254",),
    "ru": (*_CYRILLIC, "koi8_r", "cp866"),
    "uk": (*_CYRILLIC, "koi8_u"),
    "bg": (*_CYRILLIC, "cp866", "koi8_r"),
    "mk": _CYRILLIC,
    "sr": _CYRILLIC,
    "be": _CYRILLIC,
    "kk": ("kz1048",),
    "el": ("cp1253", "iso8859_7", "mac_greek", "cp737"),
    "he": ("cp1255", "iso8859_8", "cp862"),
    "ar": ("cp1256", "iso8859_6"),
    "fa": ("cp1256",),
    "th": ("cp874", "tis_620"),
    "vi": ("cp1258",),
    "ja": ("cp932", "euc_jp", "shift_jis"),
    "zh": ("gb18030", "gb2312"),
    "zt": ("big5", "big5hkscs", "cp950", "gb18030"),
    "ko": ("cp949", "euc_kr"),
    "en": ("cp1252", "mac_roman", "cp850", "cp437", "iso8859_15"),
    "ga": _WEST,
    "mt": ("iso8859_3",),
}
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def as_typed(language: str) -> str:
    """Return a text as its encodings have it: in Vietnamese, some tones stand behind their letters."""
    text = TEXTS[language]
    if language != "vi":
        return text
    letters = []
    for character in text:
        parts = unicodedata.normalize("NFD", character)
        tone = "".join(part for part in parts if part in _TONES)
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
        whole = unicodedata.normalize("NFC", base + tone)
        letters.append(whole if whole.encode("cp1258", "ignore") else base + tone)
    return "".join(letters)
