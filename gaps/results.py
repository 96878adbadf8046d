"""The Analysis: every number with its interval, n, test, effect, notes and provenance. It travels; the answers stay home."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, ValidationError, field, json

FAMILY = "fivegaps/analysis/"
SCHEMA = f"{FAMILY}1"
"""Its number grows with every change of what a document holds or means, so that no older one is misread."""
VERDICTS = ("shortfall", "exceeds", "meets", "undecided", "withheld")


class SideResult(Struct, frozen=True):
    """One side of a gap. `facet` is `target` for a target set beforehand (then `sd` and `n` are null)."""

    facet: str
    mean: float | None = None
    sd: float | None = None
    n: int | None = None


class Interval(Struct, frozen=True):
    """An estimate inside its own interval, in points of the instrument's scale (a mean, a difference) or as a share."""

    value: float
    low: float
    high: float
    level: float
    method: str

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"estimate {self.value} lies outside its interval {self.low} … {self.high} ({self.method})")


class Decision(Struct, frozen=True):
    """The p that the verdict uses. `family` names the results corrected together."""

    method: str
    p: float
    p_adjusted: float
    family: str


class Equivalence(Struct, frozen=True):
    margin: float
    low: float
    high: float
    p: float


class Test(Struct, frozen=True):
    """A classical test beside the decision; each states its own null."""

    method: str
    null: str
    statistic: float
    df: float | None
    p: float


class Effect(Struct, frozen=True):
    kind: str
    value: float
    low: float | None
    high: float | None


class Shares(Struct, frozen=True):
    """Shares of respondents below, at and above zero, each with its Wilson interval; they sum to one. `far_below` is the part
    of `below` that lies two points or more below."""

    below: Interval
    equal: Interval
    above: Interval
    far_below: Interval | None = None


class Rating(Struct, frozen=True):
    """A rated gap (2 to 4): the mean rating with "no standards exist" counted as the worst answer, and without it.

    `none` is how many said so; one or two people are nobody's business: then it is None, and so is the mean without them.
    """

    mean: Interval
    none: int | None
    mean_without_none: float | None


class GapResult(Struct, frozen=True):
    """One gap at one place in one group. Absent numbers are None and a note says why."""

    gap: str
    level: str
    place: str
    group: dict[str, Any]
    design: str
    n: int | None
    left_out: int | None
    minuend: SideResult
    subtrahend: SideResult | None
    difference: Interval | None = None
    decision: Decision | None = None
    equivalence: Equivalence | None = None
    tests: tuple[Test, ...] = ()
    effects: tuple[Effect, ...] = ()
    shares: Shares | None = None
    rating: Rating | None = None
    shortcut: float | None = None
    """Of the points-weighted score: the mean gaps times the mean points, as many spreadsheets have it."""
    verdict: str | None = None
    notes: tuple[str, ...] = ()


class ItemReliability(Struct, frozen=True):
    """One item of a dimension: its correlation with the sum of the others, and alpha of the others without it."""

    item: str
    item_rest: float | None
    alpha_without: float | None


class Reliability(Struct, frozen=True):
    """Cronbach's alpha of one dimension in one facet, on respondents who answered all its items, with its interval.

    `omega` is omega total of one factor (three items or more), `split_half` the Spearman–Brown coefficient of two items.
    """

    facet: str
    role: str
    dimension: str
    items: int
    n: int | None
    alpha: float | None
    notes: tuple[str, ...] = ()
    interval: Interval | None = None
    omega: float | None = None
    split_half: float | None = None
    by_item: tuple[ItemReliability, ...] = ()


class GapReliability(Struct, frozen=True):
    """How reliable a paired gap is at a dimension, on respondents who answered all its items on both sides.

    `alpha` is that of the item gaps, `formula` that of the difference of two scores, from the alphas of its sides (`minuend`,
    `subtrahend`) and the correlation `between` them.
    """

    gap: str
    role: str
    dimension: str
    items: int
    n: int | None = None
    alpha: float | None = None
    formula: float | None = None
    minuend: float | None = None
    subtrahend: float | None = None
    between: float | None = None
    notes: tuple[str, ...] = ()


