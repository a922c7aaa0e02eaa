"""German UPOS, tags, features and lemmas: data, training, scores."""

from __future__ import annotations

import gzip
import json
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from spacy.language import Language

from kg.languages.lemmas import Lemmas
from training import corpora_de, ud

log = logging.getLogger(__name__)

#: A form that the trees have at least so often without the tag that the older corpus gives it was
#: annotated by other rules then; such a tag is not learned.
_SEEN = 4

_FEATURES = frozenset(
    ("Case", "Degree", "Gender", "Mood", "Number", "Person", "Poss", "PronType", "Reflex", "Tense", "VerbForm")
)
_RULE_LENGTH = 7
_RULE_COUNT = 4
_RULE_SHARE = 0.8


def trees(corpora: Path) -> tuple[list[ud.Sentence], list[ud.Sentence]]:
    """Return the sentences with trees to train on, and every fifth apart from them."""
    folder = corpora / "UD_German-GSD"
    sentences = [s for part in ("dev", "test") for s in ud.read_conllu(folder / f"de_gsd-ud-{part}.conllu")]
    return [s for i, s in enumerate(sentences) if i % 5 != 4], sentences[4::5]


def upos_only(corpora: Path, known: Iterable[ud.Sentence]) -> list[ud.Sentence]:
    """Return the sentences with UPOS alone, less the tags that the trees contradict."""
    tags: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in known:
        for word in sentence.words:
            tags[sentence.text[word.start : word.end].lower()][word.pos] += 1
    result = []
    for pairs in corpora_de.upos_sentences(corpora_de.upos_file(corpora)):
        text, offsets = corpora_de.detokenize([form for form, _ in pairs])
        words = []
        for (form, tag), start in zip(pairs, offsets, strict=True):
            seen = tags[form.lower()]
            agreed = tag if seen.total() < _SEEN or seen[tag] else ""
            words.append(ud.Word(start, start + len(form), agreed))
        result.append(ud.Sentence(text, tuple(words)))
    return result


def grammar_scores(nlp: Language, sentences: Sequence[ud.Sentence]) -> dict[str, float]:
    """Return accuracies over the words of held-out trees, in the pipeline's own tokens.

    A word that no token ends with is wrong. Features are right if all that the pipeline predicts are; lemmas are scored where
    the word is one token.
    """
    hits, total = Counter[str](), Counter[str]()
    for doc, sentence in zip(nlp.pipe(s.text for s in sentences), sentences, strict=True):
        total["pos"] += len(sentence.words)
        for token, word in ud.align(doc, sentence.words):
            total["aligned"] += 1
            hits["pos"] += token.pos_ == word.pos
            hits["tag"] += token.tag_ == word.tag
            hits["morph"] += _kept(str(token.morph)) == _kept(word.morph)
            if token.idx == word.start:
                total["lemma"] += 1
                hits["lemma"] += token.lemma_ == word.lemma
            for feature, value in _features(word.morph).items():
                if feature in ("Case", "Gender", "Number", "Mood", "Tense", "VerbForm"):
                    total[feature] += 1
                    hits[feature] += token.morph.to_dict().get(feature) == value
    return {
        key: round(hits[key] / total[key if key in total else "aligned"], 4)
        for key in ("pos", "tag", "morph", "lemma", "Case", "Gender", "Number", "Mood", "Tense", "VerbForm")
    }


def _kept(morph: str) -> dict[str, str]:
    return {key: value for key, value in _features(morph).items() if key in _FEATURES}


def _features(morph: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in morph.split("|") if "=" in part)


def simplified(sentence: ud.Sentence) -> ud.Sentence:
    """Keep the features that readers of German grammar use; the rest only blurs the training."""
    words = [replace(w, morph="|".join(p for p in w.morph.split("|") if p.partition("=")[0] in _FEATURES)) for w in sentence.words]
    return replace(sentence, words=tuple(words))


def fill_lemmas(lemmas: Lemmas, corpora: Path, sentences: Iterable[ud.Sentence]) -> None:
    """Give the component its table and rules, from the trees and the open table of forms."""
    triples = list(_tree_lemmas(sentences))
    lookup = json.loads(gzip.decompress((corpora / "lemma" / "de_lemma_lookup.json.gz").read_bytes()))
    guessed = [(form, _guess(form, lemma), lemma) for form, lemma in sorted(lookup.items()) if " " not in form]
    guessed += [(lemma, pos, lemma) for lemma, pos in sorted({(lemma, pos) for _, pos, lemma in guessed})]
    rules = _rules([*triples, *guessed])
    table: dict[str, str] = {}
    lemmas.fill({}, rules)
    for form, pos, lemma in guessed:
        if lemmas.lemma(form, pos) != lemma:
            table[form] = lemma
    lemmas.fill(table, rules)
    for (form, pos), lemma in _majority(triples).items():
        if lemmas.lemma(form, pos) != lemma:
            table[f"{form if pos == 'NOUN' else form.lower()}\t{pos}"] = lemma
    lemmas.fill(table, rules, forms={form for form, _, _ in (*guessed, *triples)})
    log.info("lemmas: %d forms, %d rules", len(table), len(rules))


def _tree_lemmas(sentences: Iterable[ud.Sentence]) -> Iterable[tuple[str, str, str]]:
    for sentence in sentences:
        for word in sentence.words:
            if word.pos not in ("PUNCT", "NUM", "SYM", "X", "PROPN"):
                form = sentence.text[word.start : word.end]
                yield (form if word.pos == "NOUN" else form.lower()), word.pos, word.lemma


def _majority(triples: Iterable[tuple[str, str, str]]) -> Mapping[tuple[str, str], str]:
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for form, pos, lemma in triples:
        counts[form, pos][lemma] += 1
    return {key: min(c, key=lambda lemma: (-c[lemma], lemma)) for key, c in counts.items()}


def _guess(form: str, lemma: str) -> str:
    """The open table does not tell the part of speech; German spelling nearly does."""
    if lemma[:1].isupper():
        return "NOUN"
    return "VERB" if lemma.endswith(("en", "ln", "rn")) and not form.endswith("er") else "ADJ"


def _rules(triples: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for form, pos, lemma in triples:
        same = next((i for i, (a, b) in enumerate(zip(form, lemma, strict=False)) if a != b), min(len(form), len(lemma)))
        for length in range(max(1, len(form) - same), min(_RULE_LENGTH, len(form) - 1) + 1):
            counts[f"{form[-length:]}\t{pos}"][lemma[len(form) - length :]] += 1
    rules = {}
    for key in sorted(counts, key=lambda k: (len(k), k)):
        ending, count = counts[key].most_common(1)[0]
        if count >= _RULE_COUNT and count >= _RULE_SHARE * sum(counts[key].values()):
            rules[key] = ending
    return {key: ending for key, ending in rules.items() if _needed(key, ending, rules)}


def _needed(key: str, ending: str, rules: Mapping[str, str]) -> bool:
    """A rule that the next shorter one makes superfluous is dropped."""
    suffix, _, pos = key.partition("\t")
    for length in range(len(suffix) - 1, 0, -1):
        shorter = rules.get(f"{suffix[-length:]}\t{pos}")
        if shorter is not None:
            return suffix[: len(suffix) - length] + shorter != ending
    return True
