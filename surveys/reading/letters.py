"""What written languages look like: their letters beyond ASCII, the most frequent first, and the encodings used for them."""

from __future__ import annotations

from typing import NamedTuple

WESTERN = ("cp1252", "iso8859-15", "mac_roman", "cp850", "cp437")
CENTRAL = ("cp1250", "iso8859-2", "mac_latin2", "cp852")
CYRILLIC = ("cp1251", "koi8_u", "iso8859-5", "mac_cyrillic", "cp866")
BALTIC = ("cp1257", "iso8859-13")


class Language(NamedTuple):
    """`letters` beyond ASCII by falling frequency, lower case; `encodings` by falling use."""

    letters: str
    encodings: tuple[str, ...]


ALPHABETS = {
    "en": Language("éèïñüöçâêàáôëí", WESTERN),
    "de": Language("üäößéàèç", WESTERN),
    "fr": Language("éèàêçôùîâûœëïüæ", WESTERN),
    "es": Language("óíáéñúüªºç", WESTERN),
    "pt": Language("ãçáéíóêõâúàôüº", WESTERN),
    "it": Language("èàòùéìîóº", WESTERN),
    "nl": Language("éëïèöüóêçá", WESTERN),
    "nordic": Language("åäöøæéèüáó", WESTERN),
    "is": Language("áíðóöþéæúý", WESTERN),
    "pl": Language("ąęłóżśćńźé", CENTRAL),
    "cs": Language("íáěéčřšýžůúňťóďľĺôäŕ", CENTRAL),
    "hu": Language("áéöóőíüúűä", CENTRAL),
    "ro": Language("ăîșțâşţéá", CENTRAL),
    "hr": Language("čšžćđ", CENTRAL),
    "tr": Language("ıüşöğçiâîûéİ", ("cp1254", "iso8859-9", "mac_turkish", "cp857")),
    "lt": Language("ėšųžįčąūęõäöüīāēļņķģé", BALTIC),
    "ru": Language("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёъ", CYRILLIC),
    "uk": Language("оанивіертсклудмпязьбгчйхцїюєжшщфґ", CYRILLIC),
    "el": Language("ατοιενσρκπςμλυίήόάέγδηωχθφβύώξζψϊ΄", ("cp1253", "iso8859-7", "mac_greek")),
    "he": Language("יוהלארמתבשנדכעחקפטםגסזןצךףץ", ("cp1255", "iso8859-8")),
    "ar": Language("اليمونرتبةعدسفهكقأحجشىصخطضذإئزغءظآثؤ،؟", ("cp1256", "iso8859-6")),
    "th": Language("านรกอเงยมลวตสท่ดคะีิ้บปแขชหไใัืพำจุถ็โผซธูศญณฟ", ("cp874",)),
}
PUNCTUATION = "’–“”‘…€„«»£·°•—´§½²®©™№¿¡"
"""Marks that any of them may use, the most frequent first."""

CJK_PUNCTUATION = "，。、！？：；（）“”‘’「」『』【】《》～・ー—…％　·"


class Characters(NamedTuple):
    """`often` are very frequent characters; `charset` and `leads` name the code chart and the lead bytes of its usual ones."""

    often: str
    charset: str
    leads: range
    encodings: tuple[str, ...]


CHARACTERS = {
    "zh-Hans": Characters(
        "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种"
        "事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长把机十民第公"
        "此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合"
        "回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神"
        "服务质量客户网点银行店满意期望感知态度友好环境设备整洁时间排队等候专业热情建议评分北京上海广州深圳天津市区路分支"
        "编号姓维项很好较般非常受访者调查问卷希望增加次还快慢太",
        "gb2312", range(0xB0, 0xD8), ("gb18030",),
    ),
    "zh-Hant": Characters(
        "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種"
        "事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心本前開但因只從想實日軍者意無力它與長把機十民第公"
        "此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合"
        "回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神"
        "服務質量品客戶顧網點銀行店滿意期望知覺態度親切友好環境設備整潔時間排隊等候專業熱情建議評分臺台北高雄中南新竹市區路"
        "編號姓構題項很好較般非常受訪者調查問卷希望增加次還快慢太香港",
        "big5", range(0xA4, 0xC7), ("cp950", "big5hkscs", "gb18030"),
    ),
    "ja": Characters(
        "のにるたはをしてがといでれあなっらこもりかくんまきうさけすおみえつよだそせわめちどじばやひべげごろふぶねほずびぜづぞ"
        "イスントルリアラドクシレテジカタマコロサニパブグプバネオデナウワメフキュッャョモケハチミ"
        "日一国人大年会本中出者長事自行上時分間生学部東方社地業的見手対後前新力発金体高市員最度問定目合気動内通理関代実名小"
        "思取明表場回意開店支用待接客足満期待度設備清潔親切丁寧対応説明質品回答者番号従業員良少多早遅番京阪横浜",
        "euc_jp", range(0xB0, 0xD0), ("cp932", "euc_jp"),
    ),
    "ko": Characters(
        "이다는에의가을고하지한도로기은를사리어인시자서대나해아있정그라과으보게부일제수만들전여장니구주상스원선면공성조동비"
        "와안우모생전소국적신유경무치방개문물미거세트실요화계진용연행관물내외분습합입합니했었않것저음말들때더많아좋매우보통"
        "약간친절직원서비스시설깨끗하다현대적창구기다려시간빠르느리만족불편감사의견지점역서울부산대구인천광주고객점번호답변"
        "없주세되위중당단까교통속표현확발결",
        "euc_kr", range(0xB0, 0xC9), ("cp949",),
    ),
}

LANGUAGES: dict[str, Characters | Language] = {**CHARACTERS, **ALPHABETS}
ENCODINGS = tuple(dict.fromkeys(name for language in LANGUAGES.values() for name in language.encodings))
"""All that are tried, each once; the first of those that give the same text is named."""
