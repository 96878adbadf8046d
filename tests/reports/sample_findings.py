"""A made-up report with every type of block in three languages, of the size a bank with eight branches gets."""

from __future__ import annotations

from reports.blocks import (
    Arrow,
    Block,
    Bullets,
    Cell,
    Dot,
    DotChart,
    Findings,
    FiveGaps,
    GapChart,
    Heading,
    KeyFigure,
    KeyFigures,
    Lead,
    Mark,
    Missing,
    Notes,
    Number,
    Paragraph,
    Section,
    Span,
    Table,
    Text,
    Tone,
    Trend,
    Verdict,
)

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
WORDS: dict[str, tuple[str, str, str]] = {
    "organisation": ("Harbour Bank", "港湾银行", "港灣銀行"),
    "title": ("Tellers and counters, spring 2026", "柜台服务调查，2026 年春季", "櫃檯服務調查，2026 年春季"),
    "subtitle": (
        "Service-quality gaps · 412 customers, 24 managers and 180 front-line employees in eight branches",
        "服务质量差距 · 八个网点的 412 位顾客、24 位管理者和 180 位一线员工",
        "服務品質缺口 · 八家分行的 412 位顧客、24 位主管與 180 位第一線員工",
    ),
    "footer": ("Synthetic data, for show only", "合成数据，仅供演示", "合成資料，僅供展示"),
    "overview": ("Overview", "概览", "總覽"),
    "lead1": (
        "Customers get less than they expect: the customer gap is −0.71 points (95% interval −0.80 to −0.62).",
        "顾客得到的服务低于期望：顾客差距为 −0.71 分（95% 置信区间 −0.80 至 −0.62）。",
        "顧客得到的服務低於期望：顧客缺口為 −0.71 分（95% 信賴區間 −0.80 至 −0.62）。",
    ),
    "lead2": (
        "Managers know what customers expect; the gap of knowledge is at most 0.3 points.",
        "管理者了解顾客的期望；认知差距不超过 0.3 分。",
        "主管了解顧客的期望；認知缺口不超過 0.3 分。",
    ),
    "lead3": (
        "Delivery is where the organisation breaks its own standards: rated 3.92 of 7 against a target of 5.",
        "问题出在传递：服务未达到自定的标准，评分为 3.92（满分 7），目标为 5。",
        "問題出在傳遞：服務未達自訂標準，評分為 3.92（滿分 7），目標為 5。",
    ),
    "k1": ("Customer gap", "顾客差距", "顧客缺口"),
    "k1d": ("falls short, latest wave", "低于期望，最近一期", "低於期望，最近一期"),
    "k2": ("Widest dimension", "差距最大的维度", "缺口最大的構面"),
    "k3": ("Customers", "顾客", "顧客"),
    "k3d": ("1,204 over three waves", "三期共 1,204 位", "三期共 1,204 位"),
    "k4": ("Gaps not measured", "未测量的差距", "未測量的缺口"),
    "k4d": ("gap 4: no answers on promises", "差距 4：没有关于承诺的回答", "缺口 4：沒有關於承諾的回答"),
    "customer": ("Customer", "顾客", "顧客"),
    "organisation_band": ("Organisation", "组织", "組織"),
    "word_of_mouth": ("Word of mouth", "口碑", "口碑"),
    "personal_needs": ("Personal needs", "个人需要", "個人需求"),
    "past_experience": ("Past experience", "过往经验", "過往經驗"),
    "expected": ("Expected service", "期望的服务", "期望的服務"),
    "perceived": ("Perceived service", "感知的服务", "知覺的服務"),
    "delivery": ("Service delivery", "服务传递", "服務傳遞"),
    "communications": ("External communications to customers", "对顾客的外部沟通", "對顧客的外部溝通"),
    "standards": ("Service-quality standards", "服务质量标准", "服務品質標準"),
    "understanding": (
        "Management's understanding of what customers expect",
        "管理者对顾客期望的认识",
        "管理階層對顧客期望的認知",
    ),
    "gap1": ("Knowledge gap", "认知差距", "認知缺口"),
    "gap2": ("Standards gap", "标准差距", "標準缺口"),
    "gap3": ("Delivery gap", "传递差距", "傳遞缺口"),
    "gap4": ("Communication gap", "沟通差距", "溝通缺口"),
    "gap5": ("Customer gap", "顾客差距", "顧客缺口"),
    "gap6": ("Employees' view of customers", "员工对顾客的认识", "員工對顧客的認知"),
    "gap7": ("Employees' and managers' views", "员工与管理者的认识", "員工與主管的認知"),
    "between1": ("managers' belief − customers' expectation", "管理者的信念 − 顾客的期望", "主管的信念 − 顧客的期望"),
    "between6": ("employees' belief − customers' expectation", "员工的信念 − 顾客的期望", "員工的信念 − 顧客的期望"),
    "between7": ("employees' belief − managers' belief", "员工的信念 − 管理者的信念", "員工的信念 − 主管的信念"),
    "points": ("points", "分", "分"),
    "of7": ("rating of 7", "评分，满分 7", "評分，滿分 7"),
    "shortfall": ("falls short", "低于期望", "低於期望"),
    "meets": ("meets", "符合期望", "符合期望"),
    "exceeds": ("exceeds", "高于期望", "高於期望"),
    "undecided": ("cannot tell", "无法判断", "無法判斷"),
    "withheld": ("not measured", "未测量", "未測量"),
    "why4": (
        "No employee rated the promises made to customers, so gap 4 is not measured.",
        "没有员工评价对顾客的承诺，因此未测量差距 4。",
        "沒有員工評價對顧客的承諾，因此未測量缺口 4。",
    ),
    "few": (
        "Fewer than 5 people answered; their numbers are not shown.",
        "回答者少于 5 人，不显示其数字。",
        "作答者少於 5 人，不顯示其數字。",
    ),
    "picture": (
        "The five gaps. Gaps 1, 5, 6 and 7 are differences in points of the 1–7 scale; gaps 2 to 4 are ratings. "
        "The two are never compared.",
        "五个差距。差距 1、5、6、7 是 1–7 量表上的分差；差距 2 至 4 是评分。两者不可比较。",
        "五個缺口。缺口 1、5、6、7 是 1–7 量表上的分差；缺口 2 至 4 是評分。兩者不可比較。",
    ),
    "gap5_title": ("Gap 5: what customers perceive and what they expect", "差距 5：顾客的感知与期望", "缺口 5：顧客的知覺與期望"),
    "gap1_title": ("Gap 1: what managers believe customers expect", "差距 1：管理者眼中的顾客期望", "缺口 1：主管眼中的顧客期望"),
    "gap3_title": ("Gap 3: service delivered against the standards", "差距 3：服务传递与标准", "缺口 3：服務傳遞與標準"),
    "by_dimension": ("By dimension", "按维度", "依構面"),
    "over_time": ("Over the waves", "各期变化", "各期變化"),
    "by_item": ("All items, widest gap first", "全部题项，按差距排序", "全部題項，依缺口排序"),
    "text5": (
        "Each customer rated the service they got and the service they would call excellent on the same 22 items. "
        "The gap is perception minus expectation, person by person; below zero means that the service falls short.",
        "每位顾客就相同的 22 个题项分别评价所得到的服务与理想的服务。差距为每位顾客的感知减去期望；负值表示服务低于期望。",
        "每位顧客就相同的 22 個題項分別評價所得到的服務與理想的服務。缺口為每位顧客的知覺減去期望；負值表示服務低於期望。",
    ),
    "perception": ("Perception", "感知", "知覺"),
    "expectation": ("Expectation", "期望", "期望"),
    "belief": ("Managers' belief", "管理者的信念", "主管的信念"),
    "gap": ("Gap", "差距", "缺口"),
    "gap_interval": ("Gap and its 95% interval", "差距与 95% 置信区间", "缺口與 95% 信賴區間"),
    "rating": ("Mean rating", "平均评分", "平均評分"),
    "target": ("Target", "目标", "目標"),
    "rating_interval": ("Rating and its 95% interval", "评分与 95% 置信区间", "評分與 95% 信賴區間"),
    "interval": ("95% interval", "95% 置信区间", "95% 信賴區間"),
    "item": ("Item", "题项", "題項"),
    "dimension": ("Dimension", "维度", "構面"),
    "verdict": ("Verdict", "结论", "結論"),
    "p": ("p, corrected", "校正后 p 值", "校正後 p 值"),
    "effect": ("Effect d", "效应量 d", "效果量 d"),
    "chart5": (
        "Means of both sides on the 1–7 scale, and the gap with its interval. n = 412.",
        "两侧在 1–7 量表上的均值，以及差距与区间。n = 412。",
        "兩側在 1–7 量表上的平均數，以及缺口與區間。n = 412。",
    ),
    "chart3": (
        "Ratings by 180 employees; the tick is the target of 5.",
        "180 位员工的评分；竖线为目标 5。",
        "180 位員工的評分；直線為目標 5。",
    ),
    "trend": ("The customer gap in three waves.", "三期的顾客差距。", "三期的顧客缺口。"),
    "note1": (
        "Holm's correction within the family of five dimensions; a gap smaller than 0.3 points counts as met.",
        "在五个维度内按 Holm 法校正；小于 0.3 分的差距视为符合期望。",
        "在五個構面內以 Holm 法校正；小於 0.3 分的缺口視為符合期望。",
    ),
    "note2": (
        "Expectations pile up at the top of the scale; the interval allows for it.",
        "期望集中在量表上端；区间已考虑这一点。",
        "期望集中在量表上端；區間已考慮這一點。",
    ),
    "quality": ("Data quality", "数据质量", "資料品質"),
    "bullet1": (
        "1,240 rows were read: 1,204 used, 36 left out.",
        "读取 1,240 行：使用 1,204 行，剔除 36 行。",
        "讀取 1,240 列：使用 1,204 列，剔除 36 列。",
    ),
    "bullet2": (
        "In 14 rows every answer was the same; they were kept and are counted here.",
        "有 14 行的所有回答相同；予以保留并在此计数。",
        "有 14 列的所有回答相同；予以保留並在此計數。",
    ),
    "method": ("Method", "方法", "方法"),
    "text_method": (
        "Gap 5 is paired: each person's difference, a t interval with a small-sample correction. Gap 1 compares independent groups "
        "by Welch's method. Gaps 2 and 3 are ratings with targets set beforehand.",
        "差距 5 为配对设计：取每人的差值，并计算带小样本校正的 t 区间。"
        "差距 1 按 Welch 法比较独立的两组。差距 2 和 3 为评分，目标事先设定。",
        "缺口 5 為成對設計：取每人的差值，並計算帶小樣本校正的 t 區間。"
        "缺口 1 以 Welch 法比較獨立的兩組。缺口 2 與 3 為評分，目標事先設定。",
    ),
    "alpha": ("Cronbach's alpha", "克朗巴赫 α 系数", "Cronbach α 係數"),
}
DIMENSIONS = (
    ("Tangibles", "有形性", "有形性"),
    ("Reliability", "可靠性", "可靠性"),
    ("Responsiveness", "响应性", "回應性"),
    ("Assurance", "保证性", "保證性"),
    ("Empathy", "移情性", "關懷性"),
)
ITEMS = (
    ("Counters and waiting areas look well kept", "柜台和等候区整洁有序", "櫃檯與等候區整潔有序"),
    ("What is promised for a day is done on that day", "答应当天办好的事当天办好", "答應當天辦好的事當天辦好"),
    ("When something goes wrong, staff want to put it right", "出现差错时，员工愿意设法补救", "出現差錯時，員工願意設法補救"),
    (
        "Forms and statements are free of mistakes, at the first attempt",
        "表单和对账单一次做对，没有错误",
        "表單與對帳單一次做對，沒有錯誤",
    ),
    ("Staff say when a matter will be settled", "员工会告知事情何时办妥", "員工會告知事情何時辦妥"),
    ("Nobody is too busy to answer a question", "再忙也有人回答问题", "再忙也有人回答問題"),
    ("Customers can trust what staff tell them", "员工所说的话值得信赖", "員工所說的話值得信賴"),
    ("Staff know enough to answer", "员工具备回答问题的知识", "員工具備回答問題的知識"),
    ("Opening hours suit the people who come", "营业时间方便顾客", "營業時間方便顧客"),
    ("Staff notice what a customer needs", "员工留意每位顾客的需要", "員工留意每位顧客的需求"),
    ("The customer's interest comes first", "以顾客的利益为先", "以顧客的利益為先"),
)


