"""Requirement: text in any encoding is read right, or the question is asked; never wrong in silence.

1. 24 encodings × 13 languages × 3, 30 and 3,000 rows, wherever the encoding can hold the language.
2. A file with one single word beyond ASCII, each word in each encoding: a guess that could be wrong names another reading.
3. What was asked can be answered: the encoding that the study names is the one that is used.
4. Damage is said: a few broken characters, characters converted twice, characters lost before.
"""

from __future__ import annotations

from collections import Counter

import pytest

from surveys.problems import InputError
from surveys.reading.encoding import decode
from surveys.reading.refusal import RefusalError
from surveys.reading.text_table import read_table

ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk", "big5", "cp949", "euc_kr", "shift_jis",
    "euc_jp", "cp1250", "cp1251", "cp1252", "cp1254", "cp1257", "iso8859-1", "iso8859-2", "iso8859-5", "iso8859-15", "koi8-r",
    "mac_roman",
)
# ruff: noqa: E501
TEXTS = {
    "English": ("branch|The café’s rooms are tidy|remark", "Zoë’s Café|Kew Gardens", "It’s fine – no complaints|£5 for a cup…|naïve"),
    "German": ("Filiale|Die Räume sind ordentlich|Anmerkung", "Zürich|Köln-Süd|München", "Größere Fächer wären nötig|schön|Gut"),
    "French": ("agence|Les employés sont à l’écoute|remarque", "Orléans|Besançon|Nîmes", "Très bon accueil, même à midi|déçu|Rien"),
    "Spanish": ("sucursal|El personal es amable y rápido|núm", "Málaga|Logroño|Cádiz Sur", "¿Abren más temprano?|Volveré mañana|No"),
    "Polish": ("oddział|Pracownicy są uprzejmi|uwagi", "Gdańsk|Łódź|Kraków Główny", "Obsługa była świetna|Proszę o więcej miejsc|Nie"),
    "Czech": ("pobočka|Zaměstnanci jsou zdvořilí|poznámka", "Plzeň|Ústí nad Labem", "Všechno bylo v pořádku|Čekal jsem dlouho|Nic"),
    "Turkish": ("şube|Çalışanlar güler yüzlü|görüş", "İstanbul|Beşiktaş|Eskişehir", "Çok iyi hizmet, teşekkürler|Sırada bekledim|Yok"),
    "Russian": ("отделение|Сотрудники вежливы|комментарий", "Казань|Невский", "Всё понравилось, спасибо|Долго ждали в очереди"),
    "Greek": ("κατάστημα|Το προσωπικό είναι ευγενικό|σχόλιο", "Αθήνα|Πειραιάς", "Πολύ καλή εξυπηρέτηση|Περιμέναμε πολλή ώρα"),
    "Chinese": ("网点|员工态度友好|意见", "上海浦东|北京西单|广州天河", "服务很好,下次还会来|排队时间太长了|没有意见"),
    "Chinese of Taiwan": ("分行|員工態度親切|意見", "台北信義|高雄左營|臺中西屯", "服務很好,下次還會再來|排隊時間太長了|沒有意見"),
    "Japanese": ("支店|従業員は親切である|ご意見", "東京駅前|大阪梅田|横浜みなと", "とても良いサービスでした|待ち時間が長すぎます|特になし"),
    "Korean": ("지점|직원들이 친절하다|의견", "서울역|부산 해운대|대전 둔산", "서비스가 아주 좋았습니다|기다리는 시간이 너무 길어요|없음"),
}


def table(language: str, rows: int) -> str:
    header, units, remarks = (part.split("|") for part in TEXTS[language])
    lines = [["id", *header]]
    lines += [[str(n), units[n % len(units)], str(n % 7 + 1), remarks[n % len(remarks)]] for n in range(rows)]
    return "\n".join(",".join(f'"{cell}"' if "," in cell else cell for cell in line) for line in lines) + "\n"


def judged(text: str, encoding: str) -> str:
    """ "impossible" where the encoding cannot hold the text, "right", "asked" (whether right or not), or "wrong"."""
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        return "impossible"
    try:
        found = decode(data)
    except RefusalError:
        return "asked"
    if found.rivals or found.confidence == 0.0:
        return "asked"
    return "right" if found.text == text else "wrong"


@pytest.mark.parametrize("rows", [3, 30, 3_000])
def test_right_or_asked(rows: int) -> None:  # 1
    found = {(lang, enc): judged(table(lang, rows), enc) for lang in TEXTS for enc in ENCODINGS}
    assert [place for place, what in found.items() if what == "wrong"] == []
    counts = Counter(found.values())
    assert counts["right"] > 130 and counts["asked"] <= 3


def test_one_word_is_right_or_asked() -> None:  # 2
    words = {word.strip(",.") for parts in TEXTS.values() for part in parts for word in part.replace("|", " ").split()}
    beyond = sorted(word for word in words if not word.isascii())[::3]
    texts = {word: f"id,unit,E1\n1,{word},5\n2,{word},6\n3,North,6\n" for word in beyond}
    found = Counter((judged(text, encoding), word, encoding) for word, text in texts.items() for encoding in ENCODINGS)
    assert [key for key in found if key[0] == "wrong"] == []
    assert sum(n for key, n in found.items() if key[0] == "right") > 300


def test_what_was_asked_can_be_answered() -> None:  # 3
    data = "id,unit\n1,Łódź\n2,North\n".encode("iso8859-2")
    asked = read_table(data, "file")
    (problem,) = asked.problems
    assert (problem.code, problem.severity) == ("encoding_unsure", "warning")
    assert asked.encoding == problem.values["encoding"] and problem.values["sample"] and problem.values["others"]
    answered = read_table(data, "file", encoding="iso8859-2")
    assert answered.columns.column(1).to_pylist() == ["Łódź", "North"] and answered.problems == ()
    with pytest.raises(InputError, match="encoding_unknown"):
        read_table(data, "file", encoding="utf-8")


def test_damage_to_characters_is_said() -> None:  # 4
    lines = "id,unit\n" + "".join(f"{n},Zürich\n" for n in range(40))
    with pytest.raises(InputError, match="encoding_mixed") as mixed:
        read_table(lines.encode() + b"41,Z\xfcrich\n", "file")
    assert mixed.value.problems[0].row == 42
    twice = read_table(lines.encode().decode("cp1252").encode(), "file")
    assert [(p.code, p.values["meant"]) for p in twice.problems] == [("encoding_twice", "Zürich")]
    lost = read_table(lines.replace("ü", "\ufffd").encode(), "file")
    assert [(p.code, p.count) for p in lost.problems] == [("characters_lost", 40)]
