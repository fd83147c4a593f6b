"""Short phrases in the words of the people, turned into patterns that read fast.

    nao .. funcion*        up to four words between
    veio ... (tijolo|pedra)   anything within the sentence, up to 45 signs
    [bem] pequen*          a word that may be missing
    quero #                an amount: R$ 45, 45,90
    entregam .. (em|no) ?  the sentence ends as a question
    e agora .              nothing follows
    cobr* !(depois|apos)   not where one of these follows

Texts are folded: lower case, no accents. Words stand apart by a space or a comma. A phrase goes on in the next line
where that is set in deeper.
"""

import re
from dataclasses import dataclass

from complaints.intake.beginnings import first_match
from complaints.intake.folding import vocabulary

_END = r"(?= ?(?:[?!.,;\n]|$))"
_PIECE = re.compile(r"\.{2,3}|!\([^)]*\)|\[[^\]]*\]|\([^)]*\)|\S+")
_BETWEEN = r"[ ,]{1,2}"
_FEW_WORDS = r"(?:[\w'/$-]+(?:[.,]\d+)*[ ,]{1,2}){0,4}?"
_ASKED = r"[^.!?\n]{0,45}\?"
_SENTENCE = r"[^.!?\n]{0,45}?"
_AMOUNT = r"(?:r ?\$ ?)?\d[\d.,]{0,9}"
# A gate of these words would let almost every story in.
_COMMON = vocabulary(
    "nao que com para pra uma dos das por mas meu minha meus minhas foi ser ele ela voces vcs quero produto pedido "
    "loja site hoje ainda agora comprei compra veio chegou tem dia so mais sem ate quem esta como vai este essa "
    "isso esse pelo pela muito")


@dataclass(frozen=True, slots=True)
class Saying:
    """One phrase: its pattern, and sets of beginnings of words; of each set one must stand in the text.

    The first set is the rarest. `firsts` are the words it may begin with, None where they are not known.
    """

    pattern: re.Pattern
    gates: tuple
    firsts: frozenset | None


def saying(phrase):
    """Return the Saying of a phrase. Raises ValueError for a phrase without a word to look for."""
    gates, pattern, gap = [], "", ""
    for piece in _PIECE.findall(phrase):
        if piece == "..":
            pattern, gap = pattern + gap + _FEW_WORDS, ""
        elif piece == "...":
            pattern, gap = pattern + _SENTENCE, ""
        elif piece == ".":
            pattern += _END
        elif piece == "?":
            pattern += _ASKED
        elif piece.startswith("!"):
            pattern += rf"(?!{_BETWEEN}(?:{_words(piece[1:])}))"
        elif piece.startswith("[") and not pattern:
            continue
        elif piece.startswith("["):
            pattern += f"{gap}(?:{_words(piece[1:-1])}{_BETWEEN})?"
            gap = ""
        else:
            pattern += gap + _words(piece)
            gap = _BETWEEN
            gates.append(_gate(piece))
    usable = [gate for gate in gates if gate]
    if not usable:
        raise ValueError(f"no word to look for in {phrase!r}")
    return Saying(re.compile(rf"\b{pattern}", re.A), tuple(sorted(usable, key=_rarity, reverse=True)),
                  _firsts(phrase))


def _words(piece):
    words = piece.replace(" ", _BETWEEN).replace("*", r"\w*").replace("#", _AMOUNT)
    if piece.startswith("("):
        return rf"(?:{words[1:-1]})\b"
    return words if piece.endswith("#") else rf"(?:{words})\b"


def _firsts(phrase):
    """Return the beginnings of the words a phrase may begin with, or None where it may begin otherwise."""
    pieces = _PIECE.findall(phrase)
    first = pieces[1] if pieces[0].startswith("[") else pieces[0]
    if first.startswith(("[", "#", ".", "!")):
        return None
    begun = {_begun(word) if re.fullmatch(r"[a-z]+\*?", word) else None
             for option in first.strip("()").split("|") for word in option.split()[:1]}
    return None if None in begun else frozenset(begun)


def _gate(piece):
    """Return the beginnings of words by which a piece may be looked for, or None."""
    gate = set()
    for option in piece.strip("()").split("|"):
        words = [word for word in option.split() if "#" not in word and re.fullmatch(r"[a-z]+\*?", word)]
        begun = [_begun(word) for word in words]
        best = max((word for word in begun if word), key=len, default=None)
        if best is None:
            return None
        gate.add(best)
    return frozenset(gate)


def _begun(word):
    if not word.endswith("*"):
        return word
    bare = word[:-1]
    return bare[:5] if len(bare) >= 5 else bare if len(bare) == 4 else None


def _rarity(gate):
    return -sum(word in _COMMON for word in gate), min(map(len, gate)) >= 4, -len(gate)


class Sayings:
    """Families of phrases; of each family the first phrase of its list that stands in a text counts."""

    def __init__(self, families):
        """`families` are (what it stands for, weight, phrases, one a line)."""
        self._sayings, self._tried_for = [], {}
        for family, (kind, weight, phrases) in enumerate(families):
            for line in re.sub(r"(\|)?\n {12,}", lambda cut: cut[1] or " ", phrases).strip().splitlines():
                one = saying(line.strip())
                for stem in one.gates[0]:
                    self._tried_for.setdefault(stem, []).append(len(self._sayings))
                self._sayings.append((family, kind, weight, one.pattern, one.gates[1:], one.firsts))
        self._stems = frozenset(self._tried_for)

    def heard(self, reading):
        """Yield (what it stands for, weight, match) once for each family that stands in the text."""
        last, stems = None, reading.stems
        for number in sorted({number for stem in self._stems & stems for number in self._tried_for[stem]}):
            family, kind, weight, pattern, gates, firsts = self._sayings[number]
            if family == last:
                continue
            # A loop, for it is the most trodden place of the reader.
            for gate in gates:
                if gate.isdisjoint(stems):
                    break
            else:
                match = first_match(pattern, firsts, reading)
                if match:
                    last = family
                    yield kind, weight, match