def sample(language: str) -> Findings:
    """The report in one language; the numbers are the same in all."""
    sections = (
        Section("overview", _(language, "overview"), _overview(language)),
        Section("gap5", _(language, "gap5_title"), _gap5(language)),
        Section("gap1", _(language, "gap1_title"), _gap1(language)),
        Section("gap3", _(language, "gap3_title"), _gap3(language)),
        Section("quality", _(language, "quality"), _quality(language)),
        Section("method", _(language, "method"), (Paragraph(_(language, "text_method")), _alphas(language))),
    )
    words = {key: _(language, key) for key in ("title", "subtitle", "organisation", "footer")}
    return Findings(language=language, date="2026-06-01", day="2026-06-01", sections=sections, **words)


def picture(language: str) -> FiveGaps:
    """All seven gaps: one not measured, the others with every verdict."""
    points, of7 = _(language, "points"), _(language, "of7")
    absent = Missing("–", _(language, "why4"))
    return FiveGaps(
        arrows=(
            _arrow(language, "gap1", _signed(0.08), _span(-0.14, 0.29), points, "meets"),
            _arrow(language, "gap2", _plain(4.85), Span(4.4, 5.3, "4.41 … 5.29"), of7, "undecided"),
            _arrow(language, "gap3", _plain(3.92), Span(3.7, 4.1, "3.71 … 4.13"), of7, "shortfall"),
            _arrow(language, "gap4", absent, absent, of7, "withheld"),
            _arrow(language, "gap5", _signed(-0.71), _span(-0.80, -0.62), points, "shortfall"),
            _arrow(language, "gap6", _signed(0.42), _span(0.21, 0.63), points, "exceeds"),
            _arrow(language, "gap7", _signed(0.34), _span(-0.02, 0.70), points, "undecided"),
        ),
        boxes={key: _(language, key) for key in BOXES} | {"organisation": _(language, "organisation_band")},
        caption=_(language, "picture"),
        alt=_(language, "picture"),
    )