class Sensitivity(Struct, frozen=True):
    """One ungrouped gap with everybody and without those flagged as careless: how many, the difference, the verdict."""

    gap: str
    level: str
    place: str
    n: int | None
    n_without: int | None
    difference: Interval | None
    without: Interval | None
    verdict: str | None
    verdict_without: str | None


class GroupMean(Struct, frozen=True):
    """One group of a comparison, by its value. Two groups that share a letter were not told apart; "" where no letters are."""

    value: str
    n: int
    mean: float
    letters: str


class Omnibus(Struct, frozen=True):
    """One test of all groups at once. `df2` is None on χ². `p_adjusted` is None for a test that does not decide."""

    method: str
    null: str
    statistic: float
    df1: int
    df2: float | None
    p: float
    p_adjusted: float | None = None


class GroupPair(Struct, frozen=True):
    """First minus second (Games–Howell, limits and p for all pairs together), and the p of their ranks (Dunn–Holm)."""

    first: str
    second: str
    difference: Interval | None
    p: float | None
    p_ranks: float | None


class Comparison(Struct, frozen=True):
    """The groups of one breakdown (`unit` or `segment.<header>`) at one place. `verdict` is `differ`, `undecided` or None."""

    gap: str
    level: str
    place: str
    wave: str
    breakdown: str
    groups: tuple[GroupMean, ...]
    family: str
    tests: tuple[Omnibus, ...] = ()
    effects: tuple[Effect, ...] = ()
    pairs: tuple[GroupPair, ...] = ()
    verdict: str | None = None
    notes: tuple[str, ...] = ()


class UnitMean(Struct, frozen=True):
    """One branch: its own mean, the mean drawn toward the others (`shrunk`), and the ranks it may have (1 is the greatest
    mean). `agreement` is r_wg, of ratings by staff."""

    unit: str
    n: int
    mean: float
    shrunk: Interval | None
    rank_low: int | None
    rank_high: int | None
    agreement: float | None


class Units(Struct, frozen=True):
    """How much branches differ at one place: ICC(1), the reliability of their means (ICC(2)), and the design effect.

    `weighted` is the organisation's mean with each branch counted by its population: mean, standard error, limits.
    """

    gap: str
    level: str
    place: str
    wave: str
    units: tuple[UnitMean, ...]
    icc: float | None
    reliability: Interval | None
    design_effect: float | None
    weighted: Interval | None = None
    notes: tuple[str, ...] = ()


class Zone(Struct, frozen=True):
    """The zone of tolerance at one place: its width (desired − minimum), where the perception lies in it (0 at the minimum, 1 at
    what is desired), the shares of respondents below, inside and above it, and how many have their minimum above it (None for
    one or two). `n` is None where it is withheld."""

    level: str
    place: str
    group: dict[str, Any]
    n: int | None
    width: Interval | None = None
    position: Interval | None = None
    below: Interval | None = None
    inside: Interval | None = None
    above: Interval | None = None
    inverted: int | None = None
    notes: tuple[str, ...] = ()


class Construct(Struct, frozen=True):
    """What lies behind `gap`: the mean of some statements of a facet on the scale, turned so that high is favourable.

    `statements` is how many were asked, `n` counts respondents with a score (half of them answered); None where withheld.
    `alpha` is given for everybody only, with the notes of `Reliability` (`alpha_withheld` where too few answered them all).
    """

    construct: str
    gap: str
    facet: str
    role: str
    group: dict[str, Any]
    statements: int
    n: int | None = None
    mean: Interval | None = None
    sd: float | None = None
    alpha: float | None = None
    notes: tuple[str, ...] = ()