BOXES = (
    "customer",
    "word_of_mouth",
    "personal_needs",
    "past_experience",
    "expected",
    "perceived",
    "delivery",
    "communications",
    "standards",
    "understanding",
)


def _overview(language: str) -> tuple[Block, ...]:
    figures = (
        KeyFigure(_(language, "k1"), _signed(-0.71), _(language, "k1d"), "shortfall"),
        KeyFigure(_(language, "k2"), _signed(-1.24), _dimension(language, 1), "shortfall"),
        KeyFigure(_(language, "k3"), Number(412, "412"), _(language, "k3d"), "plain"),
        KeyFigure(_(language, "k4"), Number(1, "1"), _(language, "k4d"), "withheld"),
    )
    return (
        Lead(_(language, "lead1"), "shortfall"),
        Lead(_(language, "lead2"), "meets"),
        Lead(_(language, "lead3"), "shortfall"),
        KeyFigures(figures),
        picture(language),
    )


def _gap5(language: str) -> tuple[Block, ...]:
    p, e = (5.61, 4.87, 5.02, 5.71, 5.80), (5.63, 6.11, 5.94, 5.93, 5.52)
    tones: tuple[Tone, ...] = ("meets", "shortfall", "shortfall", "undecided", "exceeds")
    values = (Number(-0.95, "−0.95"), Number(-0.88, "−0.88"), _signed(-0.71))
    spans = (_span(-1.08, -0.82), _span(-1.00, -0.76), _span(-0.80, -0.62))
    return (
        Paragraph(_(language, "text5")),
        Heading(_(language, "by_dimension")),
        _chart(language, tuple(_dimension(language, i) for i in range(5)), p, e, tones, "perception"),
        _table(language, "dimensions", p, e, tones),
        Heading(_(language, "over_time")),
        Trend(("2025-spring", "2025-autumn", "2026-spring"), values, spans, _(language, "gap"), _(language, "trend"), "trend"),
        _items(language),
        Notes((_(language, "note1"), _(language, "note2"))),
    )


def _gap1(language: str) -> tuple[Block, ...]:
    b, e = (5.70, 6.18, 5.61, 6.02, 6.10), (5.63, 6.11, 5.94, 5.93, 5.52)
    tones: tuple[Tone, ...] = ("meets", "meets", "shortfall", "undecided", "exceeds")
    names = tuple(_dimension(language, i) for i in range(5))
    table = _table(language, "beliefs", b, e, tones, "belief")
    return (Lead(_(language, "lead2"), "meets"), _chart(language, names, b, e, tones, "belief"), table)


def _gap3(language: str) -> tuple[Block, ...]:
    ratings = (4.6, 3.2, 3.7, 4.9, 5.3)
    tones: tuple[Tone, ...] = ("undecided", "shortfall", "shortfall", "undecided", "meets")
    rows = [
        Mark(
            label=_dimension(language, i),
            name=_dimension(language, i),
            minuend=_plain(r),
            subtrahend=_plain(5.0),
            difference=_signed(r - 5),
            interval=Span(r - 0.3, r + 0.3, f"{r - 0.3:.2f} … {r + 0.3:.2f}"),
            verdict=Verdict(t, _(language, t)),
        )
        for i, (r, t) in enumerate(zip(ratings, tones, strict=True))
    ]
    few = Missing("<5", _(language, "few"))
    rows[0] = Mark(rows[0].label, rows[0].name, few, few, few, few, Verdict("withheld", _(language, "withheld")))
    labels = (_(language, "rating"), _(language, "target"), _(language, "rating_interval"))
    return (GapChart("rating", tuple(rows), 1, 7, *labels, _(language, "chart3"), _(language, "chart3")),)