class Absent(Struct, frozen=True):
    """What the data cannot support: a gap (in a group), and the code of the reason with its values."""

    gap: str
    reason: str
    group: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


class OtherVersionError(ValueError):
    """What was to be read is an Analysis, but not one of this version."""


class Analysis(Struct, frozen=True, tag_field="schema", tag=SCHEMA):
    """The document. `study`, `instrument`, `quality` and `provenance` are plain JSON objects described by the schema."""

    study: dict[str, Any]
    instrument: dict[str, Any]
    provenance: dict[str, Any]
    quality: dict[str, Any]
    reliability: tuple[Reliability, ...]
    results: tuple[GapResult, ...]
    absent: tuple[Absent, ...]
    changes: tuple[GapResult, ...] = ()
    """From wave to wave: group {wave, since}, the two sides named by their waves; `exceeds` is better, `shortfall` worse."""
    sensitivity: tuple[Sensitivity, ...] = ()
    """The headline gaps without the respondents who answered as if careless, beside those with everybody."""
    comparisons: tuple[Comparison, ...] = ()
    """Whether the groups of a breakdown differ, at each dimension and in the headline."""
    units: tuple[Units, ...] = ()
    """How much branches differ, how well their means are known, and where each may rank."""
    gap_reliability: tuple[GapReliability, ...] = ()
    """How reliable the paired gaps are, dimension by dimension."""

    zones: tuple[Zone, ...] = ()
    """Of instruments that ask for a minimum and for what is desired."""
    constructs: tuple[Construct, ...] = ()
    """What lies behind the gaps, where it was asked about."""

    def to_json(self) -> str:
        """The document as text: sorted keys, full precision, a line for each result; the same numbers, the same bytes.

        What is written is read again first. Raises ValueError where it does not come back as it was.
        """
        parts = [f'"schema":{_json(SCHEMA)}']
        for key in sorted(self.__struct_fields__):
            value = getattr(self, key)
            parts.append(f'"{key}":' + (_json_lines(value) if isinstance(value, tuple) else _json(value)))
        text = "{\n" + ",\n".join(parts) + "\n}\n"
        try:
            back = json.decode(text, type=Analysis)
        except ValidationError as fault:
            raise ValueError(f"JSON cannot say what the analysis holds (NaN has no number there): {fault}") from fault
        if back != self:
            raise ValueError("JSON cannot say what the analysis holds: it comes back as something else")
        return text

    @staticmethod
    def from_json(text: str) -> Analysis:
        """Raises ValueError where the text is no Analysis, OtherVersionError where it is one that this version cannot read.

        Nothing may be missing or beside it: a result without its notes would look like one that has none.
        """
        schema = json.decode(text, type=_Head).schema
        if not schema.startswith(FAMILY):
            raise ValueError(f"not a {SCHEMA} document")
        try:
            found = json.decode(text, type=Analysis)
        except ValidationError as fault:
            raise OtherVersionError(str(fault)) from fault
        if json.decode(json.encode(found)) != json.decode(text):
            raise OtherVersionError("it does not hold what an analysis holds")
        return found


class _Head(Struct):
    """What a document says that it is, whatever else it holds."""

    schema: str = ""


def _json(value: object) -> str:
    return _ENCODER.encode(value).decode()


def _json_lines(values: tuple[object, ...]) -> str:
    """A list with a line for each of its values: inside of them a line's end is written as two characters."""
    rows = _ENCODER.encode_lines(values).decode()[:-1].replace("\n", ",\n")
    return f"[\n{rows}\n]" if values else "[]"


def _of_numpy(number: Any) -> Any:
    """A number that somebody's own code took from an array; TypeError for anything else."""
    if not hasattr(number, "item"):
        raise TypeError(f"{type(number).__name__} has no place in JSON")
    return number.item()


_ENCODER = json.Encoder(enc_hook=_of_numpy, order="sorted")