def _quality(language: str) -> tuple[Block, ...]:
    few = Missing("–", _(language, "few"))
    names = [_dimension(language, i) for i in range(3)]
    rows = (
        Dot(names[0], _plain(5.2), Span(5, 5.4, "5.00 … 5.40"), "ab", (_plain(4.9), _plain(6.3))),
        Dot(names[1], Number(2.1, "2.10", "shortfall"), few), Dot(names[2], few, few),
    )  # fmt: skip
    words = (_(language, key) for key in ("rating", "chart3", "chart3", "target"))
    chart = DotChart(rows, 1, 7, *words, line=_plain(4), line_label=_(language, "rating_interval"))
    return Bullets((_(language, "bullet1"), _(language, "bullet2"))), chart


def _alphas(language: str) -> Table:
    few = Missing("–", _(language, "few"))
    rows = tuple(
        (Text(_dimension(language, i)), few if i == 3 else _plain(0.81 + i / 100), few if i == 4 else _plain(0.77 + i / 50))
        for i in range(5)
    )
    columns = (_(language, "dimension"), _(language, "expectation"), _(language, "perception"))
    return Table("alpha", columns, rows, "lrr", _(language, "alpha"))


def _chart(
    language: str, names: tuple[str, ...], high: tuple[float, ...], low: tuple[float, ...], tones: tuple[Tone, ...], side: str
) -> GapChart:
    rows = tuple(
        Mark(n, n, _plain(a), _plain(b), _signed(a - b, t), _span(a - b - 0.12, a - b + 0.12), Verdict(t, _(language, t)))
        for n, a, b, t in zip(names, high, low, tones, strict=True)
    )
    labels = (_(language, side), _(language, "expectation"), _(language, "gap_interval"))
    return GapChart("means", rows, 1, 7, *labels, _(language, "chart5"), _(language, "chart5"))


def _table(
    language: str, id: str, p: tuple[float, ...], e: tuple[float, ...], tones: tuple[Tone, ...], side: str = "perception"
) -> Table:
    columns = ("dimension", "expectation", side, "gap", "interval", "p", "effect", "verdict")
    rows = tuple((Text(_dimension(language, i)), *_numbers(language, p[i], e[i], tones[i])) for i in range(len(p)))
    return Table(id, tuple(_(language, c) for c in columns), rows, "lrrrrrrl", "")


def _items(language: str) -> Table:
    columns = ("item", "expectation", "perception", "gap", "interval", "p", "effect", "verdict")
    rows = []
    for i in range(22):
        e, p = 6.4 - i * 0.03, 4.8 + i * 0.085
        tone: Tone = "shortfall" if p - e < -0.5 else "undecided" if p - e < 0.1 else "meets"
        rows.append((Text(f"{i + 1}. {ITEMS[i % 11][LANGUAGES.index(language)]}"), *_numbers(language, p, e, tone)))
    return Table("items", tuple(_(language, c) for c in columns), tuple(rows), "lrrrrrrl", _(language, "by_item"))


def _numbers(language: str, p: float, e: float, tone: Tone) -> tuple[Cell, ...]:
    gap = p - e
    interval = _span(gap - 0.13, gap + 0.13)
    return (
        _plain(e),
        _plain(p),
        _signed(gap, tone),
        interval,
        Number(0.001, "< .001"),
        _signed(gap / 1.3),
        Verdict(tone, _(language, tone)),
    )


def _arrow(language: str, gap: str, value: Number | Missing, interval: Cell, unit: str, tone: Tone) -> Arrow:
    between = _(language, f"between{gap[-1]}" if gap in ("gap6", "gap7") else "between1")
    return Arrow(gap, _(language, gap), between, value, interval, unit, Verdict(tone, _(language, tone)), "")


def _(language: str, key: str) -> str:
    return WORDS[key][LANGUAGES.index(language)]


def _dimension(language: str, i: int) -> str:
    return DIMENSIONS[i][LANGUAGES.index(language)]


def _plain(value: float) -> Number:
    return Number(value, f"{value:.2f}")


def _signed(value: float, tone: Tone = "plain") -> Number:
    return Number(value, f"{value:+.2f}".replace("-", "−"), tone)


def _span(low: float, high: float) -> Span:
    return Span(low, high, f"{low:+.2f} … {high:+.2f}".replace("-", "−"))
